//! Accounts, sessions, codes and mails as plain structs.

use super::PictureId;
use parley_protocol::{
    DisplayName, EmailAddress, MeetingAddress, MeetingCode, MeetingTitle, OneTimeCode, PhoneNumber,
    Timestamp, Username,
};
use std::fmt;

/// The key of an account in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(pub i64);

/// The key of a session in the database; never the secret in the cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub i64);

/// The key of a code in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodeId(pub i64);

/// What an account may do beyond its own affairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Nothing.
    #[default]
    Member,
    /// Look after the server.
    Admin,
}

/// What an admin may change about another account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// What it may do.
    Role(Role),
    /// Whether it is suspended.
    Suspended(bool),
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Its key.
    pub id: UserId,
    /// The name that others see.
    pub full_name: DisplayName,
    /// By which one signs in, beside the address.
    pub username: Username,
    /// The address, proved by a code.
    pub email: EmailAddress,
    /// The phone number; an account made on the command line has none.
    pub phone: Option<PhoneNumber>,
    /// What it may do.
    pub role: Role,
    /// Whether it was suspended by an admin.
    pub suspended: bool,
    /// The code of its personal meeting.
    pub personal_code: MeetingCode,
    /// Its picture.
    pub picture: Option<PictureId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last signed in.
    pub last_seen_at: Option<Timestamp>,
}

/// A hashed password in PHC form. It never prints itself.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(pub String);

/// An account to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUser {
    /// The name that others see.
    pub full_name: DisplayName,
    /// By which one signs in.
    pub username: Username,
    /// The address.
    pub email: EmailAddress,
    /// The phone number.
    pub phone: Option<PhoneNumber>,
    /// The hash of the password.
    pub password: PasswordHash,
    /// What it may do.
    pub role: Role,
    /// The code of its personal meeting.
    pub personal_code: MeetingCode,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What an account's owner may change without proving anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileChange {
    /// The name that others see.
    pub full_name: DisplayName,
    /// By which one signs in.
    pub username: Username,
    /// The phone number.
    pub phone: Option<PhoneNumber>,
}

/// SHA-256 of a secret that a browser holds; the secret itself is never stored.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretHash(pub [u8; 32]);

/// Where a request came from, for the list of sessions and the audit log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Browser and system in words, such as `Firefox on Linux`.
    pub device: String,
    /// The client's address.
    pub address: String,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its key.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// Where it was last used.
    pub origin: Origin,
    /// Whether the cookie outlives the browser.
    pub keep: bool,
    /// When it began, by a sign-in.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Timestamp,
}

/// A session to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// Whose it is.
    pub user: UserId,
    /// The hash of the cookie's secret.
    pub secret: SecretHash,
    /// Where it began.
    pub origin: Origin,
    /// Whether the cookie outlives the browser.
    pub keep: bool,
    /// When it began.
    pub created_at: Timestamp,
}

/// What a code proves the address for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodePurpose {
    /// Making an account.
    Register,
    /// Choosing a new password.
    Reset,
    /// Moving an account to another address.
    ChangeEmail,
}

/// A registration that waits for its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingRegistration {
    /// The hash of the secret in the browser that began it.
    pub flow: SecretHash,
    /// The name that others see.
    pub full_name: DisplayName,
    /// The username wished for.
    pub username: Username,
    /// The address to be proved.
    pub email: EmailAddress,
    /// The phone number.
    pub phone: PhoneNumber,
    /// The hash of the password.
    pub password: PasswordHash,
    /// Whether the code was right already, and only the username was taken.
    pub proved: bool,
    /// When it began.
    pub created_at: Timestamp,
}

/// To what a code is bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeBinding {
    /// What it proves the address for.
    pub purpose: CodePurpose,
    /// The key of the address ([`EmailAddress::key`]).
    pub address: String,
    /// The hash of the secret in the browser that asked for it.
    pub flow: SecretHash,
}

/// A code to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCode {
    /// To what it is bound.
    pub binding: CodeBinding,
    /// The keyed hash of its digits; `None` for a decoy that no digits open.
    pub hash: Option<[u8; 32]>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What became of trying a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeOutcome {
    /// It was right, and is used up.
    Right,
    /// It was not right.
    Wrong,
    /// It is too old, used up, replaced by a newer one, or there never was one.
    Expired,
    /// It was tried too often.
    TooMany,
}

/// What there is to say of a planned meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeetingNews {
    /// The reader is invited.
    Invited,
    /// It is otherwise now.
    Changed,
    /// It does not happen, or the reader is not invited any more.
    Cancelled,
}

/// A mail about a planned meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingMail {
    /// What there is to say.
    pub news: MeetingNews,
    /// What the meeting is called.
    pub title: MeetingTitle,
    /// Who planned it.
    pub host: DisplayName,
    /// Where answers go.
    pub reply_to: EmailAddress,
    /// When it is, in words.
    pub when: String,
    /// What stands in its link.
    pub address: MeetingAddress,
    /// Whether one needs a password, which is never in the mail.
    pub has_password: bool,
    /// For calendar programs (RFC 5545).
    pub calendar: String,
}

/// What a mail says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailContent {
    /// A code; its time starts when the mail goes out.
    Code {
        /// What for.
        purpose: CodePurpose,
        /// The digits.
        code: OneTimeCode,
        /// The code's key.
        id: CodeId,
    },
    /// Somebody tried to register with an address that has an account.
    AlreadyRegistered {
        /// The account's username, to sign in with.
        username: Username,
    },
    /// The password was changed.
    PasswordChanged,
    /// The account moved to another address.
    EmailChanged {
        /// Where to.
        new: EmailAddress,
    },
    /// Somebody is invited to a meeting, or it changed.
    Meeting(Box<MeetingMail>),
    /// Nothing; it waits as a mail does and is thrown away, so that no answer is quicker where none may be sent (T-004).
    Nothing,
}

/// A mail that waits to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// To whom.
    pub to: EmailAddress,
    /// What it says.
    pub content: MailContent,
}

macro_rules! silent {
    ($type:ident) => {
        impl fmt::Debug for $type {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(concat!(stringify!($type), "(…)"))
            }
        }
    };
}
silent!(PasswordHash);
silent!(SecretHash);
