//! Who comes in: the password of a meeting, how often it may be guessed, and who may not come back.
//!
//! *Invariants*: a password is kept as a keyed hash only; a guess is judged and counted in one step, so that many at once
//! are no more than many after another (T-079).

mod ban;
mod guesses;

use crate::{
    Clock, Meeting, Visitor,
    accounts::{Digests, SecretHash},
    schedule::{PasswordChange, StoredPassword},
};
pub use ban::Ban;
use guesses::Guesses;
use parley_protocol::{MeetingPassword, Milliseconds, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};

/// Wrong passwords of one network at one meeting in [`GUESSES_IN`].
pub const GUESSES: u32 = 10;
/// Wrong passwords at one meeting from everywhere in [`GUESSES_IN`]; with more, each network has one guess.
pub const GUESSES_OF_ALL: u32 = 200;
/// Wrong passwords at one meeting from everywhere in [`GUESSES_IN`] after which none is judged any more (T-079).
pub const GUESSES_AT_MOST: u32 = 1_000;
/// The time in which guesses are counted.
pub const GUESSES_IN: Milliseconds = Milliseconds::from_seconds(3600);

/// What came of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// None is needed, or it is right.
    Open,
    /// The meeting has a password and none was said.
    PasswordNeeded,
    /// It is not the password.
    WrongPassword,
    /// It was guessed too often: wait.
    TooManyPasswords,
    /// The meeting was planned and cancelled: no password opens it, for nobody.
    Cancelled,
}

/// The use-cases at the door of a meeting.
#[derive(Clone)]
pub struct Doors {
    digests: Arc<dyn Digests>,
    clock: Arc<dyn Clock>,
    guesses: Arc<Mutex<Guesses>>,
}

impl Doors {
    /// Nothing was guessed yet.
    pub fn new(digests: Arc<dyn Digests>, clock: Arc<dyn Clock>) -> Self {
        Self {
            digests,
            clock,
            guesses: Arc::default(),
        }
    }

    /// What is stored of a password.
    pub fn hash(&self, password: &MeetingPassword) -> SecretHash {
        let text = password.expose().as_bytes();
        self.digests.keyed("meeting password", text)
    }

    /// What becomes of a stored password by what somebody chose.
    pub fn change(&self, password: &PasswordChange) -> StoredPassword {
        match password {
            PasswordChange::Keep => StoredPassword::Keep,
            PasswordChange::Remove => StoredPassword::Set(None),
            PasswordChange::Set(password) => StoredPassword::Set(Some(self.hash(password))),
        }
    }

    /// What is stored of where somebody comes from.
    pub fn network(&self, address: &str) -> SecretHash {
        self.digests.keyed("network", address.as_bytes())
    }

    /// Judges the password that somebody said, for a meeting. Its owner needs none, nor does whoever is `invited` by their
    /// account ([`crate::schedule::Schedules::is_invited`]).
    pub fn open(
        &self,
        meeting: &Meeting,
        (visitor, invited): (&Visitor, bool),
        password: Option<&MeetingPassword>,
    ) -> Opening {
        if meeting.cancelled {
            return Opening::Cancelled;
        }
        let Some(right) = meeting.password else {
            return Opening::Open;
        };
        if invited || meeting.is_owned_by(visitor.user) {
            return Opening::Open;
        }
        let Some(password) = password else {
            return Opening::PasswordNeeded;
        };
        let is_right = self.hash(password) == right;
        let mut guesses = self.guesses.lock().unwrap_or_else(PoisonError::into_inner);
        if !guesses.judge(
            (meeting.id, right),
            visitor.network,
            is_right,
            self.clock.now(),
        ) {
            Opening::TooManyPasswords
        } else if is_right {
            Opening::Open
        } else {
            Opening::WrongPassword
        }
    }
}

/// Whether a time is so long ago that guesses of then do not count any more.
fn is_over(since: Timestamp, now: Timestamp) -> bool {
    now.since(since) >= GUESSES_IN
}
