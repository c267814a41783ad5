//! A database that is away or slow.

use crate::support::{Mode, Server, settle};
use parley_protocol::{ErrorCode, RequestId, ServerMessage};
use std::{sync::atomic::Ordering, time::Duration};
use tokio::time::{Instant, advance};

#[tokio::test(start_paused = true)]
async fn r07_while_the_database_is_away_the_meeting_goes_on_and_chat_is_refused_for_now() {
    let server = Server::new();
    let mut ann = server.join("Ann").await;
    let mut ben = server.join("Ben").await;
    ann.message().await;
    server.store.set(Mode::Down);
    ann.write(1);
    let refused = ServerMessage::Refused {
        request: Some(RequestId(1)),
        code: ErrorCode::Unavailable,
    };
    assert_eq!(ann.message().await, refused);
    ben.say(r#"{"type":"set_media","request":1,"media":{"microphone":false,"camera":false,"screen":false}}"#);
    assert!(matches!(
        ann.message().await,
        ServerMessage::ParticipantChanged { .. }
    ));
    let mut cem = server.join("Cem").await;
    assert!(matches!(
        ben.message().await,
        ServerMessage::ParticipantJoined { .. }
    ));
    server.store.set(Mode::Up);
    advance(Duration::from_secs(5)).await;
    settle().await;
    let seats = server.store.seats();
    assert_eq!(seats.len(), 3, "seats are stored once the database is back");
    assert!(!seats[1].media.camera, "the newest state");
    ann.write(1);
    assert!(
        matches!(cem.message().await, ServerMessage::ChatPosted { message } if message.sequence == 1)
    );
}

#[tokio::test(start_paused = true)]
async fn r08_a_slow_database_stops_nobody() {
    let server = Server::new();
    let mut ann = server.join("Ann").await;
    settle().await;
    server.store.set(Mode::Hanging);
    let begin = Instant::now();
    ann.write(1);
    ann.say(r#"{"type":"ping","request":2}"#);
    assert_eq!(
        ann.message().await,
        ServerMessage::Pong {
            request: RequestId(2)
        }
    );
    assert_eq!(begin.elapsed(), Duration::ZERO);
    let refused = ServerMessage::Refused {
        request: Some(RequestId(1)),
        code: ErrorCode::Unavailable,
    };
    assert_eq!(ann.message().await, refused);
    assert!(begin.elapsed() <= Duration::from_secs(10) + Duration::from_millis(10));
}

#[tokio::test(start_paused = true)]
async fn a_room_that_cannot_be_opened_refuses_and_is_tried_again() {
    let server = Server::new();
    server.store.set(Mode::Down);
    let mut ann = server.connect_to(1, 64);
    ann.hello("Ann", None, None);
    let refused = ServerMessage::Refused {
        request: None,
        code: ErrorCode::Unavailable,
    };
    assert_eq!(ann.rest().await, (vec![refused], Some(1013)));
    server.stats_are(0, 0, 0).await;
    server.store.set(Mode::Up);
    server.join("Ann").await;
}

#[tokio::test(start_paused = true)]
async fn a_secret_that_cannot_be_looked_up_is_no_new_seat() {
    let server = Server::new();
    let mut ann = server.connect_to(1, 64);
    ann.hello("Ann", None, None);
    let (_, secret, _, _) = ann.snapshot().await;
    let _ben = server.join("Ben").await;
    ann.leave().await;
    settle().await;
    server.store.set(Mode::Down);
    let mut back = server.connect_to(1, 64);
    back.hello("Ann", secret.as_ref(), None);
    let refused = ServerMessage::Refused {
        request: None,
        code: ErrorCode::Unavailable,
    };
    assert_eq!(back.rest().await, (vec![refused], Some(1013)));
    server.stats_are(1, 1, 1).await;
}

#[tokio::test(start_paused = true)]
async fn who_goes_away_during_the_look_up_takes_no_seat() {
    let server = Server::new();
    let mut ann = server.connect_to(1, 64);
    ann.hello("Ann", None, None);
    let (_, secret, _, _) = ann.snapshot().await;
    ann.leave().await;
    let _ben = server.join("Ben").await;
    server.store.set(Mode::Hanging);
    let gone = server.connect_to(1, 64);
    gone.hello("Ann", secret.as_ref(), None);
    settle().await;
    gone.task.abort();
    drop(gone.from);
    advance(Duration::from_secs(6)).await;
    server.stats_are(1, 1, 1).await;
}

#[tokio::test(start_paused = true)]
async fn a_seat_that_is_not_stored_yet_is_found_all_the_same() {
    let server = Server::new();
    let mut ann = server.connect_to(1, 64);
    let _ben = server.join("Ben").await;
    settle().await;
    server.store.set(Mode::Down);
    ann.hello("Ann", None, None);
    let (you, secret, _, _) = ann.snapshot().await;
    ann.leave().await;
    let mut back = server.connect_to(1, 64);
    back.hello("Ann", secret.as_ref(), None);
    assert_eq!(back.snapshot().await.0, you);
}

#[tokio::test(start_paused = true)]
async fn who_left_before_the_room_opened_again_is_not_in_it() {
    let server = Server::new();
    let ann = server.join("Ann").await;
    settle().await;
    server.store.set(Mode::Down);
    ann.leave().await;
    server.stats_are(0, 0, 0).await;
    server.store.set(Mode::Up);
    server.store.lists_late.store(true, Ordering::Relaxed);
    let mut ben = server.connect_to(1, 64);
    ben.hello("Ben", None, None);
    let (_, _, people, _) = ben.snapshot().await;
    assert_eq!(people, [(2, 2, true)]);
}

#[tokio::test(start_paused = true)]
async fn seats_that_cannot_be_stored_hold_up_no_others() {
    let server = Server::new();
    server.store.unstorable.store(20, Ordering::Relaxed);
    let mut pages = Vec::new();
    for meeting in 1..=21 {
        pages.push(server.join_in(meeting, "Ann").await);
    }
    // Time jumps from one timer to the next, and the others must have their turn at each.
    for _ in 0..20 {
        advance(Duration::from_secs(1)).await;
        settle().await;
    }
    let stored: Vec<_> = server.store.seats().iter().map(|s| s.meeting.0).collect();
    assert_eq!(stored, [21]);
}
