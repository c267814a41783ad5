//! The socket of a meeting, as an attacker and as a clumsy client would use it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod apart;
mod markup;

use parley_protocol::{
    Arrival, ChatMessageId, ChatText, ClientMessage, ErrorCode, LeaveReason, MediaState,
    Milliseconds, NegotiationId, ParticipantId, RequestId, ServerMessage, Signal, limits,
};
use parley_test_support::{TestApp, TestSocket};

const CODE: &str = "mkd-vqtr-hba";
const OTHER: &str = "abc-defg-hjk";

async fn app() -> TestApp {
    let app = TestApp::start().await;
    app.meeting(CODE).await;
    app.meeting(OTHER).await;
    app
}

async fn joined(app: &TestApp, code: &str, name: &str) -> (TestSocket, ParticipantId) {
    let mut socket = app.socket(code).await;
    let ServerMessage::Snapshot { you, .. } = socket.hello(name).await else {
        unreachable!("hello waits for a snapshot")
    };
    (socket, you)
}

async fn refused(socket: &mut TestSocket) -> ErrorCode {
    let refusal = socket
        .expect("a refusal", |message| {
            matches!(message, ServerMessage::Refused { .. })
        })
        .await;
    let ServerMessage::Refused { code, .. } = refusal else {
        unreachable!("it is a refusal")
    };
    code
}

fn signal(to: ParticipantId) -> ClientMessage {
    ClientMessage::Signal {
        request: RequestId(7),
        to,
        to_arrival: Arrival(1),
        signal: Signal::Offer {
            negotiation: NegotiationId(1),
            sdp: "v=0".to_owned(),
        },
    }
}

fn chat(text: &str) -> ClientMessage {
    ClientMessage::SendChat {
        request: RequestId(8),
        id: ChatMessageId::try_from("an-id-of-a-message".to_owned()).unwrap(),
        text: ChatText::new(text).unwrap(),
    }
}

#[tokio::test]
async fn t053_only_our_own_pages_get_a_socket() {
    let app = app().await;
    let port = app.address().port();
    let other_port = format!("http://localhost:{}", port ^ 1);
    let longer = format!("http://localhost:{port}.evil.example");
    let upper = format!("HTTP://LOCALHOST:{port}");
    for origin in [
        "https://evil.example",
        "null",
        "http://localhost",
        &other_port,
        &longer,
        &upper,
        "https://localhost",
        "file://",
    ] {
        let outcome = app.socket_from(CODE, &[("origin", origin)]).await;
        assert_eq!(outcome.err(), Some(http::StatusCode::FORBIDDEN), "{origin}");
    }
    let none = app.socket_from(CODE, &[]).await;
    assert_eq!(none.err(), Some(http::StatusCode::FORBIDDEN), "no origin");
    let loopback = format!("http://127.0.0.1:{port}");
    assert!(
        app.socket_from(CODE, &[("origin", &loopback)])
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_room_that_is_not_there_is_told_on_the_socket_and_closed_with_4404() {
    let app = app().await;
    for code in ["zzz-zzzz-zzz", "no-code", "MKD-VQTR-HBA%20"] {
        let mut socket = app.socket(code).await;
        let (messages, close) = socket.rest().await;
        let refusal = ServerMessage::Refused {
            request: None,
            code: ErrorCode::MeetingNotFound,
        };
        assert_eq!((messages, close), (vec![refusal], Some(4404)), "{code}");
    }
}

#[tokio::test]
async fn t066_a_message_up_to_the_limit_is_read_and_a_longer_one_closes_with_1009() {
    let app = app().await;
    let (mut socket, _) = joined(&app, CODE, "Wei").await;
    let fits = "x".repeat(limits::SOCKET_MESSAGE_BYTES);
    socket.send_text(&fits).await;
    assert_eq!(refused(&mut socket).await, ErrorCode::BadMessage);
    for length in [limits::SOCKET_MESSAGE_BYTES + 1, 1024 * 1024] {
        let (mut socket, _) = joined(&app, CODE, "Wei").await;
        socket.send_text(&"x".repeat(length)).await;
        let code = socket.close_code().await;
        // What claims to be far too long is not read, so that the connection may break before the reason arrives.
        assert!(
            code == Some(1009) || (length > 128 * 1024 && code.is_none()),
            "{length}: {code:?}"
        );
    }
}

#[tokio::test]
async fn t065_what_is_no_message_is_refused_and_the_room_goes_on() {
    let app = app().await;
    let (mut good, _) = joined(&app, CODE, "Good").await;
    for nonsense in [
        "",
        "hello",
        "{}",
        "[]",
        r#"{"type":"kick"}"#,
        r#"{"type":"leave","extra":1}"#,
        r#"{"type":"ping","type":"leave","request":1}"#,
        r#"{"type":"ping","request":-1}"#,
        r#"{"type":"ping","request":1e99}"#,
    ] {
        let (mut socket, _) = joined(&app, CODE, "Bad").await;
        socket.send_text(nonsense).await;
        assert_eq!(
            refused(&mut socket).await,
            ErrorCode::BadMessage,
            "{nonsense}"
        );
        socket.send(&ClientMessage::Leave {}).await;
        socket.rest().await;
    }
    let deep = "[".repeat(10_000);
    let (mut socket, _) = joined(&app, CODE, "Bad").await;
    socket.send_text(&deep).await;
    assert_eq!(refused(&mut socket).await, ErrorCode::BadMessage);
    good.send(&ClientMessage::Ping {
        request: RequestId(1),
    })
    .await;
    good.expect("a pong", |message| {
        matches!(message, ServerMessage::Pong { .. })
    })
    .await;
}

#[tokio::test]
async fn t065_bytes_are_no_message() {
    let app = app().await;
    let (mut socket, _) = joined(&app, CODE, "Wei").await;
    socket.send_binary(b"\x00\xff").await;
    assert_eq!(refused(&mut socket).await, ErrorCode::BadMessage);
}

#[tokio::test]
async fn t056_a_forged_sender_is_refused_and_the_others_see_the_real_one() {
    let app = app().await;
    let (mut victim, _) = joined(&app, CODE, "Victim").await;
    let (mut forger, id) = joined(&app, CODE, "Forger").await;
    for field in ["from", "sender", "participant", "display_name", "role"] {
        let message = serde_json::to_value(chat("Hello")).unwrap();
        let mut message = message.as_object().unwrap().clone();
        message.insert(field.to_owned(), 1.into());
        let text = serde_json::Value::from(message).to_string();
        forger.send_text(&text).await;
        assert_eq!(refused(&mut forger).await, ErrorCode::BadMessage, "{field}");
    }
    forger.send(&chat("It is me")).await;
    let posted = victim
        .expect("the line", |message| {
            matches!(message, ServerMessage::ChatPosted { .. })
        })
        .await;
    let ServerMessage::ChatPosted { message } = posted else {
        unreachable!("it is a line")
    };
    assert_eq!(
        (message.from, message.display_name.as_str()),
        (id, "Forger")
    );
}

#[tokio::test]
async fn t057_a_signal_never_leaves_the_room() {
    let app = app().await;
    let (mut victim, _) = joined(&app, OTHER, "Victim").await;
    let (_second, second) = joined(&app, OTHER, "Second").await;
    let (mut attacker, _) = joined(&app, CODE, "Attacker").await;
    for to in [second, ParticipantId(99)] {
        attacker.send(&signal(to)).await;
        assert_eq!(refused(&mut attacker).await, ErrorCode::ParticipantNotFound);
    }
    victim
        .send(&ClientMessage::Ping {
            request: RequestId(5),
        })
        .await;
    loop {
        let message = victim.next().await.expect("the socket goes on");
        let crossed = matches!(message, ServerMessage::Signal { .. });
        assert!(!crossed, "a signal crossed rooms");
        if matches!(message, ServerMessage::Pong { .. }) {
            break;
        }
    }
}

#[tokio::test]
async fn t074_a_resume_token_of_another_meeting_opens_no_seat() {
    let app = app().await;
    let mut first = app.socket(OTHER).await;
    let ServerMessage::Snapshot { resume, .. } = first.hello("Wei").await else {
        unreachable!("hello waits for a snapshot")
    };
    let (_somebody, taken) = joined(&app, CODE, "Somebody").await;
    let mut thief = app.socket(CODE).await;
    let again = thief.hello_again("Thief", resume.unwrap(), None).await;
    let ServerMessage::Snapshot { you, resume, .. } = again else {
        unreachable!("hello waits for a snapshot")
    };
    assert_ne!(you, taken);
    assert!(resume.is_some(), "a new seat has a new secret");
}

#[tokio::test]
async fn before_hello_nothing_is_done_and_hello_comes_once() {
    let app = app().await;
    for early in [
        ClientMessage::Leave {},
        ClientMessage::SetMedia {
            request: RequestId(1),
            media: MediaState::default(),
        },
        signal(ParticipantId(1)),
        chat("Early"),
    ] {
        let mut socket = app.socket(CODE).await;
        socket.send(&early).await;
        assert_eq!(
            refused(&mut socket).await,
            ErrorCode::OutOfOrder,
            "{early:?}"
        );
    }
    let (mut socket, _) = joined(&app, CODE, "Wei").await;
    socket.send(&TestSocket::hello_message("Again")).await;
    assert_eq!(refused(&mut socket).await, ErrorCode::OutOfOrder);
}

#[tokio::test]
async fn who_leaves_is_gone_at_once_and_the_others_stay() {
    let app = app().await;
    let (mut stays, _) = joined(&app, CODE, "Stays").await;
    let (mut leaves, id) = joined(&app, CODE, "Leaves").await;
    leaves.send(&ClientMessage::Leave {}).await;
    let left = stays
        .expect("the leaving", |message| {
            matches!(message, ServerMessage::ParticipantLeft { .. })
        })
        .await;
    let ServerMessage::ParticipantLeft {
        participant,
        reason,
    } = left
    else {
        unreachable!("it is the leaving")
    };
    assert_eq!((participant, reason), (id, LeaveReason::Left));
    leaves.rest().await;
    let request = RequestId(1);
    stays.send(&ClientMessage::Ping { request }).await;
    assert_eq!(stays.next().await, Some(ServerMessage::Pong { request }));
}

#[tokio::test]
async fn a_ping_is_answered_to_who_asked_and_to_nobody_else() {
    let app = app().await;
    let (mut asks, _) = joined(&app, CODE, "Asks").await;
    let (mut other, _) = joined(&app, CODE, "Other").await;
    for (socket, number) in [(&mut asks, 5), (&mut other, 6)] {
        let request = RequestId(number);
        socket.send(&ClientMessage::Ping { request }).await;
        let pong = socket
            .expect("a pong", |message| {
                matches!(message, ServerMessage::Pong { .. })
            })
            .await;
        assert_eq!(pong, ServerMessage::Pong { request });
    }
}

#[tokio::test]
async fn t069_a_client_with_all_its_sockets_gets_one_more_when_one_closes() {
    let app = TestApp::start_with(|config| {
        config.http.sockets_per_client = 2;
        config.http.trusted_proxies = 1;
    })
    .await;
    app.meeting(CODE).await;
    let origin = app.origin();
    let from = |client| [("origin", origin), ("x-forwarded-for", client)];
    let (ours, other) = (from("192.0.2.1"), from("192.0.2.2"));
    let mut first = app.socket_from(CODE, &ours).await.unwrap();
    first.hello("First").await;
    let mut second = app.socket_from(CODE, &ours).await.unwrap();
    let refused = app.socket_from(CODE, &ours).await;
    assert_eq!(refused.err(), Some(http::StatusCode::TOO_MANY_REQUESTS));
    assert!(app.socket_from(CODE, &other).await.is_ok());
    second.hello("Second").await;
    first.send(&ClientMessage::Leave {}).await;
    first.rest().await;
    drop(first);
    // The server may still be putting the first one away when its end has been read.
    let again = parley_test_support::soon("a place", async {
        loop {
            match app.socket_from(CODE, &ours).await {
                Ok(socket) => return socket,
                // So that asking often is not refused for itself.
                Err(_) => app.clock().advance(Milliseconds::from_seconds(1)),
            }
        }
    });
    again.await.hello("Again").await;
}

#[tokio::test]
async fn t067_a_flood_is_refused_and_closed_and_another_room_does_not_notice() {
    let app = app().await;
    let (mut calm, _) = joined(&app, OTHER, "Calm").await;
    let (mut flood, _) = joined(&app, CODE, "Flood").await;
    for request in 0..2_000 {
        let media = MediaState::default();
        let request = RequestId(request);
        flood
            .send(&ClientMessage::SetMedia { request, media })
            .await;
    }
    let (messages, close) = flood.rest().await;
    let refusals = messages.iter().filter(|message| {
        matches!(
            message,
            ServerMessage::Refused {
                code: ErrorCode::TooManyRequests,
                ..
            }
        )
    });
    assert!(refusals.count() > 0);
    assert!(close == Some(1008) || close.is_none(), "{close:?}");
    calm.send(&ClientMessage::Ping {
        request: RequestId(1),
    })
    .await;
    calm.expect("a pong", |message| {
        matches!(message, ServerMessage::Pong { .. })
    })
    .await;
}

#[tokio::test]
async fn t077_no_compression_is_agreed() {
    let app = app().await;
    let request = parley_test_support::HttpRequest::new("GET", "/socket/mkd-vqtr-hba")
        .header("origin", app.origin())
        .header("sec-websocket-extensions", "permessage-deflate");
    let response = app.send(request).await;
    assert_eq!(response.header("sec-websocket-extensions"), "");
}
