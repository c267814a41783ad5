//! Peer connections of all kinds: who has one, what comes on them, and by which way somebody is played.

use super::RoomClient;
use crate::{Input, MediaSource, PeerId, PeerState, TileView, paths::Paths, tiles};
use parley_protocol::{ParticipantId, ParticipantView, Timestamp};

impl RoomClient {
    /// Takes what the shell says about a peer connection: every machine knows its own.
    pub(super) fn handle_peer(&mut self, input: Input, now: Timestamp) {
        let doubted = matches!(&input, Input::PeerStateChanged { peer, state }
            if self.silence.doubts(*peer, *state, now));
        if !doubted {
            self.take_peer(input, now);
        }
    }

    fn take_peer(&mut self, input: Input, now: Timestamp) {
        if let Input::PeerStateChanged { peer, state } = &input {
            self.paths.handle_state(*peer, *state, &self.negotiation);
        }
        self.sfu.handle(&input, now, &mut self.out);
        self.negotiation
            .handle(input, &self.roster, now, &mut self.out);
    }

    /// Another path is looked for where nothing comes any more although somebody sends.
    pub(super) fn handle_heard(&mut self, peer: PeerId, bytes: u64, now: Timestamp) {
        let sends = |other: &ParticipantView| {
            let media = other.media;
            other.connected && (media.microphone || media.camera || media.screen)
        };
        let expected = match self.negotiation.participant_of(peer) {
            Some(other) => self.roster.lookup(other).is_some_and(sends),
            None => self.roster.others().any(sends),
        };
        if self.silence.listen(peer, bytes, expected, now) {
            self.negotiation.handle_silence(peer);
            self.sfu.handle_silence(peer);
        }
        self.believe(now);
    }

    /// Connections that were said to be disconnected, and are, after all.
    pub(super) fn believe(&mut self, now: Timestamp) {
        while let Some(peer) = self.silence.poll_believed(now) {
            let state = PeerState::Disconnected;
            self.take_peer(Input::PeerStateChanged { peer, state }, now);
        }
    }

    /// Makes and closes peer connections as the roster says. `returned` when it came with a snapshot.
    pub(super) fn sync_peers(&mut self, returned: bool, now: Timestamp) {
        self.paths.sync(&self.roster);
        self.sfu.sync(&self.roster, returned, &mut self.out);
        let wanted = |participant| self.paths.wants_direct(participant);
        self.negotiation
            .sync(&self.roster, wanted, returned, now, &mut self.out);
    }

    /// Closes all of them.
    pub(super) fn close_peers(&mut self, now: Timestamp) {
        self.negotiation.close_all(now, &mut self.out);
        self.sfu.close(&mut self.out);
        self.paths = Paths::default();
        self.wishes.lose_link();
        self.wishes.set_speakers(Vec::new());
        self.quality.reset();
    }

    /// Moves people from one way to the other, begins what can begin, and tells the server what is wished.
    pub(super) fn pump_media(&mut self, now: Timestamp) {
        let (roster, negotiation, out) = (&self.roster, &mut self.negotiation, &mut self.out);
        self.paths.settle(roster, negotiation, now, out);
        let paths = &self.paths;
        negotiation.sync(roster, |of| paths.wants_direct(of), false, now, out);
        negotiation.pump(roster, now, out);
        self.sfu.pump(roster, paths, (now, out));
        let routed = self.sfu.is_connected();
        let refused = self.wishes.reception().is_limited() || negotiation.hides_address();
        self.paths
            .pump(roster, negotiation, (routed, refused), (now, out));
        self.wishes.pump(roster, &self.paths, (now, out));
    }

    pub(super) fn tiles(&self) -> Vec<TileView> {
        let routed = self.sfu.is_connected();
        let connected = |of: ParticipantId, present: bool| match self.paths.plays(of) {
            MediaSource::Direct => self.negotiation.is_connected(of),
            MediaSource::Router => routed && present,
        };
        tiles::view(&self.roster, &self.quality, self.media.actual(), connected)
    }
}
