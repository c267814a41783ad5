//! What is said in a meeting goes to those who are in it, whole, and nowhere else.

use super::{CODE, OTHER, app, chat, joined, refused, signal};
use parley_protocol::{ClientMessage, ErrorCode, MediaState, RequestId, ServerMessage};
use parley_test_support::TestSocket;
use serde_json::json;
use std::{io::ErrorKind, net::TcpListener};

/// What somebody heard until now.
async fn heard(socket: &mut TestSocket) -> Vec<ServerMessage> {
    let request = RequestId(4_000_000_000);
    socket.send(&ClientMessage::Ping { request }).await;
    let mut messages = Vec::new();
    loop {
        let message = socket.next().await.expect("the socket goes on");
        if message == (ServerMessage::Pong { request }) {
            return messages;
        }
        messages.push(message);
    }
}

async fn posts(writer: &mut TestSocket, reader: &mut TestSocket, line: &ClientMessage) {
    writer.send(line).await;
    let is_accepted =
        |message: &ServerMessage| matches!(message, ServerMessage::ChatAccepted { .. });
    writer.expect("the acknowledgement", is_accepted).await;
    let is_posted = |message: &ServerMessage| matches!(message, ServerMessage::ChatPosted { .. });
    reader.expect("the line", is_posted).await;
}

#[tokio::test]
async fn t090_who_moved_to_another_meeting_gets_nothing_of_the_one_before() {
    for says_so in [true, false] {
        let app = app().await;
        let (mut ann, _) = joined(&app, CODE, "Ann").await;
        let (mut ben, ben_there) = joined(&app, CODE, "Ben").await;
        let (mut mover, mover_there) = joined(&app, CODE, "Mia").await;
        if says_so {
            mover.send(&ClientMessage::Leave {}).await;
            assert_eq!(mover.close_code().await, Some(1000));
        } else {
            drop(mover);
        }
        let (mut elsewhere, _) = joined(&app, OTHER, "Mia").await;
        posts(&mut ann, &mut ben, &chat("canary of the meeting before")).await;
        let (request, media) = (
            RequestId(3),
            MediaState {
                screen: true,
                ..MediaState::default()
            },
        );
        let raised = true;
        ann.send(&ClientMessage::SetMedia { request, media }).await;
        ann.send(&ClientMessage::SetHand { request, raised }).await;
        // To whom was there, and to whoever sits in the other meeting with the same number.
        ann.send(&signal(mover_there)).await;
        heard(&mut ann).await;
        assert!(!heard(&mut ben).await.is_empty());
        assert_eq!(heard(&mut elsewhere).await, [], "something of it came");
        elsewhere.send(&signal(ben_there)).await;
        assert_eq!(
            refused(&mut elsewhere).await,
            ErrorCode::ParticipantNotFound
        );
        elsewhere.send(&chat("canary of the meeting after")).await;
        heard(&mut elsewhere).await;
        assert_eq!(heard(&mut ben).await, [], "something came back");
    }
}

/// The names of this machine, for whoever follows a link: as itself, as a number, and within other addresses.
fn links(port: u16) -> String {
    let hosts = [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "0.0.0.0",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "[::ffff:127.0.0.1]",
    ];
    let link = |host: &str| format!("http://{host}:{port}/preview.png");
    hosts.map(link).join("\n")
}

#[tokio::test]
async fn t094_a_link_in_the_chat_makes_the_server_open_no_connection() {
    let mut app = app().await;
    let first = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = first.local_addr().unwrap().port();
    // Not every machine has IPv6.
    let second = TcpListener::bind(("::1", port)).ok();
    let (mut ann, _) = joined(&app, CODE, "Ann").await;
    let (mut ben, _) = joined(&app, CODE, "Ben").await;
    posts(&mut ann, &mut ben, &chat(&links(port))).await;
    // Nothing is left to be done after that.
    app.stop().await;
    for listener in [Some(first), second].into_iter().flatten() {
        listener.set_nonblocking(true).unwrap();
        let error = listener.accept().expect_err("somebody connected");
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
    }
}

#[tokio::test]
async fn t095_a_message_for_one_person_is_refused_and_posted_to_nobody() {
    let app = app().await;
    let (mut ann, _) = joined(&app, CODE, "Ann").await;
    let (mut ben, ben_is) = joined(&app, CODE, "Ben").await;
    let (mut cem, _) = joined(&app, CODE, "Cem").await;
    heard(&mut ben).await;
    let attempts = [
        ("to", json!(ben_is)),
        ("recipient", json!("Ben")),
        ("recipients", json!([ben_is])),
        ("participant", json!(ben_is)),
        ("private", json!(true)),
    ];
    for (name, value) in attempts {
        let mut message = serde_json::to_value(chat("canary for Ben alone")).unwrap();
        message[name] = value;
        ann.send_text(&message.to_string()).await;
        assert_eq!(refused(&mut ann).await, ErrorCode::BadMessage, "{message}");
    }
    for other in [&mut ann, &mut ben, &mut cem] {
        assert_eq!(heard(other).await, [], "it was posted");
    }
    assert_eq!(app.tables().await["chat_message"], [], "it was stored");
    posts(&mut ann, &mut cem, &chat("for all")).await;
    assert_eq!(heard(&mut ben).await.len(), 1);
}
