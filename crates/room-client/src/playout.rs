//! How long what comes is kept in the jitter buffer before it is played (`jitterBufferTarget`, W3C webrtc-extensions).
//!
//! Browsers keep it for as long as usual lines need. Where packets are lost a picture is repaired in a round trip, unless
//! the request or the repair is lost too; kept for longer, it is there in time nevertheless, unless the way is long. Sound is
//! kept for as long as the pictures, so that lips and words go together.
//!
//! It is set after one moment in which much is lost, as everything until then stands still for longer; after a single one it
//! is over in a quarter of a minute.
//!
//! *Invariant*: each connection by itself: where little is lost nothing waits, as it costs that much of every answer in a
//! conversation.

use crate::{
    Effect, Measurement, PeerId,
    outbox::Outbox,
    quality::{Interval, milliseconds},
};
use parley_protocol::Milliseconds;
use std::collections::BTreeMap;

/// From this mean loss on, in thousandths of the packets.
const LOSS_ON: f64 = 20.0;
/// No more when the mean is this low.
const LOSS_OFF: f64 = 10.0;
/// So many packets make a moment: of the five that a silence takes in two seconds (DTX) one lost would be much.
const FEWEST: u64 = 50;
/// A moment counts as no worse than this: one burst says nothing of the next minute.
const LOSS_CAP: f64 = 50.0;
/// Of a moment with more loss than the mean, this share is taken over.
const LOSS_RISE: f64 = 1.0 / 2.0;
/// Of one with less: what comes and goes is not to change the delay all the time.
const LOSS_FALL: f64 = 1.0 / 8.0;
/// Of each round trip: one is measured once, by a packet that may have been late.
const ROUND_TRIP_SHARE: f64 = 1.0 / 4.0;
/// How long browsers keep things for on usual lines, and the time in which a lost request is noticed, in milliseconds.
const BASE: f64 = 150.0;
/// One for each of two tries.
const ROUND_TRIPS: f64 = 2.0;
/// Longer hurts a conversation more than a picture that stands still, in milliseconds. Above 75 ms of round trip not both
/// tries have room, and from 300 on one has it now and then only.
const MAX_TARGET: f64 = 300.0;
/// A target is left as it is until it is further off than this.
const DEAD_BAND: Milliseconds = Milliseconds(50);

/// The machine.
#[derive(Debug, Default)]
pub(crate) struct Playout {
    connections: BTreeMap<PeerId, Connection>,
}

#[derive(Debug, Default)]
struct Connection {
    /// In thousandths.
    mean_loss: f64,
    /// In milliseconds.
    mean_round_trip: Option<f64>,
    /// What came since the last moment that was judged.
    moment: Interval,
    target: Option<Milliseconds>,
}

impl Playout {
    /// Takes in what came on each connection in the last moment, and how long the ways are.
    pub(crate) fn handle(
        &mut self,
        came: &BTreeMap<PeerId, Interval>,
        measured: &Measurement,
        out: &mut Outbox,
    ) {
        let round_trips = &measured.round_trips;
        self.connections
            .retain(|peer, _| round_trips.contains_key(peer));
        for (peer, interval) in came {
            let connection = self.connections.entry(*peer).or_default();
            let before = connection.target;
            connection.take(interval, round_trips.get(peer).copied().flatten());
            if connection.target != before {
                out.push(Effect::SetJitterBufferTarget {
                    peer: *peer,
                    target: connection.target,
                });
            }
        }
    }
}

impl Connection {
    fn take(&mut self, interval: &Interval, round_trip: Option<Milliseconds>) {
        if let Some(now) = round_trip.map(milliseconds) {
            let mean = self.mean_round_trip.get_or_insert(now);
            *mean += (now - *mean) * ROUND_TRIP_SHARE;
        }
        self.moment.append(interval);
        if self.moment.packets() < FEWEST {
            return;
        }
        let moment = std::mem::take(&mut self.moment);
        let loss = f64::from(moment.loss()).min(LOSS_CAP);
        let rises = loss > self.mean_loss;
        let share = if rises { LOSS_RISE } else { LOSS_FALL };
        self.mean_loss += (loss - self.mean_loss) * share;
        let limit = if self.target.is_some() {
            LOSS_OFF
        } else {
            LOSS_ON
        };
        // Without a round trip nobody knows how long a repair takes.
        let wanted = self.mean_round_trip.map(target);
        let wanted = wanted.filter(|_| self.mean_loss >= limit);
        if !is_near(self.target, wanted) {
            self.target = wanted;
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is at most 300 and not negative"
)]
fn target(round_trip: f64) -> Milliseconds {
    let target = (BASE + ROUND_TRIPS * round_trip).min(MAX_TARGET);
    Milliseconds(target.round() as u64)
}

fn is_near(a: Option<Milliseconds>, b: Option<Milliseconds>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.0.abs_diff(b.0) <= DEAD_BAND.0,
        (a, b) => a == b,
    }
}
