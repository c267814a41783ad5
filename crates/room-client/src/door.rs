//! The door of the meeting: its password, and what somebody is told who stands in front of it.
//!
//! *Invariant*: the password is in memory only, and no longer than until the server says that it is not the right
//! one, or there is no way back to the door.

use parley_protocol::{ErrorCode, MeetingPassword};

/// The machine.
#[derive(Debug, Default)]
pub(crate) struct Door {
    password: Option<MeetingPassword>,
    refusal: Option<ErrorCode>,
    title: Option<String>,
}

impl Door {
    /// The person wants in; without a password, the one that was right before is said again.
    pub(crate) fn knock(&mut self, password: Option<MeetingPassword>) {
        if password.is_some() {
            self.password = password;
        }
        self.refusal = None;
        self.title = None;
    }

    /// What `hello` says.
    pub(crate) fn password(&self) -> Option<&MeetingPassword> {
        self.password.as_ref()
    }

    /// It stays shut because of the password.
    pub(crate) fn refuse(&mut self, code: ErrorCode) {
        self.password = None;
        self.refusal = Some(code);
    }

    /// Nobody stands in front of it any more.
    pub(crate) fn forget(&mut self) {
        self.password = None;
    }

    /// Why it stays shut, where only the close code tells that it is because of the password.
    pub(crate) fn likely_refusal(&self) -> ErrorCode {
        if self.password.is_some() {
            ErrorCode::WrongPassword
        } else {
            ErrorCode::PasswordNeeded
        }
    }

    /// The title of the meeting, for who waits; `None` once they are in.
    pub(crate) fn set_title(&mut self, title: Option<String>) {
        self.title = title;
    }

    pub(crate) fn title(&self) -> Option<&String> {
        self.title.as_ref()
    }

    pub(crate) fn refusal(&self) -> Option<ErrorCode> {
        self.refusal
    }
}

/// Whether a refusal is about the password: the person stays in front of the door and may try again.
pub(crate) fn is_about_password(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::PasswordNeeded | ErrorCode::WrongPassword | ErrorCode::TooManyPasswords
    )
}
