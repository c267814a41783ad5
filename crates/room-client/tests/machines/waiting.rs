//! Waiting to be let in.

use crate::support::*;
use parley_protocol::*;
use parley_room_client::*;

/// Waiting for a host, with a camera in the preview.
fn waiting() -> Client {
    let mut client = Client::quiet();
    client.command(Command::SetCamera { on: true });
    client.input(Input::DeviceAcquired {
        acquire: AcquireId(1),
        device: None,
    });
    join_with(&mut client, Some("right"));
    client.take();
    lobby(&mut client, LobbyState::WaitingForHost);
    client
}

#[test]
fn who_waits_has_a_preview_and_nothing_of_the_meeting() {
    let mut client = waiting();
    let view = client.room.view();
    assert_eq!(view.phase, Phase::Waiting(LobbyState::WaitingForHost));
    assert_eq!(view.connection, ConnectionView::Connected);
    assert_eq!(view.lobby_title.as_deref(), Some("Planning"));
    assert!(view.local.camera.on);
    assert_eq!((view.me, view.meeting), (None, None));
    client.command(Command::SetCamera { on: false });
    client.command(Command::SendChat {
        id: chat_id(1),
        text: text("hello?"),
    });
    client.command(Command::SetHand { raised: true });
    client.command(Command::Host(HostCommand::Admit { knock: None }));
    client.message(ServerMessage::ParticipantJoined {
        participant: person(2, 2),
    });
    client.message(ServerMessage::ChatPosted {
        message: line(1, 1, 2),
    });
    client.message(ServerMessage::Waiting {
        waiting: vec![knock(1)],
    });
    client.signal(
        (2, 2),
        Signal::Offer {
            negotiation: NegotiationId(1),
            sdp: sdp(1),
        },
    );
    let view = client.room.view();
    assert_eq!(
        (view.tiles.len(), view.chat.len(), view.waiting.len()),
        (0, 0, 0)
    );
    assert_eq!(
        client.take(),
        [Effect::ReleaseCamera],
        "nothing is sent or stored"
    );
    lobby(&mut client, LobbyState::NotStarted);
    let phase = client.room.view().phase;
    assert_eq!(phase, Phase::Waiting(LobbyState::NotStarted));
}

#[test]
fn letting_in_is_a_snapshot() {
    let mut client = waiting();
    client.command(Command::SetCamera { on: false });
    client.command(Command::SendChat {
        id: chat_id(8),
        text: text("hello?"),
    });
    client.take();
    let own = ParticipantView {
        media: client.said,
        ..person(1, 2)
    };
    client.let_in(own, vec![person(2, 1)], vec![line(1, 1, 2)]);
    let view = client.room.view();
    assert_eq!((view.phase, view.lobby_title), (Phase::InMeeting, None));
    assert_eq!((view.tiles.len(), view.chat.len()), (2, 1));
    let effects = client.take();
    let off = |e: &Effect| matches!(e, Effect::Send { message: ClientMessage::SetMedia { media, .. }, .. } if !media.camera);
    let wrote = |e: &Effect| {
        matches!(
            e,
            Effect::Send {
                message: ClientMessage::SendChat { .. },
                ..
            }
        )
    };
    assert!(!effects.iter().any(wrote), "who waits does not write");
    assert!(
        effects.iter().any(off),
        "the preview's changes are told now"
    );
    assert!(
        effects
            .iter()
            .any(|e| matches!(e, Effect::StoreSeat { .. }))
    );
    assert!(
        effects
            .iter()
            .any(|e| matches!(e, Effect::CreatePeer { .. }))
    );
}

#[test]
fn a_lost_socket_while_waiting_comes_back_and_waits_again() {
    let mut client = waiting();
    client.run(10_000);
    let sent = client.sent();
    let [ClientMessage::Ping { request }] = sent[..] else {
        panic!("{sent:?}");
    };
    client.message(ServerMessage::Pong { request });
    client.run(9_000);
    client.lose();
    let view = client.room.view();
    assert_eq!(view.phase, Phase::Waiting(LobbyState::WaitingForHost));
    assert_eq!(view.connection, ConnectionView::Reconnecting { attempt: 1 });
    client.open();
    assert_eq!(said(&mut client), (Some(password("right")), None));
    lobby(&mut client, LobbyState::WaitingForHost);
    let view = client.room.view();
    assert_eq!(view.connection, ConnectionView::Connected);
    assert!(view.local.camera.on);
    client.run(20_000);
    let view = client.room.view();
    assert_eq!(
        view.connection,
        ConnectionView::Reconnecting { attempt: 1 },
        "a half-open socket is noticed"
    );
    client.open();
    let own = ParticipantView {
        media: client.said,
        ..person(1, 2)
    };
    client.let_in(own, vec![], vec![]);
    assert_eq!(client.room.view().phase, Phase::InMeeting);
}

#[test]
fn a_snapshot_on_a_socket_that_has_not_said_hello_lets_nobody_in() {
    let mut client = waiting();
    client.lose();
    client.let_in(person(1, 1), vec![], vec![]);
    let phase = client.room.view().phase;
    assert_eq!(phase, Phase::Waiting(LobbyState::WaitingForHost));
}

#[test]
fn somebody_whose_seat_is_gone_waits_and_keeps_what_they_wrote() {
    let mut client = Client::joined(2, vec![person(2, 1)]);
    client.message(ServerMessage::ChatPosted {
        message: line(1, 1, 2),
    });
    client.lose();
    client.command(Command::SendChat {
        id: chat_id(7),
        text: text("still here"),
    });
    client.take();
    client.open();
    lobby(&mut client, LobbyState::WaitingForHost);
    assert_eq!(closed_and_forgot(&client.take()), (true, true));
    let view = client.room.view();
    assert_eq!((view.tiles.len(), view.chat.len()), (0, 0));
    client.let_in(person(3, 5), vec![person(2, 1)], vec![line(5, 5, 2)]);
    let sent = client.sent();
    let again =
        |m: &ClientMessage| matches!(m, ClientMessage::SendChat { id, .. } if *id == chat_id(7));
    assert!(sent.iter().any(again));
    let ids: Vec<_> = client.room.view().chat.into_iter().map(|l| l.id).collect();
    assert_eq!(
        ids,
        [chat_id(5), chat_id(7)],
        "only what the server tells again"
    );
}

#[test]
fn who_waited_and_goes_says_so() {
    let mut client = waiting();
    client.take();
    client.command(Command::Leave);
    let effects = client.take();
    assert!(matches!(
        &effects[..],
        [
            Effect::Send {
                message: ClientMessage::Leave {},
                ..
            },
            ..
        ]
    ));
    assert!(effects.contains(&Effect::ReleaseCamera));
    assert_over(&mut client, LeftReason::Left);
    let mut client = waiting();
    client.lose();
    client.lose();
    client.command(Command::Leave);
    assert_over(&mut client, LeftReason::Left);
}

#[test]
fn who_waited_is_sent_away_for_good_and_may_ask_again() {
    for (reason, end, left) in [
        (CloseReason::Denied, SocketEnd::Denied, LeftReason::Denied),
        (
            CloseReason::WaitedTooLong,
            SocketEnd::WaitedTooLong,
            LeftReason::WaitedTooLong,
        ),
        (CloseReason::Ended, SocketEnd::Ended, LeftReason::Ended),
    ] {
        let mut client = waiting();
        closing(&mut client, reason);
        assert_over(&mut client, left);
        let mut client = waiting();
        client.end_socket(end);
        assert_over(&mut client, left);
        join_with(&mut client, None);
        let (again, resume) = said(&mut client);
        let known = (left != LeftReason::Ended).then(|| password("right"));
        assert_eq!((again, resume), (known, None));
        assert_eq!(client.room.view().phase, Phase::Joining);
    }
    let mut client = waiting();
    client.refuse(None, ErrorCode::MeetingLocked);
    let locked = LeftReason::Refused(ErrorCode::MeetingLocked);
    assert_over(&mut client, locked);
}

#[test]
fn who_was_not_let_in_goes_back_before_joining_with_all_they_had_chosen() {
    for reason in [CloseReason::Denied, CloseReason::WaitedTooLong] {
        let mut client = waiting();
        client.command(Command::ReturnToLobby);
        let phase = client.room.view().phase;
        assert!(matches!(phase, Phase::Waiting(_)), "who waits goes on");
        closing(&mut client, reason);
        client.take();
        client.command(Command::ReturnToLobby);
        let view = client.room.view();
        assert_eq!((view.phase, view.join_refusal), (Phase::Lobby, None));
        assert_eq!(client.wanted(), (false, true));
        let effects = client.take();
        let asks = |e: &Effect| matches!(e, Effect::AcquireCamera { .. });
        assert!(effects.iter().any(asks), "the preview begins anew");
        join_with(&mut client, None);
        assert_eq!(said(&mut client), (Some(password("right")), None));
        lobby(&mut client, LobbyState::WaitingForHost);
        let phase = client.room.view().phase;
        assert_eq!(phase, Phase::Waiting(LobbyState::WaitingForHost));
    }
}

#[test]
fn who_left_a_meeting_goes_back_before_joining_and_nothing_of_it_is_there() {
    let mut client = Client::joined(2, vec![person(2, 1)]);
    client.change_rules(MeetingRules {
        may_unmute: false,
        ..MeetingRules::default()
    });
    client.command(Command::Leave);
    client.command(Command::ReturnToLobby);
    let view = client.room.view();
    assert_eq!(view.phase, Phase::Lobby);
    assert_eq!((view.me, view.meeting, view.role), (None, None, None));
    assert_eq!((view.tiles.len(), view.chat.len()), (0, 0));
    client.command(Command::SetMicrophone { on: true });
    assert_eq!(client.wanted(), (true, false), "its rules end with it");
    client.join();
    client.greet(3, 4, vec![person(2, 1)]);
    assert_eq!(client.room.view().phase, Phase::InMeeting);
}
