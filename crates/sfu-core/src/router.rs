//! All rooms of one shard: takes commands and datagrams in, gives datagrams and events out.
//!
//! *Invariants*: a datagram reaches one room at most, that of the participant it belongs to; a room that panics is
//! removed and its participants are told, and no other room notices.

mod demux;
mod schedule;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use parley_protocol::{NegotiationId, ParticipantId};
use str0m::net::{Protocol, Receive};

use crate::api::{Command, Event, OfferError, Output, PeerKey, RoomKey, Transport};
use crate::outbox::Outbox;
use crate::peer::{PeerConfig, RouterConfig};
use crate::room::{Arrived, Room};
use crate::stats::Stats;
use demux::{Demux, Verdict};
use schedule::Schedule;

/// All rooms of one shard.
#[derive(Debug)]
pub struct Router {
    config: RouterConfig,
    peer_config: PeerConfig,
    rooms: BTreeMap<RoomKey, Room>,
    demux: Demux,
    schedule: Schedule,
    out: Outbox,
}

impl Router {
    /// A router without rooms.
    pub fn new(config: RouterConfig) -> Self {
        Self {
            peer_config: PeerConfig::new(&config),
            config,
            rooms: BTreeMap::new(),
            demux: Demux::default(),
            schedule: Schedule::default(),
            out: Outbox::default(),
        }
    }

    /// Does what a room asks for. Commands about somebody who is not there change nothing.
    pub fn handle_command(&mut self, command: Command, now: Instant) {
        let key = command.room();
        match command {
            Command::CloseRoom { .. } => {
                self.in_room(key, now, |room, out| room.close(now, out));
                self.remove_room(key);
            }
            Command::Leave { peer } => {
                self.in_room(key, now, |room, out| room.leave(peer.participant, now, out));
            }
            Command::Offer {
                peer,
                negotiation,
                sdp,
            } => self.handle_offer(peer, negotiation, &sdp, now),
            Command::Wishes { peer, audio, video } => {
                self.open(key, now);
                self.in_room(key, now, |room, out| {
                    room.wishes(peer.participant, audio, video, now, out);
                });
            }
            Command::Sends { peer, media } => {
                self.open(key, now);
                self.in_room(key, now, |room, out| {
                    room.sends(peer.participant, media, now, out);
                });
            }
        }
    }

    /// Takes a datagram in. `destination` is where it arrived; an address that is no candidate (behind NAT) stands for
    /// the candidate of its kind.
    pub fn handle_datagram(
        &mut self,
        proto: Transport,
        source: SocketAddr,
        destination: SocketAddr,
        datagram: &[u8],
        now: Instant,
    ) {
        self.out.stats.packets_in += 1;
        self.out.stats.bytes_in += datagram.len() as u64;
        let peer = match self.demux.judge((proto, source), datagram, now) {
            Verdict::For(peer) => peer,
            Verdict::Unknown => {
                self.out.stats.dropped_unknown += 1;
                return;
            }
            Verdict::OverLimit => {
                self.out.stats.dropped_over_limit += 1;
                return;
            }
        };
        let protocol = match proto {
            Transport::Udp => Protocol::Udp,
            Transport::Tcp => Protocol::Tcp,
        };
        let destination = self.candidate_for(proto, destination);
        let Ok(receive) = Receive::new(protocol, source, destination, datagram) else {
            self.out.stats.dropped_unknown += 1;
            return;
        };
        let is_stun = datagram.first().is_some_and(|byte| *byte < 2);
        let arrived = Arrived::new(receive, datagram);
        let mut is_theirs = false;
        self.in_room(peer.room, now, |room, out| {
            is_theirs = room.receive(peer.participant, arrived, now, out);
        });
        if is_theirs && is_stun {
            self.demux.bind((proto, source), peer);
        } else if !is_theirs {
            self.out.stats.dropped_unknown += 1;
        }
    }

    /// Lets time pass in all rooms.
    pub fn tick(&mut self, now: Instant) {
        for _ in 0..self.due(now) {
            self.tick_one(now);
        }
    }

    /// How many rooms are to be ticked. One that wants to be ticked again at once is due the next time: the shell reads in
    /// between.
    pub fn due(&self, now: Instant) -> usize {
        self.schedule.due(now)
    }

    /// Lets time pass in the room that has waited longest, if it is due. What it sends is taken to leave now: a shell with
    /// many rooms gives each a time of its own, and sends in between.
    pub fn tick_one(&mut self, now: Instant) {
        if let Some(key) = self.schedule.take_due(now) {
            self.in_room(key, now, |room, out| room.tick(now, out));
        }
    }

    /// What is to be sent or told next.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.out.pop()
    }

    /// When [`Router::tick`] or [`Router::tick_one`] is due; `None` while there is nobody.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.schedule.next()
    }

    /// What was counted, and how much there is now.
    pub fn stats(&self) -> Stats {
        let mut stats = self.out.stats;
        stats.rooms = self.rooms.len() as u64;
        for room in self.rooms.values() {
            let (participants, handshakes, estimate) = room.gauges();
            stats.participants += participants;
            stats.handshakes += handshakes;
            stats.estimate += estimate;
        }
        stats
    }

    fn handle_offer(&mut self, peer: PeerKey, negotiation: NegotiationId, sdp: &str, now: Instant) {
        if self.stats().handshakes >= self.config.handshakes as u64 {
            self.out.tell(Event::Refused {
                peer,
                negotiation,
                error: OfferError::Full,
            });
            return;
        }
        self.open(peer.room, now);
        let Self {
            rooms,
            peer_config,
            out,
            ..
        } = self;
        let Some(room) = rooms.get_mut(&peer.room) else {
            return;
        };
        let participant = peer.participant;
        let result = catch_unwind(AssertUnwindSafe(|| {
            room.offer(participant, negotiation, sdp, peer_config, now, out);
        }));
        self.after(peer.room, result.is_ok(), now);
        let mut ufrag = None;
        self.in_room(peer.room, now, |room, out| {
            ufrag = room.ufrag(participant, now, out);
        });
        if let Some(ufrag) = ufrag {
            self.demux
                .register(peer, ufrag, self.config.participant_allowance, now);
        }
    }

    fn open(&mut self, key: RoomKey, now: Instant) {
        let config = &self.config;
        self.rooms
            .entry(key)
            .or_insert_with(|| Room::new(key, config, now));
    }

    /// Runs something in a room, and sees to what is left of it.
    fn in_room(&mut self, key: RoomKey, now: Instant, run: impl FnOnce(&mut Room, &mut Outbox)) {
        let Some(room) = self.rooms.get_mut(&key) else {
            return;
        };
        let out = &mut self.out;
        let result = catch_unwind(AssertUnwindSafe(|| run(room, out)));
        self.after(key, result.is_ok(), now);
    }

    fn after(&mut self, key: RoomKey, is_whole: bool, now: Instant) {
        if !is_whole {
            self.fail(key, now);
            return;
        }
        let Some(room) = self.rooms.get_mut(&key) else {
            return;
        };
        for participant in room.take_gone() {
            self.demux.remove(PeerKey {
                room: key,
                participant,
            });
        }
        let timeout = room.poll_timeout().map(|timeout| timeout.max(now));
        self.schedule.set(key, timeout);
    }

    /// A room has panicked: everybody there needs a new connection. What they wish and may send is still true.
    fn fail(&mut self, key: RoomKey, now: Instant) {
        self.out.stats.rooms_failed += 1;
        tracing::error!(
            room = key.0,
            "a media room panicked; its connections are closed"
        );
        let heir = self
            .rooms
            .get(&key)
            .map(|room| room.heir(&self.config, now));
        for participant in self.remove_room(key) {
            self.out.tell(Event::Disconnected {
                peer: PeerKey {
                    room: key,
                    participant,
                },
            });
        }
        self.rooms.extend(heir.map(|heir| (key, heir)));
    }

    fn remove_room(&mut self, key: RoomKey) -> Vec<ParticipantId> {
        self.schedule.set(key, None);
        let Some(room) = self.rooms.remove(&key) else {
            return Vec::new();
        };
        let participants: Vec<_> = room.connected_or_connecting().collect();
        // What broke may break again while it is taken apart.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(room)));
        for participant in &participants {
            self.demux.remove(PeerKey {
                room: key,
                participant: *participant,
            });
        }
        participants
    }

    fn candidate_for(&self, proto: Transport, destination: SocketAddr) -> SocketAddr {
        let candidates = || {
            self.config
                .candidates
                .iter()
                .filter(|(kind, _)| *kind == proto)
        };
        let exact = candidates().find(|(_, address)| *address == destination);
        let of_family =
            || candidates().find(|(_, address)| address.is_ipv4() == destination.is_ipv4());
        exact
            .or_else(of_family)
            .map_or(destination, |(_, address)| *address)
    }
}

#[cfg(test)]
impl Router {
    /// Makes a room panic the next time it has anything to do.
    fn break_room(&mut self, key: RoomKey) {
        if let Some(room) = self.rooms.get_mut(&key) {
            room.panics = true;
        }
    }
}

#[cfg(test)]
#[path = "router_tests.rs"]
mod tests;
