//! People in meetings.

use crate::support::{Server, meeting, settle};
use parley_domain::{
    Meeting,
    accounts::{SecretHash, UserId},
};
use parley_protocol::{
    CloseCode, ErrorCode, LeaveReason, MeetingRules, Milliseconds, ParticipantId, ServerMessage,
    limits,
};
use std::{sync::atomic::Ordering, time::Duration};
use tokio::time::{Instant, advance};

const fn duration(length: Milliseconds) -> Duration {
    Duration::from_millis(length.0)
}

#[tokio::test(start_paused = true)]
async fn two_meet_write_and_leave_and_nothing_is_left() {
    let server = Server::new();
    let mut ann = server.join("Ann").await;
    let mut ben = server.join("Ben").await;
    assert!(matches!(
        ann.message().await,
        ServerMessage::ParticipantJoined { .. }
    ));
    server.stats_are(1, 2, 2).await;
    ann.write(1);
    assert!(matches!(
        ann.message().await,
        ServerMessage::ChatAccepted { sequence: 1, .. }
    ));
    assert!(matches!(
        ben.message().await,
        ServerMessage::ChatPosted { .. }
    ));
    ben.leave().await;
    let left = ServerMessage::ParticipantLeft {
        participant: ParticipantId(2),
        reason: LeaveReason::Left,
    };
    assert_eq!(ann.message().await, left);
    ann.leave().await;
    server.stats_are(0, 0, 0).await;
    assert!(
        server
            .store
            .seats()
            .iter()
            .all(|seat| seat.left_at.is_some())
    );
}

#[tokio::test(start_paused = true)]
async fn t057_rooms_hear_nothing_of_each_other() {
    let server = Server::new();
    let mut ann = server.join_in(1, "Ann").await;
    let eve = server.join_in(2, "Eve").await;
    eve.write(1);
    eve.say(r#"{"type":"signal","request":1,"to":1,"to_arrival":1,"signal":{"kind":"restart_request"}}"#);
    eve.leave().await;
    settle().await;
    assert!(ann.from.try_recv().is_err());
}

#[tokio::test(start_paused = true)]
async fn a_lost_socket_comes_back_as_the_same_participant_without_the_database() {
    let server = Server::new();
    let mut ann = server.connect_to(1, 64);
    ann.hello("Ann", None, None);
    let (_, secret, _, _) = ann.snapshot().await;
    drop(ann);
    settle().await;
    let mut back = server.connect_to(1, 64);
    back.hello("Ann", secret.as_ref(), Some(1));
    let (you, fresh, people, _) = back.snapshot().await;
    assert_eq!(
        (you, fresh, people),
        (ParticipantId(1), None, vec![(1, 1, true)])
    );
    assert_eq!(server.store.lookups.load(Ordering::Relaxed), 0);
}

#[tokio::test(start_paused = true)]
async fn t074_a_secret_of_another_meeting_opens_nothing() {
    let server = Server::new();
    let mut ann = server.connect_to(1, 64);
    ann.hello("Ann", None, None);
    let (_, secret, _, _) = ann.snapshot().await;
    let mut eve = server.connect_to(2, 64);
    eve.hello("Eve", secret.as_ref(), Some(1));
    let (_, fresh, people, _) = eve.snapshot().await;
    assert!(fresh.is_some() && fresh != secret);
    assert_eq!(people.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_seat_given_up_long_ago_is_found_in_the_database() {
    let server = Server::new();
    let mut ann = server.connect_to(1, 64);
    ann.hello("Ann", None, None);
    let (_, secret, _, _) = ann.snapshot().await;
    ann.leave().await;
    server.stats_are(0, 0, 0).await;
    let mut back = server.connect_to(1, 64);
    back.hello("Ann", secret.as_ref(), None);
    assert_eq!(back.snapshot().await.0, ParticipantId(1));
    assert_eq!(server.store.lookups.load(Ordering::Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn a_closed_page_is_gone_after_ten_seconds_and_a_broken_socket_after_sixty() {
    for (code, kept) in [
        (1001, limits::SEAT_KEPT_AFTER_PAGE_CLOSED),
        (4001, limits::SEAT_KEPT_AFTER_PAGE_CLOSED),
        (1006, limits::SEAT_KEPT),
    ] {
        let server = Server::new();
        let mut ann = server.join("Ann").await;
        let ben = server.join("Ben").await;
        ann.message().await;
        let begin = Instant::now();
        ben.close(code);
        assert!(
            matches!(ann.message().await, ServerMessage::ParticipantChanged { participant } if !participant.connected)
        );
        while Instant::now() - begin < duration(kept) {
            assert_eq!(server.rooms.stats().participants, 2);
            ann.say(r#"{"type":"ping","request":1}"#);
            settle().await;
            while ann.from.try_recv().is_ok() {}
            advance(Duration::from_secs(1)).await;
            settle().await;
        }
        let left = ServerMessage::ParticipantLeft {
            participant: ParticipantId(2),
            reason: LeaveReason::Lost,
        };
        assert_eq!(ann.message().await, left);
        server.stats_are(1, 1, 1).await;
    }
}

#[tokio::test(start_paused = true)]
async fn who_is_signed_out_or_suspended_is_gone_at_once() {
    let server = Server::new();
    let mut ann = server.join("Ann").await;
    let ben = server.join("Ben").await;
    ann.message().await;
    let begin = Instant::now();
    ben.close(4401);
    let left = ServerMessage::ParticipantLeft {
        participant: ParticipantId(2),
        reason: LeaveReason::Left,
    };
    assert_eq!(ann.message().await, left);
    assert_eq!(Instant::now(), begin);
    server.stats_are(1, 1, 1).await;
}

#[tokio::test(start_paused = true)]
async fn t085_of_many_who_come_at_once_as_many_get_in_as_there_are_seats() {
    let server = Server::new();
    let mut pages: Vec<_> = (0..50).map(|_| server.connect_to(1, 1024)).collect();
    for page in &pages {
        page.hello("P", None, None);
    }
    let mut refused = 0;
    for page in &mut pages {
        if let ServerMessage::Refused { code, .. } = page.message().await {
            assert_eq!(
                (code, page.rest().await.1),
                (ErrorCode::MeetingFull, Some(4403))
            );
            refused += 1;
        }
    }
    assert_eq!(refused, 50 - limits::MESH_PARTICIPANTS);
    server
        .stats_are(1, limits::MESH_PARTICIPANTS, limits::MESH_PARTICIPANTS)
        .await;
}

#[tokio::test(start_paused = true)]
async fn rooms_that_come_and_go_leave_nothing_behind() {
    let server = Server::new();
    for round in 0..200 {
        let page = server.join_in(round % 3, "Ann").await;
        page.leave().await;
    }
    server.stats_are(0, 0, 0).await;
}

#[tokio::test(start_paused = true)]
async fn a_meeting_is_live_while_somebody_is_in_it() {
    let server = Server::new();
    assert_eq!(server.rooms.live(), Vec::new());
    let ann = server.join("Ann").await;
    let ben = server.join("Ben").await;
    settle().await;
    let live = server.rooms.live();
    assert_eq!((live.len(), live[0].participants), (1, 2));
    ann.leave().await;
    ben.leave().await;
    settle().await;
    assert_eq!(server.rooms.live(), Vec::new());
}

/// How it is stored by the time somebody says hello.
fn store(server: &Server, meeting: Meeting) {
    let mut changed = server.store.changed.lock().expect("no test panics here");
    changed.insert(meeting.id, meeting);
}

#[tokio::test(start_paused = true)]
async fn a_meeting_is_as_it_is_when_somebody_says_hello_and_not_as_it_was_when_they_came() {
    let server = Server::new();
    let (mut shut, mut ann) = (server.connect_to(1, 64), server.connect_to(1, 64));
    let changed = Meeting {
        title: Some("Plans".to_owned()),
        owner: Some(UserId(1)),
        rules: MeetingRules {
            may_chat: false,
            ..MeetingRules::default()
        },
        ..meeting(1)
    };
    store(
        &server,
        Meeting {
            password: Some(SecretHash([9; 32])),
            ..changed.clone()
        },
    );
    shut.hello("Ann", None, None);
    let refused = ServerMessage::Refused {
        request: None,
        code: ErrorCode::PasswordNeeded,
    };
    let told = shut.rest().await;
    assert_eq!(told, (vec![refused], Some(CloseCode::PASSWORD.0)));
    store(&server, changed.clone());
    ann.hello("Ann", None, None);
    let told = ann.message().await;
    let ServerMessage::Snapshot { meeting, .. } = told else {
        panic!("a snapshot expected: {told:?}");
    };
    assert_eq!(meeting.rules, changed.rules);
    assert_eq!(meeting.title, changed.title);
    assert_eq!(server.rooms.live()[0].meeting.title, changed.title);
}

#[tokio::test(start_paused = true)]
async fn another_title_is_told_to_the_room_and_is_that_of_the_live_meeting() {
    let server = Server::new();
    let mut ann = server.join("Ann").await;
    let title = Some("Quarterly plans".to_owned());
    let code = meeting(1).code;
    server.rooms.change_title(&code, title.clone());
    let told = ann.message().await;
    assert!(
        matches!(&told, ServerMessage::MeetingChanged { meeting } if meeting.title == title),
        "{told:?}"
    );
    assert_eq!(server.rooms.live()[0].meeting.title, title);
}
