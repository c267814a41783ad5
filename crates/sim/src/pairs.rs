//! Paths between peer connections: they come up when both sides know each other, and can fail.

use crate::{
    event::Event,
    world::{Page, World},
};
use parley_room_client::{Input, PeerId, PeerState};

/// One side of a pair: who, and their peer connection.
pub(crate) type Side = (usize, PeerId);

impl World {
    /// The two sides of every pair whose peer connections know each other's current descriptions.
    pub(crate) fn list_pairs(&self) -> Vec<(Side, Side)> {
        let mut sides = Vec::new();
        for (who, person) in self.people.iter().enumerate() {
            for (id, peer) in &person.peers {
                if let (Some(ready), Some(remote)) = (peer.ready(), peer.remote) {
                    sides.push((who, *id, peer.session, remote.session, ready));
                }
            }
        }
        let mut pairs = Vec::new();
        for a in &sides {
            for b in &sides {
                if a.2 == b.3 && b.2 == a.3 && a.4 == (b.4.1, b.4.0) && a.2 < b.2 {
                    pairs.push(((a.0, a.1), (b.0, b.1)));
                }
            }
        }
        pairs
    }

    /// Starts connecting pairs that are ready and have not tried so yet.
    pub(crate) fn try_to_connect(&mut self) {
        for (a, b) in self.list_pairs() {
            let fails = self.faults && self.random.percent(10);
            let state = if fails {
                PeerState::Failed
            } else {
                PeerState::Connected
            };
            for (who, id) in [a, b] {
                let page = self.page(who);
                let peer = self.people[who].peers.get_mut(&id);
                let peer = peer.expect("it is in a pair");
                let ready = peer.ready().expect("it is in a pair");
                if peer.tried != Some(ready) {
                    peer.tried = Some(ready);
                    self.soon(20, 400, Event::PeerState(page, id, ready, state));
                }
            }
        }
    }

    pub(crate) fn page(&self, who: usize) -> Page {
        (who, self.people[who].epoch)
    }

    /// The state changes, unless the peer connection has moved on to other credentials.
    pub(crate) fn set_peer_state(
        &mut self,
        page: Page,
        id: PeerId,
        tried: (u32, u32),
        state: PeerState,
    ) {
        let person = &mut self.people[page.0];
        if person.epoch != page.1 {
            return;
        }
        if let Some(peer) = person.peers.get_mut(&id)
            && peer.tried == Some(tried)
            && peer.state != state
        {
            peer.state = state;
            self.feed(page.0, Input::PeerStateChanged { peer: id, state });
        }
    }

    /// The credentials are known on this side, but nothing has come of them: ICE fails.
    pub(crate) fn give_up(&mut self, page: Page, id: PeerId, pair: (u32, u32)) {
        let person = &mut self.people[page.0];
        if let Some(peer) = person.peers.get_mut(&id).filter(|_| person.epoch == page.1)
            && peer.generations() == Some(pair)
            && peer.tried != Some(pair)
            && peer.state != PeerState::Failed
        {
            let state = PeerState::Failed;
            peer.state = state;
            self.feed(page.0, Input::PeerStateChanged { peer: id, state });
        }
    }

    /// The path of one side goes away: lost at first, then failed.
    pub(crate) fn break_side(&mut self, (who, id): Side) {
        let page = self.page(who);
        let Some(peer) = self.people[who].peers.get(&id) else {
            return;
        };
        if let Some(tried) = peer.tried {
            self.soon(
                10,
                3_000,
                Event::PeerState(page, id, tried, PeerState::Disconnected),
            );
            self.soon(
                3_100,
                12_000,
                Event::PeerState(page, id, tried, PeerState::Failed),
            );
        }
    }

    pub(crate) fn close_peer(&mut self, who: usize, id: PeerId) {
        let closed = self.people[who].peers.remove(&id);
        let session = closed.expect("it is closed once").session;
        self.lose_session(session);
    }

    /// Whoever was connected to this session notices after a while.
    pub(crate) fn lose_session(&mut self, session: u32) {
        let mut sides = Vec::new();
        for (who, person) in self.people.iter().enumerate() {
            for (id, peer) in &person.peers {
                if peer.remote.is_some_and(|remote| remote.session == session) {
                    sides.push((who, *id));
                }
            }
        }
        for side in sides {
            self.break_side(side);
        }
    }
}
