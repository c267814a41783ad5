//! What a server function answers when it cannot do what it was asked. Codes cross the wire; the sentences are in
//! [`crate::text`].

mod account;
mod schedule;

pub use account::{AccountField, AccountProblem, FieldProblem};
use leptos::{
    prelude::{FromServerFnError, ServerFnErrorErr},
    server_fn::codec::JsonEncoding,
};
use parley_protocol::CodeError;
pub use schedule::{PlanFault, PlanField, PlanProblem};
#[cfg(feature = "ssr")]
pub(crate) use schedule::{plan_problem, refuse_plan};
use serde::{Deserialize, Serialize};

/// What happened, by what the person can do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum AppError {
    /// It is not theirs to do.
    #[error("not allowed")]
    NotAllowed,
    /// Nobody is signed in: sign in first.
    #[error("signed out")]
    SignedOut,
    /// Something in an account's form is not right. What was typed does not come back: there may be a password in it.
    #[error("wrong form")]
    Form(Vec<FieldProblem>),
    /// Something about a planned meeting is not right.
    #[error("wrong plan")]
    Plan(Vec<PlanProblem>),
    /// Too much in too short a time: wait.
    #[error("too often")]
    TooOften {
        /// How long to wait.
        seconds: u64,
    },
    /// Something in the form is not right; `typed` comes back so that nothing has to be typed again.
    #[error("wrong input")]
    Wrong {
        /// What is not right.
        problem: Problem,
        /// What was typed.
        typed: String,
    },
    /// The request is not what the server function takes: a field is missing or is nothing of its kind. No page of ours
    /// sends such a thing, unless it is older than the server.
    #[error("malformed request")]
    Malformed,
    /// The server cannot be reached.
    #[error("unreachable")]
    Unreachable,
    /// The server is there, but not all it needs: try again later.
    #[error("try again later")]
    TryLater,
    /// It is the server's fault.
    #[error("server error")]
    Ours,
}

/// What is not right in a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// No meeting code was typed.
    CodeEmpty,
    /// What was typed is no meeting code.
    CodeForm,
    /// No meeting has the code.
    CodeUnknown,
}

impl AppError {
    /// The problems of the fields of a form.
    pub fn field_problems(&self) -> &[FieldProblem] {
        match self {
            Self::Form(problems) => problems,
            Self::NotAllowed
            | Self::SignedOut
            | Self::Plan(_)
            | Self::TooOften { .. }
            | Self::Wrong { .. }
            | Self::Malformed
            | Self::Unreachable
            | Self::TryLater
            | Self::Ours => &[],
        }
    }
}

impl From<CodeError> for Problem {
    fn from(error: CodeError) -> Self {
        match error {
            CodeError::Empty => Self::CodeEmpty,
            CodeError::Form => Self::CodeForm,
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Unreachable,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => malformed(),
            ServerFnErrorErr::Deserialization(_) => unread(),
            ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::Serialization(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::Response(_) => Self::Ours,
        }
    }
}

/// Arguments are read on the server only. What leptos says of them may repeat what was sent, and stays here.
fn malformed() -> AppError {
    #[cfg(feature = "ssr")]
    crate::server::refuse_with(http::StatusCode::BAD_REQUEST);
    AppError::Malformed
}

/// While the server answers it is the request that could not be read, else it is the answer.
fn unread() -> AppError {
    #[cfg(feature = "ssr")]
    if crate::server::is_answering() {
        return malformed();
    }
    AppError::Ours
}

#[cfg(feature = "ssr")]
impl From<parley_domain::MeetingsError> for AppError {
    fn from(error: parley_domain::MeetingsError) -> Self {
        use parley_domain::MeetingsError;
        match error {
            MeetingsError::NotAllowed => Self::NotAllowed,
            MeetingsError::Repository(cause) => {
                leptos::logging::error!("a meeting could not be started or found: {cause:?}");
                crate::server::refuse_with(http::StatusCode::SERVICE_UNAVAILABLE);
                Self::TryLater
            }
        }
    }
}

#[cfg(feature = "ssr")]
impl From<parley_domain::RepositoryError> for AppError {
    fn from(cause: parley_domain::RepositoryError) -> Self {
        leptos::logging::error!("the database did not answer: {cause:?}");
        crate::server::refuse_with(http::StatusCode::SERVICE_UNAVAILABLE);
        Self::TryLater
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_comes_back_from_the_wire_as_it_was() {
        let error = AppError::Wrong {
            problem: Problem::CodeUnknown,
            typed: "mkd-vqtr-hba".to_owned(),
        };
        assert_eq!(AppError::de(error.ser()), error);
    }

    #[test]
    fn a_request_that_goes_nowhere_is_not_called_the_servers_fault() {
        let away = ServerFnErrorErr::Request("failed to fetch".to_owned());
        assert_eq!(AppError::from_server_fn_error(away), AppError::Unreachable);
    }

    #[test]
    fn what_is_no_request_of_ours_is_not_called_the_servers_fault_and_not_repeated() {
        for wrong in [
            ServerFnErrorErr::Args("invalid digit found in string: hunter2".to_owned()),
            ServerFnErrorErr::MissingArg("hunter2".to_owned()),
        ] {
            let sent = AppError::from_server_fn_error(wrong).ser();
            assert_eq!(&sent[..], b"\"malformed\"");
        }
    }

    #[test]
    fn internals_do_not_cross_the_wire() {
        let inner = ServerFnErrorErr::ServerError("table meeting is gone".to_owned());
        let sent = AppError::from_server_fn_error(inner).ser();
        assert_eq!(&sent[..], b"\"ours\"");
    }
}
