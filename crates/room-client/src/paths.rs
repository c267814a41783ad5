//! By which way somebody's media come: directly from their browser, or from the media router. Who wants to receive less than
//! all gets it from the router, which can leave something out; who hides their address gets all from it.
//!
//! *Invariants*: in a mesh all come directly; a way is left only when the other one delivers, or after a time in which it
//! should have; a direct connection stays for as long as it is played from.

use crate::{
    Effect, MediaSource, PeerId, PeerState, negotiation::Negotiation, outbox::Outbox,
    roster::Roster,
};
use parley_protocol::{
    ClientMessage, MediaState, Milliseconds, ParticipantId, Timestamp, Topology, VideoSource,
};
use std::collections::BTreeMap;

/// How long the router may take to deliver somebody who is played from a direct connection that is to end.
const ROUTER_PATIENCE: Milliseconds = Milliseconds::from_seconds(5);
/// How long a direct connection that is connected may take to its first picture.
const DIRECT_PATIENCE: Milliseconds = Milliseconds::from_seconds(3);
/// A direct connection that is not there in this time has failed once.
const TRY_LENGTH: Milliseconds = Milliseconds::from_seconds(10);
/// Failures after which the server is told.
const FAILURES: u32 = 2;

#[derive(Debug)]
struct Way {
    plays: MediaSource,
    target: MediaSource,
    until: Timestamp,
    /// What the router has delivered since the target changed.
    delivered: MediaState,
}

/// The machine.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    topology: Option<Topology>,
    ways: BTreeMap<ParticipantId, Way>,
    /// The other of two, with whom there is to be a direct connection.
    partner: Option<ParticipantId>,
    /// The direct connection whose first picture has come.
    delivering: Option<PeerId>,
    failures: u32,
    try_until: Option<Timestamp>,
    told: bool,
}

impl Paths {
    /// Takes over the topology and who is there.
    pub(crate) fn sync(&mut self, roster: &Roster) {
        let mut others = roster.others();
        let partner = others.next().filter(|_| others.next().is_none());
        let partner = partner.map(|other| other.id);
        let topology = roster.topology();
        let direct = topology == Some(Topology::Direct);
        let partner = partner.filter(|_| direct);
        if self.topology != topology || self.partner != partner {
            self.topology = topology;
            self.partner = partner;
            self.failures = 0;
            self.try_until = None;
            self.told = false;
        }
        self.ways.retain(|id, _| roster.lookup(*id).is_some());
        if !roster.has_router() {
            self.ways.clear();
        }
    }

    /// What was told may not have arrived.
    pub(crate) fn lose_link(&mut self) {
        self.told = false;
    }

    /// Whether there is to be a direct connection with somebody, be it only until it may end.
    pub(crate) fn wants_direct(&self, participant: ParticipantId) -> bool {
        let way = self.ways.get(&participant);
        self.topology
            .is_none_or(|topology| topology == Topology::Mesh)
            || self.partner == Some(participant)
            || way.is_some_and(|way| way.plays == MediaSource::Direct)
    }

    /// Whether somebody is to come from the router: they are played from it, or soon will be.
    pub(crate) fn wants_router(&self, participant: ParticipantId) -> bool {
        let way = self.ways.get(&participant);
        way.is_some_and(|way| way.plays == MediaSource::Router || way.target == MediaSource::Router)
    }

    /// Whether somebody who is played directly is about to be played from the router.
    pub(crate) fn awaits_router(&self, participant: ParticipantId) -> bool {
        let way = self.ways.get(&participant);
        way.is_some_and(|way| way.plays == MediaSource::Direct && way.target == MediaSource::Router)
    }

    /// By which way somebody is played.
    pub(crate) fn plays(&self, participant: ParticipantId) -> MediaSource {
        let way = self.ways.get(&participant);
        way.map_or(MediaSource::Direct, |way| way.plays)
    }

    /// The router has delivered sound or a picture of somebody.
    pub(crate) fn handle_slot_delivers(
        &mut self,
        participant: ParticipantId,
        source: Option<VideoSource>,
    ) {
        if let Some(way) = self.ways.get_mut(&participant) {
            match source {
                None => way.delivered.microphone = true,
                Some(VideoSource::Camera) => way.delivered.camera = true,
                Some(VideoSource::Screen) => way.delivered.screen = true,
            }
        }
    }

    /// The first picture has come on a direct connection.
    pub(crate) fn handle_peer_delivers(&mut self, peer: PeerId) {
        self.delivering = Some(peer);
    }

    pub(crate) fn handle_state(
        &mut self,
        peer: PeerId,
        state: PeerState,
        negotiation: &Negotiation,
    ) {
        let partner = self.partner.and_then(|id| negotiation.peer_with(id));
        if state == PeerState::Failed && partner == Some(peer) {
            self.fail();
        }
    }

    pub(crate) fn tick(&mut self, now: Timestamp) {
        if self.try_until.is_some_and(|at| now >= at) {
            self.fail();
        }
    }

    /// Moves whoever can be moved.
    pub(crate) fn settle(
        &mut self,
        roster: &Roster,
        negotiation: &Negotiation,
        now: Timestamp,
        out: &mut Outbox,
    ) {
        for other in roster.others().filter(|_| roster.has_router()) {
            let connected = negotiation.is_connected(other.id);
            let target = if self.partner == Some(other.id) && connected {
                MediaSource::Direct
            } else {
                MediaSource::Router
            };
            let way = self.ways.entry(other.id).or_insert_with(|| Way::new(now));
            if way.target != target {
                way.aim(target, now);
            }
            let peer = negotiation.peer_with(other.id);
            let pictures = peer.is_some() && self.delivering == peer;
            let ready = now >= way.until
                || match target {
                    MediaSource::Direct => pictures || !(other.media.camera || other.media.screen),
                    MediaSource::Router => peer.is_none() || way.has_all(other.media),
                };
            if way.plays != target && ready {
                way.plays = target;
                out.push(Effect::PlayFrom {
                    participant: other.id,
                    source: target,
                });
            }
        }
    }

    /// Counts tries of the direct connection, and tells the server when it does not work while the router does, or is not
    /// wanted (`refused`).
    pub(crate) fn pump(
        &mut self,
        roster: &Roster,
        negotiation: &Negotiation,
        (routed, refused): (bool, bool),
        (now, out): (Timestamp, &mut Outbox),
    ) {
        let partner = self.partner.and_then(|id| roster.lookup(id));
        let connected = partner.is_some_and(|other| negotiation.is_connected(other.id));
        let tries = partner.is_some_and(|other| other.connected) && out.can_send() && !self.told;
        if connected {
            self.failures = 0;
        }
        if connected || !tries {
            self.try_until = None;
        } else {
            self.try_until.get_or_insert(now + TRY_LENGTH);
        }
        if (refused || self.failures >= FAILURES) && tries && routed {
            let sent = out.send(|request| ClientMessage::DirectFailed { request });
            self.told = sent.is_some();
        }
    }

    pub(crate) fn timeout(&self) -> Option<Timestamp> {
        let moving = self.ways.values().filter(|way| way.plays != way.target);
        moving.map(|way| way.until).chain(self.try_until).min()
    }

    fn fail(&mut self) {
        self.failures = self.failures.saturating_add(1);
        self.try_until = None;
    }
}

impl Way {
    fn new(now: Timestamp) -> Self {
        Self {
            plays: MediaSource::Router,
            target: MediaSource::Router,
            until: now,
            delivered: MediaState::default(),
        }
    }

    fn aim(&mut self, target: MediaSource, now: Timestamp) {
        self.target = target;
        self.delivered = MediaState::default();
        self.until = now
            + match target {
                MediaSource::Direct => DIRECT_PATIENCE,
                MediaSource::Router => ROUTER_PATIENCE,
            };
    }

    /// Whether what somebody sends comes from the router: the pictures when there are some, else sound.
    fn has_all(&self, sends: MediaState) -> bool {
        let (has, screen) = (self.delivered, !sends.screen || self.delivered.screen);
        if sends.camera || sends.screen {
            screen && (has.camera || !sends.camera)
        } else {
            has.microphone || !sends.microphone
        }
    }
}
