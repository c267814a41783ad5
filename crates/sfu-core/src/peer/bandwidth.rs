//! What the line to a client carries, as far as that is known.
//!
//! *Invariant*: an estimate that says nothing of the line as it is now does not count.

use std::time::{Duration, Instant};

use str0m::bwe::BweKind;

use super::config::FIRST_ESTIMATE;

/// So long after a change of the path reports may be of packets that were sent on the one before: they come all at once
/// with the first report that gets through, and a browser sends one every 50 to 250 ms. What str0m tells later is a mean of
/// three seconds, in which such a report still stands beside what it was set back to.
const OLD_LOSSES: Duration = Duration::from_millis(500);
/// Where so much of a second is lost, the estimate falls far below what the line carries, unless it is a narrow one.
const HEAVY_LOSS: f32 = 0.1;
/// A second with no more than this lost is a good one, and after so many of them the loss is over: of one second only few
/// packets may be reported.
const LITTLE_LOSS: f32 = 0.02;
const GOOD_SECONDS: u8 = 2;
/// What the estimator begins with after heavy loss, in bits per second: enough for sound and a small picture. By itself it
/// rises from little for as long as little is sent, which may take many seconds.
const AFTER_LOSS: u64 = 300_000;
/// It begins anew once in this time: on a narrow line it was right.
const ANEW_EVERY: Duration = Duration::from_secs(30);

/// The estimate of one line.
#[derive(Debug)]
pub(super) struct Bandwidth {
    estimate: u64,
    has_twcc: bool,
    /// When media began to take another path than before.
    moved: Option<Instant>,
    /// The good seconds since much was lost; `None` while that is forgotten.
    good: Option<u8>,
    /// When the estimator began anew after heavy loss.
    began_anew: Option<Instant>,
}

impl Bandwidth {
    pub(super) fn new() -> Self {
        Self {
            estimate: FIRST_ESTIMATE,
            has_twcc: false,
            moved: None,
            good: None,
            began_anew: None,
        }
    }

    /// In bits per second.
    pub(super) fn estimate(&self) -> u64 {
        self.estimate
    }

    /// Media take another path from now on.
    pub(super) fn move_on(&mut self, now: Instant) {
        self.moved = Some(now);
    }

    /// Takes in what the estimator says, and answers with what it is to begin anew, if it is to.
    pub(super) fn take(&mut self, estimate: &BweKind, now: Instant) -> Option<u64> {
        // What is reported at first was lost on the path of before, and says nothing of this one.
        let is_of_before = |moved| now.saturating_duration_since(moved) < OLD_LOSSES;
        if self.moved.is_some_and(is_of_before) {
            self.estimate = FIRST_ESTIMATE;
            return Some(FIRST_ESTIMATE);
        }
        match estimate {
            BweKind::Twcc { estimate, .. } => {
                self.has_twcc = true;
                self.estimate = estimate.as_u64();
            }
            BweKind::Remb { estimate, .. } if !self.has_twcc => self.estimate = estimate.as_u64(),
            BweKind::Remb { .. } | _ => {}
        }
        None
    }

    /// Takes in which share of the last second was lost and what the estimator says at this moment, and answers with what
    /// it is to begin anew, if it is to.
    pub(super) fn lose(&mut self, share: f32, estimate: u64, now: Instant) -> Option<u64> {
        if share >= HEAVY_LOSS {
            self.good = Some(0);
        }
        let good = self.good.as_mut()?;
        *good = if share > LITTLE_LOSS { 0 } else { *good + 1 };
        if *good < GOOD_SECONDS {
            return None;
        }
        self.good = None;
        let is_recent = |anew| now.saturating_duration_since(anew) < ANEW_EVERY;
        if estimate >= AFTER_LOSS || self.began_anew.is_some_and(is_recent) {
            return None;
        }
        self.began_anew = Some(now);
        self.estimate = self.estimate.max(AFTER_LOSS);
        Some(AFTER_LOSS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(seconds: u64) -> Instant {
        crate::start_of_test() + Duration::from_secs(seconds)
    }

    const LITTLE: u64 = 50_000;

    #[test]
    fn after_heavy_loss_two_good_seconds_are_a_new_beginning() {
        let mut line = Bandwidth::new();
        let losses = [0.0, 0.2, 0.05, 0.01, 0.05, 0.0, 0.0, 0.0];
        let beginnings = losses.map(|share| line.lose(share, LITTLE, after(0)));
        let wanted = [None, None, None, None, None, None, Some(AFTER_LOSS), None];
        assert_eq!(beginnings, wanted);
    }

    #[test]
    fn loss_that_is_not_heavy_is_none_of_it() {
        let mut line = Bandwidth::new();
        let losses = [0.09, 0.0, 0.0, 0.0];
        assert_eq!(
            losses.map(|share| line.lose(share, LITTLE, after(0))),
            [None; 4]
        );
    }

    #[test]
    fn an_estimate_that_suffices_stays() {
        let mut line = Bandwidth::new();
        let losses = [0.5, 0.0, 0.0];
        assert_eq!(
            losses.map(|share| line.lose(share, AFTER_LOSS, after(0))),
            [None; 3]
        );
    }

    #[test]
    fn a_narrow_line_is_overrun_once_in_half_a_minute_at_most() {
        let start = crate::start_of_test();
        let mut line = Bandwidth::new();
        let mut beginnings = 0;
        for second in 0..60 {
            let now = start + Duration::from_secs(second);
            let share = if second % 3 == 0 { 0.3 } else { 0.0 };
            beginnings += u32::from(line.lose(share, LITTLE, now).is_some());
        }
        assert_eq!(beginnings, 2);
    }
}
