//! From the direct connection to the media router and back, without a gap.

use crate::support::*;
use parley_protocol::*;
use parley_room_client::*;

const SENDS: MediaState = MediaState {
    microphone: true,
    camera: true,
    screen: false,
};

pub(crate) fn sender(id: u32) -> ParticipantView {
    ParticipantView {
        media: SENDS,
        ..person(id, id)
    }
}

/// Two people; returns the connection with the router and the direct one.
fn pair() -> (Client, PeerId, PeerId) {
    let mut client = Client::quiet();
    client.join();
    client.open();
    client.let_in_to(Topology::Direct, person(1, 9), vec![sender(2)]);
    let direct = client.effects.iter().find_map(|e| match e {
        Effect::CreatePeer { peer, .. } => Some(*peer),
        _ => None,
    });
    let router = client.route();
    (client, router, direct.expect("a direct one"))
}

/// Two people who are connected directly and play from there.
pub(crate) fn direct_pair() -> (Client, PeerId, PeerId) {
    let (mut client, router, direct) = pair();
    client.input(tile());
    client.run(200);
    client.state(direct, PeerState::Connected);
    client.input(Input::PeerDelivers { peer: direct });
    client.run(200);
    client.take();
    (client, router, direct)
}

fn tile() -> Input {
    let tile = |id| ShownTile {
        participant: ParticipantId(id),
        height: 100,
        source: VideoSource::Camera,
    };
    Input::TilesShown {
        tiles: vec![tile(2), tile(3)],
    }
}

fn plays(effects: &[Effect]) -> Vec<(u32, MediaSource)> {
    let plays = effects.iter().filter_map(|e| match e {
        Effect::PlayFrom {
            participant,
            source,
        } => Some((participant.0, *source)),
        _ => None,
    });
    plays.collect()
}

/// Whom of the pair the last wishes name, and whether they ask for sound.
fn wished(effects: &[Effect]) -> Option<(bool, Vec<u32>)> {
    effects.iter().rev().find_map(|e| match e {
        Effect::Send {
            message: ClientMessage::SetWishes { audio, video, .. },
            ..
        } => Some((*audio, video.iter().map(|w| w.participant.0).collect())),
        _ => None,
    })
}

fn third_comes(client: &mut Client) {
    client.message(ServerMessage::ParticipantJoined {
        participant: sender(3),
    });
    client.turn(Topology::Sfu);
}

fn put_on_slot(client: &mut Client) {
    client.message(ServerMessage::MediaSlots {
        slots: vec![SlotView {
            mid: "10".to_owned(),
            participant: Some(ParticipantId(2)),
            source: None,
        }],
    });
}

fn delivers(peer: PeerId, picture: bool) -> Input {
    Input::SlotDelivers {
        peer,
        mid: "10".to_owned(),
        source: picture.then_some(VideoSource::Camera),
    }
}

pub(crate) fn told_failed(client: &mut Client) -> usize {
    let failed = |m: &ClientMessage| matches!(m, ClientMessage::DirectFailed { .. });
    client.sent().into_iter().filter(failed).count()
}

#[test]
fn two_meet_over_the_router_until_they_are_connected_directly() {
    let (mut client, _, direct) = pair();
    client.input(tile());
    client.run(200);
    assert_eq!(wished(&client.take()), Some((true, vec![2])));
    assert!(client.room.view().tiles[1].media_connected);
    client.state(direct, PeerState::Connected);
    client.run(200);
    assert_eq!(plays(&client.effects), [], "no picture of it yet");
    client.input(Input::PeerDelivers { peer: direct });
    client.run(200);
    let effects = client.take();
    assert_eq!(plays(&effects), [(2, MediaSource::Direct)]);
    assert_eq!(wished(&effects), Some((false, vec![])), "the router sleeps");
}

#[test]
fn who_wants_less_than_all_gets_it_from_the_router() {
    for (quality, saves_data, is_limited) in [
        (ReceptionQuality::Automatic, false, false),
        (ReceptionQuality::High, false, false),
        (ReceptionQuality::Standard, false, true),
        (ReceptionQuality::AudioOnly, false, true),
        (ReceptionQuality::Automatic, true, true),
    ] {
        let (mut client, ..) = direct_pair();
        client.command(Command::SetReception(Reception {
            quality,
            saves_data,
        }));
        client.run(2_000);
        let told = told_failed(&mut client);
        assert_eq!(told, usize::from(is_limited), "{quality:?} {saves_data}");
    }
}

#[test]
fn a_direct_connection_without_a_picture_is_used_after_a_while() {
    let (mut client, _, direct) = pair();
    client.state(direct, PeerState::Connected);
    client.run(2_999);
    assert_eq!(plays(&client.effects), []);
    client.run(1);
    assert_eq!(plays(&client.take()), [(2, MediaSource::Direct)]);
}

#[test]
fn a_third_moves_all_to_the_router_and_the_direct_one_ends_when_the_router_delivers() {
    let (mut client, router, direct) = direct_pair();
    third_comes(&mut client);
    client.run(200);
    let effects = client.take();
    assert_eq!(wished(&effects), Some((true, vec![2, 3])));
    assert!(!effects.contains(&Effect::ClosePeer { peer: direct }));
    let made = |e: &Effect| matches!(e, Effect::CreatePeer { .. });
    assert!(!effects.iter().any(made), "nothing direct with the third");
    put_on_slot(&mut client);
    let awaited = client.effects.iter().any(|e| match e {
        Effect::SetSlots { slots, .. } => slots.iter().any(|slot| slot.awaited),
        _ => false,
    });
    assert!(awaited, "the shell is to say when it delivers");
    client.input(delivers(router, false));
    assert_eq!(plays(&client.take()), [], "sound alone leaves a black tile");
    client.input(delivers(router, true));
    let effects = client.take();
    assert_eq!(plays(&effects), [(2, MediaSource::Router)]);
    assert!(effects.contains(&Effect::ClosePeer { peer: direct }));
    assert!(client.room.view().tiles[1].media_connected);
}

#[test]
fn a_router_that_does_not_deliver_is_not_waited_for_forever() {
    let (mut client, _, direct) = direct_pair();
    third_comes(&mut client);
    client.run(4_999);
    assert!(!client.effects.contains(&Effect::ClosePeer { peer: direct }));
    client.run(1);
    assert!(client.take().contains(&Effect::ClosePeer { peer: direct }));
}

#[test]
fn who_sends_nothing_is_not_waited_for() {
    let (mut client, _, direct) = direct_pair();
    client.message(ServerMessage::ParticipantChanged {
        participant: person(2, 2),
    });
    third_comes(&mut client);
    assert!(client.take().contains(&Effect::ClosePeer { peer: direct }));
}

#[test]
fn when_the_third_goes_the_two_are_direct_again() {
    let (mut client, router, _) = direct_pair();
    third_comes(&mut client);
    put_on_slot(&mut client);
    client.input(delivers(router, true));
    client.take();
    client.message(ServerMessage::ParticipantLeft {
        participant: ParticipantId(3),
        reason: LeaveReason::Left,
    });
    client.turn(Topology::Direct);
    let effects = client.take();
    let peer = effects.iter().find_map(|e| match e {
        Effect::CreatePeer { peer, .. } => Some(*peer),
        _ => None,
    });
    let peer = peer.expect("a direct connection is made");
    client.run(500);
    assert_eq!(plays(&client.effects), [], "the router goes on");
    client.state(peer, PeerState::Connected);
    client.input(Input::PeerDelivers { peer });
    client.run(200);
    let effects = client.take();
    assert_eq!(plays(&effects), [(2, MediaSource::Direct)]);
    assert_eq!(wished(&effects), Some((false, vec![])));
}

#[test]
fn a_direct_connection_that_drops_wakes_the_router_at_once() {
    let (mut client, router, direct) = direct_pair();
    client.state(direct, PeerState::Disconnected);
    client.run(150);
    assert_eq!(wished(&client.take()), Some((true, vec![2])));
    put_on_slot(&mut client);
    client.input(delivers(router, true));
    let effects = client.take();
    assert_eq!(plays(&effects), [(2, MediaSource::Router)]);
    assert!(
        !effects.contains(&Effect::ClosePeer { peer: direct }),
        "it may come back"
    );
    client.state(direct, PeerState::Connected);
    assert_eq!(plays(&client.take()), [(2, MediaSource::Direct)]);
}

#[test]
fn a_direct_connection_that_fails_twice_is_given_up() {
    let (mut client, _, direct) = pair();
    client.state(direct, PeerState::Failed);
    assert_eq!(told_failed(&mut client), 0);
    client.stay(10_100);
    assert_eq!(told_failed(&mut client), 1);
    client.stay(60_000);
    assert_eq!(told_failed(&mut client), 0, "once is enough");
    client.turn(Topology::Sfu);
    let closed = |e: &Effect| matches!(e, Effect::ClosePeer { .. });
    assert!(client.take().iter().any(closed));
}

#[test]
fn who_is_away_does_not_make_the_direct_connection_fail() {
    let (mut client, _, _) = pair();
    let participant = ParticipantView {
        connected: false,
        ..sender(2)
    };
    client.message(ServerMessage::ParticipantChanged { participant });
    client.stay(55_000);
    assert_eq!(told_failed(&mut client), 0);
}

#[test]
fn without_the_router_the_direct_connection_is_not_given_up() {
    let (mut client, router, _) = pair();
    client.state(router, PeerState::Failed);
    client.stay(60_000);
    assert_eq!(told_failed(&mut client), 0);
}

/// Whether the direct connections that were made since the last look begin sharp.
fn sharp(client: &mut Client) -> Vec<bool> {
    let made = client.take().into_iter().filter_map(|e| match e {
        Effect::CreatePeer { options, .. } => Some(options.starts_sharp),
        _ => None,
    });
    made.collect()
}

#[test]
fn pictures_begin_sharp_but_for_who_saves_data() {
    let mut client = Client::joined(9, vec![sender(2)]);
    assert_eq!(sharp(&mut client), [true]);
    client.command(Command::SetReception(Reception {
        quality: ReceptionQuality::Automatic,
        saves_data: true,
    }));
    assert_eq!(sharp(&mut client), [], "what there is goes on");
    client.message(ServerMessage::ParticipantJoined {
        participant: sender(3),
    });
    assert_eq!(sharp(&mut client), [false]);
    let mut client = Client::new(RoomClientConfig {
        reception: Reception {
            quality: ReceptionQuality::Automatic,
            saves_data: true,
        },
        ..RoomClientConfig::default()
    });
    client.join();
    client.greet(1, 9, vec![sender(2)]);
    assert_eq!(sharp(&mut client), [false]);
}
