//! Who comes in, over real sockets: the waiting room, and who may not come back.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod passwords;

use parley_protocol::{
    Arrival, BanId, ChatMessageId, ChatText, ClientMessage, CloseCode, CloseReason, ErrorCode,
    IceCandidate, KnockId, LobbyState, MeetingRules, NegotiationId, ParticipantId, RequestId,
    ResumeToken, ServerMessage, Signal,
};
use parley_test_support::{TestApp, TestSocket};

const REQUEST: RequestId = RequestId(7);

async fn set_rules(host: &mut TestSocket, rules: MeetingRules) {
    let request = REQUEST;
    let change = rules.into();
    host.send(&ClientMessage::SetRules { request, change })
        .await;
    host.expect("the new rules", |message| {
        matches!(message, ServerMessage::MeetingChanged { .. })
    })
    .await;
}

/// A host in a meeting with a waiting room, the meeting's code, and the cookie.
async fn hosted(app: &TestApp) -> (TestSocket, String, String) {
    let olga = app.member("olga").await;
    let code = app.start_meeting(&olga.cookie).await;
    let mut host = app.socket_with(&code, &olga.cookie).await;
    host.hello("Olga").await;
    (host, code, olga.cookie)
}

async fn with_waiting_room(app: &TestApp) -> (TestSocket, String) {
    let (mut host, code, _) = hosted(app).await;
    let rules = MeetingRules {
        waiting_room: true,
        ..MeetingRules::default()
    };
    set_rules(&mut host, rules).await;
    (host, code)
}

async fn knock(app: &TestApp, code: &str, name: &str) -> TestSocket {
    let mut socket = app.socket_with(code, "").await;
    socket.send(&TestSocket::hello_message(name)).await;
    let lobby = socket.next().await.unwrap();
    let state = LobbyState::WaitingForHost;
    assert_eq!(lobby, ServerMessage::Lobby { title: None, state });
    socket
}

fn token_of(snapshot: &ServerMessage) -> ResumeToken {
    let ServerMessage::Snapshot { resume, .. } = snapshot else {
        panic!("no snapshot: {snapshot:?}");
    };
    resume.clone().unwrap()
}

#[tokio::test]
async fn t059_who_waits_hears_nothing_of_the_meeting() {
    let app = TestApp::start_with(|config| {
        config.ice.servers = vec![parley_protocol::IceServer {
            urls: vec!["turn:canary-turn.example.org".to_owned()],
            username: Some("canary-user".to_owned()),
            credential: Some("canary-credential".to_owned()),
        }];
    })
    .await;
    let (mut host, code) = with_waiting_room(&app).await;
    let mut waiting = knock(&app, &code, "Wanda").await;
    let mut guest = knock(&app, &code, "Canary-Guest").await;
    let (request, knock) = (REQUEST, Some(KnockId(2)));
    host.send(&ClientMessage::Admit { request, knock }).await;
    let is_snapshot = |message: &ServerMessage| matches!(message, ServerMessage::Snapshot { .. });
    guest.expect("a snapshot", is_snapshot).await;
    guest
        .send(&ClientMessage::SendChat {
            request,
            id: ChatMessageId::try_from("wTz4oX2bQmK8sL1n".to_owned()).unwrap(),
            text: ChatText::new("canary-text").unwrap(),
        })
        .await;
    let is_accepted =
        |message: &ServerMessage| matches!(message, ServerMessage::ChatAccepted { .. });
    guest.expect("the message is stored", is_accepted).await;
    guest
        .send(&ClientMessage::Signal {
            request,
            to: ParticipantId(1),
            to_arrival: Arrival(1),
            signal: Signal::Candidate {
                negotiation: NegotiationId(1),
                candidate: IceCandidate {
                    candidate: "candidate:canary".to_owned(),
                    sdp_mid: None,
                    sdp_m_line_index: None,
                },
            },
        })
        .await;
    let is_signal = |message: &ServerMessage| matches!(message, ServerMessage::Signal { .. });
    host.expect("the signal", is_signal).await;
    guest.send(&ClientMessage::Leave {}).await;
    guest.rest().await;
    waiting.send(&ClientMessage::Ping { request }).await;
    let next = waiting.next().await.unwrap();
    assert_eq!(
        next,
        ServerMessage::Pong { request },
        "and nothing before it"
    );
    waiting.send(&ClientMessage::Leave {}).await;
    let (messages, code) = waiting.rest().await;
    assert_eq!((messages, code), (Vec::new(), Some(CloseCode::LEFT.0)));
}

#[tokio::test]
async fn t059_who_waits_can_do_nothing_in_the_meeting() {
    let app = TestApp::start().await;
    let (mut host, code) = with_waiting_room(&app).await;
    let mut waiting = knock(&app, &code, "Wanda").await;
    let is_waiting = |message: &ServerMessage| matches!(message, ServerMessage::Waiting { .. });
    host.expect("who waits", is_waiting).await;
    let request = REQUEST;
    let attempts = [
        ClientMessage::Admit {
            request,
            knock: None,
        },
        ClientMessage::SetHand {
            request,
            raised: true,
        },
        ClientMessage::SetRules {
            request,
            change: MeetingRules::default().into(),
        },
        ClientMessage::End { request },
    ];
    let code = ErrorCode::Forbidden;
    for attempt in attempts {
        waiting.send(&attempt).await;
        let refused = ServerMessage::Refused {
            request: Some(request),
            code,
        };
        assert_eq!(waiting.next().await.unwrap(), refused, "{attempt:?}");
    }
    host.send(&ClientMessage::Ping { request }).await;
    let next = host.next().await.unwrap();
    assert_eq!(
        next,
        ServerMessage::Pong { request },
        "the host noticed nothing"
    );
}

/// Says hello and is turned away for good.
async fn is_kept_out(mut socket: TestSocket, hello: &ClientMessage, what: &str) {
    socket.send(hello).await;
    let expected = shut(ErrorCode::Removed, CloseCode::REMOVED);
    assert_eq!(socket.rest().await, expected, "{what}");
}

/// All that somebody hears who is turned away.
fn shut(code: ErrorCode, close: CloseCode) -> (Vec<ServerMessage>, Option<u16>) {
    let request = None;
    (
        vec![ServerMessage::Refused { request, code }],
        Some(close.0),
    )
}

fn hello(name: &str, token: Option<&ResumeToken>) -> ClientMessage {
    let mut hello = TestSocket::hello_message(name);
    if let ClientMessage::Hello { resume, .. } = &mut hello {
        *resume = token.cloned();
    }
    hello
}

/// The cookie by which a browser is known again.
fn browser_of(socket: &TestSocket) -> String {
    let cookie = socket.cookie().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

async fn remove(host: &mut TestSocket, participant: ParticipantId, block: bool) {
    let request = REQUEST;
    host.send(&ClientMessage::Remove {
        request,
        participant,
        block,
    })
    .await;
}

#[tokio::test]
async fn t060_a_removed_guest_comes_back_by_no_way_also_after_a_restart() {
    let mut app = TestApp::start().await;
    let (mut host, code, owner) = hosted(&app).await;
    let mut mallory = app.socket_with(&code, "").await;
    let cookie = browser_of(&mallory);
    let token = token_of(&mallory.hello("Mallory").await);
    remove(&mut host, ParticipantId(2), true).await;
    let (messages, close) = mallory.rest().await;
    let closing = ServerMessage::Closing {
        reason: CloseReason::Removed,
        retry_after: parley_protocol::Milliseconds(0),
    };
    assert_eq!(messages.last(), Some(&closing));
    assert_eq!(close, Some(CloseCode::REMOVED.0));
    for restarted in [false, true] {
        if restarted {
            drop(host);
            app = app.restart().await;
            host = app.socket_with(&code, &owner).await;
            host.hello("Olga").await;
        }
        let open = async |cookie: &str| app.socket_with(&code, cookie).await;
        let same_tab = hello("Mallory", Some(&token));
        is_kept_out(open(&cookie).await, &same_tab, "the same tab").await;
        is_kept_out(open(&cookie).await, &hello("Mallory", None), "a new tab").await;
        is_kept_out(open(&cookie).await, &hello("Anna", None), "a new name").await;
        let stolen = hello("Anna", Some(&token));
        is_kept_out(open("").await, &stolen, "a stolen seat in another browser").await;
        let other_browser = hello("mallory", None);
        is_kept_out(open("").await, &other_browser, "the same name and network").await;
        open("").await.hello("Anna").await;
    }
}

#[tokio::test]
async fn t060_a_removed_account_comes_back_under_no_name_and_without_a_block_it_may() {
    let app = TestApp::start().await;
    let (mut host, code, _) = hosted(&app).await;
    let mia = app.member("mia").await;
    let mut socket = app.socket_with(&code, &mia.cookie).await;
    socket.hello("Mia").await;
    remove(&mut host, ParticipantId(2), false).await;
    assert_eq!(socket.close_code().await, Some(CloseCode::REMOVED.0));
    let mut socket = app.socket_with(&code, &mia.cookie).await;
    let browser = browser_of(&socket);
    let snapshot = socket.hello("Mia").await;
    let ServerMessage::Snapshot { you, .. } = snapshot else {
        panic!("no snapshot: {snapshot:?}");
    };
    remove(&mut host, you, true).await;
    assert_eq!(socket.close_code().await, Some(CloseCode::REMOVED.0));
    let again = app.socket_with(&code, &mia.cookie).await;
    is_kept_out(again, &hello("Anna", None), "another name").await;
    // Signing in anew is the same account.
    let cookie = app
        .sign_in("mia", "")
        .await
        .cookie("parley_session")
        .unwrap();
    let again = app.socket_with(&code, &cookie).await;
    is_kept_out(again, &hello("Mia", None), "another session").await;
    let again = app.socket_with(&code, &browser).await;
    is_kept_out(again, &hello("Anna", None), "signed out").await;
    let zoe = app.member("zoe").await;
    let cookies = format!("{}; {browser}", zoe.cookie);
    let again = app.socket_with(&code, &cookies).await;
    is_kept_out(again, &hello("Zoe", None), "another account").await;
}

#[tokio::test]
async fn who_is_let_back_in_comes_again_also_after_a_restart_and_the_host_learns_no_address() {
    let mut app = TestApp::start().await;
    let (mut host, code, owner) = hosted(&app).await;
    let mut mallory = app.socket_with(&code, "").await;
    let cookie = browser_of(&mallory);
    mallory.hello("Mallory").await;
    remove(&mut host, ParticipantId(2), true).await;
    assert_eq!(mallory.close_code().await, Some(CloseCode::REMOVED.0));
    is_kept_out(
        app.socket_with(&code, &cookie).await,
        &hello("Mallory", None),
        "a ban",
    )
    .await;
    drop(host);
    app = app.restart().await;
    let mut host = app.socket_with(&code, &owner).await;
    let snapshot = host.hello("Olga").await;
    let json = serde_json::to_value(&snapshot).unwrap();
    let kept_out = json["kept_out"].as_array().unwrap();
    assert_eq!(kept_out.len(), 1, "{json}");
    let told: Vec<_> = kept_out[0].as_object().unwrap().keys().collect();
    assert_eq!(told, ["display_name", "id", "since"], "nothing else");
    let ban = BanId(1);
    assert_eq!(kept_out[0]["id"], 1);
    for request in [RequestId(1), RequestId(2)] {
        host.send(&ClientMessage::Readmit { request, ban }).await;
    }
    let kept_out = Vec::new();
    let nobody = ServerMessage::KeptOut { kept_out };
    host.expect("nobody is kept out", |message| *message == nobody)
        .await;
    host.send(&ClientMessage::Ping { request: REQUEST }).await;
    let pong = ServerMessage::Pong { request: REQUEST };
    assert_eq!(host.next().await, Some(pong), "once, and none is refused");
    let mut mallory = app.socket_with(&code, &cookie).await;
    mallory.hello("Mallory").await;
    mallory.send(&ClientMessage::Leave {}).await;
    mallory.rest().await;
    drop(host);
    let app = app.restart().await;
    let mut mallory = app.socket_with(&code, &cookie).await;
    mallory.hello("Mallory").await;
}

#[tokio::test]
async fn t060_a_removed_guest_does_not_come_back_by_signing_in() {
    let app = TestApp::start().await;
    let (mut host, code, _) = hosted(&app).await;
    let mut mallory = app.socket_with(&code, "").await;
    let browser = browser_of(&mallory);
    mallory.hello("Mallory").await;
    remove(&mut host, ParticipantId(2), true).await;
    assert_eq!(mallory.close_code().await, Some(CloseCode::REMOVED.0));
    app.register("mallory").await;
    let answer = app.sign_in("mallory", &browser).await;
    assert_eq!(answer.cookie("parley_guest"), None, "the browser keeps it");
    let session = answer.cookie("parley_session").unwrap();
    let cookies = format!("{session}; {browser}");
    let again = app.socket_with(&code, &cookies).await;
    is_kept_out(again, &hello("Anna", None), "signed in").await;
}

#[tokio::test]
async fn t074_a_secret_opens_a_seat_to_its_browser_alone_also_after_a_restart() {
    let mut app = TestApp::start().await;
    let (mut host, code, owner) = hosted(&app).await;
    let mut ann = app.socket_with(&code, "").await;
    let browser = browser_of(&ann);
    let token = token_of(&ann.hello("Ann").await);
    for restarted in [false, true] {
        if restarted {
            drop(host);
            app = app.restart().await;
            host = app.socket_with(&code, &owner).await;
            host.hello("Olga").await;
        }
        for (cookie, is_same) in [("", false), (&*owner, false), (&*browser, true)] {
            let mut socket = app.socket_with(&code, cookie).await;
            let snapshot = socket.hello_again("Ann", token.clone(), None).await;
            let ServerMessage::Snapshot { you, .. } = snapshot else {
                panic!("no snapshot: {snapshot:?}");
            };
            assert_eq!(you == ParticipantId(2), is_same, "{cookie} {restarted}");
        }
    }
}

#[tokio::test]
async fn what_a_host_decided_holds_after_a_restart() {
    let app = TestApp::start().await;
    let (mut host, code, owner) = hosted(&app).await;
    let rules = MeetingRules {
        locked: true,
        may_chat: false,
        ..MeetingRules::default()
    };
    set_rules(&mut host, rules).await;
    let app = app.restart().await;
    let mut late = app.socket_with(&code, "").await;
    late.send(&TestSocket::hello_message("Late")).await;
    let (messages, close) = late.rest().await;
    let (request, code_told) = (None, ErrorCode::MeetingLocked);
    let refused = ServerMessage::Refused {
        request,
        code: code_told,
    };
    assert_eq!(
        (messages, close),
        (vec![refused], Some(CloseCode::LOCKED.0))
    );
    let mut host = app.socket_with(&code, &owner).await;
    let snapshot = host.hello("Olga").await;
    let ServerMessage::Snapshot { meeting, .. } = snapshot else {
        panic!("no snapshot: {snapshot:?}");
    };
    assert_eq!(meeting.rules, rules);
}

#[tokio::test]
async fn who_is_denied_is_told_and_may_ask_again_unless_blocked() {
    let app = TestApp::start().await;
    let (mut host, code) = with_waiting_room(&app).await;
    let request = REQUEST;
    for (number, block) in [(1, false), (2, true)] {
        let mut waiting = knock(&app, &code, "Wanda").await;
        let knock = KnockId(number);
        host.send(&ClientMessage::Deny {
            request,
            knock,
            block,
        })
        .await;
        let denied = ServerMessage::Closing {
            reason: CloseReason::Denied,
            retry_after: parley_protocol::Milliseconds(0),
        };
        let expected = if block {
            shut(ErrorCode::Blocked, CloseCode::BLOCKED)
        } else {
            (vec![denied], Some(CloseCode::DENIED.0))
        };
        assert_eq!(waiting.rest().await, expected);
    }
    drop(host);
    let app = app.restart().await;
    let mut again = app.socket_with(&code, "").await;
    again.send(&hello("Wanda", None)).await;
    let expected = shut(ErrorCode::Blocked, CloseCode::BLOCKED);
    assert_eq!(again.rest().await, expected, "also after a restart");
}
