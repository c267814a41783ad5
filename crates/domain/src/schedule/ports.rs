//! What planning needs of the database.

use super::{Invitee, Schedule, ScheduleId, Series};
use crate::{
    MeetingId, RepositoryError,
    accounts::{SecretHash, UserId},
};
use async_trait::async_trait;
use parley_protocol::{MeetingAddress, MeetingLink, MeetingRules, Timestamp};

/// A planned meeting to be stored, together with the meeting itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSchedule {
    /// The meeting and what is planned.
    pub series: Series,
    /// Its hashed password.
    pub password: Option<SecretHash>,
    /// Who is invited.
    pub invitees: Vec<Invitee>,
    /// When the last time is over.
    pub over_at: Timestamp,
    /// Mails that are queued with it, sealed.
    pub mails: Vec<Vec<u8>>,
}

/// What becomes of the stored password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoredPassword {
    /// It stays.
    Keep,
    /// This hash, or none.
    Set(Option<SecretHash>),
}

/// How a planned meeting is from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleChange {
    /// Which one.
    pub id: ScheduleId,
    /// As it is from now on; its code, its owner and when it was planned stay, and what the meeting allows.
    pub series: Series,
    /// What the meeting allows, where that changes; a lock is its room's, and stays as it is.
    pub rules: Option<MeetingRules>,
    /// Only where it was changed so often until now.
    pub was: u32,
    /// The password.
    pub password: StoredPassword,
    /// Who is invited, where that changes.
    pub invitees: Option<Vec<Invitee>>,
    /// When the last time is over.
    pub over_at: Timestamp,
    /// Mails that are queued with it, sealed.
    pub mails: Vec<Vec<u8>>,
    /// When it is changed.
    pub at: Timestamp,
}

/// Stores planned meetings, who is invited, and the secrets of feeds.
#[async_trait]
pub trait ScheduleRepository: Send + Sync {
    /// Stores a plan and its meeting, all of it or nothing. A link that a cancelled meeting has is taken from it.
    ///
    /// # Errors
    /// [`RepositoryError::Conflict`] when the code or the link is taken.
    async fn add(&self, new: NewSchedule) -> Result<Schedule, RepositoryError>;
    /// The plan with this key.
    async fn lookup(&self, id: ScheduleId) -> Result<Option<Schedule>, RepositoryError>;
    /// The plan of the meeting with this code or link.
    async fn find(&self, address: &MeetingAddress) -> Result<Option<Schedule>, RepositoryError>;
    /// The plans of those of these meetings that are planned, whether cancelled or not.
    async fn planned(&self, meetings: &[MeetingId]) -> Result<Vec<Schedule>, RepositoryError>;
    /// Who is invited, in the order in which they were named.
    async fn invitees(&self, id: ScheduleId) -> Result<Vec<Invitee>, RepositoryError>;
    /// Changes all of it or nothing; false, and nothing changed, when it was changed in between. A link that a cancelled
    /// meeting has is taken from it.
    ///
    /// # Errors
    /// [`RepositoryError::Conflict`] when the link is taken.
    async fn change(&self, change: ScheduleChange) -> Result<bool, RepositoryError>;
    /// The plans that an account owns, or to which it or its address (by its key) is invited, that are not over at a
    /// time: at most `most`, those that are over first.
    async fn list(
        &self,
        user: UserId,
        email: &str,
        now: Timestamp,
        most: u64,
    ) -> Result<Vec<Schedule>, RepositoryError>;
    /// Whether an account or its address (by its key) is invited.
    async fn is_invited(
        &self,
        id: ScheduleId,
        user: UserId,
        email: &str,
    ) -> Result<bool, RepositoryError>;
    /// Whether a meeting has this link that was not cancelled.
    async fn is_taken(&self, link: &MeetingLink) -> Result<bool, RepositoryError>;
    /// Counts mails that an account causes on a day (since 1970-01-01 UTC); false, and none counted, when there would be
    /// more than `most`. Of many at once no more than `most` are counted.
    async fn count_mails(
        &self,
        user: UserId,
        day: u32,
        mails: u32,
        most: u32,
    ) -> Result<bool, RepositoryError>;
    /// Gives an account's feed this token, in place of any other.
    async fn set_feed(
        &self,
        user: UserId,
        token: SecretHash,
        at: Timestamp,
    ) -> Result<(), RepositoryError>;
    /// Takes the token of an account's feed away.
    async fn remove_feed(&self, user: UserId) -> Result<(), RepositoryError>;
    /// When an account's feed got its token.
    async fn feed_since(&self, user: UserId) -> Result<Option<Timestamp>, RepositoryError>;
    /// Whose feed has this token.
    async fn feed_owner(&self, token: SecretHash) -> Result<Option<UserId>, RepositoryError>;
    /// Forgets on which days before this one mails were counted.
    async fn forget_mails(&self, before: u32) -> Result<u64, RepositoryError>;
}
