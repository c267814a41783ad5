//! The time in one room: the clock's when the room opened, and from there on as the timers count.
//!
//! *Invariants*: it never runs backwards and never jumps, even when somebody sets the clock while people are in the
//! room; so no seat expires early and nobody is refused for it.

use crate::frame::duration;
use parley_protocol::{Milliseconds, Timestamp};
use tokio::time::Instant;

/// The time in one room.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeline {
    opened_at: Timestamp,
    opened: Instant,
}

impl Timeline {
    /// Starts now.
    pub(crate) fn new(now: Timestamp) -> Self {
        Self {
            opened_at: now,
            opened: Instant::now(),
        }
    }

    /// The time now.
    pub(crate) fn now(&self) -> Timestamp {
        let elapsed = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.opened_at + Milliseconds(elapsed)
    }

    /// The same moment as timers know it.
    pub(crate) fn instant(&self, moment: Timestamp) -> Instant {
        self.opened + duration(moment.since(self.opened_at))
    }
}
