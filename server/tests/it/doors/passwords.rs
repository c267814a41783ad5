//! The password of a meeting, of whom it is asked, and the settings that its owner has for it.

use parley_protocol::{
    ClientMessage, CloseCode, ErrorCode, MeetingPassword, MeetingRules, RequestId, ServerMessage,
};
use parley_test_support::{HttpRequest, HttpResponse, TestApp, TestSocket};
use serde_json::{Value, json};

/// Plans a meeting with a password, or changes it; returns what the page is told.
async fn plan(app: &TestApp, cookie: &str, id: Option<&Value>, rules: MeetingRules) -> Value {
    plan_for(app, cookie, id, rules, &[]).await
}

/// The same, with people who are invited.
async fn plan_for(
    app: &TestApp,
    cookie: &str,
    id: Option<&Value>,
    rules: MeetingRules,
    invited: &[&str],
) -> Value {
    let mut body = body_of("Standup", rules, invited);
    let mut path = "/api/schedule_meeting";
    if let Some(id) = id {
        body["id"] = id.clone();
        body["draft"]["password"] = "".into();
        path = "/api/edit_schedule";
    }
    ask(app, path, &body, cookie).await
}

/// Changes what it is called and allows.
async fn retitle(app: &TestApp, cookie: &str, id: &Value, title: &str, rules: MeetingRules) {
    let mut body = body_of(title, rules, &[]);
    body["id"] = id.clone();
    body["draft"]["password"] = "".into();
    ask(app, "/api/edit_schedule", &body, cookie).await;
}

fn body_of(title: &str, rules: MeetingRules, invited: &[&str]) -> Value {
    json!({ "draft": {
        "when": { "title": title, "date": "2030-03-21", "time": "18:00", "minutes": 60 },
        "zone": "Europe/Paris",
        "every": "never",
        "end": "never",
        "invited": invited,
        "link": "weekly-standup",
        "password": "south-wall",
        "without_password": false,
        "rules": rules,
        "history_days": null,
    }})
}

async fn ask(app: &TestApp, path: &str, body: &Value, cookie: &str) -> Value {
    let request = HttpRequest::new("POST", path).json(body);
    let request = request.header("origin", app.origin());
    let answer = app.send(request.header("cookie", cookie)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

#[tokio::test]
async fn t079_the_eleventh_wrong_password_of_an_hour_is_the_last_and_the_owner_needs_none() {
    let app = TestApp::start().await;
    let olga = app.member("olga").await;
    plan(&app, &olga.cookie, None, MeetingRules::default()).await;
    let told = async |typed: Option<&str>| {
        let mut socket = app.socket_with("weekly-standup", "").await;
        let mut hello = TestSocket::hello_message("Gus");
        if let ClientMessage::Hello { password, .. } = &mut hello {
            *password = typed.map(|typed| MeetingPassword::new(typed).unwrap());
        }
        socket.send(&hello).await;
        let (messages, close) = socket.rest().await;
        assert_eq!(close, Some(CloseCode::PASSWORD.0));
        messages
    };
    let refused = |code| {
        vec![ServerMessage::Refused {
            request: None,
            code,
        }]
    };
    assert_eq!(told(None).await, refused(ErrorCode::PasswordNeeded));
    for guess in 0..10 {
        let guess = format!("guess-{guess}");
        assert_eq!(told(Some(&guess)).await, refused(ErrorCode::WrongPassword));
    }
    let right = Some("south-wall");
    assert_eq!(told(right).await, refused(ErrorCode::TooManyPasswords));
    let mut owner = app.socket_with("weekly-standup", &olga.cookie).await;
    owner.hello("Olga").await;
}

/// Asks the page for a meeting's door; whether it wants the password.
async fn needs_password(app: &TestApp, cookie: &str) -> bool {
    awaits(app, cookie).await.0
}

/// What the page before joining says awaits who asks: whether a password, and whether to be let in.
async fn awaits(app: &TestApp, cookie: &str) -> (bool, bool) {
    let asked = app.post_with("/api/find_meeting", "address=weekly-standup", cookie);
    let answer: Value = serde_json::from_str(&asked.await.body).unwrap();
    let is = |name: &str| answer[name].as_bool().unwrap();
    (is("needs_password"), is("waiting_room"))
}

#[tokio::test]
async fn t079_who_is_invited_types_no_password_and_everybody_else_does() {
    let app = TestApp::start().await;
    let olga = app.member("olga").await;
    let (wei, ana) = (app.member("wei").await, app.member("ana").await);
    let rules = MeetingRules::default();
    let invited = ["WEI@example.org"];
    let saved = plan_for(&app, &olga.cookie, None, rules, &invited).await;
    assert!(!needs_password(&app, &wei.cookie).await);
    let mut socket = app.socket_with("weekly-standup", &wei.cookie).await;
    socket.hello("Wei").await;
    // Neither a guest who says the name, nor another account, nor who was invited once.
    for cookie in ["", &*ana.cookie] {
        assert!(needs_password(&app, cookie).await, "{cookie}");
        let shut = app.socket_with("weekly-standup", cookie).await;
        is_shut(shut, "wei@example.org").await;
    }
    // Who is in the meeting comes in from a second tab, too, invited or not.
    socket.send(&ClientMessage::Leave {}).await;
    socket.rest().await;
    plan_for(&app, &olga.cookie, Some(&saved["id"]), rules, &[]).await;
    assert!(needs_password(&app, &wei.cookie).await);
    let shut = app.socket_with("weekly-standup", &wei.cookie).await;
    is_shut(shut, "Wei").await;
}

#[tokio::test]
async fn who_is_in_a_meeting_is_told_that_a_second_tab_comes_in_at_once_as_it_does() {
    let app = TestApp::start().await;
    let (olga, wei) = (app.member("olga").await, app.member("wei").await);
    let rules = MeetingRules {
        waiting_room: true,
        ..MeetingRules::default()
    };
    plan(&app, &olga.cookie, None, rules).await;
    let mut owner = app.socket_with("weekly-standup", &olga.cookie).await;
    owner.hello("Olga").await;
    assert_eq!(awaits(&app, &wei.cookie).await, (true, true));
    let mut knocking = app.socket_with("weekly-standup", &wei.cookie).await;
    let mut hello = TestSocket::hello_message("Wei");
    if let ClientMessage::Hello { password, .. } = &mut hello {
        *password = Some(MeetingPassword::new("south-wall").unwrap());
    }
    knocking.send(&hello).await;
    let is_lobby = |message: &ServerMessage| matches!(message, ServerMessage::Lobby { .. });
    knocking.expect("the lobby", is_lobby).await;
    assert_eq!(
        awaits(&app, &wei.cookie).await,
        (true, true),
        "who waits is not in it"
    );
    let (request, knock) = (RequestId(1), None);
    owner.send(&ClientMessage::Admit { request, knock }).await;
    let is_snapshot = |message: &ServerMessage| matches!(message, ServerMessage::Snapshot { .. });
    knocking.expect("a seat", is_snapshot).await;
    assert_eq!(awaits(&app, &wei.cookie).await, (false, false));
    assert_eq!(awaits(&app, "").await, (true, true), "a guest");
    let mut second = app.socket_with("weekly-standup", &wei.cookie).await;
    second.hello("Wei").await;
    for mut tab in [knocking, second] {
        tab.send(&ClientMessage::Leave {}).await;
        tab.rest().await;
    }
    assert_eq!(awaits(&app, &wei.cookie).await, (true, true));
}

/// The password is asked for.
async fn is_shut(mut socket: TestSocket, name: &str) {
    socket.send(&TestSocket::hello_message(name)).await;
    let (messages, close) = socket.rest().await;
    let refused = ServerMessage::Refused {
        request: None,
        code: ErrorCode::PasswordNeeded,
    };
    assert_eq!(
        (messages, close),
        (vec![refused], Some(CloseCode::PASSWORD.0))
    );
}

/// Asks for the settings of the personal meeting, or changes them.
async fn personal(app: &TestApp, name: &str, body: &Value, cookie: &str) -> HttpResponse {
    let request = HttpRequest::new("POST", &format!("/api/{name}_personal_meeting"));
    let request = match name {
        "read" => request.form(""),
        _ => request.json(body),
    };
    let request = request.header("origin", app.origin());
    app.send(request.header("cookie", cookie)).await
}

#[tokio::test]
async fn a_personal_meeting_has_settings_of_its_own_that_hold_at_once() {
    let app = TestApp::start().await;
    let olga = app.member("olga").await;
    let code = olga.user.personal_code.to_string();
    let rules = MeetingRules {
        waiting_room: true,
        may_chat: false,
        ..MeetingRules::default()
    };
    let draft = |password: &str, without| json!({ "draft": { "rules": rules, "password": password, "without_password": without, "history_days": 7 } });
    for name in ["read", "save"] {
        let refused = personal(&app, name, &draft("south-wall", false), "").await;
        assert_eq!(refused.status, 401, "{name}");
    }
    let short = personal(&app, "save", &draft("abc", false), &olga.cookie).await;
    assert_eq!(short.status, 422, "{}", short.body);
    let mut owner = app.socket_with(&code, &olga.cookie).await;
    owner.hello("Olga").await;
    let read = async || {
        let view = personal(&app, "read", &Value::Null, &olga.cookie).await;
        serde_json::from_str::<Value>(&view.body).unwrap()
    };
    let before =
        json!({ "rules": MeetingRules::default(), "has_password": false, "history_days": null });
    assert_eq!(read().await, before);
    let saved = personal(&app, "save", &draft("south-wall", false), &olga.cookie).await;
    assert_eq!(saved.status, 200, "{}", saved.body);
    let changed = owner.next().await.unwrap();
    let ServerMessage::MeetingChanged { meeting } = changed else {
        panic!("the meeting hears nothing: {changed:?}");
    };
    assert_eq!(meeting.rules, rules);
    assert_eq!(
        read().await,
        json!({ "rules": rules, "has_password": true, "history_days": 7 })
    );
    is_shut(app.socket(&code).await, "Gus").await;
    // Nothing typed keeps the password; it goes when that is said.
    personal(&app, "save", &draft("", false), &olga.cookie).await;
    is_shut(app.socket(&code).await, "Gus").await;
    personal(&app, "save", &draft("", true), &olga.cookie).await;
    let mut guest = app.socket(&code).await;
    guest.send(&TestSocket::hello_message("Gus")).await;
    let lobby = guest.next().await.unwrap();
    assert!(matches!(lobby, ServerMessage::Lobby { .. }), "{lobby:?}");
}

#[tokio::test]
async fn what_the_owner_changes_in_the_plan_holds_in_the_meeting_that_goes_on() {
    let app = TestApp::start().await;
    let olga = app.member("olga").await;
    let saved = plan(&app, &olga.cookie, None, MeetingRules::default()).await;
    let mut owner = app.socket_with("weekly-standup", &olga.cookie).await;
    owner.hello("Olga").await;
    let rules = MeetingRules {
        waiting_room: true,
        may_chat: false,
        ..MeetingRules::default()
    };
    plan(&app, &olga.cookie, Some(&saved["id"]), rules).await;
    let changed = owner.next().await.unwrap();
    let ServerMessage::MeetingChanged { meeting } = changed else {
        panic!("the meeting hears nothing: {changed:?}");
    };
    assert_eq!(meeting.rules, rules);
    assert_eq!(meeting.title.as_deref(), Some("Standup"));
    // The lock is not the plan's to set.
    let locked = MeetingRules {
        locked: true,
        may_chat: true,
        ..rules
    };
    retitle(&app, &olga.cookie, &saved["id"], "Stand-up", locked).await;
    for (title, is_locked) in [("Standup", false), ("Stand-up", false)] {
        let changed = owner.next().await.unwrap();
        let ServerMessage::MeetingChanged { meeting } = changed else {
            panic!("the meeting hears nothing: {changed:?}");
        };
        assert_eq!(meeting.title.as_deref(), Some(title));
        assert_eq!(
            (meeting.rules.locked, meeting.rules.may_chat),
            (is_locked, true)
        );
    }
}
