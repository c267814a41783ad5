//! Who is in the meeting, as the server says.
//!
//! *Invariant*: a snapshot replaces everything; what comes after it changes single people.

use parley_protocol::{
    Arrival, IceServer, MeetingRules, MeetingView, Milliseconds, ParticipantId, ParticipantView,
    Role, ServerMessage, Timestamp, Topology,
    permissions::{Action, is_allowed},
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
        } else if let ServerMessage::IceServers { ice_servers } = message {
            self.ice_servers.clone_from(ice_servers);
        } else if let ServerMessage::MeetingChanged { meeting } = message {
            self.meeting = Some(meeting.clone());
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

    pub(crate) fn lookup(&self, participant: ParticipantId) -> Option<&ParticipantView> {
        self.participants.get(&participant)
    }

    /// Between whom media flow.
    pub(crate) fn topology(&self) -> Option<Topology> {
        self.meeting.as_ref().map(|meeting| meeting.topology)
    }

    /// Whether the meeting has a media router.
    pub(crate) fn has_router(&self) -> bool {
        self.topology()
            .is_some_and(|topology| topology != Topology::Mesh)
    }

    pub(crate) fn meeting(&self) -> Option<&MeetingView> {
        self.meeting.as_ref()
    }

    /// Whether all connect directly, and there is no relay (TURN) that could stand between.
    pub(crate) fn is_mesh_without_relay(&self) -> bool {
        let mut urls = self.ice_servers.iter().flat_map(|server| &server.urls);
        self.topology() == Some(Topology::Mesh) && !urls.any(|url| url.starts_with("turn"))
    }

    pub(crate) fn ice_servers(&self) -> &[IceServer] {
        &self.ice_servers
    }

    pub(crate) fn clock_offset(&self) -> i64 {
        self.clock_offset
    }

    /// The own role, while one has a seat.
    pub(crate) fn role(&self) -> Option<Role> {
        self.own().map(|own| own.role)
    }

    pub(crate) fn rules(&self) -> MeetingRules {
        let rules = self.meeting.as_ref().map(|meeting| meeting.rules);
        rules.unwrap_or_default()
    }

    /// Whether the person may do this. Before they have a seat nobody has refused anything.
    pub(crate) fn may(&self, action: Action) -> bool {
        self.role()
            .is_none_or(|role| is_allowed(action, role, &self.rules()))
    }

    /// Who is shown large to everybody, while they are there.
    pub(crate) fn spotlight(&self) -> Option<ParticipantId> {
        let spotlight = self.meeting.as_ref()?.spotlight?;
        self.participants
            .contains_key(&spotlight)
            .then_some(spotlight)
    }

    /// The place of a raised hand, from 1.
    pub(crate) fn hand(&self, participant: ParticipantId) -> Option<usize> {
        let place = |view: &ParticipantView| view.hand_raised_at.map(|at| (at, view.id));
        let own = place(self.participants.get(&participant)?)?;
        let mut earlier = 0;
        for other in self.participants.values().filter_map(place) {
            earlier += usize::from(other < own);
        }
        Some(earlier + 1)
    }

    /// When a hand counts as raised that goes up now: by the server's clock, and behind those that are up.
    pub(crate) fn next_hand_at(&self, now: Timestamp) -> Timestamp {
        let hands = self.participants.values().filter_map(|p| p.hand_raised_at);
        let behind = hands.max().map(|last| last + Milliseconds(1));
        let server_now = Timestamp(now.0.saturating_add_signed(self.clock_offset));
        behind.map_or(server_now, |behind| behind.max(server_now))
    }

    pub(crate) fn set_own_hand(&mut self, raised_at: Option<Timestamp>) {
        if let Some(own) = self.me.and_then(|me| self.participants.get_mut(&me)) {
            own.hand_raised_at = raised_at;
        }
    }
}
