//! Stopping and starting again.

use crate::support::{Mode, Server};
use parley_protocol::{CloseReason, ServerMessage, limits};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use tokio::time::{Instant, advance};

const LIMIT: Duration = Duration::from_secs(25);

#[tokio::test(start_paused = true)]
async fn r03_everybody_is_told_when_to_come_back_spread_over_five_seconds() {
    let server = Server::new();
    let mut pages = Vec::new();
    for number in 0..20 {
        pages.push(server.join_in(number / 5, "P").await);
    }
    let silent = server.connect_to(1, 64);
    assert!(server.rooms.shutdown(LIMIT).await);
    let mut delays = BTreeSet::new();
    for page in pages.iter_mut().chain([&mut { silent }]) {
        let (messages, code) = page.rest().await;
        assert_eq!(code, Some(1012));
        let Some(ServerMessage::Closing {
            reason: CloseReason::Restart,
            retry_after,
        }) = messages.last()
        else {
            panic!("a goodbye expected: {messages:?}");
        };
        assert!(retry_after.0 < 5000);
        delays.insert(*retry_after);
    }
    assert!(delays.len() > 10, "they do not come back all at once");
    server.stats_are(0, 0, 0).await;
    let mut late = server.connect_to(1, 64);
    late.hello("Late", None, None);
    assert_eq!(late.rest().await.1, Some(1012));
}

#[tokio::test(start_paused = true)]
async fn stopping_waits_for_what_is_being_stored_but_not_for_ever() {
    let server = Server::new();
    let ann = server.join("Ann").await;
    ann.say(r#"{"type":"set_media","request":1,"media":{"microphone":false,"camera":false,"screen":false}}"#);
    ann.write(1);
    crate::support::settle().await;
    assert!(server.rooms.shutdown(LIMIT).await);
    assert!(!server.store.seats()[0].media.camera);

    let server = Server::new();
    let ann = server.join("Ann").await;
    crate::support::settle().await;
    server.store.set(Mode::Down);
    ann.say(r#"{"type":"set_media","request":1,"media":{"microphone":false,"camera":false,"screen":false}}"#);
    crate::support::settle().await;
    let begin = Instant::now();
    assert!(!server.rooms.shutdown(LIMIT).await);
    assert!(begin.elapsed() >= LIMIT && begin.elapsed() < LIMIT + Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn after_a_restart_seats_chat_and_arrivals_are_as_before() {
    let before = Server::new();
    let mut ann = before.connect_to(1, 64);
    ann.hello("Ann", None, None);
    let (_, secret, _, _) = ann.snapshot().await;
    let _ben = before.join("Ben").await;
    ann.write(1);
    crate::support::settle().await;
    assert!(before.rooms.shutdown(LIMIT).await);

    let after = Server::on(Arc::clone(&before.store));
    assert_eq!(after.rooms.reopen().await.unwrap(), 1);
    after.stats_are(1, 0, 2).await;
    let mut back = after.connect_to(1, 64);
    back.hello("Ann", secret.as_ref(), Some(1));
    let (you, fresh, people, chat) = back.snapshot().await;
    assert_eq!((you.0, fresh), (1, None));
    assert_eq!(people, [(1, 1, true), (2, 2, false)]);
    assert_eq!(chat, [1]);
}

#[tokio::test(start_paused = true)]
async fn after_a_restart_seats_that_nobody_takes_expire_and_their_rooms_close() {
    let before = Server::new();
    let _ann = before.join("Ann").await;
    crate::support::settle().await;
    assert!(before.rooms.shutdown(LIMIT).await);
    let after = Server::on(Arc::clone(&before.store));
    after.rooms.reopen().await.unwrap();
    after.stats_are(1, 0, 1).await;
    advance(Duration::from_millis(limits::SEAT_KEPT.0 + 1)).await;
    after.stats_are(0, 0, 0).await;
    assert!(after.store.seats()[0].left_at.is_some());
    assert_eq!(after.rooms.reopen().await.unwrap(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_a_crash_cut_off_ends_when_it_was_last_noted() {
    let before = Server::new();
    let _ann = before.join("Ann").await;
    crate::support::settle().await;
    assert!(before.store.noted.lock().unwrap().is_empty());
    advance(Duration::from_secs(31)).await;
    crate::support::settle().await;
    let noted = before.store.noted.lock().unwrap().clone();
    let seat = before.store.seats()[0].clone();
    assert_eq!(noted.len(), 1);
    assert_eq!((noted[0].0, noted[0].1), (seat.meeting, seat.run));
    assert!(before.rooms.shutdown(LIMIT).await);

    let after = Server::on(Arc::clone(&before.store));
    after.rooms.reopen().await.unwrap();
    after.stats_are(1, 0, 1).await;
    advance(Duration::from_millis(limits::SEAT_KEPT.0 + 1)).await;
    after.stats_are(0, 0, 0).await;
    let closed = after.store.seats()[0].clone();
    assert_eq!(closed.left_at, Some(noted[0].2));
    assert_eq!(closed.run, seat.run);
}
