//! Why something was refused. The sentences live in the UI, one for each code, checked by an exhaustive match.

use serde::{Deserialize, Serialize};

/// A refusal. Codes are stable; an unknown one is read as [`ErrorCode::Unknown`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The page and the server are of different versions: load the page again.
    ProtocolVersion,
    /// No meeting has this code.
    MeetingNotFound,
    /// The meeting has as many people as it can hold.
    MeetingFull,
    /// The message is no message, or its fields break a rule.
    BadMessage,
    /// The message came before `hello`, or `hello` came twice.
    OutOfOrder,
    /// The participant named is not in this meeting.
    ParticipantNotFound,
    /// The participant may not do this in this meeting.
    Forbidden,
    /// The meeting has a password.
    PasswordNeeded,
    /// The password is not that of the meeting.
    WrongPassword,
    /// Too many passwords were tried: wait before the next one.
    TooManyPasswords,
    /// Nobody new comes in.
    MeetingLocked,
    /// The meeting was planned and cancelled: nobody comes in who is not there.
    MeetingCancelled,
    /// A host removed them, and they may not come back.
    Removed,
    /// A host did not let them in, and they may not ask again.
    Blocked,
    /// Too much in too short a time; try again after a moment.
    TooManyRequests,
    /// The media router cannot take this offer: it is malformed, too large, or describes what the router does not carry.
    MediaRefused,
    /// The server cannot store or look up anything at the moment; try again.
    Unavailable,
    /// A code that this build does not know.
    #[serde(other)]
    Unknown,
}
