//! The own screen share, and what is wished of the screens of others.

use crate::support::*;
use parley_protocol::*;
use parley_room_client::*;

/// The request that is under way.
fn asked(client: &mut Client) -> Option<AcquireId> {
    client.take().iter().find_map(|effect| match effect {
        Effect::AcquireScreen { acquire } => Some(*acquire),
        _ => None,
    })
}

fn acquired(acquire: AcquireId) -> Input {
    Input::DeviceAcquired {
        acquire,
        device: None,
    }
}

/// Whether a screen was last announced as shared.
fn announced(client: &mut Client) -> Option<bool> {
    client.sent().into_iter().rev().find_map(|m| match m {
        ClientMessage::SetMedia { media, .. } => Some(media.screen),
        _ => None,
    })
}

fn sharing() -> (Client, AcquireId) {
    let mut client = Client::joined_as(Role::Guest);
    client.take();
    client.command(Command::ShareScreen);
    let acquire = asked(&mut client).unwrap();
    client.input(acquired(acquire));
    assert_eq!(announced(&mut client), Some(true));
    assert!(client.room.view().local.screen.on);
    client.take();
    (client, acquire)
}

fn assert_stopped(client: &mut Client) {
    assert!(client.effects.contains(&Effect::ReleaseScreen));
    assert_eq!(announced(client), Some(false));
    assert!(!client.room.view().local.screen.on);
}

#[test]
fn a_screen_is_asked_for_once_and_announced_when_it_is_there() {
    let mut client = Client::joined_as(Role::Guest);
    client.take();
    client.command(Command::ShareScreen);
    client.command(Command::ShareScreen);
    let effects = client.take();
    let asks = effects.iter();
    let asks = asks.filter(|e| matches!(e, Effect::AcquireScreen { .. }));
    assert_eq!(asks.count(), 1);
    assert!(client.room.view().local.screen.asking);
    assert!(!client.room.view().local.screen.on);
}

#[test]
fn who_stops_and_who_ends_it_in_the_browser_shares_no_more() {
    let (mut client, _) = sharing();
    client.command(Command::StopSharing);
    assert_stopped(&mut client);
    let (mut client, acquire) = sharing();
    client.input(Input::DeviceEnded { acquire });
    assert_stopped(&mut client);
}

#[test]
fn who_changes_their_mind_is_told_nothing_and_who_is_refused_is_told_why() {
    for (error, told) in [
        (DeviceError::BlockedByBrowser, None),
        (
            DeviceError::BlockedBySystem,
            Some(DeviceError::BlockedBySystem),
        ),
    ] {
        let mut client = Client::joined_as(Role::Guest);
        client.take();
        client.command(Command::ShareScreen);
        let acquire = asked(&mut client).unwrap();
        client.input(Input::DeviceFailed { acquire, error });
        let view = client.room.view().local.screen;
        assert_eq!((view.on, view.asking, view.error), (false, false, told));
        client.command(Command::ShareScreen);
        assert!(asked(&mut client).is_some(), "it can be tried again");
    }
}

#[test]
fn a_screen_that_comes_when_it_is_no_longer_wanted_is_not_announced() {
    let mut client = Client::joined_as(Role::Guest);
    client.take();
    client.command(Command::ShareScreen);
    let acquire = asked(&mut client).unwrap();
    client.command(Command::StopSharing);
    client.input(acquired(acquire));
    assert_eq!(announced(&mut client), None);
    assert!(!client.room.view().local.screen.on);
}

#[test]
fn t061_a_host_ends_a_share_and_the_rules_forbid_the_next() {
    let (mut client, _) = sharing();
    client.message(ServerMessage::SharingStopped {});
    assert_stopped(&mut client);
    assert_eq!(client.room.view().told.sharing_stopped, 1);
    let (mut client, _) = sharing();
    let rules = MeetingRules {
        may_share: false,
        ..MeetingRules::default()
    };
    client.change_rules(rules);
    assert_stopped(&mut client);
    assert!(!client.room.view().may_share);
    client.take();
    client.command(Command::ShareScreen);
    assert_eq!(asked(&mut client), None);
    assert_eq!(client.room.view().told.refused, 1);
}

#[test]
fn a_refused_share_ends() {
    let mut client = Client::joined_as(Role::Guest);
    client.take();
    client.command(Command::ShareScreen);
    let acquire = asked(&mut client).unwrap();
    client.input(acquired(acquire));
    let request = client.sent().into_iter().find_map(|m| match m {
        ClientMessage::SetMedia { request, .. } => Some(request),
        _ => None,
    });
    client.refuse(request, ErrorCode::Forbidden);
    assert!(client.effects.contains(&Effect::ReleaseScreen));
    assert!(!client.room.view().local.screen.on);
}

#[test]
fn a_share_outlives_a_lost_socket_and_ends_with_the_meeting() {
    let (mut client, _) = sharing();
    client.lose();
    client.open();
    let hello = client.sent().into_iter().find_map(|m| match m {
        ClientMessage::Hello { media, .. } => Some(media),
        _ => None,
    });
    assert!(hello.unwrap().screen, "it goes on");
    let (mut client, _) = sharing();
    client.command(Command::Leave);
    assert!(client.effects.contains(&Effect::ReleaseScreen));
}

#[test]
fn nothing_is_shared_outside_a_meeting() {
    let mut client = Client::quiet();
    client.take();
    client.command(Command::ShareScreen);
    assert_eq!(asked(&mut client), None);
}

fn tile(id: u32, source: VideoSource, height: u16) -> ShownTile {
    ShownTile {
        participant: ParticipantId(id),
        source,
        height,
    }
}

#[test]
fn a_screen_is_wished_before_everybody_and_only_while_it_is_shared() {
    let with = |id, screen| ParticipantView {
        media: MediaState {
            microphone: true,
            camera: true,
            screen,
        },
        ..person(id, id)
    };
    let mut client = Client::routed(Topology::Sfu, vec![with(2, false), with(3, true)]);
    client.route();
    client.take();
    client.input(Input::TilesShown {
        tiles: vec![
            tile(2, VideoSource::Camera, 100),
            tile(2, VideoSource::Screen, 700),
            tile(3, VideoSource::Camera, 100),
            tile(3, VideoSource::Screen, 700),
        ],
    });
    client.run(150);
    let video = client.sent().into_iter().rev().find_map(|m| match m {
        ClientMessage::SetWishes { video, .. } => Some(video),
        _ => None,
    });
    let wished: Vec<_> = video.unwrap();
    let wished: Vec<_> = wished
        .iter()
        .map(|wish| (wish.participant.0, wish.source))
        .collect();
    assert_eq!(
        wished,
        [
            (3, VideoSource::Screen),
            (2, VideoSource::Camera),
            (3, VideoSource::Camera)
        ]
    );
}

#[test]
fn a_screen_is_wished_small_only_by_who_saves_data() {
    let other = ParticipantView {
        media: MediaState {
            microphone: true,
            camera: true,
            screen: true,
        },
        ..person(2, 2)
    };
    let heights = |reception| {
        let mut client = Client::routed(Topology::Sfu, vec![other.clone(), person(3, 3)]);
        client.route();
        client.command(Command::SetReception(reception));
        client.input(Input::TilesShown {
            tiles: vec![
                tile(2, VideoSource::Screen, 700),
                tile(2, VideoSource::Camera, 700),
            ],
        });
        client.run(150);
        let video = client.sent().into_iter().rev().find_map(|m| match m {
            ClientMessage::SetWishes { video, .. } => Some(video),
            _ => None,
        });
        let wished = video.unwrap();
        wished.iter().map(|w| w.max_height).collect::<Vec<u16>>()
    };
    let standard = Reception {
        quality: ReceptionQuality::Standard,
        saves_data: false,
    };
    let saver = Reception {
        saves_data: true,
        ..Reception::default()
    };
    assert_eq!(heights(standard), [700, 360]);
    assert_eq!(heights(saver), [180, 180]);
}

#[test]
fn a_pair_with_a_screen_moves_to_the_router_when_camera_and_screen_have_come() {
    let media = MediaState {
        microphone: true,
        camera: true,
        screen: true,
    };
    let other = ParticipantView {
        media,
        ..person(2, 2)
    };
    let mut client = Client::quiet();
    client.join();
    client.open();
    client.let_in_to(Topology::Direct, person(1, 9), vec![other]);
    let direct = client.effects.iter().find_map(|e| match e {
        Effect::CreatePeer { peer, .. } => Some(*peer),
        _ => None,
    });
    let direct = direct.unwrap();
    let router = client.route();
    client.state(direct, PeerState::Connected);
    client.take();
    client.input(Input::PeerDelivers { peer: direct });
    let plays = |client: &mut Client| {
        client.take().iter().find_map(|e| match e {
            Effect::PlayFrom { source, .. } => Some(*source),
            _ => None,
        })
    };
    assert_eq!(plays(&mut client), Some(MediaSource::Direct));
    client.turn(Topology::Sfu);
    let slot = |mid: &str, source| SlotView {
        mid: mid.to_owned(),
        participant: Some(ParticipantId(2)),
        source: Some(source),
    };
    client.message(ServerMessage::MediaSlots {
        slots: vec![
            slot("10", VideoSource::Camera),
            slot("11", VideoSource::Screen),
        ],
    });
    client.take();
    let delivers = |mid: &str, source| Input::SlotDelivers {
        peer: router,
        mid: mid.to_owned(),
        source: Some(source),
    };
    client.input(delivers("10", VideoSource::Camera));
    assert_eq!(plays(&mut client), None, "the screen is not there yet");
    client.input(delivers("11", VideoSource::Screen));
    assert_eq!(plays(&mut client), Some(MediaSource::Router));
}
