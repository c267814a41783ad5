//! What must hold when faults have stopped and time has run on.

use crate::{pairs::Side, person::Person, routed, world::World};
use parley_domain::Visitor;
use parley_protocol::{ChatMessageId, ErrorCode, MediaState, Role};
use parley_room_client::{ChatLineView, ConnectionView, Phase, RoomClient, RoomView, TileView};
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
                let out = matches!(
                    view.phase,
                    Phase::Left(_) | Phase::Lobby | Phase::Waiting(_)
                );
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
        let peers = world.people[*who].peers.values();
        let peers = peers.filter(|peer| !peer.router).count();
        let direct = direct_people(world, &views).saturating_sub(1);
        assert_eq!(peers, direct, "{who} has one peer for each");
    }
    check_pairs(world, direct_people(world, &views));
    if world.is_routed() {
        routed::check(world, &views);
    }
}

/// How many are connected directly, each with each.
fn direct_people(world: &World, views: &BTreeMap<usize, RoomView>) -> usize {
    if !world.is_routed() || routed::is_direct(views) {
        views.len()
    } else {
        0
    }
}

fn check_roster(who: usize, view: &RoomView, views: &BTreeMap<usize, RoomView>) {
    let mut expected: Vec<_> = views
        .values()
        .map(|other| (other.me, &other.tiles[0]))
        .map(|(me, own)| (me, as_seen(own)))
        .collect();
    let mut seen: Vec<_> = view
        .tiles
        .iter()
        .map(|tile| (Some(tile.participant), as_seen(tile)))
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

/// What everybody sees alike of somebody.
fn as_seen(tile: &TileView) -> impl Ord + std::fmt::Debug {
    let shown = (&tile.display_name, tile.role, tile.hand, tile.in_spotlight);
    (shown, tile.microphone, tile.camera, tile.screen)
}

/// All see the same, everything that is stored, in its order. Only a message whose storing was reported as failed twice
/// in a row, although it was stored, may be seen by nobody, if its writer was gone before trying again.
fn check_chat(world: &World, who: usize, view: &RoomView, first: &RoomView) {
    let seen = list_chat(view);
    let same = list_chat(first);
    assert_eq!(seen, same, "{who} sees what the others see");
    let stored = world.server.chat.iter().map(|message| &message.id);
    let refused = &world.server.refused;
    let stored: Vec<_> = stored
        .filter(|id| seen.contains(id) || !refused.contains(*id))
        .collect();
    assert_eq!(seen, stored, "{who} sees what is stored, once and in order");
    for line in &view.chat {
        let settled = line.sent_at.is_some() || is_forbidden(line);
        assert!(settled, "{who} waits for {line:?}");
    }
    if world.hosted {
        // Whoever is removed, or not allowed to write, has lost what was not stored yet.
        return;
    }
    for id in &world.people[who].written {
        assert!(seen.contains(&id), "{who} has lost {id:?}");
    }
}

/// What is written, but for what the writer was not allowed to.
fn list_chat(view: &RoomView) -> Vec<&ChatMessageId> {
    let lines = view.chat.iter().filter(|line| !is_forbidden(line));
    lines.map(|line| &line.id).collect()
}

fn is_forbidden(line: &ChatLineView) -> bool {
    line.refused == Some(ErrorCode::Forbidden)
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
        screen: local.screen.on,
    };
    let played = world.people[who].peers[&peer].played;
    assert_eq!(played, sent, "{who} plays of {other}");
}

/// There is a host when somebody is there who can be; whoever may let people in sees all who wait, and nobody else any;
/// all go by the same rules, and whoever waits sees nothing.
pub(crate) fn hosts(world: &World) {
    let clients = world
        .people
        .iter()
        .filter_map(|person| person.client.as_ref());
    let views: Vec<RoomView> = clients.map(RoomClient::view).collect();
    let (inside, outside): (Vec<_>, Vec<_>) = views
        .iter()
        .partition(|view| view.phase == Phase::InMeeting);
    let hosts = inside.iter().filter(|view| view.role == Some(Role::Host));
    let can_be = inside.iter().any(|view| view.role > Some(Role::Guest));
    assert_eq!(hosts.count(), usize::from(can_be), "hosts of {inside:?}");
    let waiting = outside
        .iter()
        .filter(|view| matches!(view.phase, Phase::Waiting(_)));
    let count = waiting.clone().count();
    for view in inside {
        assert_eq!(view.rules, world.server.rules);
        let may = view.role.is_some_and(Role::is_hosting);
        assert_eq!(view.waiting.len(), if may { count } else { 0 }, "{view:?}");
    }
    for view in waiting {
        let sees = view.tiles.len() + view.waiting.len() + view.chat.len();
        assert_eq!((sees, view.spotlight), (0, None), "{view:?}");
    }
    for person in &world.people {
        check_ban(world, person);
    }
}

/// Nobody but the owner is in, or waits, who was removed for good.
fn check_ban(world: &World, person: &Person) {
    let phase = person.client.as_ref().map(|client| client.view().phase);
    let inside = matches!(phase, Some(Phase::InMeeting | Phase::Waiting(_)));
    let Visitor { user, claim, .. } = person.visitor;
    let is_owner = user.is_some() && user == world.server.owner;
    let mut bans = world.server.bans.iter();
    let banned = bans
        .any(|ban| (user.is_some() && ban.user == user) || (claim.is_some() && ban.claim == claim));
    assert!(is_owner || !(banned && inside), "{person:?}");
}

/// After everybody has left nothing is there.
pub(crate) fn empty(world: &World) {
    assert!(world.server.room.is_none(), "the room is empty");
    assert_eq!(world.server.held().count(), 0, "no seat is held");
    for (who, person) in world.people.iter().enumerate() {
        assert!(person.peers.is_empty(), "{who} has peers");
        assert_eq!(person.timeout(), None, "{who} waits for something");
        let devices = [&person.microphone, &person.camera, &person.screen];
        let running = devices.map(|device| device.running);
        assert_eq!(running, [None; 3], "{who} has a device");
        assert_eq!(person.stored, None, "{who} holds a seat");
    }
}
