//! How much comes: a rate over the last second, and a bucket that says when it is too much.

use std::time::{Duration, Instant};

const BUCKETS: usize = 10;
/// All buckets but the one that is being filled.
const FULL_BUCKETS: u32 = 9;
const BUCKET: Duration = Duration::from_millis(100);

/// Bits per second over the last second.
#[derive(Clone, Debug)]
pub struct RateMeter {
    bytes: [u64; BUCKETS],
    head: usize,
    head_began: Instant,
    began: Instant,
}

impl RateMeter {
    /// A meter that has seen nothing.
    pub fn new(now: Instant) -> Self {
        Self {
            bytes: [0; BUCKETS],
            head: 0,
            head_began: now,
            began: now,
        }
    }

    /// Counts bytes.
    pub fn add(&mut self, bytes: usize, now: Instant) {
        self.advance(now);
        self.bytes[self.head] += bytes as u64;
    }

    /// Bits per second; while less than a second has been seen, of what has been seen (at least 200 ms).
    pub fn bits_per_second(&mut self, now: Instant) -> u64 {
        self.advance(now);
        let seen = now.saturating_duration_since(self.began);
        let held = BUCKET * FULL_BUCKETS + now.saturating_duration_since(self.head_began);
        let window = seen.min(held).max(BUCKET * 2);
        self.bytes.iter().sum::<u64>() * 8 * 1000 / millis(window)
    }

    /// Whether the last second is all known.
    pub fn is_settled(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.began) >= BUCKET * (FULL_BUCKETS + 1)
    }

    fn advance(&mut self, now: Instant) {
        let mut steps = 0;
        while now.saturating_duration_since(self.head_began) >= BUCKET {
            if steps == BUCKETS {
                self.head_began = now;
                return;
            }
            self.head = (self.head + 1) % BUCKETS;
            self.bytes[self.head] = 0;
            self.head_began += BUCKET;
            steps += 1;
        }
    }
}

/// What one second may bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Datagrams each second.
    pub packets: u32,
    /// Bits each second.
    pub bits: u64,
}

/// Lets through as much as is allowed and no more; a second of it may come at once.
#[derive(Clone, Debug)]
pub struct Limiter {
    allowance: Allowance,
    /// Thousandths of what may still come.
    packets: u64,
    bits: u64,
    filled: Instant,
}

impl Limiter {
    /// A full bucket.
    pub fn new(allowance: Allowance, now: Instant) -> Self {
        Self {
            allowance,
            packets: u64::from(allowance.packets) * 1000,
            bits: allowance.bits * 1000,
            filled: now,
        }
    }

    /// Whether a datagram of so many bytes may pass; if so, it is counted.
    pub fn admits(&mut self, bytes: usize, now: Instant) -> bool {
        let elapsed = millis(now.saturating_duration_since(self.filled)).min(1000);
        if elapsed > 0 {
            let packets = u64::from(self.allowance.packets);
            self.packets = (self.packets + packets * elapsed).min(packets * 1000);
            self.bits = (self.bits + self.allowance.bits * elapsed).min(self.allowance.bits * 1000);
            // What is left of a millisecond counts the next time.
            self.filled += Duration::from_millis(elapsed);
            if elapsed == 1000 {
                self.filled = now;
            }
        }
        let bits = bytes as u64 * 8000;
        if self.packets < 1000 || self.bits < bits {
            return false;
        }
        self.packets -= 1000;
        self.bits -= bits;
        true
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_stream_is_measured() {
        let start = crate::start_of_test();
        let mut meter = RateMeter::new(start);
        for step in 0..200 {
            meter.add(1250, start + Duration::from_millis(step * 10));
        }
        let rate = meter.bits_per_second(start + Duration::from_millis(1999));
        assert!((950_000..=1_020_000).contains(&rate), "{rate}");
    }

    #[test]
    fn a_stream_that_ends_is_zero_a_second_later() {
        let start = crate::start_of_test();
        let mut meter = RateMeter::new(start);
        meter.add(100_000, start);
        assert!(meter.bits_per_second(start + Duration::from_millis(500)) > 0);
        assert_eq!(
            meter.bits_per_second(start + Duration::from_millis(1100)),
            0
        );
        assert_eq!(meter.bits_per_second(start + Duration::from_hours(1)), 0);
    }

    #[test]
    fn t119_no_more_than_allowed_passes() {
        let start = crate::start_of_test();
        let allowance = Allowance {
            packets: 100,
            bits: 1_000_000,
        };
        let mut limiter = Limiter::new(allowance, start);
        let passed = (0..50_000u64)
            .filter(|step| limiter.admits(100, start + Duration::from_micros(step * 20)))
            .count();
        assert!((190..=201).contains(&passed), "{passed}"); // the burst, and one second
    }

    #[test]
    fn t120_too_many_bits_are_too_much_in_few_packets_as_well() {
        let start = crate::start_of_test();
        let allowance = Allowance {
            packets: 1000,
            bits: 8 * 10_000,
        };
        let mut limiter = Limiter::new(allowance, start);
        let passed = (0..100).filter(|_| limiter.admits(1000, start)).count();
        assert_eq!(passed, 10);
    }
}
