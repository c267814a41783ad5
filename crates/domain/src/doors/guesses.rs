//! Counts wrong passwords.
//!
//! *Invariants*: what is over is forgotten, and there are never more counters than [`COUNTERS`], so that many networks
//! cost no more memory than that.

use super::{GUESSES, GUESSES_OF_ALL, is_over};
use crate::{MeetingId, accounts::SecretHash};
use parley_protocol::Timestamp;
use std::collections::BTreeMap;

/// Counters at most. With more, everybody at the meetings that were guessed at waits.
const COUNTERS: usize = 100_000;

/// One network at one meeting; `None` for all of them together.
type Guesser = (MeetingId, Option<SecretHash>);

#[derive(Debug, Default)]
pub(super) struct Guesses {
    counters: BTreeMap<Guesser, Counter>,
}

#[derive(Clone, Copy, Debug)]
struct Counter {
    since: Timestamp,
    wrong: u32,
}

impl Guesses {
    /// Whether a guess counts; a wrong one that does is counted.
    pub(super) fn judge(
        &mut self,
        meeting: MeetingId,
        network: Option<SecretHash>,
        is_right: bool,
        now: Timestamp,
    ) -> bool {
        let of_all = (meeting, None);
        // Who comes from nowhere known is one network.
        let own = (meeting, Some(network.unwrap_or(SecretHash([0; 32]))));
        let wrong = self.wrong(own, now);
        // Whoever has guessed nothing wrong may try once: others must not shut the door on them.
        let fits = wrong == 0 || (wrong < GUESSES && self.wrong(of_all, now) < GUESSES_OF_ALL);
        if is_right || !fits {
            return fits;
        }
        if self.counters.len() >= COUNTERS {
            self.counters
                .retain(|_, counter| !is_over(counter.since, now));
        }
        if self.counters.len() >= COUNTERS && !self.counters.contains_key(&own) {
            return false;
        }
        self.count(own, now);
        self.count(of_all, now);
        true
    }

    fn wrong(&self, guesser: Guesser, now: Timestamp) -> u32 {
        match self.counters.get(&guesser) {
            Some(counter) if !is_over(counter.since, now) => counter.wrong,
            _ => 0,
        }
    }

    fn count(&mut self, guesser: Guesser, now: Timestamp) {
        let fresh = Counter {
            since: now,
            wrong: 0,
        };
        let counter = self.counters.entry(guesser).or_insert(fresh);
        if is_over(counter.since, now) {
            *counter = fresh;
        }
        counter.wrong += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doors::GUESSES_IN;

    const MEETING: MeetingId = MeetingId(1);
    const NOW: Timestamp = Timestamp(1_000_000);

    fn network(number: u8) -> SecretHash {
        SecretHash([number; 32])
    }

    #[test]
    fn t079_the_eleventh_guess_of_an_hour_is_not_judged_even_when_right() {
        let mut guesses = Guesses::default();
        for _ in 0..GUESSES {
            assert!(guesses.judge(MEETING, Some(network(1)), false, NOW));
        }
        assert!(!guesses.judge(MEETING, Some(network(1)), false, NOW));
        assert!(!guesses.judge(MEETING, Some(network(1)), true, NOW));
        assert!(guesses.judge(MEETING, Some(network(2)), true, NOW));
        assert!(guesses.judge(MeetingId(2), Some(network(1)), true, NOW));
        assert!(guesses.judge(MEETING, Some(network(1)), true, NOW + GUESSES_IN));
    }

    #[test]
    fn t079_many_networks_together_do_not_guess_on() {
        let mut guesses = Guesses::default();
        let count = |guesses: &mut Guesses| {
            (0..=u8::MAX)
                .filter(|number| guesses.judge(MEETING, Some(network(*number)), false, NOW))
                .count()
        };
        assert_eq!(count(&mut guesses), 256, "each has one guess");
        assert_eq!(count(&mut guesses), 0, "and no second");
        assert!(!guesses.judge(MEETING, Some(network(7)), true, NOW));
    }

    #[test]
    fn t079_who_guessed_nothing_wrong_comes_in_whatever_others_guess() {
        let mut guesses = Guesses::default();
        for number in 1..=u8::try_from(GUESSES_OF_ALL).unwrap() {
            assert!(guesses.judge(MEETING, Some(network(number)), false, NOW));
        }
        let late = Some(network(250));
        assert!(guesses.judge(MEETING, late, true, NOW));
        assert!(guesses.judge(MEETING, late, false, NOW), "one mistake");
        assert!(!guesses.judge(MEETING, late, true, NOW));
        assert!(guesses.judge(MEETING, late, true, NOW + GUESSES_IN));
    }

    #[test]
    fn who_says_the_right_password_is_never_counted() {
        let mut guesses = Guesses::default();
        for _ in 0..1000 {
            assert!(guesses.judge(MEETING, Some(network(1)), true, NOW));
        }
        assert!(guesses.counters.is_empty());
    }
}
