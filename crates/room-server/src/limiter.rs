//! How much one connection may say: token buckets.
//!
//! *Invariants*: a bucket never holds more than its burst; time that runs backwards fills nothing.

use parley_protocol::Timestamp;

/// A bucket of tokens counted in thousandths, so that whole milliseconds fill it exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bucket {
    burst: u64,
    per_second: u64,
    thousandths: u64,
    filled_at: Timestamp,
}

impl Bucket {
    fn full(rate: Rate, now: Timestamp) -> Self {
        Self {
            burst: rate.burst,
            per_second: rate.per_second,
            thousandths: rate.burst * 1000,
            filled_at: now,
        }
    }

    fn take(&mut self, now: Timestamp) -> bool {
        let gained = now.since(self.filled_at).0.saturating_mul(self.per_second);
        self.thousandths = self
            .thousandths
            .saturating_add(gained)
            .min(self.burst * 1000);
        self.filled_at = self.filled_at.max(now);
        let enough = self.thousandths >= 1000;
        if enough {
            self.thousandths -= 1000;
        }
        enough
    }
}

/// How many at once, and how many per second after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// At once.
    pub burst: u64,
    /// Per second.
    pub per_second: u64,
}

/// The rates of one connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimiterConfig {
    /// All messages; wide enough for the ICE candidates of a full mesh that connects at once.
    pub messages: Rate,
    /// Chat messages.
    pub chat: Rate,
    /// Refusals by the two above before the connection is closed.
    pub refusals: Rate,
}

impl Default for LimiterConfig {
    fn default() -> Self {
        Self {
            messages: Rate {
                burst: 400,
                per_second: 60,
            },
            chat: Rate {
                burst: 10,
                per_second: 1,
            },
            refusals: Rate {
                burst: 100,
                per_second: 1,
            },
        }
    }
}

/// What to do with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Pass,
    Refuse,
    Close,
}

/// The buckets of one connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Limiter {
    messages: Bucket,
    chat: Bucket,
    refusals: Bucket,
}

impl Limiter {
    pub(crate) fn new(config: LimiterConfig, now: Timestamp) -> Self {
        Self {
            messages: Bucket::full(config.messages, now),
            chat: Bucket::full(config.chat, now),
            refusals: Bucket::full(config.refusals, now),
        }
    }

    pub(crate) fn take(&mut self, is_chat: bool, now: Timestamp) -> Verdict {
        if self.messages.take(now) && (!is_chat || self.chat.take(now)) {
            Verdict::Pass
        } else if self.refusals.take(now) {
            Verdict::Refuse
        } else {
            Verdict::Close
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parley_protocol::Milliseconds;

    const NOW: Timestamp = Timestamp(1_000_000);

    #[test]
    fn a_burst_passes_and_then_the_rate_holds() {
        let mut limiter = Limiter::new(LimiterConfig::default(), NOW);
        for _ in 0..400 {
            assert_eq!(limiter.take(false, NOW), Verdict::Pass);
        }
        assert_eq!(limiter.take(false, NOW), Verdict::Refuse);
        let later = NOW + Milliseconds::from_seconds(1);
        let passed = (0..100)
            .filter(|_| limiter.take(false, later) == Verdict::Pass)
            .count();
        assert_eq!(passed, 60);
    }

    #[test]
    fn chat_has_its_own_smaller_bucket() {
        let mut limiter = Limiter::new(LimiterConfig::default(), NOW);
        for _ in 0..10 {
            assert_eq!(limiter.take(true, NOW), Verdict::Pass);
        }
        assert_eq!(limiter.take(true, NOW), Verdict::Refuse);
        assert_eq!(limiter.take(false, NOW), Verdict::Pass);
    }

    #[test]
    fn who_never_stops_is_closed() {
        let mut limiter = Limiter::new(LimiterConfig::default(), NOW);
        let verdicts: Vec<_> = (0..501).map(|_| limiter.take(false, NOW)).collect();
        assert_eq!(verdicts[499], Verdict::Refuse);
        assert_eq!(verdicts[500], Verdict::Close);
    }

    #[test]
    fn a_clock_that_steps_back_fills_nothing() {
        let mut limiter = Limiter::new(LimiterConfig::default(), NOW);
        for _ in 0..400 {
            limiter.take(false, NOW);
        }
        assert_eq!(limiter.take(false, Timestamp(0)), Verdict::Refuse);
        assert_eq!(limiter.take(false, NOW), Verdict::Refuse);
    }
}
