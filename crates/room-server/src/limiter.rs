//! How much one connection may say: token buckets.
//!
//! *Invariants*: a bucket never holds more than its burst; time that runs backwards fills nothing.

use parley_protocol::Timestamp;

/// A bucket of tokens counted in thousandths, so that whole milliseconds fill it exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bucket {
    burst: u64,
    per_second: u64,
    thousandths: u64,
    filled_at: Timestamp,
}

impl Bucket {
    pub(crate) fn full(rate: Rate, now: Timestamp) -> Self {
        Self {
            burst: rate.burst,
            per_second: rate.per_second,
            thousandths: rate.burst * 1000,
            filled_at: now,
        }
    }

    pub(crate) fn take(&mut self, tokens: u64, now: Timestamp) -> bool {
        let gained = now.since(self.filled_at).0.saturating_mul(self.per_second);
        self.thousandths = self
            .thousandths
            .saturating_add(gained)
            .min(self.burst * 1000);
        self.filled_at = self.filled_at.max(now);
        let left = self.thousandths.checked_sub(tokens.saturating_mul(1000));
        self.thousandths = left.unwrap_or(self.thousandths);
        left.is_some()
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
    /// Bytes of signals: one participant alone does not fill the backlog of another, which would close their socket.
    pub signal_bytes: Rate,
    /// Offers to the media router, which works for each of them.
    pub offers: Rate,
    /// Wishes; a page says them at most five times a second.
    pub wishes: Rate,
    /// Refusals by those above before the connection is closed.
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
            signal_bytes: Rate {
                burst: 192 * 1024,
                per_second: 64 * 1024,
            },
            offers: Rate {
                burst: 10,
                per_second: 1,
            },
            wishes: Rate {
                burst: 40,
                per_second: 5,
            },
            refusals: Rate {
                burst: 100,
                per_second: 1,
            },
        }
    }
}

/// What is counted of a message besides the message itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Chat,
    Signal { bytes: u64 },
    Offer { bytes: u64 },
    Wishes,
    Other,
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
    signal_bytes: Bucket,
    offers: Bucket,
    wishes: Bucket,
    refusals: Bucket,
}

impl Limiter {
    pub(crate) fn new(config: LimiterConfig, now: Timestamp) -> Self {
        Self {
            messages: Bucket::full(config.messages, now),
            chat: Bucket::full(config.chat, now),
            signal_bytes: Bucket::full(config.signal_bytes, now),
            offers: Bucket::full(config.offers, now),
            wishes: Bucket::full(config.wishes, now),
            refusals: Bucket::full(config.refusals, now),
        }
    }

    pub(crate) fn take(&mut self, kind: Kind, now: Timestamp) -> Verdict {
        let passes = self.messages.take(1, now)
            && match kind {
                Kind::Chat => self.chat.take(1, now),
                Kind::Signal { bytes } => self.signal_bytes.take(bytes, now),
                Kind::Offer { bytes } => {
                    self.signal_bytes.take(bytes, now) && self.offers.take(1, now)
                }
                Kind::Wishes => self.wishes.take(1, now),
                Kind::Other => true,
            };
        if passes {
            Verdict::Pass
        } else if self.refusals.take(1, now) {
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
            assert_eq!(limiter.take(Kind::Other, NOW), Verdict::Pass);
        }
        assert_eq!(limiter.take(Kind::Other, NOW), Verdict::Refuse);
        let later = NOW + Milliseconds::from_seconds(1);
        let passed = (0..100)
            .filter(|_| limiter.take(Kind::Other, later) == Verdict::Pass)
            .count();
        assert_eq!(passed, 60);
    }

    #[test]
    fn chat_has_its_own_smaller_bucket() {
        let mut limiter = Limiter::new(LimiterConfig::default(), NOW);
        for _ in 0..10 {
            assert_eq!(limiter.take(Kind::Chat, NOW), Verdict::Pass);
        }
        assert_eq!(limiter.take(Kind::Chat, NOW), Verdict::Refuse);
        assert_eq!(limiter.take(Kind::Other, NOW), Verdict::Pass);
    }

    #[test]
    fn t068_signals_are_counted_by_their_bytes() {
        let mut limiter = Limiter::new(LimiterConfig::default(), NOW);
        let big = Kind::Signal { bytes: 48 * 1024 };
        for _ in 0..4 {
            assert_eq!(limiter.take(big, NOW), Verdict::Pass);
        }
        assert_eq!(limiter.take(big, NOW), Verdict::Refuse);
        assert_eq!(limiter.take(Kind::Other, NOW), Verdict::Pass);
        let later = NOW + Milliseconds::from_seconds(1);
        assert_eq!(limiter.take(big, later), Verdict::Pass);
        assert_eq!(limiter.take(big, later), Verdict::Refuse);
    }

    #[test]
    fn t067_offers_and_wishes_have_their_own_buckets() {
        let small = Kind::Offer { bytes: 1000 };
        for (kind, burst, per_second) in [(small, 10, 1), (Kind::Wishes, 40, 5)] {
            let mut limiter = Limiter::new(LimiterConfig::default(), NOW);
            let mut passed = |at| {
                (0..90)
                    .filter(|_| limiter.take(kind, at) == Verdict::Pass)
                    .count()
            };
            assert_eq!(passed(NOW), burst, "{kind:?}");
            let later = NOW + Milliseconds::from_seconds(1);
            assert_eq!(passed(later), per_second, "{kind:?}");
        }
    }

    #[test]
    fn t068_offers_are_counted_by_their_bytes_too() {
        let mut limiter = Limiter::new(LimiterConfig::default(), NOW);
        let big = Kind::Offer { bytes: 48 * 1024 };
        for _ in 0..4 {
            assert_eq!(limiter.take(big, NOW), Verdict::Pass);
        }
        assert_eq!(limiter.take(big, NOW), Verdict::Refuse);
    }

    #[test]
    fn who_never_stops_is_closed() {
        let mut limiter = Limiter::new(LimiterConfig::default(), NOW);
        let verdicts: Vec<_> = (0..501).map(|_| limiter.take(Kind::Other, NOW)).collect();
        assert_eq!(verdicts[499], Verdict::Refuse);
        assert_eq!(verdicts[500], Verdict::Close);
    }

    #[test]
    fn a_clock_that_steps_back_fills_nothing() {
        let mut limiter = Limiter::new(LimiterConfig::default(), NOW);
        for _ in 0..400 {
            limiter.take(Kind::Other, NOW);
        }
        assert_eq!(limiter.take(Kind::Other, Timestamp(0)), Verdict::Refuse);
        assert_eq!(limiter.take(Kind::Other, NOW), Verdict::Refuse);
    }
}
