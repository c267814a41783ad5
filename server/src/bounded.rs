//! Meetings, plans and the history with a bound on waiting: a page says that the database is away instead of hanging on it.

mod schedules;

use async_trait::async_trait;
use parley_domain::{
    Meeting, MeetingId, MeetingRepository, MeetingSettings, NewMeeting, RepositoryError,
    accounts::{SecretHash, UserId},
    history::{HistoryPage, HistoryRepository, Stay},
};
use parley_protocol::{
    MeetingAddress, MeetingCode, MeetingLink, MeetingRules, Milliseconds, Timestamp,
};
use std::{future::Future, time::Duration};

/// A page answers within a second, so its questions get a little less.
const LONGEST_WAIT: Duration = Duration::from_millis(900);

pub(crate) struct Bounded<R>(pub(crate) R);

async fn bounded<T>(
    question: impl Future<Output = Result<T, RepositoryError>> + Send,
) -> Result<T, RepositoryError> {
    tokio::time::timeout(LONGEST_WAIT, question)
        .await
        .unwrap_or_else(|late| Err(RepositoryError::Unavailable(Box::new(late))))
}

#[async_trait]
impl<R: MeetingRepository> MeetingRepository for Bounded<R> {
    async fn add(&self, meeting: NewMeeting) -> Result<Meeting, RepositoryError> {
        bounded(self.0.add(meeting)).await
    }

    async fn lookup(&self, meeting: MeetingId) -> Result<Option<Meeting>, RepositoryError> {
        bounded(self.0.lookup(meeting)).await
    }

    async fn find_by_code(&self, code: &MeetingCode) -> Result<Option<Meeting>, RepositoryError> {
        bounded(self.0.find_by_code(code)).await
    }

    async fn find_by_link(&self, link: &MeetingLink) -> Result<Option<Meeting>, RepositoryError> {
        bounded(self.0.find_by_link(link)).await
    }

    async fn set_rules(
        &self,
        meeting: MeetingId,
        rules: MeetingRules,
    ) -> Result<(), RepositoryError> {
        bounded(self.0.set_rules(meeting, rules)).await
    }

    async fn set_settings(
        &self,
        meeting: MeetingId,
        settings: MeetingSettings,
    ) -> Result<(), RepositoryError> {
        bounded(self.0.set_settings(meeting, settings)).await
    }

    async fn history_days(&self, meeting: MeetingId) -> Result<Option<u32>, RepositoryError> {
        bounded(self.0.history_days(meeting)).await
    }

    async fn list_with_open_seats(&self) -> Result<Vec<Meeting>, RepositoryError> {
        bounded(self.0.list_with_open_seats()).await
    }

    async fn list_by_owner(
        &self,
        owner: UserId,
        skip: u64,
        count: u64,
    ) -> Result<(Vec<Meeting>, u64), RepositoryError> {
        bounded(self.0.list_by_owner(owner, skip, count)).await
    }
}

#[async_trait]
impl<R: HistoryRepository> HistoryRepository for Bounded<R> {
    async fn list(
        &self,
        user: UserId,
        skip: u64,
        count: u64,
    ) -> Result<HistoryPage, RepositoryError> {
        bounded(self.0.list(user, skip, count)).await
    }

    async fn claim(
        &self,
        user: UserId,
        claim: SecretHash,
        since: Timestamp,
        most: u64,
    ) -> Result<u64, RepositoryError> {
        bounded(self.0.claim(user, claim, since, most)).await
    }

    /// Nobody waits for it.
    async fn forget_claims(&self, before: Timestamp) -> Result<u64, RepositoryError> {
        self.0.forget_claims(before).await
    }

    /// Nor for this.
    async fn forget_runs(&self, before: Timestamp, most: u64) -> Result<u64, RepositoryError> {
        self.0.forget_runs(before, most).await
    }

    /// Nor for this.
    async fn forget_old_runs(
        &self,
        now: Timestamp,
        kept: Milliseconds,
        most: u64,
    ) -> Result<u64, RepositoryError> {
        self.0.forget_old_runs(now, kept, most).await
    }

    async fn stays(
        &self,
        owner: UserId,
        address: &MeetingAddress,
        run: Option<Timestamp>,
        most: u64,
    ) -> Result<Option<Vec<Stay>>, RepositoryError> {
        bounded(self.0.stays(owner, address, run, most)).await
    }
}
