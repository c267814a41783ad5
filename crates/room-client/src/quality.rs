//! How good the connections are: everybody's, and the person's own line.
//!
//! *Invariants*: one bad moment says nothing: it takes two in a row to get worse and three to get better; the own line is
//! called unstable only for what is measured on it, and narrow only once it has been for a while.

mod score;

use crate::{
    Limitation, Measurement, PeerId, ReceivedStream, StatisticsView, outbox::Outbox,
    playout::Playout,
};
use parley_protocol::{Milliseconds, ParticipantId, Timestamp};
pub(crate) use score::{Interval, milliseconds};
use score::{Steady, assess};
use std::collections::BTreeMap;

/// A line that carries less than the camera gives is one only after so long: the browser takes a new line for a narrow one,
/// and finds out within half a minute what it carries.
const LIMITED_AFTER: Milliseconds = Milliseconds::from_seconds(30);

/// Three steps, as signs show them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum QualityLevel {
    /// Nothing to remark.
    #[default]
    Good,
    /// It can be noticed.
    Fair,
    /// It disturbs.
    Poor,
}

/// What it is that disturbs most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QualityReason {
    /// Packets are lost.
    Loss,
    /// Packets take long.
    Delay,
    /// Packets come unevenly.
    Jitter,
    /// The picture stands still.
    Freezes,
    /// The line carries less than the camera gives.
    Bandwidth,
}

/// How good a connection is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QualityView {
    /// In three steps.
    pub level: QualityLevel,
    /// Why it is not good; `None` while it is.
    pub reason: Option<QualityReason>,
}

/// The machine.
#[derive(Debug, Default)]
pub(crate) struct Quality {
    before: Option<(Timestamp, Measurement)>,
    people: BTreeMap<ParticipantId, Steady>,
    own: Steady,
    /// For how long the line has carried less than the camera gives.
    limited_for: Milliseconds,
    playout: Playout,
    statistics: StatisticsView,
}

impl Quality {
    /// Forgets everything: the meeting is over, or is another one.
    pub(crate) fn reset(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn of(&self, participant: ParticipantId) -> QualityView {
        let steady = self.people.get(&participant);
        steady.map(Steady::view).unwrap_or_default()
    }

    pub(crate) fn own(&self) -> QualityView {
        self.own.view()
    }

    pub(crate) fn statistics(&self) -> &StatisticsView {
        &self.statistics
    }

    /// Takes what was measured since the last time.
    pub(crate) fn handle(&mut self, measurement: Measurement, now: Timestamp, out: &mut Outbox) {
        if let Some((then, before)) = self.before.take() {
            let length = now.since(then).max(Milliseconds(1));
            self.compare(&before, &measurement, length, out);
        }
        let people: Vec<_> = measurement.streams.iter().map(|s| s.participant).collect();
        self.people.retain(|id, _| people.contains(id));
        self.before = Some((now, measurement));
    }

    fn compare(
        &mut self,
        before: &Measurement,
        after: &Measurement,
        length: Milliseconds,
        out: &mut Outbox,
    ) {
        let round_trip = after.path.and_then(|path| path.round_trip);
        let round_trip = round_trip.unwrap_or_default();
        let mut people: BTreeMap<ParticipantId, Interval> = BTreeMap::new();
        let mut connections: BTreeMap<PeerId, Interval> = BTreeMap::new();
        let mut line = Interval::new(length, round_trip);
        let mut all = Interval::new(length, round_trip);
        for stream in &after.streams {
            let Some(old) = find(&before.streams, stream) else {
                continue;
            };
            let person = people.entry(stream.participant);
            let person = person.or_insert_with(|| Interval::new(length, round_trip));
            person.add(old, stream);
            connections.entry(stream.peer).or_default().add(old, stream);
            all.add(old, stream);
            if stream.from_router {
                line.add(old, stream);
            }
        }
        self.playout.handle(&connections, after, out);
        for (participant, interval) in people {
            let steady = self.people.entry(participant).or_default();
            steady.take(assess(&interval));
        }
        // A picture that stands still may be the fault of who sends it.
        line.frozen = Milliseconds(0);
        let mut up = Interval::new(length, round_trip);
        up.lost_thousandths = after.sent_loss;
        let limited = after.video.as_ref().map(|video| video.limitation);
        self.limited_for = if limited == Some(Limitation::Line) {
            Milliseconds(self.limited_for.0.saturating_add(length.0))
        } else {
            Milliseconds(0)
        };
        up.limited = self.limited_for >= LIMITED_AFTER;
        let (down, up) = (assess(&line), assess(&up));
        self.own.take(if up.level > down.level { up } else { down });
        self.statistics = StatisticsView::new(before, after, length, &all);
    }
}

fn find<'a>(streams: &'a [ReceivedStream], like: &ReceivedStream) -> Option<&'a ReceivedStream> {
    let key =
        |stream: &ReceivedStream| -> (PeerId, ParticipantId) { (stream.peer, stream.participant) };
    streams
        .iter()
        .find(|stream| key(stream) == key(like) && stream.mid == like.mid)
}
