//! When a line is tried with more than is sent on it.
//!
//! A probe is a short burst (`Bwe::set_bitrate` asks for one each time that more is desired), so that it costs the line
//! little. Padding that sustains a rate fills up a narrow line, and delays and loses the sound on it; but after loss the
//! estimator makes no probes, and nothing else makes it rise. So it is padded only where probes did not help, and for a
//! while.
//!
//! *Invariant*: each time that the line did not carry more, it rests longer before it is tried again, up to eight seconds;
//! another wish is tried at once, and while nothing is seen it never rests for more than one.

use std::time::{Duration, Instant};

/// More stays desired for so long: the probes, and those that follow when the line carries them, take a few round trips.
const TRY: Duration = Duration::from_millis(500);
/// It is padded for so long: what arrived is judged over a few seconds.
const PAD: Duration = Duration::from_secs(4);
/// The first rest, which never grows while no picture is shown at all, and the longest. Soon after its first probes the estimator makes none that it is asked for.
const REST: Duration = Duration::from_secs(1);
const LONGEST_REST: Duration = Duration::from_secs(8);
/// An estimate that is so much higher than before, in percent, says that the line carries more.
const IMPROVED: u64 = 110;
/// So much more than was needed before, in percent, is another wish, which does not wait.
const ANOTHER: u64 = 150;

/// How a line is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Try {
    /// Not now.
    Rest,
    /// With probes.
    Probe,
    /// With probes and padding.
    Pad,
}

#[derive(Clone, Copy, Debug, Default)]
enum Phase {
    /// Everything is sent that is of use.
    #[default]
    Idle,
    /// Since when, what the estimate was, and how.
    Trying(Instant, u64, Try),
    Resting(Instant),
}

/// What is known of the line as it is tried.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Trial {
    phase: Phase,
    rest: Duration,
    needed: u64,
}

impl Trial {
    /// How the line is to be tried now. `needed`: what it must carry for more to be sent; `estimate`: what it is
    /// estimated to carry, both in bits per second; `is_dark`: no picture is shown; `insists`: one is sent although it does
    /// not seem to fit, which tries the line as well, and is no wish of its own.
    pub(super) fn goes_on(
        &mut self,
        needed: Option<u64>,
        estimate: u64,
        (is_dark, insists): (bool, bool),
        now: Instant,
    ) -> Try {
        let Some(needed) = needed else {
            *self = Self::default();
            return Try::Rest;
        };
        let is_another = !insists && needed * 100 > self.needed * ANOTHER;
        if !insists {
            self.needed = needed;
        }
        let longest = if is_dark { REST } else { LONGEST_REST };
        let way = if self.rest > REST {
            Try::Pad
        } else {
            Try::Probe
        };
        let since = |at: Instant| now.saturating_duration_since(at);
        self.phase = match self.phase {
            Phase::Trying(at, from, way) if since(at) >= length(way) => {
                let improved = estimate * 100 >= from * IMPROVED;
                self.rest = if improved {
                    REST
                } else {
                    (self.rest * 2).clamp(REST, LONGEST_REST)
                };
                Phase::Resting(now)
            }
            Phase::Resting(_) if is_another => Phase::Trying(now, estimate, Try::Probe),
            Phase::Resting(at) if since(at) >= self.rest.min(longest) => {
                Phase::Trying(now, estimate, way)
            }
            Phase::Idle => Phase::Trying(now, estimate, way),
            going_on @ (Phase::Trying(..) | Phase::Resting(_)) => going_on,
        };
        match self.phase {
            Phase::Trying(_, _, way) => way,
            Phase::Idle | Phase::Resting(_) => Try::Rest,
        }
    }
}

fn length(way: Try) -> Duration {
    match way {
        Try::Rest => Duration::ZERO,
        Try::Probe => TRY,
        Try::Pad => PAD,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When the trials of a minute begin, in tenths of a second, and how the line is tried, where it is estimated to carry
    /// so much while so much is needed.
    fn tried(
        needed: impl Fn(u64) -> u64,
        estimate: impl Fn(u64) -> u64,
        is_dark: bool,
    ) -> Vec<(u64, Try)> {
        let start = crate::start_of_test();
        let mut trial = Trial::default();
        let mut before = Try::Rest;
        let mut trials = Vec::new();
        for tenth in 0..600 {
            let now = start + Duration::from_millis(tenth * 100);
            let how = trial.goes_on(Some(needed(tenth)), estimate(tenth), (is_dark, false), now);
            if how != Try::Rest && before == Try::Rest {
                trials.push((tenth, how));
            }
            before = how;
        }
        trials
    }

    #[test]
    fn a_line_that_carries_more_each_time_is_tried_again_soon_and_only_with_probes() {
        let tried = tried(
            |_| 1_000_000_000,
            |tenth| 100_000 << ((tenth + 12) / 15),
            false,
        );
        assert!(tried.len() > 20, "{tried:?}");
        assert!(tried.iter().all(|(_, how)| *how == Try::Probe));
    }

    #[test]
    fn a_line_that_carries_no_more_is_padded_and_rests_longer_each_time() {
        let tried = tried(|_| 800_000, |_| 500_000, false);
        let begins = [
            (0, Try::Probe),
            (15, Try::Probe),
            (40, Try::Pad),
            (120, Try::Pad),
            (240, Try::Pad),
        ];
        assert_eq!(tried[..5], begins);
    }

    #[test]
    fn while_nothing_is_seen_it_does_not_rest_for_long() {
        let tried = tried(|_| 800_000, |_| 500_000, true);
        let begins = [
            (0, Try::Probe),
            (15, Try::Probe),
            (30, Try::Pad),
            (80, Try::Pad),
        ];
        assert_eq!(tried[..4], begins);
    }

    #[test]
    fn another_wish_does_not_wait() {
        let needed = |tenth| if tenth < 230 { 800_000 } else { 2_000_000 };
        let tried = tried(needed, |_| 500_000, false);
        // Rests are long by now, and it would be padded next.
        assert!(tried.contains(&(230, Try::Probe)), "{tried:?}");
    }

    #[test]
    fn what_is_sent_all_the_same_is_no_wish_that_ends_a_rest() {
        let start = crate::start_of_test();
        let mut trial = Trial::default();
        let mut how = |tenth: u64, needed, insists| {
            let now = start + Duration::from_millis(tenth * 100);
            trial.goes_on(Some(needed), 100_000, (true, insists), now)
        };
        assert_eq!(how(0, 200_000, false), Try::Probe);
        assert_eq!(how(5, 200_000, false), Try::Rest);
        assert_eq!(how(6, 600_000, true), Try::Rest, "the next layer is meant");
        assert_eq!(how(7, 200_000, false), Try::Rest);
        assert_eq!(how(8, 600_000, true), Try::Rest);
        assert_eq!(how(9, 600_000, false), Try::Probe, "a larger tile");
    }

    #[test]
    fn a_line_on_which_everything_is_sent_is_not_tried() {
        let mut trial = Trial::default();
        let how = trial.goes_on(None, 500_000, (false, false), crate::start_of_test());
        assert_eq!(how, Try::Rest);
    }
}
