//! What is wished of the media router.

use crate::support::*;
use parley_protocol::*;
use parley_room_client::*;

fn with_camera(id: u32) -> ParticipantView {
    let media = MediaState {
        microphone: true,
        camera: true,
        screen: false,
    };
    ParticipantView {
        media,
        ..person(id, id)
    }
}

fn routed(others: impl IntoIterator<Item = u32>) -> Client {
    let others = others.into_iter().map(with_camera).collect();
    let mut client = Client::routed(Topology::Sfu, others);
    client.route();
    client.take();
    client
}

fn tiles(tiles: &[(u32, u16)]) -> Input {
    let tiles = tiles.iter().map(|(id, height)| ShownTile {
        participant: ParticipantId(*id),
        height: *height,
        source: VideoSource::Camera,
    });
    Input::TilesShown {
        tiles: tiles.collect(),
    }
}

type Wish = (bool, Vec<(u32, u16)>);

fn wishes(client: &mut Client) -> Vec<Wish> {
    let sent = client
        .sent()
        .into_iter()
        .filter_map(|message| match message {
            ClientMessage::SetWishes { audio, video, .. } => {
                let video = video.iter().map(|w| (w.participant.0, w.max_height));
                Some((audio, video.collect()))
            }
            _ => None,
        });
    sent.collect()
}

/// What is wished once everything has settled.
fn settled(client: &mut Client) -> Option<Wish> {
    client.run(150);
    wishes(client).pop()
}

#[test]
fn sound_is_wished_at_once_and_pictures_as_large_as_their_tiles() {
    let mut client = Client::routed(Topology::Sfu, vec![with_camera(2), with_camera(3)]);
    assert_eq!(wishes(&mut client), [(true, vec![])]);
    client.input(tiles(&[(2, 361), (3, 180)]));
    assert_eq!(settled(&mut client), Some((true, vec![(2, 380), (3, 180)])));
}

#[test]
fn a_tile_that_grows_step_by_step_is_told_once() {
    let mut client = routed([2, 3]);
    for height in [200, 300, 400] {
        client.input(tiles(&[(2, height)]));
        client.run(20);
    }
    client.run(200);
    assert_eq!(wishes(&mut client), [(true, vec![(2, 400)])]);
    client.input(tiles(&[(2, 395)]));
    client.run(500);
    assert_eq!(wishes(&mut client), [], "a few pixels");
}

#[test]
fn spotlight_speakers_and_the_page_say_who_matters() {
    let mut client = routed(2..=6);
    client.input(tiles(&[(2, 100), (3, 100), (4, 100), (5, 100), (6, 100)]));
    client.message(ServerMessage::Speaking {
        participants: vec![ParticipantId(6), ParticipantId(4)],
    });
    client.message(ServerMessage::MeetingChanged {
        meeting: MeetingView {
            topology: Topology::Sfu,
            ..meeting(MeetingRules::default(), Some(5))
        },
    });
    let (_, video) = settled(&mut client).unwrap();
    let order: Vec<u32> = video.iter().map(|(id, _)| *id).collect();
    assert_eq!(order, [5, 6, 4, 2, 3]);
    assert_eq!(
        client.room.view().speakers,
        [ParticipantId(6), ParticipantId(4)]
    );
}

#[test]
fn cameras_that_are_off_take_nobodys_place() {
    let mut client = Client::routed(Topology::Sfu, vec![person(2, 2), with_camera(3)]);
    client.input(tiles(&[(2, 100), (3, 100)]));
    assert_eq!(settled(&mut client), Some((true, vec![(3, 100), (2, 100)])));
}

#[test]
fn no_more_is_wished_than_there_are_slots() {
    let mut client = routed(2..=40);
    let shown: Vec<_> = (2..=40).map(|id| (id, 90)).collect();
    client.input(tiles(&shown));
    let (_, video) = settled(&mut client).unwrap();
    assert_eq!(video.len(), limits::VIDEO_SLOTS);
}

#[test]
fn a_hidden_page_wants_sound_only() {
    let mut client = routed([2, 3]);
    client.input(tiles(&[(2, 100)]));
    settled(&mut client);
    client.input(Input::PageShown { shown: false });
    assert_eq!(settled(&mut client), Some((true, vec![])));
    client.input(Input::PageShown { shown: true });
    assert_eq!(settled(&mut client), Some((true, vec![(2, 100)])));
}

#[test]
fn the_person_chooses_how_much_comes() {
    let mut client = routed(2..=7);
    client.input(tiles(&[(2, 500), (3, 100), (4, 100), (5, 100), (6, 100)]));
    settled(&mut client);
    let mut choose = |quality, saves_data| {
        let reception = Reception {
            quality,
            saves_data,
        };
        client.command(Command::SetReception(reception));
        assert_eq!(client.room.view().reception, reception);
        assert!(
            client
                .effects
                .contains(&Effect::StoreReception { reception })
        );
        let (audio, video) = settled(&mut client).unwrap();
        assert!(audio);
        let heights: Vec<u16> = video.iter().map(|(_, height)| *height).collect();
        heights
    };
    let (high, standard) = (ReceptionQuality::High, ReceptionQuality::Standard);
    assert_eq!(choose(high, false), [720, 720, 720, 720, 720]);
    assert_eq!(choose(standard, false), [360, 100, 100, 100, 100]);
    assert_eq!(
        choose(ReceptionQuality::Automatic, true),
        [180, 100, 100, 100]
    );
    assert_eq!(choose(ReceptionQuality::AudioOnly, false), [0; 0]);
}

#[test]
fn refused_wishes_are_told_again() {
    let mut client = routed([2]);
    client.input(tiles(&[(2, 100)]));
    client.run(150);
    let request = client.sent().into_iter().find_map(|message| match message {
        ClientMessage::SetWishes { request, .. } => Some(request),
        _ => None,
    });
    client.refuse(request, ErrorCode::TooManyRequests);
    client.run(999);
    assert_eq!(wishes(&mut client), []);
    client.run(1);
    assert_eq!(wishes(&mut client), [(true, vec![(2, 100)])]);
}

#[test]
fn a_server_that_was_away_is_told_everything_anew() {
    let mut client = routed([2]);
    client.input(tiles(&[(2, 100)]));
    settled(&mut client);
    client.lose();
    client.run(100);
    client.open();
    client.let_in_to(Topology::Sfu, person(1, 9), vec![with_camera(2)]);
    assert_eq!(wishes(&mut client), [(true, vec![(2, 100)])]);
}

#[test]
fn a_mesh_is_told_nothing() {
    let mut client = Client::joined(9, vec![with_camera(2)]);
    client.input(tiles(&[(2, 100)]));
    client.run(500);
    assert_eq!(wishes(&mut client), []);
}
