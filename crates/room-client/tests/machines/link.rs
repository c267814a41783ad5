//! Joining, leaving, and coming back: sockets, the ladder, the seat.

use crate::support::*;
use parley_protocol::*;
use parley_room_client::*;

fn sockets(client: &mut Client) -> usize {
    let effects = client.take();
    effects
        .iter()
        .filter(|e| matches!(e, Effect::OpenSocket { .. }))
        .count()
}

#[test]
fn joining_says_hello_and_the_snapshot_lets_in() {
    let mut client = Client::quiet();
    assert_eq!(client.room.view().phase, Phase::Lobby);
    client.join();
    assert_eq!(client.room.view().phase, Phase::Joining);
    assert_eq!(
        client.room.view().connection,
        ConnectionView::Connecting { attempt: 1 }
    );
    client.open();
    let sent = client.sent();
    assert!(matches!(
        &sent[..],
        [ClientMessage::Hello {
            resume: None,
            arrival: None,
            ..
        }]
    ));
    client.greet(1, 1, vec![person(2, 2)]);
    let view = client.room.view();
    assert_eq!(
        (view.phase, view.connection),
        (Phase::InMeeting, ConnectionView::Connected)
    );
    assert_eq!(view.clock_offset, 5);
    assert_eq!(view.tiles.len(), 2);
    assert!(view.tiles[0].is_self && !view.tiles[1].media_connected);
    let stored = client.take();
    assert!(
        stored
            .iter()
            .any(|e| matches!(e, Effect::StoreSeat { seat } if seat.resume == token("seat")))
    );
}

#[test]
fn leaving_closes_everything_and_forgets_the_seat() {
    let mut client = Client::joined(2, vec![person(2, 1)]);
    client.take();
    client.command(Command::Leave);
    let effects = client.take();
    let at = |wanted: &dyn Fn(&Effect) -> bool| effects.iter().position(wanted).unwrap();
    let said = at(&|e| {
        matches!(
            e,
            Effect::Send {
                message: ClientMessage::Leave {},
                ..
            }
        )
    });
    assert!(said < at(&|e| matches!(e, Effect::CloseSocket { .. })));
    at(&|e| matches!(e, Effect::ClosePeer { .. }));
    at(&|e| matches!(e, Effect::ReleaseCamera));
    at(&|e| matches!(e, Effect::ReleaseMicrophone));
    at(&|e| matches!(e, Effect::ForgetSeat));
    assert_eq!(client.room.view().phase, Phase::Left(LeftReason::Left));
    assert_eq!(client.room.poll_timeout(), None);
    client.lose();
    client.input(Input::NetworkChanged { online: true });
    assert_eq!(client.take(), []);
}

#[test]
fn a_lost_socket_climbs_the_ladder_and_keeps_peers() {
    let mut client = Client::joined(2, vec![person(2, 1)]);
    for _ in 0..2 {
        client.run(10_000);
        let ping = client.sent().into_iter().find_map(|m| match m {
            ClientMessage::Ping { request } => Some(request),
            _ => None,
        });
        client.message(ServerMessage::Pong {
            request: ping.unwrap(),
        });
    }
    client.take();
    client.lose();
    let mut waits = Vec::new();
    for attempt in 1..=7 {
        let lost_at = client.now;
        while sockets(&mut client) == 0 {
            let at = client.room.poll_timeout().unwrap();
            client.run(at.since(client.now).0);
        }
        waits.push(client.now.since(lost_at).0);
        assert_eq!(
            client.room.view().connection,
            ConnectionView::Reconnecting { attempt }
        );
        client.lose();
    }
    for (wait, base) in waits.iter().zip([0, 300, 1200, 2700, 4800, 7000, 7000]) {
        assert!((base * 8 / 10..=base * 12 / 10).contains(wait), "{waits:?}");
    }
    assert!(
        !client
            .take()
            .iter()
            .any(|e| matches!(e, Effect::ClosePeer { .. }))
    );
}

#[test]
fn a_greeting_after_a_loss_names_seat_and_arrival() {
    let mut client = Client::joined(4, vec![]);
    client.run(6_000);
    client.take();
    client.lose();
    client.open();
    assert!(matches!(
        &client.sent()[..],
        [ClientMessage::Hello {
            resume: Some(_),
            arrival: Some(Arrival(4)),
            ..
        }]
    ));
}

#[test]
fn a_closing_server_says_when_to_come_back() {
    let mut client = Client::joined(1, vec![]);
    client.take();
    client.message(ServerMessage::Closing {
        reason: CloseReason::Restart,
        retry_after: Milliseconds(3_000),
    });
    client.run(2_999);
    assert_eq!(sockets(&mut client), 0);
    client.run(1);
    assert_eq!(sockets(&mut client), 1);
}

#[test]
fn a_missing_pong_means_a_new_socket() {
    let mut client = Client::joined(1, vec![]);
    client.take();
    client.run(10_000);
    assert!(matches!(&client.sent()[..], [ClientMessage::Ping { .. }]));
    client.run(9_999);
    assert_eq!(client.room.view().connection, ConnectionView::Connected);
    client.run(1);
    assert_eq!(sockets(&mut client), 1);
}

#[test]
fn waking_up_checks_the_socket_within_three_seconds() {
    let mut client = Client::joined(1, vec![]);
    client.take();
    client.input(Input::Resumed);
    assert!(matches!(&client.sent()[..], [ClientMessage::Ping { .. }]));
    client.run(3_000);
    assert_eq!(sockets(&mut client), 1);
}

#[test]
fn waking_up_neither_starts_a_try_over_nor_comes_before_the_server_said() {
    let mut client = Client::quiet();
    client.join();
    assert_eq!(sockets(&mut client), 1);
    client.input(Input::Resumed);
    assert_eq!(sockets(&mut client), 0);
    let mut client = Client::joined(1, vec![]);
    client.take();
    client.message(ServerMessage::Closing {
        reason: CloseReason::Restart,
        retry_after: Milliseconds(3_000),
    });
    client.input(Input::Resumed);
    assert_eq!(sockets(&mut client), 0);
}

#[test]
fn a_socket_that_never_opens_is_given_up() {
    let mut client = Client::quiet();
    client.join();
    client.run(11_000);
    assert_eq!(sockets(&mut client), 2);
    assert_eq!(
        client.room.view().connection,
        ConnectionView::Connecting { attempt: 2 }
    );
}

#[test]
fn the_network_coming_back_ends_the_wait() {
    let mut client = Client::joined(1, vec![]);
    client.lose();
    client.lose();
    client.take();
    client.input(Input::NetworkChanged { online: true });
    assert_eq!(sockets(&mut client), 1);
    client.lose();
    client.take();
    client.command(Command::ReconnectNow);
    assert_eq!(sockets(&mut client), 1);
}

#[test]
fn what_comes_on_an_older_socket_does_not_count() {
    let mut client = Client::joined(1, vec![]);
    let old = client.socket;
    client.run(6_000);
    client.lose();
    client.greet(1, 1, vec![]);
    client.take();
    client.input(Input::SocketMessage {
        socket: old,
        message: ServerMessage::ParticipantJoined {
            participant: person(9, 9),
        },
    });
    client.input(Input::SocketClosed {
        socket: old,
        end: SocketEnd::MeetingNotFound,
    });
    client.input(Input::SocketOpened { socket: old });
    assert_eq!(client.take(), []);
    assert_eq!(client.room.view().tiles.len(), 1);
}

#[test]
fn a_reload_comes_back_without_a_click() {
    let stored = StoredSeat {
        resume: token("stored"),
        display_name: name("Me"),
        microphone: false,
        camera: true,
    };
    let mut client = Client::new(RoomClientConfig {
        stored_seat: Some(stored),
        microphone_wanted: true,
        ..RoomClientConfig::default()
    });
    assert_eq!(client.room.view().phase, Phase::Joining);
    let local = client.room.view().local;
    assert!(!local.microphone.wanted && local.camera.wanted);
    client.open();
    let sent = client.sent();
    assert!(
        matches!(&sent[..], [ClientMessage::Hello { resume: Some(resume), arrival: None, .. }] if *resume == token("stored"))
    );
}

#[test]
fn a_seat_taken_in_another_tab_is_not_fought_for() {
    let mut client = Client::joined(2, vec![person(2, 1)]);
    client.take();
    client.message(ServerMessage::Closing {
        reason: CloseReason::Replaced,
        retry_after: Milliseconds(0),
    });
    assert_eq!(client.room.view().phase, Phase::Left(LeftReason::Replaced));
    let effects = client.take();
    assert!(
        effects
            .iter()
            .any(|e| matches!(e, Effect::ClosePeer { .. }))
    );
    assert!(
        !effects
            .iter()
            .any(|e| matches!(e, Effect::ForgetSeat | Effect::OpenSocket { .. }))
    );
    client.lose();
    client.run(60_000);
    assert_eq!(client.take(), []);
}

#[test]
fn a_refused_greeting_ends_passes_or_reloads() {
    for code in [
        ErrorCode::MeetingNotFound,
        ErrorCode::MeetingFull,
        ErrorCode::MeetingCancelled,
    ] {
        let mut client = Client::quiet();
        client.join();
        client.open();
        client.message(ServerMessage::Refused {
            request: None,
            code,
        });
        assert_eq!(
            client.room.view().phase,
            Phase::Left(LeftReason::Refused(code))
        );
    }
    let mut client = Client::quiet();
    client.join();
    client.open();
    client.take();
    client.message(ServerMessage::Refused {
        request: None,
        code: ErrorCode::Unavailable,
    });
    client.run(1_000);
    assert_eq!(sockets(&mut client), 1);
    client.open();
    client.take();
    client.message(ServerMessage::Refused {
        request: None,
        code: ErrorCode::ProtocolVersion,
    });
    assert!(client.take().contains(&Effect::ReloadPage));
    assert_eq!(client.room.poll_timeout(), None);
}

#[test]
fn a_meeting_that_does_not_exist_or_was_cancelled_is_not_tried_again() {
    for (end, code) in [
        (SocketEnd::MeetingNotFound, ErrorCode::MeetingNotFound),
        (SocketEnd::Cancelled, ErrorCode::MeetingCancelled),
    ] {
        let mut client = Client::quiet();
        client.join();
        let socket = client.socket;
        client.input(Input::SocketClosed { socket, end });
        let left = Phase::Left(LeftReason::Refused(code));
        assert_eq!(client.room.view().phase, left);
    }
}

#[test]
fn t036_who_is_signed_out_is_out_and_does_not_come_back_as_a_guest() {
    let mut client = Client::joined(2, vec![person(2, 1)]);
    let socket = client.socket;
    client.take();
    client.input(Input::SocketClosed {
        socket,
        end: SocketEnd::SessionEnded,
    });
    let view = client.room.view();
    assert_eq!(
        (view.phase, view.connection),
        (Phase::Left(LeftReason::SignedOut), ConnectionView::Idle)
    );
    assert!(client.take().contains(&Effect::ForgetSeat));
    assert_eq!(client.room.poll_timeout(), None);
}

/// In the meeting as seat 1 beside seat 2, away from the server, and out again.
fn left_while_away() -> Client {
    let mut client = Client::joined(2, vec![person(2, 1)]);
    client.lose();
    client.lose();
    client.take();
    client.command(Command::Leave);
    client
}

fn assert_out(client: &Client) {
    let view = client.room.view();
    assert_eq!(
        (view.phase, view.connection),
        (Phase::Left(LeftReason::Left), ConnectionView::Idle)
    );
    assert_eq!(view.tiles, []);
}

#[test]
fn leaving_while_away_ends_everything_at_once_and_says_so_to_the_server() {
    let mut client = left_while_away();
    assert_out(&client);
    let effects = client.take();
    for wanted in [Effect::ReleaseMicrophone, Effect::ForgetSeat] {
        assert!(effects.contains(&wanted));
    }
    let closed = |e: &Effect| matches!(e, Effect::ClosePeer { .. });
    assert!(effects.iter().any(closed));
    let opened = |e: &&Effect| matches!(e, Effect::OpenSocket { .. });
    assert_eq!(effects.iter().filter(opened).count(), 1);
    client.lose();
    client.run(2_000);
    client.greet(1, 2, vec![person(2, 1)]);
    assert_out(&client);
    let effects = client.take();
    assert!(effects.iter().any(|e| matches!(e, Effect::Send { message: ClientMessage::Hello { resume: Some(resume), arrival: Some(Arrival(2)), .. }, .. } if *resume == token("seat"))));
    assert!(matches!(
        &effects[effects.len() - 2..],
        [
            Effect::Send {
                message: ClientMessage::Leave {},
                ..
            },
            Effect::CloseSocket { .. }
        ]
    ));
    assert_eq!(client.room.poll_timeout(), None);
}

#[test]
fn a_farewell_that_nobody_hears_ends_in_time() {
    let mut client = left_while_away();
    client.run(14_999);
    assert_out(&client);
    assert!(client.room.poll_timeout().is_some());
    client.run(1);
    assert_out(&client);
    assert_eq!(client.room.poll_timeout(), None);
    client.take();
    client.input(Input::NetworkChanged { online: true });
    assert_eq!(client.take(), []);
    let mut client = left_while_away();
    let socket = client.socket;
    client.input(Input::SocketClosed {
        socket,
        end: SocketEnd::MeetingNotFound,
    });
    assert_out(&client);
    assert_eq!(client.room.poll_timeout(), None);
}

#[test]
fn joining_again_ends_a_farewell_and_takes_its_seat_again() {
    for by_the_lobby in [false, true] {
        let mut client = left_while_away();
        if by_the_lobby {
            client.command(Command::ReturnToLobby);
            assert_eq!(client.room.view().phase, Phase::Lobby);
        }
        client.take();
        client.join();
        client.open();
        let sent = client.sent();
        assert!(matches!(
            &sent[..],
            [ClientMessage::Hello { resume: Some(resume), arrival: None, .. }] if *resume == token("seat")
        ));
        client.greet(1, 3, vec![]);
        assert!(
            client
                .take()
                .iter()
                .any(|e| matches!(e, Effect::StoreSeat { .. }))
        );
        client.run(9_000);
        assert_eq!(client.room.view().phase, Phase::InMeeting);
        assert!(!client.sent().contains(&ClientMessage::Leave {}));
    }
}

#[test]
fn a_farewell_says_nothing_of_the_preview_before_joining_again() {
    let mut client = left_while_away();
    client.command(Command::ReturnToLobby);
    client.switch_on();
    assert_eq!(client.wanted(), (true, true));
    client.lose();
    client.run(2_000);
    client.take();
    client.open();
    let sent = client.sent();
    assert!(
        matches!(&sent[..], [ClientMessage::Hello { media, .. }] if *media == MediaState::default()),
        "{sent:?}"
    );
    client.join();
    client.open();
    let on = MediaState {
        microphone: true,
        camera: true,
        screen: false,
    };
    assert_eq!(client.said, on);
}
