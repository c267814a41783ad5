//! The meetings that somebody was in or owns, each time that people met there; and how guests keep theirs.
//!
//! *Invariants*: nobody sees a run in which they had no seat and whose meeting is not theirs (T-081); a guest's run goes
//! to who holds the secret of the browser that was there, once, and never from one account to another.

mod export;

use crate::{
    Clock, Random, RepositoryError,
    accounts::{Digests, SecretHash, UserId},
    paging::bounded_skip,
};
use async_trait::async_trait;
use parley_protocol::{
    DisplayName, MeetingAddress, MeetingCode, Milliseconds, ParticipantId, Timestamp,
};
use std::{fmt::Write as _, sync::Arc};

/// Runs on a page.
pub const PAGE: u64 = 10;
/// Runs where only the newest are shown.
pub const NEWEST: u64 = 5;
/// Names of a run at most; the others are only counted.
pub const NAMES: usize = 12;
/// How long a guest's browser can claim a run, in milliseconds: 30 days.
pub const CLAIM_AGE: u64 = 30 * 24 * 3_600_000;
/// Runs that can be claimed at once, the newest.
pub const CLAIMS: u64 = 100;
/// Runs that are forgotten at once; it is asked again soon.
pub const FORGOTTEN: u64 = 500;

/// Stays that are told of one meeting, the newest.
pub const STAYS: u64 = 20_000;

/// 256 bits in hexadecimal digits.
const SECRET_DIGITS: usize = 64;

/// One time that people met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastRun {
    /// The code of the meeting.
    pub code: MeetingCode,
    /// Its title, when it has one.
    pub title: Option<String>,
    /// When the first came.
    pub started_at: Timestamp,
    /// When the last left; `None` while somebody is there.
    pub ended_at: Option<Timestamp>,
    /// How many came. An account that took several seats counts once, and a guest who came back with the same browser
    /// and name.
    pub people: u64,
    /// The names of the first of them, each person's once, at most [`NAMES`].
    pub names: Vec<DisplayName>,
}

/// A page of the history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryPage {
    /// The runs, the newest first.
    pub runs: Vec<PastRun>,
    /// Whether there are older ones.
    pub has_older: bool,
}

/// Who was there: the same in all their stays of one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attendee {
    /// An account, whatever seats it took and names it had.
    Account(UserId),
    /// A guest, by the first of the seats that their browser took under this name.
    Guest(ParticipantId),
}

/// From when until when somebody was there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// When the run began in which it was.
    pub run: Timestamp,
    /// The name shown in the meeting.
    pub name: DisplayName,
    /// Who they were.
    pub of: Attendee,
    /// When they came.
    pub came_at: Timestamp,
    /// When they left; `None` while they are there.
    pub left_at: Option<Timestamp>,
}

/// Reads runs, and gives them to who claims them.
#[async_trait]
pub trait HistoryRepository: Send + Sync {
    /// The runs in which an account had a seat or whose meeting it owns, the newest first: `count` after `skip`, and
    /// whether there are older ones.
    async fn list(
        &self,
        user: UserId,
        skip: u64,
        count: u64,
    ) -> Result<HistoryPage, RepositoryError>;
    /// Gives an account the places of guests with this claim who came at `since` or later, at most `most`, the newest.
    /// A place that has an account keeps it. Returns how many.
    async fn claim(
        &self,
        user: UserId,
        claim: SecretHash,
        since: Timestamp,
        most: u64,
    ) -> Result<u64, RepositoryError>;
    /// Forgets the claims of guests who came before a time.
    async fn forget_claims(&self, before: Timestamp) -> Result<u64, RepositoryError>;
    /// Forgets runs that nobody can see, at most `most`, the first ones: those without an account, of a meeting without
    /// an owner, that were over before a time and to which nobody came since. Returns how many.
    async fn forget_runs(&self, before: Timestamp, most: u64) -> Result<u64, RepositoryError>;
    /// Forgets runs that were over so long before a time, or as many days before as their meeting says where that is
    /// shorter: at most `most`, the first ones. Returns how many. With a run, here as above, go the seats that were given
    /// up in it.
    async fn forget_old_runs(
        &self,
        now: Timestamp,
        kept: Milliseconds,
        most: u64,
    ) -> Result<u64, RepositoryError>;
    /// The stays of one run, or of all runs, of a meeting that an account owns: at most `most`, the newest, in the order
    /// in which they came. `None` when it owns no such meeting.
    async fn stays(
        &self,
        owner: UserId,
        address: &MeetingAddress,
        run: Option<Timestamp>,
        most: u64,
    ) -> Result<Option<Vec<Stay>>, RepositoryError>;
}

/// What the history is built on.
#[derive(Clone)]
pub struct HistoryPorts {
    /// The runs.
    pub repository: Arc<dyn HistoryRepository>,
    /// Hashes secrets.
    pub digests: Arc<dyn Digests>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// How long runs are kept.
    pub kept: Milliseconds,
}

/// The use-cases around the history.
#[derive(Clone)]
pub struct History {
    ports: HistoryPorts,
}

impl History {
    /// On these ports.
    pub fn new(ports: HistoryPorts) -> Self {
        Self { ports }
    }

    /// The newest runs of an account: [`NEWEST`] of them.
    ///
    /// # Errors
    /// [`RepositoryError`] when they cannot be listed.
    pub async fn newest(&self, user: UserId) -> Result<HistoryPage, RepositoryError> {
        self.ports.repository.list(user, 0, NEWEST).await
    }

    /// A page of the runs of an account, counted from 1.
    ///
    /// # Errors
    /// [`RepositoryError`] when they cannot be listed.
    pub async fn page(&self, user: UserId, page: u64) -> Result<HistoryPage, RepositoryError> {
        let skip = bounded_skip(page.saturating_sub(1).saturating_mul(PAGE));
        self.ports.repository.list(user, skip, PAGE).await
    }

    /// A secret for the browser of a guest.
    pub fn fresh_secret(&self) -> String {
        let mut bytes = [0; SECRET_DIGITS / 2];
        self.ports.random.fill(&mut bytes);
        bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a String takes every write");
            text
        })
    }

    /// What is stored of such a secret; `None` for what is none.
    pub fn claim_of(&self, secret: &str) -> Option<SecretHash> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let is_secret = secret.len() == SECRET_DIGITS && secret.bytes().all(is_digit);
        is_secret.then(|| self.ports.digests.digest(secret.as_bytes()))
    }

    /// Gives an account the runs that the browser with this secret was in as a guest. Returns how many.
    ///
    /// # Errors
    /// [`RepositoryError`] when they cannot be given.
    pub async fn claim(&self, user: UserId, secret: &str) -> Result<u64, RepositoryError> {
        let Some(claim) = self.claim_of(secret) else {
            return Ok(0);
        };
        let since = self.oldest_claim();
        let repository = &self.ports.repository;
        repository.claim(user, claim, since, CLAIMS).await
    }

    /// Forgets what is too old: claims, runs that nobody can see any more, and runs that are kept no longer.
    ///
    /// # Errors
    /// [`RepositoryError`] when it cannot be forgotten.
    pub async fn prune(&self) -> Result<(), RepositoryError> {
        let before = self.oldest_claim();
        let repository = &self.ports.repository;
        repository.forget_claims(before).await?;
        repository.forget_runs(before, FORGOTTEN).await?;
        let (now, kept) = (self.ports.clock.now(), self.ports.kept);
        repository
            .forget_old_runs(now, kept, FORGOTTEN)
            .await
            .map(drop)
    }

    /// Who was in one run, or in all runs, of a meeting that an account owns, from when until when. `None` when it owns
    /// no such meeting.
    ///
    /// # Errors
    /// [`RepositoryError`] when it cannot be listed.
    pub async fn stays(
        &self,
        owner: UserId,
        address: &MeetingAddress,
        run: Option<Timestamp>,
    ) -> Result<Option<Vec<Stay>>, RepositoryError> {
        let repository = &self.ports.repository;
        repository.stays(owner, address, run, STAYS).await
    }

    /// As [`History::stays`], as a table for other programs (RFC 4180).
    ///
    /// # Errors
    /// [`RepositoryError`] when it cannot be listed.
    pub async fn export(
        &self,
        owner: UserId,
        address: &MeetingAddress,
        run: Option<Timestamp>,
    ) -> Result<Option<String>, RepositoryError> {
        let stays = self.stays(owner, address, run).await?;
        Ok(stays.map(|stays| export::table(&stays)))
    }

    fn oldest_claim(&self) -> Timestamp {
        Timestamp(self.ports.clock.now().0.saturating_sub(CLAIM_AGE))
    }
}
