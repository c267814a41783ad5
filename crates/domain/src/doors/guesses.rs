//! Counts wrong passwords.
//!
//! *Invariants*: what is over is forgotten, and there are never more counters of networks than [`COUNTERS`], so that many
//! networks cost no more memory than that; of one password no more than [`GUESSES_AT_MOST`] wrong ones are judged, wherever
//! they come from, and a new password is counted anew.

use super::{GUESSES, GUESSES_AT_MOST, GUESSES_OF_ALL, is_over};
use crate::{MeetingId, accounts::SecretHash};
use parley_protocol::{Milliseconds, Timestamp};
use std::collections::BTreeMap;

/// Counters at most. With more, nobody new is counted alone: only the meeting is.
const COUNTERS: usize = 100_000;
/// Looking for what is over looks at all counters, so that it is not done more often.
const SWEPT_EVERY: Milliseconds = Milliseconds::from_seconds(60);

/// The password of one meeting, as it is stored. With another one what was guessed before does not count.
pub(super) type Guessed = (MeetingId, SecretHash);

/// One network at one password; `None` for all of them together.
type Guesser = (Guessed, Option<SecretHash>);

#[derive(Debug, Default)]
pub(super) struct Guesses {
    counters: BTreeMap<Guesser, Counter>,
    swept: Option<Timestamp>,
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
        guessed: Guessed,
        network: Option<SecretHash>,
        is_right: bool,
        now: Timestamp,
    ) -> bool {
        let of_all = (guessed, None);
        // Who comes from nowhere known is one network.
        let own = (guessed, Some(network.unwrap_or(SecretHash([0; 32]))));
        let (wrong, wrong_of_all) = (self.wrong(own, now), self.wrong(of_all, now));
        // Whoever has guessed nothing wrong may try once: a few hundred others must not shut the door on them.
        let most = if wrong == 0 {
            GUESSES_AT_MOST
        } else {
            GUESSES_OF_ALL
        };
        let fits = wrong < GUESSES && wrong_of_all < most;
        if is_right || !fits {
            return fits;
        }
        if self.has_room(own, now) {
            self.count(own, now);
        }
        self.count(of_all, now);
        true
    }

    /// Whether there is room for a counter, after what is over was forgotten.
    fn has_room(&mut self, own: Guesser, now: Timestamp) -> bool {
        if self.counters.len() < COUNTERS || self.counters.contains_key(&own) {
            return true;
        }
        if self
            .swept
            .is_none_or(|swept| now.since(swept) >= SWEPT_EVERY)
        {
            self.counters
                .retain(|_, counter| !is_over(counter.since, now));
            self.swept = Some(now);
        }
        self.counters.len() < COUNTERS
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

    const MEETING: Guessed = guessed(1);
    const NOW: Timestamp = Timestamp(1_000_000);

    const fn guessed(meeting: i64) -> Guessed {
        (MeetingId(meeting), SecretHash([7; 32]))
    }

    fn network(number: u8) -> SecretHash {
        SecretHash([number; 32])
    }

    /// One of very many.
    fn some_network(number: u32) -> SecretHash {
        let mut bytes = [1; 32];
        bytes[..4].copy_from_slice(&number.to_be_bytes());
        SecretHash(bytes)
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
        assert!(guesses.judge(guessed(2), Some(network(1)), true, NOW));
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
    fn t079_however_many_networks_guess_there_is_an_end_of_it() {
        let mut guesses = Guesses::default();
        let judged = |guesses: &mut Guesses, now| {
            (0..10 * GUESSES_AT_MOST)
                .filter(|number| guesses.judge(MEETING, Some(some_network(*number)), false, now))
                .count()
        };
        let most = usize::try_from(GUESSES_AT_MOST).unwrap();
        assert_eq!(judged(&mut guesses, NOW), most);
        let late = Some(network(250));
        assert!(!guesses.judge(MEETING, late, true, NOW), "also a right one");
        assert!(guesses.judge(guessed(2), late, true, NOW));
        assert_eq!(judged(&mut guesses, NOW + GUESSES_IN), most);
    }

    #[test]
    fn t079_a_new_password_is_guessed_at_anew() {
        let mut guesses = Guesses::default();
        for number in 0..GUESSES_AT_MOST {
            guesses.judge(MEETING, Some(some_network(number)), false, NOW);
        }
        let late = Some(network(250));
        assert!(!guesses.judge(MEETING, late, true, NOW));
        let new = (MEETING.0, SecretHash([8; 32]));
        assert!(guesses.judge(new, late, true, NOW));
        assert!(guesses.judge(new, Some(some_network(1)), true, NOW));
    }

    /// So many wrong ones elsewhere that nobody new is counted.
    fn full() -> Guesses {
        let mut guesses = Guesses::default();
        let mut meeting = 100;
        while guesses.counters.len() < COUNTERS {
            meeting += 1;
            for number in 0..GUESSES_AT_MOST {
                guesses.judge(guessed(meeting), Some(some_network(number)), false, NOW);
            }
        }
        guesses
    }

    #[test]
    fn t079_where_nobody_new_can_be_counted_the_meeting_is() {
        let mut guesses = full();
        let full = guesses.counters.len();
        let judged = |guesses: &mut Guesses, is_right| {
            (0..2 * GUESSES_AT_MOST)
                .filter(|number| guesses.judge(MEETING, Some(some_network(*number)), is_right, NOW))
                .count()
        };
        let most = usize::try_from(GUESSES_AT_MOST).unwrap();
        assert!(guesses.judge(MEETING, Some(some_network(1)), false, NOW));
        assert_eq!(
            judged(&mut guesses, true),
            2 * most,
            "one wrong one shuts nobody out"
        );
        assert_eq!(judged(&mut guesses, false), most - 1);
        assert_eq!(judged(&mut guesses, true), 0);
        assert_eq!(guesses.counters.len(), full + 1, "the meeting's own");
    }

    #[test]
    fn what_is_over_is_looked_for_once_a_minute() {
        let mut guesses = full();
        let wrong = |guesses: &mut Guesses, at| {
            assert!(guesses.judge(MEETING, Some(network(9)), false, at));
            guesses.counters.len()
        };
        let second = Milliseconds::from_seconds(1);
        let full = wrong(&mut guesses, NOW + GUESSES_IN - second);
        assert!(full > COUNTERS);
        assert_eq!(wrong(&mut guesses, NOW + GUESSES_IN), full, "too soon");
        let left = wrong(&mut guesses, NOW + GUESSES_IN - second + SWEPT_EVERY);
        assert_eq!(left, 2, "the meeting's and the one of this network");
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
