//! A meeting: a code and what belongs to it.

use crate::accounts::UserId;
use parley_protocol::{MeetingCode, Timestamp};

/// The key of a meeting in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MeetingId(pub i64);

/// A stored meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// Its key.
    pub id: MeetingId,
    /// Its code.
    pub code: MeetingCode,
    /// Its title, when it has one.
    pub title: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A meeting to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMeeting {
    /// Its code.
    pub code: MeetingCode,
    /// Its title, when it has one.
    pub title: Option<String>,
    /// Whose it is; a meeting that a guest started is nobody's.
    pub owner: Option<UserId>,
    /// When it was made.
    pub created_at: Timestamp,
}
