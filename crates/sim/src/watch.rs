//! What must hold at every moment, whatever comes.
//!
//! *Invariants*: who was not let in hears of the door and of nothing else; there is one host at most, and one when
//! somebody is there who can be.

use crate::{peers::Description, world::World};
use parley_protocol::{
    ClientMessage, IceServer, ParticipantId, ParticipantView, Role, ServerMessage, Signal,
    Timestamp, limits,
};
use parley_room_server::{ConnectionId, TurnSecret};
use std::collections::{BTreeMap, BTreeSet};

/// Words that are planted in names, chat, SDP, candidates and TURN servers. None may reach who is not in.
pub const CANARIES: [&str; 5] = [
    "canary-name",
    "canary-chat",
    "canary-sdp",
    "canary-ice",
    "canary-turn",
];

/// Planted where the server keeps it for itself.
const SECRET: &str = "canary-secret";

/// What is remembered of what was checked.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    /// Which canaries somebody heard who was in.
    pub(crate) heard: BTreeSet<&'static str>,
    /// Since when who is away is away.
    away: BTreeMap<ParticipantId, Timestamp>,
    /// Of which start of the server that is: after another one everybody is waited for anew.
    epoch: u32,
}

/// A TURN server with its canary, and the secret that it shares with the server.
pub(crate) fn turn() -> (IceServer, TurnSecret) {
    let server = IceServer {
        urls: vec!["turn:canary-turn.example.org".to_owned()],
        username: None,
        credential: None,
    };
    (server, TurnSecret::new(SECRET.to_owned()))
}

impl World {
    /// Whoever was not let in is told of nothing but that, and hears no canary.
    pub(crate) fn assert_for_them(&mut self, to: &[ConnectionId], message: &ServerMessage) {
        let text = self.hosted.then(|| serde_json::to_string(message));
        let text = text.transpose().expect("messages are written as JSON");
        let text = text.unwrap_or_default();
        assert!(!text.contains(SECRET), "{text}");
        let canaries = CANARIES.into_iter().filter(|word| text.contains(*word));
        let canaries: Vec<_> = canaries.collect();
        for connection in to {
            let Some(wire) = self.wires.get_mut(connection) else {
                continue;
            };
            wire.is_in |= matches!(message, ServerMessage::Snapshot { .. });
            if wire.is_in {
                self.watch.heard.extend(&canaries);
            } else {
                assert!(is_of_the_door(message), "{message:?} for who waits");
                assert!(canaries.is_empty(), "{text} for who waits");
            }
        }
    }

    /// Whoever was sent away is not in any more.
    pub(crate) fn goes_out(&mut self, connection: ConnectionId) {
        if let Some(wire) = self.wires.get_mut(&connection) {
            wire.is_in = false;
        }
    }

    /// There are never two hosts, neither in the meeting nor in what is stored of it.
    pub(crate) fn assert_one_host(&self) {
        let stored = self.server.held().filter(|seat| seat.role == Role::Host);
        let stored: Vec<ParticipantId> = stored.map(|seat| seat.participant).collect();
        assert!(stored.len() <= 1, "two hosts are stored: {stored:?}");
    }

    /// While somebody is there who can be, there is a host, who is there or was so a moment ago.
    pub(crate) fn assert_somebody_hosts(&mut self) {
        let Some(room) = &self.server.room else {
            self.watch.away.clear();
            return;
        };
        if self.watch.epoch != self.server.epoch {
            self.watch.epoch = self.server.epoch;
            self.watch.away.clear();
        }
        let people = room.list_participants();
        let away = people.iter().filter(|view| !view.connected);
        let away: BTreeSet<_> = away.map(|view| view.id).collect();
        let since = &mut self.watch.away;
        since.retain(|participant, _| away.contains(participant));
        for participant in away {
            since.entry(participant).or_insert(self.now);
        }
        if !people.iter().any(can_host) {
            return;
        }
        let host = people.iter().find(|view| view.role == Role::Host);
        let host = host.unwrap_or_else(|| panic!("no host: {people:?}"));
        let since = self.watch.away.get(&host.id);
        let in_time = since.is_none_or(|since| *since + limits::HOST_GRACE > self.now);
        assert!(in_time, "{host:?} is waited for too long");
    }

    /// Offers only ever go from the higher arrival to the lower one.
    pub(crate) fn assert_no_glare(&self, message: &ClientMessage) {
        if let ClientMessage::Signal {
            signal: Signal::Offer { sdp, .. },
            to_arrival,
            ..
        } = message
        {
            let session = Description::read(sdp).session;
            let mut people = self.people.iter();
            let offers = people.find(|p| p.peers.values().any(|peer| peer.session == session));
            let me = offers
                .and_then(|p| p.client.as_ref())
                .and_then(|c| c.view().me);
            let mut seats = self.server.held();
            if let Some(seat) = seats.find(|seat| Some(seat.participant) == me) {
                assert!(seat.arrival > *to_arrival, "glare: {seat:?} offers");
            }
        }
    }
}

fn is_of_the_door(message: &ServerMessage) -> bool {
    matches!(
        message,
        ServerMessage::Lobby { .. }
            | ServerMessage::Pong { .. }
            | ServerMessage::Refused { .. }
            | ServerMessage::Closing { .. }
    )
}

fn can_host(view: &ParticipantView) -> bool {
    view.connected && matches!(view.role, Role::CoHost | Role::Participant)
}
