//! How long people had to wait, counted in steps as Prometheus wants them.
//!
//! *Invariant*: numbers only; nothing of who waited or where.

use parley_protocol::{Milliseconds, Wait};
use std::sync::atomic::{AtomicU64, Ordering};

/// Where a step ends, in milliseconds; the last step has no end.
pub const WAIT_STEPS: [u64; 12] = [
    100, 250, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 10_000, 30_000, 60_000,
];

/// The waits of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WaitStats {
    /// How many were no longer than each of [`WAIT_STEPS`], and how many there were.
    pub up_to: [u64; WAIT_STEPS.len() + 1],
    /// All of them together, in milliseconds.
    pub sum: u64,
}

/// Counts.
#[derive(Debug, Default)]
pub(crate) struct Waits {
    kinds: [Kind; Wait::ALL.len()],
}

#[derive(Debug, Default)]
struct Kind {
    within: [AtomicU64; WAIT_STEPS.len() + 1],
    sum: AtomicU64,
}

impl Waits {
    pub(crate) fn add(&self, what: Wait, length: Milliseconds) {
        let kind = &self.kinds[index(what)];
        let step = WAIT_STEPS.partition_point(|end| *end < length.0);
        kind.within[step].fetch_add(1, Ordering::Relaxed);
        kind.sum.fetch_add(length.0, Ordering::Relaxed);
    }

    pub(crate) fn stats(&self) -> [(Wait, WaitStats); Wait::ALL.len()] {
        Wait::ALL.map(|what| {
            let kind = &self.kinds[index(what)];
            let mut total = 0;
            let up_to = kind.within.each_ref().map(|within| {
                total += within.load(Ordering::Relaxed);
                total
            });
            let sum = kind.sum.load(Ordering::Relaxed);
            (what, WaitStats { up_to, sum })
        })
    }
}

const fn index(what: Wait) -> usize {
    match what {
        Wait::Join => 0,
        Wait::FirstFrame => 1,
        Wait::Rejoin => 2,
        Wait::Freeze => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_counted_in_its_step_and_in_all_above() {
        let waits = Waits::default();
        for length in [0, 100, 101, 60_000, 60_001] {
            waits.add(Wait::Rejoin, Milliseconds(length));
        }
        let all = waits.stats();
        let (what, rejoin) = all[2];
        assert_eq!(what, Wait::Rejoin);
        assert_eq!(rejoin.up_to, [2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 5]);
        assert_eq!(rejoin.sum, 120_202);
        for (what, stats) in all {
            assert_eq!(stats != WaitStats::default(), what == Wait::Rejoin);
        }
    }
}
