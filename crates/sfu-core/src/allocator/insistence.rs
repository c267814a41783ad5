//! When the most important picture is sent although the estimate says that it does not fit.
//!
//! An estimate that fell too far, as it does where packets come late and in another order, has nothing to rise by while
//! nothing but sound is sent. The picture itself is the best trial: it is seen while the line is measured.
//!
//! *Invariant*: on a line that does carry too little it comes less and less often, down to two seconds in eighteen.

use std::time::{Duration, Instant};

/// So long there is no picture before the first trial.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(16);
/// After so long without a trial the next one comes soon again.
const FORGIVEN: Duration = Duration::from_secs(30);
/// A trial lasts so long: the estimate follows what arrives within a second.
const TRIAL: Duration = Duration::from_secs(2);

#[derive(Clone, Copy, Debug, Default)]
enum Phase {
    #[default]
    Fits,
    /// There is no picture since.
    Dark(Instant),
    Trying(Instant),
}

/// What is known of a picture that does not fit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Insistence {
    phase: Phase,
    wait: Duration,
    /// When the last trial ended.
    ended: Option<Instant>,
}

impl Default for Insistence {
    fn default() -> Self {
        Self {
            phase: Phase::Fits,
            wait: FIRST_WAIT,
            ended: None,
        }
    }
}

impl Insistence {
    /// Whether the picture is to be sent all the same. `fits`: the estimate says so. Not to be asked while there is no
    /// picture, or while the line does not even carry sound.
    pub(super) fn insists(&mut self, fits: bool, now: Instant) -> bool {
        let since = |at: Instant| now.saturating_duration_since(at);
        if self.ended.is_none_or(|ended| since(ended) >= FORGIVEN) {
            self.wait = FIRST_WAIT;
        }
        self.phase = match self.phase {
            Phase::Fits | Phase::Dark(_) if fits => Phase::Fits,
            Phase::Fits => Phase::Dark(now),
            Phase::Dark(at) if since(at) >= self.wait => Phase::Trying(now),
            Phase::Trying(at) if since(at) >= TRIAL => {
                self.ended = Some(now);
                if fits {
                    self.wait = FIRST_WAIT;
                    Phase::Fits
                } else {
                    self.wait = (self.wait * 2).min(LONGEST_WAIT);
                    Phase::Dark(now)
                }
            }
            going_on @ (Phase::Dark(_) | Phase::Trying(_)) => going_on,
        };
        matches!(self.phase, Phase::Trying(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tenths of a second of a minute in which it insists.
    fn insists(fits: impl Fn(u64) -> bool) -> Vec<u64> {
        let start = crate::start_of_test();
        let mut insistence = Insistence::default();
        let at = |tenth: &u64| start + Duration::from_millis(tenth * 100);
        (0..600)
            .filter(|tenth| insistence.insists(fits(*tenth), at(tenth)))
            .collect()
    }

    #[test]
    fn what_fits_needs_no_trial() {
        assert_eq!(insists(|_| true), []);
        assert_eq!(insists(|tenth| tenth % 9 > 0), [], "a dip is none");
    }

    #[test]
    fn a_picture_that_does_not_fit_is_tried_less_and_less_often() {
        let tried = insists(|_| false);
        let begins = |tenth: &&u64| !tried.contains(&(*tenth - 1));
        let begins: Vec<_> = tried.iter().filter(begins).copied().collect();
        assert_eq!(begins, [10, 50, 110, 210, 390, 570]);
        assert_eq!(tried.len(), 6 * 20, "of two seconds each");
    }

    #[test]
    fn what_was_long_ago_is_forgotten() {
        // The waits have grown to 16 seconds when it fits again, for half a minute.
        let tried = insists(|tenth| (220..560).contains(&tenth));
        assert!(tried.contains(&571) && !tried.contains(&569), "{tried:?}");
    }

    #[test]
    fn after_a_trial_that_helped_the_next_one_comes_soon() {
        // It fits from the second trial on, until the end of the second 20.
        let tried = insists(|tenth| (60..200).contains(&tenth));
        assert!(tried.contains(&210) && !tried.contains(&209), "{tried:?}");
    }
}
