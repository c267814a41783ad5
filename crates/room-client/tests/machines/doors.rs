//! Doors: the password, and being sent away.

use crate::support::*;
use parley_protocol::*;
use parley_room_client::*;

#[test]
fn a_missing_or_wrong_password_leads_back_before_joining() {
    let mut client = Client::quiet();
    client.command(Command::SetCamera { on: true });
    for (typed, code) in [
        (None, ErrorCode::PasswordNeeded),
        (Some("wrong"), ErrorCode::WrongPassword),
        (Some("other"), ErrorCode::TooManyPasswords),
    ] {
        join_with(&mut client, typed);
        assert_eq!(client.room.view().join_refusal, None);
        assert_eq!(said(&mut client).0, typed.map(password));
        client.refuse(None, code);
        let view = client.room.view();
        assert_eq!((view.phase, view.join_refusal), (Phase::Lobby, Some(code)));
        assert_eq!(view.connection, ConnectionView::Idle);
        assert!(view.local.camera.wanted && view.local.camera.asking);
        assert!(!client.take().contains(&Effect::ReleaseCamera));
        assert_eq!(client.room.poll_timeout(), None);
    }
    join_with(&mut client, None);
    assert_eq!(said(&mut client).0, None, "a wrong one is forgotten");
    client.refuse(None, ErrorCode::PasswordNeeded);
    join_with(&mut client, Some("right"));
    client.let_in(person(1, 1), vec![], vec![]);
    let view = client.room.view();
    assert_eq!((view.phase, view.join_refusal), (Phase::InMeeting, None));
}

#[test]
fn the_right_password_is_said_again_when_the_seat_is_gone() {
    let mut client = Client::quiet();
    join_with(&mut client, Some("right"));
    client.let_in(person(1, 2), vec![person(2, 1)], vec![]);
    client.lose();
    client.open();
    let (again, resume) = said(&mut client);
    assert_eq!(again, Some(password("right")));
    assert!(resume.is_some());
    client.refuse(None, ErrorCode::WrongPassword);
    assert_eq!(closed_and_forgot(&client.take()), (true, true));
    let view = client.room.view();
    assert_eq!(view.phase, Phase::Lobby);
    assert_eq!(view.join_refusal, Some(ErrorCode::WrongPassword));
    assert_eq!((view.me, view.meeting, view.role), (None, None, None));
    assert_eq!((view.tiles.len(), view.chat.len()), (0, 0));
    join_with(&mut client, None);
    assert_eq!(said(&mut client), (None, None));
}

#[test]
fn the_right_password_is_said_again_by_who_may_come_back_alone() {
    for (reason, kept) in [
        (CloseReason::Denied, true),
        (CloseReason::WaitedTooLong, true),
        (CloseReason::Removed, false),
        (CloseReason::Ended, false),
    ] {
        let mut client = Client::quiet();
        join_with(&mut client, Some("right"));
        client.let_in(person(1, 2), vec![], vec![]);
        closing(&mut client, reason);
        client.command(Command::ReturnToLobby);
        client.take();
        join_with(&mut client, None);
        let expected = kept.then(|| password("right"));
        assert_eq!(said(&mut client).0, expected, "{reason:?}");
    }
}

#[test]
fn a_reload_into_a_meeting_whose_password_is_not_known_asks_for_it() {
    let mut client = Client::new(RoomClientConfig {
        stored_seat: Some(StoredSeat {
            resume: token("gone"),
            display_name: name("Me"),
            microphone: false,
            camera: false,
        }),
        ..RoomClientConfig::default()
    });
    client.open();
    client.refuse(None, ErrorCode::PasswordNeeded);
    let view = client.room.view();
    assert_eq!(view.phase, Phase::Lobby);
    assert_eq!(view.join_refusal, Some(ErrorCode::PasswordNeeded));
    assert!(client.take().contains(&Effect::ForgetSeat));
}

#[test]
fn a_farewell_does_not_open_the_door_again() {
    let mut client = Client::quiet();
    join_with(&mut client, Some("right"));
    client.let_in(person(1, 1), vec![], vec![]);
    client.lose();
    client.lose();
    client.command(Command::Leave);
    client.take();
    client.open();
    assert_eq!(said(&mut client).0, None);
    lobby(&mut client, LobbyState::WaitingForHost);
    assert_over(&mut client, LeftReason::Left);
}

#[test]
fn t060_whoever_is_removed_is_out_at_once_and_does_not_come_back() {
    for (reason, end, left) in [
        (
            CloseReason::Removed,
            SocketEnd::Removed,
            LeftReason::Removed,
        ),
        (CloseReason::Ended, SocketEnd::Ended, LeftReason::Ended),
    ] {
        for by_message in [true, false] {
            let mut client = Client::joined(2, vec![person(2, 1)]);
            client.command(Command::SetMicrophone { on: true });
            let offer = client.offers()[0];
            if by_message {
                closing(&mut client, reason);
            } else {
                client.end_socket(end);
            }
            let effects = client.take();
            assert_eq!(closed_and_forgot(&effects), (true, true));
            assert!(effects.contains(&Effect::ReleaseMicrophone));
            client.input(Input::OfferCreated {
                peer: offer.0,
                operation: offer.1,
                sdp: sdp(1),
            });
            assert_over(&mut client, left);
        }
    }
}

#[test]
fn t060_a_door_that_stays_shut_is_not_tried_again() {
    for (code, end) in [
        (ErrorCode::MeetingLocked, SocketEnd::Locked),
        (ErrorCode::Removed, SocketEnd::Removed),
        (ErrorCode::Blocked, SocketEnd::Blocked),
    ] {
        let mut client = Client::quiet();
        join_with(&mut client, None);
        client.refuse(None, code);
        assert_over(&mut client, LeftReason::Refused(code));
        let mut client = Client::quiet();
        join_with(&mut client, None);
        client.end_socket(end);
        assert_over(&mut client, LeftReason::Refused(code));
    }
}

#[test]
fn a_close_code_alone_tells_of_the_password_too() {
    for (typed, code) in [
        (None, ErrorCode::PasswordNeeded),
        (Some("wrong"), ErrorCode::WrongPassword),
    ] {
        let mut client = Client::quiet();
        join_with(&mut client, typed);
        client.end_socket(SocketEnd::Password);
        let view = client.room.view();
        assert_eq!((view.phase, view.join_refusal), (Phase::Lobby, Some(code)));
    }
}
