//! How long to wait before the next try: the reconnect ladder, spread by a seed so that not everybody comes at once.

use parley_protocol::Milliseconds;

/// Delays before the first, second … try after a loss; the last one goes on.
pub(crate) const LADDER: [u64; 6] = [0, 300, 1200, 2700, 4800, 7000];

/// The ladder with its own small random sequence (splitmix64).
#[derive(Debug)]
pub(crate) struct Backoff {
    state: u64,
}

impl Backoff {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The delay before try `attempt`, counted from 1, between 80 and 120 percent of its step.
    pub(crate) fn delay(&mut self, attempt: u32) -> Milliseconds {
        let step = usize::try_from(attempt.saturating_sub(1)).unwrap_or(usize::MAX);
        let base = LADDER[step.min(LADDER.len() - 1)];
        let percent = 80 + self.next() % 41;
        Milliseconds(base * percent / 100)
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ladder_climbs_and_then_stays() {
        let mut backoff = Backoff::new(7);
        for (attempt, base) in (1..).zip([0, 300, 1200, 2700, 4800, 7000, 7000, 7000]) {
            let Milliseconds(delay) = backoff.delay(attempt);
            assert!(
                (base * 80 / 100..=base * 120 / 100).contains(&delay),
                "try {attempt} waits {delay} ms"
            );
        }
    }

    #[test]
    fn two_seeds_come_at_different_times() {
        assert_ne!(Backoff::new(1).delay(6), Backoff::new(2).delay(6));
    }
}
