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
/// What the estimator begins with anew, in bits per second: enough for sound and a small picture. By itself it rises from
/// little for as long as little is sent, which may take many seconds.
const ANEW: u64 = 300_000;
/// It begins anew after heavy loss once in this time: on a narrow line it was right.
const ANEW_EVERY: Duration = Duration::from_secs(30);
/// With less than this no picture has room. The estimator takes packets that come late for a queue before a narrow line, and
/// falls so far where they only come unevenly.
pub(super) const NO_PICTURE: u64 = 200_000;
/// Before a narrow line no packet is fast, or many are lost. Those that others overtake count as lost at first.
const OVERTAKEN: f32 = 0.2;
const FAST: Duration = Duration::from_millis(400);
/// Where packets come unevenly, some of the last round trips take so much longer than others.
const UNEVEN: Duration = Duration::from_millis(100);
const FEW_ROUND_TRIPS: usize = 4;
const MOST_ROUND_TRIPS: usize = 8;
/// A beginning is judged by those after it.
const FRESH_ROUND_TRIPS: usize = 2;
/// After a beginning on such a line, two seconds so near each other in which many packets are lost, or up to which all were
/// slow, show that it is narrow as well.
const BAD_WITHIN: Duration = Duration::from_secs(8);
/// For so long a line that has shown itself as narrow is believed to be.
const NARROW_FOR: Duration = Duration::from_mins(2);

/// What is known of a second.
#[derive(Clone, Copy, Debug)]
pub(super) struct Second {
    /// Which share of its packets was lost, if anything was heard of them.
    pub(super) lost: Option<f32>,
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
    /// The last ones, one of each second.
    round_trips: Vec<Duration>,
    /// How many of them are of the time since the last beginning.
    fresh: usize,
    /// The estimator began anew, and the line has not shown itself as narrow since.
    is_tried: bool,
    /// The last second since then in which it looked narrow.
    bad: Option<Instant>,
    /// When it turned out to be narrow.
    refuted: Option<Instant>,
}

impl Unevenness {
    /// Takes in a second; answers whether the estimator is wrong to leave no room for a picture.
    fn judge(&mut self, second: Second, now: Instant) -> bool {
        if let Some(round_trip) = second.round_trip {
            self.round_trips.push(round_trip);
            self.fresh += 1;
        }
        let too_many = self.round_trips.len().saturating_sub(MOST_ROUND_TRIPS);
        self.round_trips.drain(..too_many);
        self.fresh = self.fresh.min(MOST_ROUND_TRIPS);
        let is_fast = self
            .round_trips
            .iter()
            .rev()
            .take(self.fresh)
            .any(|time| *time <= FAST);
        // What nothing was heard of for a second waits in a long queue.
        let is_lost = second.lost.is_none_or(|lost| lost > OVERTAKEN);
        if is_lost || (self.fresh > FEW_ROUND_TRIPS && !is_fast) {
            self.handle_bad(now);
            return false;
        }
        let is_known = self.round_trips.len() >= FEW_ROUND_TRIPS && self.fresh >= FRESH_ROUND_TRIPS;
        let is_uneven = is_known && is_fast && self.spread() >= UNEVEN;
        let is_wrong = second.estimate < NO_PICTURE && is_uneven && !self.is_narrow(now);
        if is_wrong {
            self.fresh = 0;
            self.is_tried = true;
        }
        is_wrong
    }

    fn handle_bad(&mut self, now: Instant) {
        let is_near = |bad| now.saturating_duration_since(bad) < BAD_WITHIN;
        if self.is_tried && self.bad.replace(now).is_some_and(is_near) {
            self.is_tried = false;
            self.bad = None;
            self.refuted = Some(now);
        }
    }

    /// How much longer the slowest of the last round trips took than the fastest.
    fn spread(&self) -> Duration {
        let least = self.round_trips.iter().min().copied().unwrap_or_default();
        let most = self.round_trips.iter().max().copied().unwrap_or_default();
        most.saturating_sub(least)
    }

    /// Whether the line has shown itself as narrow lately.
    fn is_narrow(&self, now: Instant) -> bool {
        let is_recent = |refuted| now.saturating_duration_since(refuted) < NARROW_FOR;
        self.refuted.is_some_and(is_recent)
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
        self.unevenness = Unevenness::default();
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
        let is_over = second.lost.is_some_and(|lost| {
            self.is_over_heavy_loss(lost, second.estimate, now) && !self.unevenness.is_narrow(now)
        });
        if !is_over && !is_wrong {
            return None;
        }
        self.estimate = self.estimate.max(ANEW);
        Some(ANEW)
    }

    fn is_over_heavy_loss(&mut self, lost: f32, estimate: u64, now: Instant) -> bool {
        if lost >= HEAVY_LOSS {
            self.good = Some(0);
        }
        let Some(good) = &mut self.good else {
            return false;
        };
        *good = if lost > LITTLE_LOSS { 0 } else { *good + 1 };
        if *good < GOOD_SECONDS {
            return false;
        }
        self.good = None;
        let is_recent = |anew| now.saturating_duration_since(anew) < ANEW_EVERY;
        if estimate >= ANEW || self.began_anew.is_some_and(is_recent) {
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
            lost: Some(lost),
            round_trip: None,
            estimate,
        }
    }

    fn on_a_line_of(round_trip: u64, lost: f32) -> Second {
        Second {
            lost: Some(lost),
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

    /// In which seconds the estimator begins anew.
    fn beginnings(mut how: impl FnMut(u64, Option<u64>) -> Second, seconds: u64) -> Vec<u64> {
        let mut line = Unevenness::default();
        let mut beginnings = Vec::new();
        for at in 0..seconds {
            let since = beginnings.last().map(|last| at - last);
            if line.judge(how(at, since), after(at)) {
                beginnings.push(at);
            }
        }
        beginnings
    }

    const TIMES: [u64; 8] = [400, 300, 250, 480, 320, 230, 390, 290];

    fn uneven(at: u64, lost: f32) -> Second {
        let mut times = TIMES.iter().copied().cycle();
        let time = times.nth(usize::try_from(at).unwrap()).unwrap();
        on_a_line_of(time, lost)
    }

    #[test]
    fn where_packets_only_come_unevenly_the_estimator_begins_anew_every_two_seconds() {
        let at = beginnings(|at, _| uneven(at, 0.08), 20);
        assert_eq!(at, [3, 5, 7, 9, 11, 13, 15, 17, 19]);
        let mut line = Bandwidth::new();
        let anew = (0..4).map(|at| line.pass(uneven(at, 0.08), after(at)));
        assert_eq!(anew.collect::<Vec<_>>(), [None, None, None, Some(ANEW)]);
        let with_room = |at, _| Second {
            estimate: NO_PICTURE,
            ..uneven(at, 0.0)
        };
        assert_eq!(beginnings(with_room, 20), [], "a picture has room");
    }

    #[test]
    fn a_line_on_which_every_packet_takes_as_long_is_narrow() {
        assert_eq!(beginnings(|_, _| on_a_line_of(100, 0.0), 60), []);
        assert_eq!(beginnings(|at, _| on_a_line_of(401 + at, 0.0), 60), []);
    }

    #[test]
    fn a_line_that_a_picture_overruns_is_left_alone_for_two_minutes() {
        let overrun = |since: Option<u64>| since.is_some_and(|since| since <= 5);
        let loses = |at, since| uneven(at, if overrun(since) { 0.3 } else { 0.0 });
        assert_eq!(beginnings(loses, 300), [3, 125, 247]);
        let by_turns = |at, since: Option<u64>| {
            let is_bad = overrun(since) && since.unwrap() % 2 == 1;
            uneven(at, if is_bad { 0.3 } else { 0.0 })
        };
        assert_eq!(beginnings(by_turns, 120), [3, 5]);
        let queues = |at, since| match since {
            Some(since) if since <= 8 => on_a_line_of(401 + 100 * since, 0.0),
            _ => uneven(at, 0.0),
        };
        assert_eq!(beginnings(queues, 120), [3]);
        let silent = |at, since| Second {
            lost: (!overrun(since)).then_some(0.0),
            ..uneven(at, 0.0)
        };
        assert_eq!(beginnings(silent, 120), [3]);
    }

    #[test]
    fn another_path_is_no_narrow_line_yet() {
        let mut line = Bandwidth::new();
        line.unevenness.refuted = Some(after(0));
        line.move_on(after(1));
        let anew = (2..6).filter_map(|at| line.pass(uneven(at, 0.0), after(at)));
        assert_eq!(anew.count(), 1);
    }
}
