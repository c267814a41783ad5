//! Planned meetings with a bound on waiting.

use super::{Bounded, bounded};
use async_trait::async_trait;
use parley_domain::{
    MeetingId, RepositoryError,
    accounts::{SecretHash, UserId},
    schedule::{Invitee, NewSchedule, Schedule, ScheduleChange, ScheduleId, ScheduleRepository},
};
use parley_protocol::{MeetingAddress, MeetingLink, Timestamp};

#[async_trait]
impl<R: ScheduleRepository> ScheduleRepository for Bounded<R> {
    async fn add(&self, new: NewSchedule) -> Result<Schedule, RepositoryError> {
        bounded(self.0.add(new)).await
    }

    async fn lookup(&self, id: ScheduleId) -> Result<Option<Schedule>, RepositoryError> {
        bounded(self.0.lookup(id)).await
    }

    async fn find(&self, address: &MeetingAddress) -> Result<Option<Schedule>, RepositoryError> {
        bounded(self.0.find(address)).await
    }

    async fn planned(&self, meetings: &[MeetingId]) -> Result<Vec<Schedule>, RepositoryError> {
        bounded(self.0.planned(meetings)).await
    }

    async fn invitees(&self, id: ScheduleId) -> Result<Vec<Invitee>, RepositoryError> {
        bounded(self.0.invitees(id)).await
    }

    async fn change(&self, change: ScheduleChange) -> Result<bool, RepositoryError> {
        bounded(self.0.change(change)).await
    }

    async fn list(
        &self,
        user: UserId,
        email: &str,
        now: Timestamp,
        most: u64,
    ) -> Result<Vec<Schedule>, RepositoryError> {
        bounded(self.0.list(user, email, now, most)).await
    }

    async fn is_invited(
        &self,
        id: ScheduleId,
        user: UserId,
        email: &str,
    ) -> Result<bool, RepositoryError> {
        bounded(self.0.is_invited(id, user, email)).await
    }

    async fn is_taken(&self, link: &MeetingLink) -> Result<bool, RepositoryError> {
        bounded(self.0.is_taken(link)).await
    }

    async fn count_mails(
        &self,
        user: UserId,
        day: u32,
        mails: u32,
        most: u32,
    ) -> Result<bool, RepositoryError> {
        bounded(self.0.count_mails(user, day, mails, most)).await
    }

    async fn set_feed(
        &self,
        user: UserId,
        token: SecretHash,
        at: Timestamp,
    ) -> Result<(), RepositoryError> {
        bounded(self.0.set_feed(user, token, at)).await
    }

    async fn remove_feed(&self, user: UserId) -> Result<(), RepositoryError> {
        bounded(self.0.remove_feed(user)).await
    }

    async fn feed_since(&self, user: UserId) -> Result<Option<Timestamp>, RepositoryError> {
        bounded(self.0.feed_since(user)).await
    }

    async fn feed_owner(&self, token: SecretHash) -> Result<Option<UserId>, RepositoryError> {
        bounded(self.0.feed_owner(token)).await
    }

    /// Nobody waits for it.
    async fn forget_mails(&self, before: u32) -> Result<u64, RepositoryError> {
        self.0.forget_mails(before).await
    }
}
