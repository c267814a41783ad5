//! A meeting: a code and what belongs to it.

use crate::{
    accounts::{SecretHash, UserId},
    schedule::StoredPassword,
};
use parley_protocol::{MeetingCode, MeetingLink, MeetingRules, Timestamp};

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
    /// Whose it is; a meeting that a guest started is nobody's.
    pub owner: Option<UserId>,
    /// Its custom link, when it has one.
    pub link: Option<MeetingLink>,
    /// What it allows.
    pub rules: MeetingRules,
    /// The keyed hash of its password ([`crate::doors::Doors::hash`]), when it has one.
    pub password: Option<SecretHash>,
    /// Whether it was planned and all of it was cancelled: nobody comes in who is not there.
    pub cancelled: bool,
}

impl Meeting {
    /// Whether it is the meeting of this account.
    pub fn is_owned_by(&self, user: Option<UserId>) -> bool {
        user.is_some() && self.owner == user
    }
}

/// What the owner of a meeting sets from outside of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeetingSettings {
    /// What it allows. A lock is the business of those who are in it: it is left as it is.
    pub rules: MeetingRules,
    /// Its password.
    pub password: StoredPassword,
    /// After how many days what happened in it is forgotten, where that is sooner than on the whole server.
    pub history_days: Option<u32>,
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

impl NewMeeting {
    /// The meeting as it is stored at first, under this key.
    pub fn stored_as(self, id: MeetingId) -> Meeting {
        Meeting {
            id,
            code: self.code,
            title: self.title,
            created_at: self.created_at,
            owner: self.owner,
            link: None,
            rules: MeetingRules::default(),
            password: None,
            cancelled: false,
        }
    }
}
