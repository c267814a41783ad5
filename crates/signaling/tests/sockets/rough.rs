//! Sockets that misbehave.

use crate::page::Page;
use crate::support::{Server, settle};
use parley_protocol::{CloseReason, ErrorCode, RequestId, ServerMessage, limits};
use parley_signaling::Frame;
use std::{sync::atomic::Ordering, time::Duration};
use tokio::time::{Instant, advance};

fn refused(request: Option<u32>, code: ErrorCode) -> ServerMessage {
    ServerMessage::Refused {
        request: request.map(RequestId),
        code,
    }
}

#[tokio::test(start_paused = true)]
async fn t055_who_does_not_say_hello_is_closed_after_ten_seconds() {
    let server = Server::new();
    let mut page = server.connect_to(1, 64);
    page.frame(Frame::Pong);
    let begin = Instant::now();
    assert_eq!(page.rest().await, (vec![], Some(1008)));
    let waited = begin.elapsed();
    assert!((10..12).contains(&waited.as_secs()), "{waited:?}");
    server.stats_are(0, 0, 0).await;
}

#[tokio::test(start_paused = true)]
async fn another_version_is_told_so_and_closed() {
    let server = Server::new();
    let mut page = server.connect_to(1, 64);
    page.say(r#"{"type":"hello","protocol":99,"other":true}"#);
    assert_eq!(
        page.rest().await,
        (vec![refused(None, ErrorCode::ProtocolVersion)], Some(1008))
    );
}

#[tokio::test(start_paused = true)]
async fn t058_before_hello_nothing_else_is_taken() {
    let server = Server::new();
    let mut page = server.connect_to(1, 64);
    page.write(1);
    page.say(r#"{"type":"ping","request":1}"#);
    assert_eq!(page.message().await, refused(None, ErrorCode::OutOfOrder));
    assert_eq!(page.message().await, refused(None, ErrorCode::OutOfOrder));
    server.stats_are(0, 1, 0).await;
    page.hello("Ann", None, None);
    page.snapshot().await;
}

#[tokio::test(start_paused = true)]
async fn t065_nonsense_is_refused_a_few_times_and_then_closed_and_a_call_beside_it_goes_on() {
    let server = Server::new();
    let mut ann = server.join("Ann").await;
    for _ in 0..100 {
        let mut page = server.connect_to(1, 64);
        for text in ["{", r#"{"type":"dance","request":4}"#, "[]", "\u{0}"] {
            page.say(text);
        }
        page.frame(Frame::Binary);
        page.say("six");
        let (messages, code) = page.rest().await;
        assert_eq!((messages.len(), code), (5, Some(1008)));
        assert_eq!(messages[1], refused(Some(4), ErrorCode::BadMessage));
    }
    ann.say(r#"{"type":"ping","request":1}"#);
    assert_eq!(
        ann.message().await,
        ServerMessage::Pong {
            request: RequestId(1)
        }
    );
}

#[tokio::test(start_paused = true)]
async fn t065_nonsense_is_forgiven_one_with_each_minute() {
    let server = Server::new();
    let mut ann = server.join("Ann").await;
    let minute = async |ann: &Page| {
        for _ in 0..4 {
            advance(Duration::from_secs(15)).await;
            ann.frame(Frame::Pong);
            settle().await;
        }
    };
    for _ in 0..5 {
        ann.say("{");
        assert_eq!(ann.message().await, refused(None, ErrorCode::BadMessage));
    }
    for _ in 0..3 {
        minute(&ann).await;
        ann.say("{");
        assert_eq!(ann.message().await, refused(None, ErrorCode::BadMessage));
    }
    ann.say("{");
    assert_eq!(ann.rest().await, (vec![], Some(1008)));
}

#[tokio::test(start_paused = true)]
async fn t067_a_flood_of_pings_is_closed() {
    let server = Server::new();
    let mut ann = server.join("Ann").await;
    for _ in 0..100 {
        ann.frame(Frame::Ping);
        settle().await;
    }
    server.stats_are(1, 1, 1).await;
    ann.frame(Frame::Ping);
    assert_eq!(ann.rest().await, (vec![], Some(1008)));
}

#[tokio::test(start_paused = true)]
async fn nonsense_in_a_meeting_is_refused_in_order_and_changes_nothing() {
    let server = Server::new();
    let mut ann = server.join("Ann").await;
    ann.say(r#"{"type":"send_chat","request":3,"id":"x","text":""}"#);
    ann.say(r#"{"type":"ping","request":4,"from":1}"#);
    assert_eq!(ann.message().await, refused(Some(3), ErrorCode::BadMessage));
    assert_eq!(ann.message().await, refused(Some(4), ErrorCode::BadMessage));
    ann.leave().await;
}

#[tokio::test(start_paused = true)]
async fn t066_a_message_that_is_too_long_closes_the_socket() {
    let server = Server::new();
    let mut ann = server.join("Ann").await;
    ann.say(&" ".repeat(limits::SOCKET_MESSAGE_BYTES));
    assert_eq!(ann.message().await, refused(None, ErrorCode::BadMessage));
    ann.say(&" ".repeat(limits::SOCKET_MESSAGE_BYTES + 1));
    assert_eq!(ann.rest().await, (vec![], Some(1009)));
    server.stats_are(1, 0, 1).await;
}

#[tokio::test(start_paused = true)]
async fn a_silent_socket_is_missed_after_thirty_seconds_and_pings_are_sent_till_then() {
    let server = Server::new();
    let mut ann = server.join("Ann").await;
    let begin = Instant::now();
    let mut pings = 0;
    while let Some(frame) = ann.from.recv().await {
        assert_eq!(frame, Frame::Ping);
        pings += 1;
    }
    assert!(
        (30..35).contains(&begin.elapsed().as_secs()),
        "{:?}",
        begin.elapsed()
    );
    assert!((2..=3).contains(&pings), "{pings}");
    server.stats_are(1, 0, 1).await;
}

#[tokio::test(start_paused = true)]
async fn any_frame_is_a_sign_of_life() {
    let server = Server::new();
    let ann = server.join("Ann").await;
    for _ in 0..10 {
        advance(Duration::from_secs(20)).await;
        ann.frame(Frame::Pong);
        settle().await;
    }
    server.stats_are(1, 1, 1).await;
}

#[tokio::test(start_paused = true)]
async fn t070_a_slow_reader_is_closed_within_ten_seconds_and_the_others_are_unaffected() {
    let server = Server::new();
    let ben = server.join("Ben").await;
    let mut ann = server.join("Ann").await;
    let mut slow = server.connect_to(1, 1);
    slow.hello("Slow", None, None);
    slow.snapshot().await;
    ann.message().await;
    let begin = Instant::now();
    let sdp = "v".repeat(40_000);
    let mut missed = false;
    for request in 0..8 {
        // One alone may not send that much at once.
        let writer = if request % 2 == 0 { &ann } else { &ben };
        writer.say(&format!(
            r#"{{"type":"signal","request":{request},"to":3,"to_arrival":3,"signal":{{"kind":"offer","negotiation":1,"sdp":"{sdp}"}}}}"#
        ));
        settle().await;
        ann.say(&format!(r#"{{"type":"ping","request":{request}}}"#));
        let pong = ServerMessage::Pong {
            request: RequestId(request),
        };
        let mut next = ann.message().await;
        if matches!(&next, ServerMessage::ParticipantChanged { participant } if !participant.connected)
        {
            missed = true;
            next = ann.message().await;
        }
        assert_eq!(next, pong);
        assert_eq!(
            begin.elapsed(),
            Duration::ZERO,
            "nobody waits for the slow one"
        );
    }
    assert!(missed, "the others see that the slow one is away");
    slow.task.await.expect("the session ended well");
    assert!(begin.elapsed() < Duration::from_secs(10));
    server.stats_are(1, 2, 3).await;
}

#[tokio::test(start_paused = true)]
async fn t068_one_participant_alone_does_not_fill_the_backlog_of_another() {
    let server = Server::new();
    let mut ann = server.join("Ann").await;
    let mut slow = server.connect_to(1, 1);
    slow.hello("Slow", None, None);
    slow.snapshot().await;
    ann.message().await;
    let sdp = "v".repeat(40_000);
    for request in 0..12 {
        ann.say(&format!(
            r#"{{"type":"signal","request":{request},"to":2,"to_arrival":2,"signal":{{"kind":"offer","negotiation":1,"sdp":"{sdp}"}}}}"#
        ));
    }
    settle().await;
    for _ in 0..4 {
        let message = slow.message().await;
        assert!(matches!(message, ServerMessage::Signal { .. }));
    }
    server.stats_are(1, 2, 2).await;
}

#[tokio::test(start_paused = true)]
async fn a_reader_who_takes_nothing_at_all_is_closed_too() {
    let server = Server::new();
    let mut slow = server.connect_to(1, 1);
    slow.hello("Slow", None, None);
    slow.snapshot().await;
    let begin = Instant::now();
    for request in 0..3 {
        slow.say(&format!(r#"{{"type":"ping","request":{request}}}"#));
    }
    slow.task.await.expect("the session ended well");
    assert!(
        begin.elapsed() < Duration::from_secs(10),
        "{:?}",
        begin.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_who_wakes_up_reads_why() {
    let server = Server::new();
    let writers = [server.join("Ann").await, server.join("Ben").await];
    let mut slow = server.connect_to(1, 2);
    slow.hello("Slow", None, None);
    slow.snapshot().await;
    let sdp = "v".repeat(40_000);
    for number in 0..9 {
        writers[number % 2].say(&format!(
            r#"{{"type":"signal","request":1,"to":3,"to_arrival":3,"signal":{{"kind":"offer","negotiation":1,"sdp":"{sdp}"}}}}"#
        ));
    }
    settle().await;
    let (messages, code) = slow.rest().await;
    assert_eq!(code, Some(1008));
    assert!(matches!(
        messages.last(),
        Some(ServerMessage::Closing {
            reason: CloseReason::Overloaded,
            ..
        })
    ));
}

#[tokio::test(start_paused = true)]
async fn a_session_that_is_dropped_counts_as_broken() {
    let server = Server::new();
    let mut ann = server.join("Ann").await;
    let ben = server.join("Ben").await;
    ann.message().await;
    ben.task.abort();
    assert!(
        matches!(ann.message().await, ServerMessage::ParticipantChanged { participant } if !participant.connected)
    );
    server.stats_are(1, 1, 2).await;
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_one_room_sends_its_people_back_and_the_others_do_not_notice() {
    let server = Server::new();
    let mut ann = server.connect_to(1, 64);
    ann.hello("Ann", None, None);
    let (_, secret, _, _) = ann.snapshot().await;
    let mut bob = server.join_in(2, "Bob").await;
    server.store.panics.store(true, Ordering::Relaxed);
    let mut cem = server.connect_to(1, 64);
    cem.hello("Cem", None, None);
    let (messages, code) = ann.rest().await;
    assert_eq!(code, Some(1012));
    assert!(matches!(
        messages[..],
        [ServerMessage::Closing {
            reason: CloseReason::Restart,
            ..
        }]
    ));
    cem.snapshot().await;
    let mut back = server.connect_to(1, 64);
    back.hello("Ann", secret.as_ref(), Some(1));
    let (you, _, people, _) = back.snapshot().await;
    assert_eq!(you.0, 1);
    assert_eq!(people, [(1, 1, true), (2, 2, true)]);
    bob.say(r#"{"type":"ping","request":1}"#);
    assert_eq!(
        bob.message().await,
        ServerMessage::Pong {
            request: RequestId(1)
        }
    );
    for page in [cem, back, bob] {
        page.leave().await;
    }
    server.stats_are(0, 0, 0).await;
}
