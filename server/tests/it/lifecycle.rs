//! Starting, stopping, starting again, and what happens when something else is in the way.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use parley_domain::{MeetingRepository as _, SeatRepository as _};
use parley_protocol::{
    ChatMessageId, ChatText, ClientMessage, CloseReason, RequestId, ServerMessage,
};
use parley_server::{Parts, Server, ServerError, Site};
use parley_test_support::{FakeClock, SeededRandom, TestApp, raw_exchange};
use std::sync::Arc;

const CODE: &str = "mkd-vqtr-hba";

fn chat(request: u32, id: &str, text: &str) -> ClientMessage {
    ClientMessage::SendChat {
        request: RequestId(request),
        id: ChatMessageId::try_from(format!("{id:_<20}")).unwrap(),
        text: ChatText::new(text).unwrap(),
    }
}

#[tokio::test]
async fn a_stop_tells_the_sockets_and_closes_them_with_1012() {
    let mut app = TestApp::start().await;
    app.meeting(CODE).await;
    let mut socket = app.socket(CODE).await;
    socket.hello("Wei").await;
    let (rest, ()) = tokio::join!(socket.rest(), app.stop());
    let (messages, code) = rest;
    assert_eq!(code, Some(1012));
    assert!(messages.iter().any(|message| matches!(
        message,
        ServerMessage::Closing {
            reason: CloseReason::Restart,
            ..
        }
    )));
}

#[tokio::test]
async fn a_restart_keeps_seats_and_every_acknowledged_line() {
    let app = TestApp::start().await;
    let meeting = app.meeting(CODE).await;
    let mut socket = app.socket(CODE).await;
    let ServerMessage::Snapshot { you, resume, .. } = socket.hello("Wei").await else {
        unreachable!("hello waits for a snapshot")
    };
    let browser = socket.cookie().unwrap();
    let browser = browser.split(';').next().unwrap().to_owned();
    socket.send(&chat(1, "first", "Hello")).await;
    socket
        .expect("the acknowledgement", |message| {
            matches!(message, ServerMessage::ChatAccepted { sequence: 1, .. })
        })
        .await;

    let app = app.restart().await;
    let found = app.database().meetings().find_by_code(&meeting.code).await;
    assert_eq!(found.unwrap().as_ref(), Some(&meeting));
    let seats = app.database().seats().list_open(meeting.id).await.unwrap();
    assert_eq!(seats.len(), 1, "the seat is still held");
    let mut socket = app.socket_with(CODE, &browser).await;
    let again = socket.hello_again("Wei", resume.unwrap(), None).await;
    let ServerMessage::Snapshot {
        you: same, chat, ..
    } = again
    else {
        unreachable!("hello waits for a snapshot")
    };
    assert_eq!(same, you);
    let texts: Vec<&str> = chat.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["Hello"]);
}

#[tokio::test]
async fn t071_headers_that_never_end_are_cut_off() {
    let app = TestApp::start().await;
    // This waits for the timeout itself: nothing else than the server's own timer ends the connection.
    let answer = raw_exchange(app.address(), b"GET / HTTP/1.1\r\nhost: x\r\nx-slow: ").await;
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.is_empty() || answer.contains(" 408 "), "{answer}");
}

#[tokio::test]
async fn a_taken_port_is_named_with_the_way_to_choose_another() {
    let app = TestApp::start().await;
    let folder = tempfile::TempDir::new().unwrap();
    let address = app.address();
    let sources = parley_server::config::Sources {
        folder: folder.path().to_owned(),
        environment: vec![
            ("PARLEY__HTTP__LISTEN".to_owned(), address.to_string()),
            (
                "PARLEY__DATA_DIR".to_owned(),
                folder.path().display().to_string(),
            ),
        ],
        ..parley_server::config::Sources::default()
    };
    let config = parley_server::config::load(&sources).unwrap().config;
    let parts = Parts {
        clock: Arc::new(FakeClock::default()),
        random: Arc::new(SeededRandom::new(1)),
        site: Site::Folder(folder.path().to_owned()),
    };
    let Err(error) = Server::bind(&config, parts).await else {
        panic!("two servers have one port")
    };
    assert!(matches!(error, ServerError::PortTaken { .. }));
    let text = error.to_string();
    for words in [
        &format!("port {}", address.port()),
        "http.listen",
        "PARLEY__HTTP__LISTEN",
    ] {
        assert!(text.contains(words), "{text}");
    }
}

#[tokio::test]
async fn without_its_database_the_server_says_so_at_once_and_goes_on() {
    let app = TestApp::start().await;
    app.meeting(CODE).await;
    assert_eq!(app.get("/readyz").await.status, 200);
    app.database().close().await.unwrap();
    assert_eq!(app.get("/readyz").await.status, 503);
    assert_eq!(app.get("/healthz").await.status, 200);
    assert_eq!(app.get("/").await.status, 200);
    let refused = app.post("/api/start_meeting", "").await;
    assert_eq!(refused.status, 503);
    assert_eq!(app.get(&format!("/m/{CODE}")).await.status, 503);
    assert!(
        !refused.body.to_lowercase().contains("pool"),
        "t135: {}",
        refused.body
    );
    let mut socket = app.socket(CODE).await;
    assert_eq!(socket.close_code().await, Some(1013));
}

#[tokio::test]
async fn a_wrong_code_is_the_callers_mistake_and_no_server_error() {
    let app = TestApp::start().await;
    for code in ["", "no-code", "zzz-zzzz-zzz"] {
        let refused = app.post("/api/join_meeting", &format!("code={code}")).await;
        assert_eq!(refused.status, 422, "{code}");
    }
}
