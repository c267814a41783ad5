//! How often a password was tried: the wait after failures, and how many tries there are in a day.
//!
//! *Invariants*: a try is counted before its password is judged, so that of many at once no more than [`TRIES_A_DAY`] are
//! judged; failures make a delay, never a lock (T-007, T-008); what is done for a name does not tell whether it has an
//! account (T-002).

use super::{Accounts, AccountsError, SecretHash, User, UserId, Verdict};
use crate::RepositoryError;
use async_trait::async_trait;
use parley_protocol::{Milliseconds, Password, Timestamp};

const DAY: Milliseconds = Milliseconds::from_seconds(24 * 60 * 60);
/// Tries after the last right one that are judged in a day.
const TRIES_A_DAY: u32 = 100;
/// The key of no account: databases count from 1.
const NOBODY: UserId = UserId(0);

/// How often somebody failed or tried with one name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    /// In a row.
    pub in_a_row: u32,
    /// The time of the last one.
    pub last: Option<Timestamp>,
}

/// Stores how often something was tried, and how often it failed, by a hash of what it was.
#[async_trait]
pub trait FailureRepository: Send + Sync {
    /// What was counted of this.
    async fn failures(&self, of: SecretHash) -> Result<Failures, RepositoryError>;
    /// Counts one more, at this time.
    async fn add(&self, of: SecretHash, at: Timestamp) -> Result<(), RepositoryError>;
    /// Counts one more, at this time, unless there are `most` already and the last of them was after `since`: false,
    /// and nothing is counted. Where the last was not after it, the count starts anew. Of many at once, also of many servers, no more than allowed are counted.
    async fn begin(
        &self,
        of: SecretHash,
        most: u32,
        since: Timestamp,
        at: Timestamp,
    ) -> Result<bool, RepositoryError>;
    /// Counts one less.
    async fn give_back(&self, of: SecretHash) -> Result<(), RepositoryError>;
    /// Forgets what was counted of these.
    async fn clear(&self, of: &[SecretHash]) -> Result<(), RepositoryError>;
    /// Forgets those whose last is before a time.
    async fn prune(&self, before: Timestamp) -> Result<u64, RepositoryError>;
}

/// Under what tries of one kind are counted, those that failed and all.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counted {
    failed: SecretHash,
    tried: SecretHash,
}

/// How long one waits after so many failures in a row.
fn wait_after(failures: Failures, now: Timestamp) -> Option<Milliseconds> {
    let length = match failures.in_a_row {
        0..3 => return None,
        3..9 => 3,
        9..25 => 5,
        _ => 10,
    };
    left(failures, Milliseconds::from_seconds(length), now)
}

/// What is left of a time that began with the last one.
pub(super) fn left(
    counted: Failures,
    length: Milliseconds,
    now: Timestamp,
) -> Option<Milliseconds> {
    let left = (counted.last? + length).since(now);
    (left.0 > 0).then_some(left)
}

impl Accounts {
    /// The counters of sign-ins with an account, by whichever name.
    pub(super) fn sign_ins_to(&self, user: UserId) -> Counted {
        self.counted(&format!("account {}", user.0))
    }

    /// The counters of sign-ins with a name that no account has.
    pub(super) fn sign_ins_as(&self, name: &str) -> Counted {
        self.counted(&format!("name {}", name.trim().to_lowercase()))
    }

    /// The counters of somebody who is signed in and says the password again: no stranger makes them wait.
    pub(super) fn confirmations_of(&self, user: UserId) -> Counted {
        self.counted(&format!("current password of {}", user.0))
    }

    fn counted(&self, what: &str) -> Counted {
        Counted {
            failed: self.hash_of(what),
            tried: self.hash_of(&format!("tries of {what}")),
        }
    }

    /// Compares a password where the tries before allow it; without an account it is as much work, and wrong.
    pub(super) async fn try_password(
        &self,
        counted: Counted,
        user: Option<&User>,
        password: &Password,
    ) -> Result<Verdict, AccountsError> {
        self.begin_try(counted).await?;
        match self.compare(user, password).await {
            Ok(Verdict::Wrong) => {
                let now = self.now();
                self.ports.failures.add(counted.failed, now).await?;
                Ok(Verdict::Wrong)
            }
            Ok(right) => {
                self.forget_tries(counted).await?;
                Ok(right)
            }
            // Nothing was judged.
            Err(error) => {
                self.ports.failures.give_back(counted.tried).await?;
                Err(error)
            }
        }
    }

    async fn begin_try(&self, counted: Counted) -> Result<(), AccountsError> {
        let now = self.now();
        let failures = &self.ports.failures;
        if let Some(wait) = wait_after(failures.failures(counted.failed).await?, now) {
            return Err(AccountsError::TooOften(wait));
        }
        if failures
            .begin(counted.tried, TRIES_A_DAY, now - DAY, now)
            .await?
        {
            return Ok(());
        }
        let tries = failures.failures(counted.tried).await?;
        let wait = left(tries, DAY, now);
        Err(AccountsError::TooOften(wait.unwrap_or_default()))
    }

    pub(super) async fn forget_tries(&self, counted: Counted) -> Result<(), AccountsError> {
        let both = [counted.failed, counted.tried];
        Ok(self.ports.failures.clear(&both).await?)
    }

    async fn compare(
        &self,
        user: Option<&User>,
        password: &Password,
    ) -> Result<Verdict, AccountsError> {
        let asked = user.map_or(NOBODY, |user| user.id);
        let hash = self.ports.users.password(asked).await?;
        Ok(self.ports.hasher.verify(password, hash.as_ref()).await?)
    }

    /// What is written for a name without an account where the audit log would have an entry.
    pub(super) async fn note_nobody(&self, name: &str) -> Result<(), AccountsError> {
        let entry = self.hash_of(&format!("entry of {}", name.trim().to_lowercase()));
        Ok(self.ports.failures.add(entry, self.now()).await?)
    }
}
