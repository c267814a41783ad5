//! A meeting with a media router: what pages tell of themselves, how the router is lost, and what must hold in the end.

use crate::{peers::FakePeer, script::play, world::World};
use parley_protocol::{MediaState, ParticipantId, Topology, VideoSource};
use parley_room_client::{Input, MediaSource, PeerId, RoomClient, RoomView, ShownTile};
use parley_room_server::TopologySetting;
use std::collections::BTreeMap;

/// Runs one seed with a media router to its end and tells how many things happened in it.
///
/// # Panics
/// When a rule is broken.
pub fn run_routed(seed: u64) -> u64 {
    let mut world = World::new(seed);
    world.server.topology = TopologySetting::Auto;
    play(&mut world)
}

impl World {
    pub(crate) fn is_routed(&self) -> bool {
        self.server.topology != TopologySetting::Mesh
    }

    /// The page draws everybody else, and what they share.
    pub(crate) fn show_tiles(&mut self, who: usize) {
        let view = self.people[who].client.as_ref().map(RoomClient::view);
        let Some(view) = view.filter(|_| self.is_routed()) else {
            return;
        };
        let others = view.tiles.iter().filter(|tile| !tile.is_self);
        let tiles = others.flat_map(|tile| {
            let shown = |(source, height)| ShownTile {
                participant: tile.participant,
                source,
                height,
            };
            [(VideoSource::Camera, 200), (VideoSource::Screen, 700)].map(shown)
        });
        let tiles = tiles.collect();
        self.feed(who, Input::TilesShown { tiles });
    }

    /// The ends of the connections with the router.
    pub(crate) fn list_routed(&self) -> Vec<(usize, PeerId)> {
        let mut sides = Vec::new();
        for (who, person) in self.people.iter().enumerate() {
            let routed = person.peers.iter().filter(|(_, peer)| peer.router);
            sides.extend(routed.map(|(id, _)| (who, *id)));
        }
        sides
    }

    /// The process of the router is gone.
    pub(crate) fn lose_router(&mut self) {
        for side in self.list_routed() {
            self.break_side(side);
        }
    }
}

/// Whether two are to be connected directly.
pub(crate) fn is_direct(views: &BTreeMap<usize, RoomView>) -> bool {
    let direct = |view: &RoomView| {
        let meeting = view.meeting.as_ref();
        meeting.is_some_and(|meeting| meeting.topology == Topology::Direct)
    };
    views.len() == 2 && views.values().all(direct)
}

/// Everybody has one connection with the router, over which they get what others send who are not played directly.
pub(crate) fn check(world: &World, views: &BTreeMap<usize, RoomView>) {
    let direct = is_direct(views);
    let sends: BTreeMap<ParticipantId, MediaState> = views
        .values()
        .filter_map(|view| {
            let media = MediaState {
                microphone: view.local.microphone.on,
                camera: view.local.camera.on,
                screen: view.local.screen.on,
            };
            Some((view.me?, media))
        })
        .collect();
    for (who, view) in views {
        let person = &world.people[*who];
        let mut routed = person.peers.values().filter(|peer| peer.router);
        let peer = routed.next().expect("everybody has one with the router");
        assert_eq!(routed.count(), 0, "{who} has one with the router");
        let wanted = if direct { 0 } else { views.len() - 1 };
        assert_eq!(peer.sending.audio, wanted > 0, "{who} sends what is wanted");
        for (other, media) in sends.iter().filter(|(other, _)| Some(**other) != view.me) {
            let source = person.plays.get(other);
            let source = source.copied().unwrap_or(MediaSource::Router);
            assert_eq!(
                source == MediaSource::Direct,
                direct,
                "{who} plays {other:?}"
            );
            check_slots(peer, *other, *media, direct);
        }
    }
}

fn check_slots(peer: &FakePeer, other: ParticipantId, media: MediaState, direct: bool) {
    let slots = peer.slots.iter().filter(|slot| slot.participant == other);
    let mut comes = MediaState::default();
    for slot in slots {
        assert_eq!(slot.media, media, "what is off is not played of {other:?}");
        comes.microphone |= slot.source.is_none();
        comes.camera |= slot.source == Some(VideoSource::Camera);
        comes.screen |= slot.source == Some(VideoSource::Screen);
    }
    let expected = if direct { MediaState::default() } else { media };
    assert_eq!(comes, expected, "what comes of {other:?} from the router");
}
