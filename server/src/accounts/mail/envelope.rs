//! A mail as it waits in the database: JSON, encrypted with XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha).

use crate::accounts::secret::Key;
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce, aead::Aead as _};
use parley_domain::{
    Random,
    accounts::{CodeId, CodePurpose, Mail, MailContent, MeetingMail, MeetingNews},
};
use parley_protocol::{
    DisplayName, EmailAddress, MeetingAddress, MeetingTitle, OneTimeCode, Username,
};
use serde::{Deserialize, Serialize};

const NONCE_BYTES: usize = 24;

/// Seals and opens.
#[derive(Clone, Debug)]
pub struct Envelope(Key);

#[derive(Serialize, Deserialize)]
struct Written {
    to: EmailAddress,
    content: Content,
}

#[derive(Serialize, Deserialize)]
enum Content {
    Code(Purpose, OneTimeCode, i64),
    AlreadyRegistered(Username),
    PasswordChanged,
    EmailChanged(EmailAddress),
    Meeting(Box<Meeting>),
    Nothing,
}

#[derive(Serialize, Deserialize)]
struct Meeting {
    news: News,
    title: MeetingTitle,
    host: DisplayName,
    reply_to: EmailAddress,
    when: String,
    address: MeetingAddress,
    has_password: bool,
    calendar: String,
}

#[derive(Serialize, Deserialize)]
enum News {
    Invited,
    Changed,
    Cancelled,
}

#[derive(Serialize, Deserialize)]
enum Purpose {
    Register,
    Reset,
    ChangeEmail,
}

impl Envelope {
    /// With a key made from the server's secret.
    pub fn new(secret: &Key) -> Self {
        Self(secret.for_use("outbox"))
    }

    /// Encrypts; the nonce stands before the rest.
    ///
    /// # Panics
    /// Never: every mail is JSON, and short.
    pub fn seal(&self, mail: &Mail, random: &dyn Random) -> Vec<u8> {
        let plain = serde_json::to_vec(&write(mail)).expect("a mail is JSON");
        let mut nonce = [0; NONCE_BYTES];
        random.fill(&mut nonce);
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), &*plain);
        let mut bytes = nonce.to_vec();
        bytes.extend(sealed.expect("a mail is shorter than the cipher's 256 GB"));
        bytes
    }

    /// Decrypts; `None` when it was sealed with another secret or changed.
    pub fn open(&self, bytes: &[u8]) -> Option<Mail> {
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        let plain = self.cipher().decrypt(&XNonce::from(*nonce), sealed).ok()?;
        Some(read(serde_json::from_slice(&plain).ok()?))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&(*self.0.expose()).into())
    }
}

fn write(mail: &Mail) -> Written {
    let content = match mail.content.clone() {
        MailContent::Code { purpose, code, id } => {
            let purpose = match purpose {
                CodePurpose::Register => Purpose::Register,
                CodePurpose::Reset => Purpose::Reset,
                CodePurpose::ChangeEmail => Purpose::ChangeEmail,
            };
            Content::Code(purpose, code, id.0)
        }
        MailContent::AlreadyRegistered { username } => Content::AlreadyRegistered(username),
        MailContent::PasswordChanged => Content::PasswordChanged,
        MailContent::EmailChanged { new } => Content::EmailChanged(new),
        MailContent::Meeting(meeting) => Content::Meeting(Box::new(write_meeting(*meeting))),
        MailContent::Nothing => Content::Nothing,
    };
    let to = mail.to.clone();
    Written { to, content }
}

fn read(written: Written) -> Mail {
    let content = match written.content {
        Content::Code(purpose, code, id) => MailContent::Code {
            purpose: match purpose {
                Purpose::Register => CodePurpose::Register,
                Purpose::Reset => CodePurpose::Reset,
                Purpose::ChangeEmail => CodePurpose::ChangeEmail,
            },
            code,
            id: CodeId(id),
        },
        Content::AlreadyRegistered(username) => MailContent::AlreadyRegistered { username },
        Content::PasswordChanged => MailContent::PasswordChanged,
        Content::EmailChanged(new) => MailContent::EmailChanged { new },
        Content::Meeting(meeting) => MailContent::Meeting(Box::new(read_meeting(*meeting))),
        Content::Nothing => MailContent::Nothing,
    };
    let to = written.to;
    Mail { to, content }
}

fn write_meeting(mail: MeetingMail) -> Meeting {
    Meeting {
        news: match mail.news {
            MeetingNews::Invited => News::Invited,
            MeetingNews::Changed => News::Changed,
            MeetingNews::Cancelled => News::Cancelled,
        },
        title: mail.title,
        host: mail.host,
        reply_to: mail.reply_to,
        when: mail.when,
        address: mail.address,
        has_password: mail.has_password,
        calendar: mail.calendar,
    }
}

fn read_meeting(written: Meeting) -> MeetingMail {
    MeetingMail {
        news: match written.news {
            News::Invited => MeetingNews::Invited,
            News::Changed => MeetingNews::Changed,
            News::Cancelled => MeetingNews::Cancelled,
        },
        title: written.title,
        host: written.host,
        reply_to: written.reply_to,
        when: written.when,
        address: written.address,
        has_password: written.has_password,
        calendar: written.calendar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRandom;

    fn envelope() -> Envelope {
        let folder = tempfile::tempdir().unwrap();
        Envelope::new(&Key::load(folder.path(), &SystemRandom).unwrap())
    }

    #[test]
    fn t017_a_sealed_mail_shows_nothing_and_opens_with_the_same_secret_only() {
        let to = EmailAddress::new("ines@example.org").unwrap();
        let code = OneTimeCode::new("123456").unwrap();
        let contents = [
            MailContent::Code {
                purpose: CodePurpose::Reset,
                code,
                id: CodeId(7),
            },
            MailContent::AlreadyRegistered {
                username: Username::new("ines").unwrap(),
            },
            MailContent::PasswordChanged,
            MailContent::EmailChanged { new: to.clone() },
            MailContent::Meeting(Box::new(MeetingMail {
                news: MeetingNews::Changed,
                title: MeetingTitle::new("ines 123456").unwrap(),
                host: DisplayName::new("ines").unwrap(),
                reply_to: to.clone(),
                when: "123456".to_owned(),
                address: "kvm-rtdq-hsy".parse().unwrap(),
                has_password: true,
                calendar: "ines".to_owned(),
            })),
            MailContent::Nothing,
        ];
        let (ours, others) = (envelope(), envelope());
        for content in contents {
            let mail = Mail {
                to: to.clone(),
                content,
            };
            let mut sealed = ours.seal(&mail, &SystemRandom);
            assert_ne!(sealed, ours.seal(&mail, &SystemRandom));
            let text = String::from_utf8_lossy(&sealed).into_owned();
            assert!(!text.contains("123456") && !text.contains("ines"));
            assert_eq!(ours.open(&sealed), Some(mail));
            assert_eq!(others.open(&sealed), None);
            *sealed.last_mut().unwrap() ^= 1;
            assert_eq!(ours.open(&sealed), None);
        }
        assert_eq!(ours.open(b"short"), None);
    }
}
