//! Direct peer connections: one machine for each pair, made and closed as the roster and the topology say.
//!
//! *Invariants*: there is one peer connection for each participant who is to have one; it belongs to the current arrivals of
//! both; of a pair only the higher arrival offers.

mod answerer;
mod connection;
mod offerer;
mod pair;

pub(crate) use answerer::session_of;

use crate::{Input, PeerId, PeerState, outbox::Outbox, roster::Roster};
use connection::Context;
use pair::Peer;
use parley_protocol::{Arrival, ParticipantId, Signal, Timestamp};
use std::collections::BTreeMap;

/// The machine.
#[derive(Debug, Default)]
pub(crate) struct Negotiation {
    own_arrival: Option<Arrival>,
    peers: BTreeMap<ParticipantId, Peer>,
    saves_data: bool,
    hides_address: bool,
}

impl Negotiation {
    /// Without peer connections. `saves_data`, `hides_address`: whether the person does.
    pub(crate) fn new(saves_data: bool, hides_address: bool) -> Self {
        Self {
            saves_data,
            hides_address,
            ..Self::default()
        }
    }

    /// Whether the pictures of a direct connection begin sharp. Of several at once each would try the whole line.
    fn starts_sharp(&self, others: usize) -> bool {
        !self.saves_data && others <= 1
    }

    /// Whether the person saves data now; peer connections that there are stay as they are.
    pub(crate) fn set_saves_data(&mut self, saves_data: bool) {
        self.saves_data = saves_data;
    }

    /// Whether the person hides their address from others.
    pub(crate) fn hides_address(&self) -> bool {
        self.hides_address
    }

    /// Whether the person hides their address from now on. Peer connections that there are go on as they are until they
    /// need a step, or are made anew at once.
    pub(crate) fn set_hides_address(&mut self, hides_address: bool, at_once: bool) {
        let is_new = self.hides_address != hides_address;
        self.hides_address = hides_address;
        if is_new && at_once {
            self.peers.values_mut().for_each(Peer::handle_stale);
        }
    }

    /// Makes and closes peer connections so that they are those of the roster, with those who are `wanted`. `returned`
    /// when the roster came with a snapshot: steps may have been lost before it.
    pub(crate) fn sync(
        &mut self,
        roster: &Roster,
        wanted: impl Fn(ParticipantId) -> bool,
        returned: bool,
        now: Timestamp,
        out: &mut Outbox,
    ) {
        if self.own_arrival != roster.own_arrival() {
            self.close_all(now, out);
            self.own_arrival = roster.own_arrival();
        }
        let Some(own_arrival) = self.own_arrival else {
            return;
        };
        let arrivals: BTreeMap<_, _> = roster
            .others()
            .filter(|other| wanted(other.id))
            .map(|o| (o.id, o.arrival))
            .collect();
        let context = &mut Context {
            now,
            out,
            ice_servers: roster.ice_servers(),
            starts_sharp: self.starts_sharp(arrivals.len()),
            relay_only: self.hides_address,
        };
        self.peers.retain(|id, peer| {
            let connection = peer.connection();
            let stays = arrivals.get(id) == Some(&connection.arrival);
            if !stays {
                connection.close(context);
            }
            stays
        });
        for other in roster.others().filter(|other| wanted(other.id)) {
            let peer = self.peers.entry(other.id);
            let peer = peer.or_insert_with(|| Peer::new(other, own_arrival, context));
            peer.follow(other, context);
            if returned {
                peer.handle_return();
            }
        }
    }

    /// Closes everything.
    pub(crate) fn close_all(&mut self, now: Timestamp, out: &mut Outbox) {
        let context = &mut Context {
            now,
            out,
            ice_servers: &[],
            starts_sharp: self.starts_sharp(self.peers.len()),
            relay_only: self.hides_address,
        };
        for peer in self.peers.values() {
            peer.connection().close(context);
        }
        self.peers.clear();
        self.own_arrival = None;
    }

    pub(crate) fn handle_signal(
        &mut self,
        from: ParticipantId,
        from_arrival: Arrival,
        signal: Signal,
        (roster, now, out): (&Roster, Timestamp, &mut Outbox),
    ) {
        let context = &mut Context {
            now,
            out,
            ice_servers: roster.ice_servers(),
            starts_sharp: self.starts_sharp(self.peers.len()),
            relay_only: self.hides_address,
        };
        let peer = self.peers.get_mut(&from);
        if let Some(peer) = peer.filter(|peer| peer.connection().arrival == from_arrival) {
            peer.handle_signal(signal, context);
        }
    }

    /// Takes what the shell says about peer connections; other inputs change nothing.
    pub(crate) fn handle(
        &mut self,
        input: Input,
        roster: &Roster,
        now: Timestamp,
        out: &mut Outbox,
    ) {
        let Some(id) = peer_of(&input) else {
            return;
        };
        let starts_sharp = self.starts_sharp(self.peers.len());
        let relay_only = self.hides_address;
        let Some(peer) = self.peer_mut(id) else {
            return;
        };
        let context = &mut Context {
            now,
            out,
            ice_servers: roster.ice_servers(),
            starts_sharp,
            relay_only,
        };
        peer.handle(input, context);
    }

    /// Nothing comes on a connection any more. Both sides notice: the one that offers looks for another path.
    pub(crate) fn handle_silence(&mut self, peer: PeerId) {
        if let Some(peer) = self.peer_mut(peer) {
            peer.handle_silence();
        }
    }

    pub(crate) fn tick(&mut self, now: Timestamp) {
        for peer in self.peers.values_mut() {
            peer.tick(now);
        }
    }

    /// Begins what can begin now.
    pub(crate) fn pump(&mut self, roster: &Roster, now: Timestamp, out: &mut Outbox) {
        let context = &mut Context {
            now,
            out,
            ice_servers: roster.ice_servers(),
            starts_sharp: self.starts_sharp(self.peers.len()),
            relay_only: self.hides_address,
        };
        for peer in self.peers.values_mut() {
            peer.pump(context);
        }
    }

    pub(crate) fn timeout(&self) -> Option<Timestamp> {
        self.peers.values().filter_map(Peer::timeout).min()
    }

    /// Whether sound and picture come through.
    pub(crate) fn is_connected(&self, participant: ParticipantId) -> bool {
        let peer = self.peers.get(&participant);
        peer.is_some_and(|peer| peer.connection().state == PeerState::Connected)
    }

    /// With whom a peer connection is.
    pub(crate) fn participant_of(&self, peer: PeerId) -> Option<ParticipantId> {
        let mut peers = self.peers.values().map(Peer::connection);
        peers
            .find(|connection| connection.peer == peer)
            .map(|connection| connection.participant)
    }

    /// The peer connection with somebody.
    pub(crate) fn peer_with(&self, participant: ParticipantId) -> Option<PeerId> {
        let peer = self.peers.get(&participant)?;
        Some(peer.connection().peer)
    }

    fn peer_mut(&mut self, id: PeerId) -> Option<&mut Peer> {
        let mut peers = self.peers.values_mut();
        peers.find(|peer| peer.connection().peer == id)
    }
}

fn peer_of(input: &Input) -> Option<PeerId> {
    if let Input::OfferCreated { peer, .. }
    | Input::AnswerCreated { peer, .. }
    | Input::AnswerAccepted { peer, .. }
    | Input::PeerFailed { peer, .. }
    | Input::CandidateGathered { peer, .. }
    | Input::PeerStateChanged { peer, .. } = input
    {
        Some(*peer)
    } else {
        None
    }
}
