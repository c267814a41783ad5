//! What the line to a client carries, as far as that is known.
//!
//! *Invariant*: an estimate that says nothing of the line as it is now does not count.

use std::collections::VecDeque;
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
/// What the estimator begins with anew, in bits per second: enough for sound and a small picture. By itself it rises from
/// little for as long as little is sent, which may take many seconds.
const ANEW: u64 = 300_000;
/// It begins anew after heavy loss once in this time: on a narrow line it was right.
const ANEW_EVERY: Duration = Duration::from_secs(30);
/// With less than this no picture has room. The estimator takes packets that come late for a queue before a narrow line, and
/// falls so far where they only come unevenly.
const NO_PICTURE: u64 = 200_000;
/// Before a narrow line no packet is fast, or many are lost. Those that others overtake count as lost at first.
const OVERTAKEN: f32 = 0.15;
const FAST: Duration = Duration::from_millis(300);
const ROUND_TRIPS: usize = 8;
/// If many packets are lost or all are slow for so many seconds in a row so soon after a beginning, the line is narrow.
const BAD_SECONDS: u8 = 2;
const TRIAL: Duration = Duration::from_secs(8);
/// For so long a line that has shown itself as narrow is believed to be.
const NARROW_FOR: Duration = Duration::from_mins(2);

/// What is known of a second.
#[derive(Clone, Copy, Debug)]
pub(super) struct Second {
    /// Which share of its packets was lost.
    pub(super) lost: f32,
    /// How long one packet and the answer to it took at last.
    pub(super) round_trip: Option<Duration>,
    /// What the estimator says at its end, in bits per second.
    pub(super) estimate: u64,
}

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
    unevenness: Unevenness,
}

/// Whether packets only come unevenly where the estimator sees a narrow line.
#[derive(Debug, Default)]
struct Unevenness {
    round_trips: VecDeque<Duration>,
    /// When the estimator began anew for it.
    tried: Option<Instant>,
    /// Seconds in a row in which the line looked narrow.
    bad: u8,
    /// When it turned out to be narrow.
    refuted: Option<Instant>,
}

impl Unevenness {
    /// Takes in a second; answers whether the estimator is wrong to leave no room for a picture.
    fn judge(&mut self, second: Second, now: Instant) -> bool {
        if let Some(round_trip) = second.round_trip {
            self.round_trips.truncate(ROUND_TRIPS - 1);
            self.round_trips.push_front(round_trip);
        }
        let within = |since: Option<Instant>, time| {
            since.is_some_and(|since| now.saturating_duration_since(since) < time)
        };
        let has_queue = self
            .round_trips
            .iter()
            .min()
            .is_none_or(|least| *least > FAST);
        if second.lost > OVERTAKEN || has_queue {
            self.bad = self.bad.saturating_add(1);
            if self.bad >= BAD_SECONDS && within(self.tried, TRIAL) {
                self.refuted = Some(now);
            }
            return false;
        }
        self.bad = 0;
        let is_wrong = second.estimate < NO_PICTURE
            && self.round_trips.len() >= ROUND_TRIPS / 2
            && !within(self.refuted, NARROW_FOR);
        if is_wrong {
            self.tried = Some(now);
        }
        is_wrong
    }
}

impl Bandwidth {
    pub(super) fn new() -> Self {
        Self {
            estimate: FIRST_ESTIMATE,
            has_twcc: false,
            moved: None,
            good: None,
            began_anew: None,
            unevenness: Unevenness::default(),
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

    /// Takes in a second, and answers with what the estimator is to begin anew, if it is to.
    pub(super) fn pass(&mut self, second: Second, now: Instant) -> Option<u64> {
        let is_wrong = self.unevenness.judge(second, now);
        if !self.is_over_heavy_loss(second, now) && !is_wrong {
            return None;
        }
        self.estimate = self.estimate.max(ANEW);
        Some(ANEW)
    }

    fn is_over_heavy_loss(&mut self, second: Second, now: Instant) -> bool {
        if second.lost >= HEAVY_LOSS {
            self.good = Some(0);
        }
        let Some(good) = &mut self.good else {
            return false;
        };
        *good = if second.lost > LITTLE_LOSS {
            0
        } else {
            *good + 1
        };
        if *good < GOOD_SECONDS {
            return false;
        }
        self.good = None;
        let is_recent = |anew| now.saturating_duration_since(anew) < ANEW_EVERY;
        if second.estimate >= ANEW || self.began_anew.is_some_and(is_recent) {
            return false;
        }
        self.began_anew = Some(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(seconds: u64) -> Instant {
        crate::start_of_test() + Duration::from_secs(seconds)
    }

    const LITTLE: u64 = 50_000;

    /// A second after which nothing is known of how long packets take.
    fn second(lost: f32, estimate: u64) -> Second {
        Second {
            lost,
            round_trip: None,
            estimate,
        }
    }

    fn on_a_line_of(round_trip: u64, lost: f32) -> Second {
        Second {
            lost,
            round_trip: Some(Duration::from_millis(round_trip)),
            estimate: LITTLE,
        }
    }

    #[test]
    fn after_heavy_loss_two_good_seconds_are_a_new_beginning() {
        let mut line = Bandwidth::new();
        let losses = [0.0, 0.2, 0.05, 0.01, 0.05, 0.0, 0.0, 0.0];
        let beginnings = losses.map(|share| line.pass(second(share, LITTLE), after(0)));
        let wanted = [None, None, None, None, None, None, Some(ANEW), None];
        assert_eq!(beginnings, wanted);
    }

    #[test]
    fn loss_that_is_not_heavy_is_none_of_it() {
        let mut line = Bandwidth::new();
        let losses = [0.09, 0.0, 0.0, 0.0];
        assert_eq!(
            losses.map(|share| line.pass(second(share, LITTLE), after(0))),
            [None; 4]
        );
    }

    #[test]
    fn an_estimate_that_suffices_stays() {
        let mut line = Bandwidth::new();
        let losses = [0.5, 0.0, 0.0];
        assert_eq!(
            losses.map(|share| line.pass(second(share, ANEW), after(0))),
            [None; 3]
        );
    }

    #[test]
    fn a_narrow_line_is_overrun_once_in_half_a_minute_at_most() {
        let start = crate::start_of_test();
        let mut line = Bandwidth::new();
        let mut beginnings = 0;
        for at in 0..60 {
            let now = start + Duration::from_secs(at);
            let share = if at % 3 == 0 { 0.3 } else { 0.0 };
            beginnings += u32::from(line.pass(second(share, LITTLE), now).is_some());
        }
        assert_eq!(beginnings, 2);
    }

    #[test]
    fn where_packets_only_come_unevenly_the_estimator_begins_anew_each_time() {
        let mut line = Bandwidth::new();
        let times = [400, 350, 250, 500, 320, 280, 330, 290, 450, 470];
        let anew: Vec<bool> = (0..)
            .zip(times)
            .map(|(at, time)| line.pass(on_a_line_of(time, 0.08), after(at)).is_some())
            .collect();
        let wanted = [0, 0, 0, 1, 1, 1, 1, 1, 1, 1].map(|anew| anew == 1);
        assert_eq!(anew, wanted);
        let enough = Second {
            estimate: NO_PICTURE,
            ..on_a_line_of(250, 0.0)
        };
        assert_eq!(line.pass(enough, after(10)), None, "a picture has room");
    }

    #[test]
    fn where_every_packet_is_slow_there_is_a_queue() {
        let mut line = Bandwidth::new();
        let beginnings = (0..60).filter_map(|at| line.pass(on_a_line_of(301, 0.0), after(at)));
        assert_eq!(beginnings.count(), 0);
    }

    #[test]
    fn a_line_that_is_overrun_by_a_picture_is_left_alone_for_two_minutes() {
        let mut line = Unevenness::default();
        let mut beginnings = Vec::new();
        for at in 0..300 {
            // Of what is sent after a beginning a third is lost.
            let is_overrun = beginnings.last().is_some_and(|last| at - last <= 2);
            let lost = if is_overrun { 0.3 } else { 0.0 };
            if line.judge(on_a_line_of(100, lost), after(at)) {
                beginnings.push(at);
            }
        }
        // The last of the two lossy seconds counts.
        assert_eq!(beginnings, [3, 125, 247]);
    }
}
