//! From what was measured in a moment to three steps, after the E-model (ITU-T G.107), and from moments to something steady.

use super::{QualityLevel, QualityReason, QualityView};
use crate::ReceivedStream;
use parley_protocol::Milliseconds;

/// The rating of a line without fault.
const BEST: f64 = 93.2;
/// What is rated lower than this is not good any more.
const GOOD: f64 = 80.0;
/// What is rated lower than this is poor.
const FAIR: f64 = 60.0;
/// How well Opus conceals loss, in percent (`Bpl`).
const ROBUSTNESS: f64 = 20.0;
/// Coding and playing out, in milliseconds.
const FIXED_DELAY: f64 = 40.0;
/// One-way delay from which talking gets hard, in milliseconds.
const HARD_DELAY: f64 = 177.3;
/// What a line costs that carries less than the camera gives.
const LIMITED: f64 = 15.0;
/// Moments in a row until it is worse.
const WORSE_AFTER: u8 = 2;
/// Moments in a row until it is better.
const BETTER_AFTER: u8 = 3;

/// What was measured in a moment.
#[derive(Debug, Default)]
pub(crate) struct Interval {
    length: Milliseconds,
    round_trip: Milliseconds,
    jitter: Milliseconds,
    received: u64,
    lost: u64,
    pub(super) frozen: Milliseconds,
    /// Loss that somebody else has measured.
    pub(super) lost_thousandths: Option<u16>,
    /// The line carries less than the camera gives.
    pub(super) limited: bool,
}

impl Interval {
    pub(super) fn new(length: Milliseconds, round_trip: Milliseconds) -> Self {
        Self {
            length,
            round_trip,
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, before: &ReceivedStream, after: &ReceivedStream) {
        self.received += after.received.saturating_sub(before.received);
        self.lost += after.lost.saturating_sub(before.lost);
        self.jitter = self.jitter.max(after.jitter);
        let frozen = after.frozen.0.saturating_sub(before.frozen.0);
        self.frozen = self.frozen.max(Milliseconds(frozen));
    }

    /// Adds the packets of a later one.
    pub(crate) fn append(&mut self, later: &Self) {
        self.received += later.received;
        self.lost += later.lost;
    }

    /// How many packets were to come.
    pub(crate) fn packets(&self) -> u64 {
        self.received + self.lost
    }

    /// Thousandths of the packets that did not come.
    pub(crate) fn loss(&self) -> u16 {
        let all = self.received + self.lost;
        let measured = (self.lost * 1000).checked_div(all).unwrap_or(0);
        let measured = u16::try_from(measured).unwrap_or(1000);
        self.lost_thousandths.unwrap_or(measured)
    }

    pub(crate) fn jitter(&self) -> Milliseconds {
        self.jitter
    }
}

/// Rates a moment.
pub(super) fn assess(interval: &Interval) -> QualityView {
    let loss = f64::from(interval.loss()) / 10.0;
    let gaps = 95.0 * loss / (loss + ROBUSTNESS);
    let travel = milliseconds(interval.round_trip) / 2.0;
    let buffer = 2.0 * milliseconds(interval.jitter);
    let late = delay_cost(travel + buffer + FIXED_DELAY);
    let frozen = milliseconds(interval.frozen) / milliseconds(interval.length).max(1.0);
    let frozen = (150.0 * frozen).min(60.0);
    let limited = if interval.limited { LIMITED } else { 0.0 };
    let slow = if buffer > travel {
        QualityReason::Jitter
    } else {
        QualityReason::Delay
    };
    let costs = [
        (gaps, QualityReason::Loss),
        (late, slow),
        (frozen, QualityReason::Freezes),
        (limited, QualityReason::Bandwidth),
    ];
    let rating = BEST - costs.iter().map(|(cost, _)| cost).sum::<f64>();
    let level = match rating {
        rating if rating >= GOOD => QualityLevel::Good,
        rating if rating >= FAIR => QualityLevel::Fair,
        _ => QualityLevel::Poor,
    };
    let worst = costs.iter().max_by(|a, b| a.0.total_cmp(&b.0));
    let worst = worst.filter(|_| level != QualityLevel::Good);
    QualityView {
        level,
        reason: worst.map(|(_, reason)| *reason),
    }
}

/// What a delay costs (G.107, simplified as by Cole and Rosenbluth).
fn delay_cost(delay: f64) -> f64 {
    0.024 * delay + 0.11 * (delay - HARD_DELAY).max(0.0)
}

pub(crate) fn milliseconds(length: Milliseconds) -> f64 {
    f64::from(u32::try_from(length.0).unwrap_or(u32::MAX))
}

/// A level that one moment does not change.
#[derive(Debug, Default)]
pub(super) struct Steady {
    shown: QualityView,
    /// The mildest of the moments in a row that say something else, and how many.
    other: Option<(QualityView, u8)>,
}

impl Steady {
    pub(super) fn view(&self) -> QualityView {
        self.shown
    }

    pub(super) fn take(&mut self, moment: QualityView) {
        let shown = self.shown.level;
        if moment.level == shown {
            self.shown = moment;
            self.other = None;
            return;
        }
        let worse = moment.level > shown;
        let (other, count) = match self.other.take() {
            Some((other, count)) if (other.level > shown) == worse => {
                (nearer(other, moment, worse), count + 1)
            }
            _ => (moment, 1),
        };
        if count >= if worse { WORSE_AFTER } else { BETTER_AFTER } {
            self.shown = other;
        } else {
            self.other = Some((other, count));
        }
    }
}

/// The one of two that is nearer to what is shown.
fn nearer(one: QualityView, other: QualityView, worse: bool) -> QualityView {
    if (one.level < other.level) == worse {
        one
    } else {
        other
    }
}
