//! The sentences for codes: one for each, so that a new code does not compile without its words.

mod account;
pub mod admin;
pub mod dashboard;
pub mod devices;
pub mod profile;
pub mod schedule;
pub mod server;

pub use account::{field_problem, too_often};

use crate::error::{AppError, Problem};
use parley_protocol::{DoorRuleError, ErrorCode, MeetingCode, RuleError, limits};
use parley_room_client::OrderRefusal;

/// For when the server cannot be reached.
pub const UNREACHABLE: &str = "Parley cannot be reached. Check your connection and try again.";

/// For when a planned meeting was cancelled.
pub const CANCELLED: &str = "This meeting was cancelled";

/// For when the page sent what the server does not take.
const MALFORMED: &str =
    "The server does not understand what this page sent. Load the page again, then try once more.";

/// For when the server failed.
pub const SERVER_ERROR: &str = "Something went wrong on the server. Please try again.";

/// What a server function's refusal is called.
pub fn app_error(error: &AppError) -> String {
    let words = match error {
        AppError::NotAllowed => "Starting a meeting needs an account on this server.",
        AppError::SignedOut => "You have been signed out. Sign in again.",
        AppError::Form(problems) => {
            return problems.first().map_or_else(String::new, field_problem);
        }
        AppError::Plan(problems) => {
            let first = problems.first();
            return first.map_or_else(String::new, schedule::plan_problem);
        }
        AppError::TooOften { seconds } => return too_often(*seconds),
        AppError::Wrong { problem, .. } => self::problem(*problem),
        AppError::Malformed => MALFORMED,
        AppError::Unreachable => UNREACHABLE,
        AppError::TryLater | AppError::Ours => SERVER_ERROR,
    };
    words.to_owned()
}

/// A meeting's title; without one, "Meeting" and the code.
pub fn meeting_title(title: Option<&str>, code: &MeetingCode) -> String {
    match title {
        Some(title) if !title.trim().is_empty() => title.to_owned(),
        _ => format!("Meeting {code}"),
    }
}

/// What is said under a field.
pub fn problem(problem: Problem) -> &'static str {
    match problem {
        Problem::CodeEmpty => "Enter a code or link.",
        Problem::CodeForm => "That is not a meeting code. It looks like kvm-rtdq-hsy.",
        Problem::CodeUnknown => "No meeting has this code.",
    }
}

/// What a refusal in the meeting is called.
pub fn error_code(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::ProtocolVersion => "Parley has been updated. Load the page again.",
        ErrorCode::MeetingNotFound => "No meeting has this code.",
        ErrorCode::MeetingFull => "This meeting is full.",
        ErrorCode::BadMessage
        | ErrorCode::MediaRefused
        | ErrorCode::OutOfOrder
        | ErrorCode::Unknown => SERVER_ERROR,
        ErrorCode::ParticipantNotFound => "This person is no longer in the meeting.",
        ErrorCode::Forbidden => "The host does not allow this.",
        ErrorCode::PasswordNeeded | ErrorCode::WrongPassword | ErrorCode::TooManyPasswords => {
            meeting_password_refusal(code)
        }
        ErrorCode::MeetingLocked => "This meeting is locked.",
        ErrorCode::MeetingCancelled => "This meeting was cancelled.",
        ErrorCode::Removed => "A host removed you.",
        ErrorCode::Blocked => "The host did not let you in.",
        ErrorCode::TooManyRequests => "That was a lot at once. Wait a moment and try again.",
        ErrorCode::Unavailable => "The server cannot save this at the moment. Try again soon.",
    }
}

/// Why something that a host ordered was not done, and what to do next.
pub fn order_refusal(refusal: OrderRefusal) -> &'static str {
    match refusal {
        OrderRefusal::Server(code) => server_refusal(code),
        OrderRefusal::NotConnected => {
            "You are not connected at the moment, so nothing was changed. Try again once you are back."
        }
        OrderRefusal::ConnectionLost => {
            "The connection was lost before the server answered. Once you are back, check what you changed last."
        }
    }
}

fn server_refusal(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::MeetingFull => {
            "The meeting is full. Somebody has to leave before another person can come in."
        }
        ErrorCode::ParticipantNotFound => "This person is not here any more.",
        ErrorCode::Forbidden => "You may not do this, or not any more.",
        ErrorCode::TooManyRequests => "That was a lot at once. Wait a moment and try again.",
        ErrorCode::Unavailable => "The server cannot do this at the moment. Try again soon.",
        ErrorCode::ProtocolVersion
        | ErrorCode::MeetingNotFound
        | ErrorCode::BadMessage
        | ErrorCode::OutOfOrder
        | ErrorCode::PasswordNeeded
        | ErrorCode::WrongPassword
        | ErrorCode::TooManyPasswords
        | ErrorCode::MeetingLocked
        | ErrorCode::MeetingCancelled
        | ErrorCode::Removed
        | ErrorCode::Blocked
        | ErrorCode::MediaRefused
        | ErrorCode::Unknown => "This did not work. Load the page again and try once more.",
    }
}

const PASSWORD_EMPTY: &str = "Enter the meeting password.";
const PASSWORD_WRONG: &str = "That password is not right. Ask the host.";

/// What is wrong with the password of a meeting that somebody wants to join.
pub fn meeting_password_error(error: DoorRuleError) -> &'static str {
    match error {
        DoorRuleError::Empty => PASSWORD_EMPTY,
        DoorRuleError::Form
        | DoorRuleError::Dash
        | DoorRuleError::Reserved
        | DoorRuleError::Code => PASSWORD_WRONG,
    }
}

/// What the server says about a password that was tried; everything else it may say has nothing to do with passwords.
pub fn meeting_password_refusal(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::PasswordNeeded => PASSWORD_EMPTY,
        ErrorCode::WrongPassword => PASSWORD_WRONG,
        ErrorCode::TooManyPasswords => "Too many attempts. Wait a while and try again.",
        ErrorCode::ProtocolVersion
        | ErrorCode::MeetingNotFound
        | ErrorCode::MeetingFull
        | ErrorCode::BadMessage
        | ErrorCode::MediaRefused
        | ErrorCode::OutOfOrder
        | ErrorCode::ParticipantNotFound
        | ErrorCode::Forbidden
        | ErrorCode::MeetingLocked
        | ErrorCode::Removed
        | ErrorCode::Blocked
        | ErrorCode::TooManyRequests
        | ErrorCode::MeetingCancelled
        | ErrorCode::Unavailable
        | ErrorCode::Unknown => SERVER_ERROR,
    }
}

/// What is wrong with a display name.
pub fn display_name_error(error: RuleError) -> String {
    match error {
        RuleError::Empty => "Enter your name.".to_owned(),
        RuleError::TooLong => format!(
            "Use {} characters or fewer.",
            limits::DISPLAY_NAME_CHARACTERS
        ),
    }
}

/// What is wrong with a chat message; an empty one is not sent and needs no words.
pub fn chat_text_error(error: RuleError) -> Option<String> {
    match error {
        RuleError::Empty => None,
        RuleError::TooLong => Some(format!(
            "Messages can have up to {} characters.",
            limits::CHAT_CHARACTERS
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_the_contract() {
        assert_eq!(
            display_name_error(RuleError::TooLong),
            "Use 80 characters or fewer."
        );
        assert_eq!(
            chat_text_error(RuleError::TooLong).as_deref(),
            Some("Messages can have up to 4000 characters.")
        );
    }
}
