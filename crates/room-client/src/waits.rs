//! What the person has to wait for, told to the server for its figures.
//!
//! *Invariants*: each wait is told once; none is told that a host or the person themselves made long, by not opening the
//! door, by not knowing the password, or by looking at something else.

use crate::{Measurement, PeerId, outbox::Outbox, roster::Roster};
use parley_protocol::{ClientMessage, Milliseconds, ParticipantView, Timestamp, Wait, limits};
use std::collections::BTreeMap;

/// The machine.
#[derive(Debug, Default)]
pub(crate) struct Waits {
    /// Since when the seat is awaited.
    joining: Option<Timestamp>,
    /// Since when the first picture is awaited.
    unseen: Option<Timestamp>,
    /// When the socket was lost.
    lost: Option<Timestamp>,
    /// For how long each stream has stood still so far.
    frozen: BTreeMap<(PeerId, String), Milliseconds>,
    hidden: bool,
    was_hidden: bool,
}

impl Waits {
    /// The person has pressed "Join meeting".
    pub(crate) fn begin(&mut self, now: Timestamp) {
        self.forget();
        self.joining = Some(now);
    }

    /// Something else than the way here makes the person wait, or they are out of the meeting.
    pub(crate) fn forget(&mut self) {
        self.joining = None;
        self.unseen = None;
        self.lost = None;
        self.frozen.clear();
    }

    pub(crate) fn handle_lost(&mut self, now: Timestamp) {
        self.lost.get_or_insert(now);
    }

    /// The seat is there.
    pub(crate) fn handle_seated(&mut self, now: Timestamp, out: &mut Outbox) {
        let lost = self.lost.take();
        if let Some(since) = self.joining.take() {
            tell(Wait::Join, now.since(since), out);
            self.unseen = Some(since).filter(|_| !self.hidden);
        } else if let Some(since) = lost {
            tell(Wait::Rejoin, now.since(since), out);
        }
    }

    /// Who is there: a picture is awaited only while somebody sends one.
    pub(crate) fn sync(&mut self, roster: &Roster) {
        let sends = |other: &ParticipantView| other.connected && other.media.camera;
        if !roster.others().any(sends) {
            self.unseen = None;
        }
    }

    /// A picture of somebody has come.
    pub(crate) fn handle_seen(&mut self, now: Timestamp, out: &mut Outbox) {
        if let Some(since) = self.unseen.take() {
            tell(Wait::FirstFrame, now.since(since), out);
        }
    }

    /// A hidden page decodes no pictures, which the browser calls a freeze afterwards.
    pub(crate) fn handle_shown(&mut self, shown: bool) {
        self.hidden = !shown;
        if !shown {
            self.was_hidden = true;
            self.unseen = None;
        }
    }

    /// Tells the longest freeze that has ended since the measurement before.
    pub(crate) fn handle_measured(&mut self, measured: &Measurement, out: &mut Outbox) {
        let was_hidden = std::mem::replace(&mut self.was_hidden, self.hidden);
        let before = std::mem::take(&mut self.frozen);
        let mut longest = Milliseconds(0);
        for stream in &measured.streams {
            let key = (stream.peer, stream.mid.clone());
            if let Some(before) = before.get(&key) {
                let more = stream.frozen.0.saturating_sub(before.0);
                longest = longest.max(Milliseconds(more));
            }
            self.frozen.insert(key, stream.frozen);
        }
        if longest > Milliseconds(0) && !was_hidden {
            tell(Wait::Freeze, longest, out);
        }
    }
}

fn tell(what: Wait, length: Milliseconds, out: &mut Outbox) {
    let length = length.min(limits::LONGEST_WAIT);
    out.send(|request| ClientMessage::Waited {
        request,
        what,
        length,
    });
}
