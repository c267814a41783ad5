//! When a line is tried with more than is sent on it.
//!
//! A probe is a short burst (`Bwe::set_bitrate` asks for one each time that more is desired), so that it costs the line
//! little; padding that sustains the rate would fill up a narrow line, and delay and lose the sound on it.
//!
//! *Invariant*: each time that the line did not carry more, it rests longer before it is tried again.

use std::time::{Duration, Instant};

/// More stays desired for so long: the probes, and those that follow when the line carries them, take a few round trips.
const TRY: Duration = Duration::from_millis(500);
/// The first rest, which never grows while no picture is shown at all, and the longest. Soon after its first probes the estimator makes none that it is asked for.
const REST: Duration = Duration::from_secs(1);
const LONGEST_REST: Duration = Duration::from_secs(8);
/// An estimate that is so much higher than before, in percent, says that the line carries more.
const IMPROVED: u64 = 110;
/// So much more than was needed before, in percent, is another wish, which does not wait.
const ANOTHER: u64 = 150;

#[derive(Clone, Copy, Debug, Default)]
enum Phase {
    /// Everything is sent that is of use.
    #[default]
    Idle,
    /// Since when, and what the estimate was.
    Trying(Instant, u64),
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
    /// Whether the line is to be tried now. `needed`: what it must carry for more to be sent; `estimate`: what it is
    /// estimated to carry, both in bits per second; `is_dark`: no picture is shown.
    pub(super) fn goes_on(
        &mut self,
        needed: Option<u64>,
        estimate: u64,
        is_dark: bool,
        now: Instant,
    ) -> bool {
        let Some(needed) = needed else {
            *self = Self::default();
            return false;
        };
        let is_another = needed * 100 > self.needed * ANOTHER;
        self.needed = needed;
        let longest = if is_dark { REST } else { LONGEST_REST };
        self.phase = match self.phase {
            Phase::Trying(since, from) if now.saturating_duration_since(since) >= TRY => {
                let improved = estimate * 100 >= from * IMPROVED;
                self.rest = if improved {
                    REST
                } else {
                    (self.rest * 2).clamp(REST, LONGEST_REST)
                };
                Phase::Resting(now)
            }
            Phase::Resting(since)
                if is_another || now.saturating_duration_since(since) >= self.rest.min(longest) =>
            {
                Phase::Trying(now, estimate)
            }
            Phase::Idle => Phase::Trying(now, estimate),
            going_on @ (Phase::Trying(..) | Phase::Resting(_)) => going_on,
        };
        matches!(self.phase, Phase::Trying(..))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The seconds of a minute in which a trial of a line begins that is estimated to carry so much, while so much is
    /// needed.
    fn tried(
        needed: impl Fn(u64) -> u64,
        estimate: impl Fn(u64) -> u64,
        is_dark: bool,
    ) -> Vec<u64> {
        let start = crate::start_of_test();
        let mut trial = Trial::default();
        let mut was_tried = false;
        let mut begins = |tenth: &u64| {
            let now = start + Duration::from_millis(tenth * 100);
            let needed = Some(needed(tenth / 10));
            let is_tried = trial.goes_on(needed, estimate(tenth / 10), is_dark, now);
            !std::mem::replace(&mut was_tried, is_tried) && is_tried
        };
        (0..600)
            .filter(|tenth| begins(tenth))
            .map(|tenth| tenth / 10)
            .collect()
    }

    #[test]
    fn a_line_that_carries_more_each_time_is_tried_again_soon() {
        let tried = tried(|_| 1_000_000_000, |second| 100_000 << (second / 2), false);
        assert!(tried.len() > 20, "{tried:?}");
    }

    #[test]
    fn a_line_that_carries_no_more_rests_longer_each_time() {
        let tried = tried(|_| 800_000, |_| 500_000, false);
        assert_eq!(tried[..7], [0, 1, 4, 8, 17, 25, 34]);
    }

    #[test]
    fn while_nothing_is_seen_it_does_not_rest_for_long() {
        let tried = tried(|_| 800_000, |_| 500_000, true);
        assert_eq!(tried[..6], [0, 1, 3, 4, 6, 7]);
    }

    #[test]
    fn another_wish_does_not_wait() {
        let needed = |second| if second < 30 { 800_000 } else { 2_000_000 };
        let tried = tried(needed, |_| 500_000, false);
        assert!(tried.contains(&30), "{tried:?}");
    }

    #[test]
    fn a_line_on_which_everything_is_sent_is_not_tried() {
        let mut trial = Trial::default();
        assert!(!trial.goes_on(None, 500_000, false, crate::start_of_test()));
    }
}
