//! What can be wrong in the forms around accounts.

use parley_protocol::{AccountRuleError, PictureRuleError, RuleError};
use serde::{Deserialize, Serialize};

/// A field, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// The field.
    pub field: AccountField,
    /// What is wrong.
    pub problem: AccountProblem,
}

/// A field of a form around accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountField {
    /// The form as a whole.
    Whole,
    /// `Email or username`.
    Identifier,
    /// `Full name`.
    FullName,
    /// `Username`.
    Username,
    /// `Email`.
    Email,
    /// `Phone number`.
    Phone,
    /// `Password` or `New password`.
    Password,
    /// `Confirm password`.
    ConfirmPassword,
    /// `Current password`.
    CurrentPassword,
    /// `6-digit code`.
    Code,
    /// `Profile picture`.
    Picture,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountProblem {
    /// Nothing was typed.
    Empty,
    /// It does not have the form of such a thing.
    Form,
    /// Too few characters.
    TooShort,
    /// Too many characters.
    TooLong,
    /// The password is easy to guess.
    Easy,
    /// The password is among the most used ones.
    Known,
    /// The second password is not the first.
    Differs,
    /// The username is taken; this one is free.
    UsernameTaken(Option<String>),
    /// The address has an account.
    EmailTaken,
    /// It is not right: a code, or the current password.
    Wrong,
    /// The code no longer works.
    CodeExpired,
    /// Name or password is not right.
    Refused,
    /// The account is suspended.
    Suspended,
    /// The browser did not begin this, or too long ago.
    NotBegun,
    /// It takes more than one step, which the page can do only with scripts.
    NeedsScript,
}

impl FieldProblem {
    /// A problem of a field.
    pub fn new(field: AccountField, problem: impl Into<AccountProblem>) -> Self {
        let problem = problem.into();
        Self { field, problem }
    }
}

impl From<AccountRuleError> for AccountProblem {
    fn from(error: AccountRuleError) -> Self {
        match error {
            AccountRuleError::Empty => Self::Empty,
            AccountRuleError::Form => Self::Form,
            AccountRuleError::TooShort => Self::TooShort,
            AccountRuleError::TooLong => Self::TooLong,
        }
    }
}

impl From<PictureRuleError> for AccountProblem {
    fn from(error: PictureRuleError) -> Self {
        match error {
            PictureRuleError::Kind => Self::Form,
            PictureRuleError::TooLarge => Self::TooLong,
        }
    }
}

impl From<RuleError> for AccountProblem {
    fn from(error: RuleError) -> Self {
        match error {
            RuleError::Empty => Self::Empty,
            RuleError::TooLong => Self::TooLong,
        }
    }
}

#[cfg(feature = "ssr")]
mod on_server {
    use super::{AccountField, AccountProblem, FieldProblem};
    use crate::{error::AppError, server};
    use http::StatusCode;
    use parley_domain::accounts::AccountsError;

    impl From<AccountsError> for AppError {
        fn from(error: AccountsError) -> Self {
            use AccountField::{Code, CurrentPassword, Email, Password, Picture, Username, Whole};
            use AccountProblem as Is;
            let (field, problem) = match error {
                AccountsError::Refused => (Whole, Is::Refused),
                AccountsError::Suspended => (Whole, Is::Suspended),
                AccountsError::NotBegun => (Whole, Is::NotBegun),
                AccountsError::CodeWrong => (Code, Is::Wrong),
                AccountsError::CodeExpired | AccountsError::CodeDead => (Code, Is::CodeExpired),
                AccountsError::UsernameTaken(free) => {
                    (Username, Is::UsernameTaken(free.map(String::from)))
                }
                AccountsError::EmailTaken => (Email, Is::EmailTaken),
                AccountsError::PasswordEasy => (Password, Is::Easy),
                AccountsError::PasswordKnown => (Password, Is::Known),
                AccountsError::CurrentPasswordWrong => (CurrentPassword, Is::Wrong),
                AccountsError::TooOften(wait) => return too_often(wait.0.div_ceil(1000)),
                AccountsError::NotAllowed => {
                    crate::server::refuse_with(http::StatusCode::FORBIDDEN);
                    return AppError::NotAllowed;
                }
                AccountsError::Picture(error) => (Picture, error.into()),
                AccountsError::PicturesBusy => return try_later(&error),
                AccountsError::Pictures(cause) => return try_later(&cause),
                AccountsError::Busy(cause) => return try_later(&cause),
                AccountsError::Repository(cause) => return try_later(&cause),
            };
            server::refuse_form(vec![FieldProblem::new(field, problem)])
        }
    }

    fn too_often(seconds: u64) -> AppError {
        server::refuse_for(seconds);
        AppError::TooOften { seconds }
    }

    fn try_later(cause: &dyn std::error::Error) -> AppError {
        leptos::logging::error!("something about an account could not be done: {cause:?}");
        server::refuse_with(StatusCode::SERVICE_UNAVAILABLE);
        AppError::TryLater
    }
}
