//! A clock that stands still until the test moves it.

use parley_domain::Clock;
use parley_protocol::{Milliseconds, Timestamp};
use std::sync::atomic::{AtomicU64, Ordering};

/// 2026-01-01 00:00:00 UTC.
const START: u64 = 1_767_225_600_000;

/// A clock for tests.
#[derive(Debug)]
pub struct FakeClock(AtomicU64);

impl Default for FakeClock {
    fn default() -> Self {
        Self(AtomicU64::new(START))
    }
}

impl FakeClock {
    /// Lets time pass.
    pub fn advance(&self, length: Milliseconds) {
        self.0.fetch_add(length.0, Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}
