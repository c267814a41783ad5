//! What mails say, as text and as HTML with the design's look.
//!
//! *Invariants*: whatever people typed is escaped; every link starts with the public address.

mod meeting;

use crate::config::Origin;
use parley_domain::accounts::{CodePurpose, MailContent};
use parley_protocol::{EmailAddress, OneTimeCode};

/// A mail before it has an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The subject; never the code.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// Where answers go, where that is not who it is from.
    pub reply_to: Option<EmailAddress>,
    /// What calendar programs read.
    pub calendar: Option<LetterCalendar>,
}

/// A calendar in a letter (RFC 6047).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterCalendar {
    /// What they are to do, as in the calendar itself.
    pub method: &'static str,
    /// The calendar.
    pub text: String,
}

/// What a letter is made of.
#[derive(Default)]
struct Parts {
    subject: String,
    opening: String,
    code: Option<OneTimeCode>,
    closing: String,
    links: Vec<(String, &'static str)>,
}

/// Writes the letter.
pub fn compose(content: &MailContent, public_url: &Origin) -> Letter {
    let parts = parts(content, public_url);
    let mail = if let MailContent::Meeting(mail) = content {
        Some(mail)
    } else {
        None
    };
    Letter {
        text: text(&parts),
        html: html(&parts),
        subject: parts.subject,
        reply_to: mail.map(|mail| mail.reply_to.clone()),
        calendar: mail.map(|mail| meeting::calendar(mail)),
    }
}

fn parts(content: &MailContent, public_url: &Origin) -> Parts {
    let page = |path: &str| format!("{public_url}{path}");
    match content {
        MailContent::Code { purpose, code, .. } => code_parts(*purpose, code),
        MailContent::Meeting(mail) => meeting::parts(mail, page(&format!("/m/{}", mail.address))),
        MailContent::AlreadyRegistered { username } => Parts {
            subject: "You already have a Parley account".to_owned(),
            opening: format!(
                "Somebody tried to create an account with this address. You have one already; your username is {username}."
            ),
            code: None,
            closing: "If it was you, sign in. If you forgot the password, reset it. If it was not you, there is nothing to do.".to_owned(),
            links: vec![
                (page("/login"), "Sign in"),
                (page("/forgot"), "Reset password"),
            ],
        },
        MailContent::PasswordChanged => Parts {
            subject: "Your Parley password was changed".to_owned(),
            opening: "The password of your account was changed, and other devices were signed out.".to_owned(),
            code: None,
            closing: "If this was not you, reset the password now.".to_owned(),
            links: vec![(page("/forgot"), "Reset password")],
        },
        MailContent::EmailChanged { new } => Parts {
            subject: "Your Parley email was changed".to_owned(),
            opening: format!("Your account now uses {new} instead of this address."),
            code: None,
            closing: "If this was not you, tell the administrator of this server at once.".to_owned(),
            links: Vec::new(),
        },
        // The worker throws it away before it is written.
        MailContent::Nothing => Parts::default(),
    }
}

fn code_parts(purpose: CodePurpose, code: &OneTimeCode) -> Parts {
    let (subject, opening) = match purpose {
        CodePurpose::Register => (
            "Your code for Parley",
            "Type this code to finish creating your account.",
        ),
        CodePurpose::Reset => (
            "Your code to reset your Parley password",
            "Type this code to choose a new password.",
        ),
        CodePurpose::ChangeEmail => (
            "Your code to confirm this address",
            "Type this code to use this address for your account.",
        ),
    };
    Parts {
        subject: subject.to_owned(),
        opening: opening.to_owned(),
        code: Some(code.clone()),
        closing: "The code works for 10 minutes. If you did not ask for it, ignore this mail; nobody gets in without it.".to_owned(),
        links: Vec::new(),
    }
}

fn text(parts: &Parts) -> String {
    let code = parts
        .code
        .as_ref()
        .map(|code| format!("    {}\n\n", code.expose()));
    let links = parts.links.iter();
    let links: Vec<String> = links
        .map(|(address, label)| format!("\n{label}:\n{address}\n"))
        .collect();
    format!(
        "{}\n\n{}{}\n{}\nParley\n",
        parts.opening,
        code.unwrap_or_default(),
        parts.closing,
        links.concat(),
    )
}

fn html(parts: &Parts) -> String {
    let code = parts.code.as_ref().map(|code| {
        format!(
            "<p style=\"margin:24px 0;font-size:32px;font-weight:700;letter-spacing:4px\">{}</p>",
            code.expose()
        )
    });
    let links: String = parts.links.iter().enumerate().map(button).collect();
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title></head>\
         <body style=\"margin:0;padding:32px 16px;background:#f4f5f7;color:#14181f;\
         font-family:'Hanken Grotesk',system-ui,sans-serif;font-size:16px;line-height:1.5\">\
         <div style=\"max-width:480px;margin:0 auto;padding:32px;background:#ffffff;border-radius:20px\">\
         <p style=\"margin:0 0 24px;font-size:19px;font-weight:700\">Parley</p>\
         <p style=\"margin:0\">{}</p>{}<p style=\"margin:16px 0 0;color:#4a5362\">{}</p>{}</div></body></html>\n",
        escape(&parts.subject),
        escape(&parts.opening),
        code.unwrap_or_default(),
        escape(&parts.closing),
        links,
    )
}

/// Marigold for the first, which is what most people want to do next.
fn button((index, (address, label)): (usize, &(String, &'static str))) -> String {
    let (ground, line) = match index {
        0 => ("#f2b233", "#f2b233"),
        _ => ("#ffffff", "#c3c9d3"),
    };
    format!(
        "<p style=\"margin:16px 0 0\"><a href=\"{}\" style=\"display:inline-block;padding:12px 20px;border-radius:10px;\
         border:1px solid {line};background:{ground};color:#14181f;font-weight:600;text-decoration:none\">{label}</a></p>",
        escape(address)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use parley_domain::accounts::CodeId;
    use parley_protocol::{EmailAddress, Username};

    fn origin() -> Origin {
        "https://meet.example.org".parse().unwrap()
    }

    #[test]
    fn a_code_stands_in_both_parts_and_not_in_the_subject() {
        for purpose in [
            CodePurpose::Register,
            CodePurpose::Reset,
            CodePurpose::ChangeEmail,
        ] {
            let code = OneTimeCode::new("123456").unwrap();
            let letter = compose(
                &MailContent::Code {
                    purpose,
                    code,
                    id: CodeId(1),
                },
                &origin(),
            );
            assert!(letter.text.contains("123456") && letter.html.contains("123456"));
            assert!(!letter.subject.contains("123"));
            assert!(letter.text.contains("10 minutes"));
        }
    }

    #[test]
    fn t021_links_lead_to_the_public_address() {
        let username = Username::new("ines").unwrap();
        let letter = compose(&MailContent::AlreadyRegistered { username }, &origin());
        assert!(letter.text.contains("\nhttps://meet.example.org/login\n"));
        assert!(letter.text.contains("\nhttps://meet.example.org/forgot\n"));
        assert_eq!(letter.html.matches("href=").count(), 2);
        assert!(
            letter
                .html
                .contains("href=\"https://meet.example.org/login\"")
        );
        let letter = compose(&MailContent::PasswordChanged, &origin());
        assert!(letter.text.contains("\nhttps://meet.example.org/forgot\n"));
    }

    #[test]
    fn what_people_typed_is_no_markup() {
        let new = EmailAddress::new("a&b'c@example.org").unwrap();
        let letter = compose(&MailContent::EmailChanged { new }, &origin());
        assert!(letter.html.contains("a&amp;b'c@example.org"));
    }
}
