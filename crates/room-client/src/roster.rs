//! Who is in the meeting, as the server says.
//!
//! *Invariant*: a snapshot replaces everything; what comes after it changes single people.

use parley_protocol::{
    Arrival, IceServer, MeetingView, ParticipantId, ParticipantView, ServerMessage, Timestamp,
};
use std::collections::BTreeMap;

/// The machine.
#[derive(Debug, Default)]
pub(crate) struct Roster {
    me: Option<ParticipantId>,
    meeting: Option<MeetingView>,
    participants: BTreeMap<ParticipantId, ParticipantView>,
    ice_servers: Vec<IceServer>,
    clock_offset: i64,
}

impl Roster {
    /// Takes over what the server says about people; other messages change nothing.
    pub(crate) fn handle(&mut self, message: &ServerMessage, now: Timestamp) {
        if let ServerMessage::Snapshot {
            you,
            meeting,
            participants,
            ice_servers,
            now: server_now,
            ..
        } = message
        {
            self.me = Some(*you);
            self.meeting = Some(meeting.clone());
            self.ice_servers.clone_from(ice_servers);
            self.clock_offset = server_now.0.cast_signed() - now.0.cast_signed();
            self.participants = participants.iter().map(|p| (p.id, p.clone())).collect();
        } else if let ServerMessage::ParticipantJoined { participant }
        | ServerMessage::ParticipantChanged { participant } = message
        {
            self.participants
                .insert(participant.id, participant.clone());
        } else if let ServerMessage::ParticipantLeft { participant, .. } = message {
            self.participants.remove(participant);
        }
    }

    /// Nobody is there for somebody who is out of the meeting.
    pub(crate) fn clear_people(&mut self) {
        self.participants.clear();
    }

    pub(crate) fn me(&self) -> Option<ParticipantId> {
        self.me
    }

    /// The person's own row.
    pub(crate) fn own(&self) -> Option<&ParticipantView> {
        self.participants.get(&self.me?)
    }

    pub(crate) fn own_arrival(&self) -> Option<Arrival> {
        self.own().map(|own| own.arrival)
    }

    /// Everybody else, by seat.
    pub(crate) fn others(&self) -> impl Iterator<Item = &ParticipantView> {
        self.participants
            .values()
            .filter(|participant| Some(participant.id) != self.me)
    }

    pub(crate) fn meeting(&self) -> Option<&MeetingView> {
        self.meeting.as_ref()
    }

    pub(crate) fn ice_servers(&self) -> &[IceServer] {
        &self.ice_servers
    }

    pub(crate) fn clock_offset(&self) -> i64 {
        self.clock_offset
    }
}
