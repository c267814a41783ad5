//! Pictures of accounts in a meeting: who hears of them, and whose browser may fetch them.

use crate::people::{WAITING_ROOM, account, guest, owned_meeting};
use crate::support::{Bench, snapshot};
use parley_domain::accounts::{SecretHash, UserId};
use parley_protocol::{PictureId, ServerMessage};
use parley_room_server::{ConnectionId, HowDisconnected, Input, RoomHistory};

fn picture(number: u8) -> PictureId {
    PictureId::from_random([number; 16])
}

fn come_with(bench: &mut Bench, user: i64, number: u8) -> ConnectionId {
    bench.picture = Some(picture(number));
    let connection = bench.come(account(user), &format!("Person {user}"));
    bench.picture = None;
    connection
}

fn change(bench: &mut Bench, user: i64, picture: Option<PictureId>) {
    let user = UserId(user);
    bench.feed(Input::PictureChanged { user, picture });
}

/// Which pictures somebody was told of, and whose.
fn told(bench: &mut Bench, connection: ConnectionId) -> Vec<(u32, Option<PictureId>)> {
    let views = bench
        .heard(connection)
        .into_iter()
        .filter_map(|message| match message {
            ServerMessage::ParticipantJoined { participant }
            | ServerMessage::ParticipantChanged { participant } => Some(participant),
            _ => None,
        });
    views.map(|view| (view.id.0, view.picture)).collect()
}

fn browsers(bench: &Bench) -> Vec<Option<SecretHash>> {
    let holders = bench.room.faces().map(|(holder, _)| holder);
    holders.map(|holder| holder.claim).collect()
}

#[test]
fn everybody_in_the_meeting_hears_whose_picture_is_which_guests_too() {
    let mut bench = Bench::new();
    let ines = come_with(&mut bench, 1, 1);
    let samuel = bench.come(guest(2, 2), "Samuel");
    let (_, _, people, _) = snapshot(&bench.heard(samuel));
    let pictures: Vec<_> = people.into_iter().map(|view| view.picture).collect();
    assert_eq!(pictures, [Some(picture(1)), None]);
    bench.forget();
    come_with(&mut bench, 3, 3);
    for connection in [ines, samuel] {
        assert_eq!(told(&mut bench, connection), [(3, Some(picture(3)))]);
    }
}

#[test]
fn another_picture_is_told_to_everybody_and_once() {
    let mut bench = Bench::new();
    let ines = come_with(&mut bench, 1, 1);
    let wei = come_with(&mut bench, 2, 2);
    bench.forget();
    for new in [Some(picture(9)), None] {
        change(&mut bench, 1, new.clone());
        change(&mut bench, 1, new.clone());
        for connection in [ines, wei] {
            assert_eq!(told(&mut bench, connection), [(1, new.clone())]);
        }
    }
    change(&mut bench, 77, Some(picture(7)));
    assert_eq!(told(&mut bench, wei), []);
}

#[test]
fn who_comes_back_brings_the_picture_they_have_now() {
    let mut bench = Bench::new();
    come_with(&mut bench, 1, 1);
    let wei = come_with(&mut bench, 2, 2);
    let (seat, ines) = (bench.seat(1), ConnectionId(1));
    bench.disconnect(ines, HowDisconnected::Broken);
    bench.forget();
    bench.picture = Some(picture(5));
    bench.come_back(account(1), seat);
    assert_eq!(told(&mut bench, wei), [(1, Some(picture(5)))]);
}

#[test]
fn t059_t106_a_browser_has_a_part_in_it_from_its_seat_to_its_going() {
    let mut bench = Bench::open_for(owned_meeting(WAITING_ROOM), RoomHistory::default());
    let host = come_with(&mut bench, 1, 1);
    bench.come(guest(2, 2), "Samuel");
    assert_eq!(browsers(&bench), [None], "who waits has none");
    bench.admit(host, None);
    let his = Some(SecretHash([2; 32]));
    assert_eq!(browsers(&bench), [None, his]);
    bench.remove(host, 2, false);
    assert_eq!(browsers(&bench), [None], "nor who was removed");
}
