//! How long what comes is held back before it is played (`jitterBufferTarget`, W3C webrtc-extensions).
//!
//! Browsers hold back as little as usual lines need. Where packets are lost a picture is repaired in a round trip, unless
//! the request or the repair is lost too; held back for longer, it is there in time nevertheless. Sound waits as long as
//! the pictures, so that lips and words go together.
//!
//! *Invariant*: what is not lossy is not held back: it costs that much of every answer in a conversation.

use crate::{Effect, outbox::Outbox, statistics::StatisticsView};
use parley_protocol::Milliseconds;

/// From this mean loss on, in thousandths of the packets.
const MUCH: f64 = 20.0;
/// No more when the mean is this low.
const LITTLE: f64 = 5.0;
/// More than the mean counts as one of so many: two moments of 5 % are enough, one is not.
const RISE: f64 = 3.0;
/// Less than the mean counts as one of so many, so that loss that comes and goes does not change the delay all the time.
const FALL: f64 = 8.0;
/// Until a request that got lost is made again, and what the browser would hold back anyway.
const BASE: Milliseconds = Milliseconds(150);
/// One for each of two tries.
const ROUND_TRIPS: u64 = 2;
/// More than this hurts a conversation more than a picture that stands still (ITU-T G.114).
const MOST: Milliseconds = Milliseconds(400);
/// A target is as good as another that is no further away.
const NEAR: u64 = 50;

/// The machine.
#[derive(Debug, Default)]
pub(crate) struct Playout {
    mean_loss: f64,
    target: Option<Milliseconds>,
}

impl Playout {
    /// Takes in what was measured last.
    pub(crate) fn handle(&mut self, measured: &StatisticsView, out: &mut Outbox) {
        let loss = f64::from(measured.loss);
        let weight = if loss > self.mean_loss { RISE } else { FALL };
        self.mean_loss += (loss - self.mean_loss) / weight;
        let holds = self.mean_loss >= MUCH || (self.target.is_some() && self.mean_loss > LITTLE);
        let round_trip = measured.path.and_then(|path| path.round_trip);
        let target = holds.then(|| target(round_trip.unwrap_or_default()));
        if !is_near(self.target, target) {
            self.target = target;
            out.push(Effect::SetJitterBufferTarget { target });
        }
    }
}

fn target(round_trip: Milliseconds) -> Milliseconds {
    Milliseconds(BASE.0 + ROUND_TRIPS.saturating_mul(round_trip.0)).min(MOST)
}

fn is_near(a: Option<Milliseconds>, b: Option<Milliseconds>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.0.abs_diff(b.0) <= NEAR,
        (a, b) => a == b,
    }
}
