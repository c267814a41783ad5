//! What must hold when faults have stopped and time has run on.

use crate::{pairs::Side, world::World};
use parley_protocol::MediaState;
use parley_room_client::{ConnectionView, Phase, RoomView};
use std::collections::BTreeMap;

/// Everybody who is there sees the same people and the same chat, and is connected to everybody.
pub(crate) fn quiet(world: &World) {
    let mut views: BTreeMap<usize, RoomView> = BTreeMap::new();
    for (who, person) in world.people.iter().enumerate() {
        if let Some(client) = &person.client {
            let view = client.view();
            if view.phase == Phase::InMeeting {
                views.insert(who, view);
            } else {
                let out = matches!(view.phase, Phase::Left(_) | Phase::Lobby);
                assert!(out, "{who} hangs in {:?}", view.phase);
                assert!(person.peers.is_empty(), "{who} is out and has peers");
            }
        }
    }
    for (who, view) in &views {
        assert_eq!(view.connection, ConnectionView::Connected, "{who}");
        check_roster(*who, view, &views);
        let first = views.values().next().expect("there is this one");
        check_chat(world, *who, view, first);
        let peers = &world.people[*who].peers;
        assert_eq!(peers.len(), views.len() - 1, "{who} has one peer for each");
    }
    check_pairs(world, views.len());
}

fn check_roster(who: usize, view: &RoomView, views: &BTreeMap<usize, RoomView>) {
    let mut expected: Vec<_> = views
        .values()
        .map(|other| (other.me, &other.tiles[0]))
        .map(|(me, own)| (me, &own.display_name, own.microphone, own.camera))
        .collect();
    let mut seen: Vec<_> = view
        .tiles
        .iter()
        .map(|t| (Some(t.participant), &t.display_name, t.microphone, t.camera))
        .collect();
    expected.sort();
    seen.sort();
    assert_eq!(seen, expected, "{who} sees everybody as they are");
    for tile in &view.tiles {
        assert!(
            tile.media_connected && !tile.lost,
            "{who} has no media of {tile:?}"
        );
    }
}

/// All see the same, everything that is stored, in its order. Only a message whose storing was reported as failed twice
/// in a row, although it was stored, may be seen by nobody, if its writer was gone before trying again.
fn check_chat(world: &World, who: usize, view: &RoomView, first: &RoomView) {
    let seen: Vec<_> = view.chat.iter().map(|line| &line.id).collect();
    let same: Vec<_> = first.chat.iter().map(|line| &line.id).collect();
    assert_eq!(seen, same, "{who} sees what the others see");
    let stored = world.server.chat.iter().map(|message| &message.id);
    let refused = &world.server.refused;
    let stored: Vec<_> = stored
        .filter(|id| seen.contains(id) || !refused.contains(*id))
        .collect();
    assert_eq!(seen, stored, "{who} sees what is stored, once and in order");
    for line in &view.chat {
        assert!(line.sent_at.is_some(), "{who} waits for {line:?}");
    }
    for id in &world.people[who].written {
        assert!(seen.contains(&id), "{who} has lost {id:?}");
    }
}

fn check_pairs(world: &World, people: usize) {
    let pairs = world.list_pairs();
    assert_eq!(pairs.len(), people * people.saturating_sub(1) / 2, "pairs");
    for (a, b) in pairs {
        check_playback(world, a, b.0);
        check_playback(world, b, a.0);
    }
}

/// What is played of somebody is what they send.
fn check_playback(world: &World, (who, peer): Side, other: usize) {
    let client = world.people[other].client.as_ref();
    let local = client.expect("they are in the meeting").view().local;
    let sent = MediaState {
        microphone: local.microphone.on,
        camera: local.camera.on,
    };
    let played = world.people[who].peers[&peer].played;
    assert_eq!(played, sent, "{who} plays of {other}");
}

/// After everybody has left nothing is there.
pub(crate) fn empty(world: &World) {
    assert!(world.server.room.is_none(), "the room is empty");
    assert_eq!(world.server.held().count(), 0, "no seat is held");
    for (who, person) in world.people.iter().enumerate() {
        assert!(person.peers.is_empty(), "{who} has peers");
        assert_eq!(person.timeout(), None, "{who} waits for something");
        let running = (person.microphone.running, person.camera.running);
        assert_eq!(running, (None, None), "{who} has a device");
        assert_eq!(person.stored, None, "{who} holds a seat");
    }
}
