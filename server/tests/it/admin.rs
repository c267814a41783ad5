//! What admins see and do, and sessions that end elsewhere, over HTTP and sockets.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use parley_db::Database;
use parley_domain::{
    Clock as _,
    accounts::{AuditKind, AuditRepository as _, Role, SESSION_IDLE, SessionRepository as _, User},
};
use parley_protocol::{
    ClientMessage, CloseCode, CloseReason, DisplayName, EmailAddress, Milliseconds, Password,
    RequestId, ServerMessage, Username,
};
use parley_test_support::{HttpRequest, HttpResponse, TestApp, TestSocket, soon};
use serde_json::Value;

const PASSWORD: &str = "quiet marble river";
const CODE: &str = "mkd-vqtr-hba";

/// An account, and its session's cookie.
async fn person(app: &TestApp, name: &str, role: Role) -> (User, String) {
    let accounts = app.accounts();
    let user = accounts
        .create_superuser(
            DisplayName::new(name).unwrap(),
            Username::new(name).unwrap(),
            EmailAddress::new(&format!("{name}@example.org")).unwrap(),
            &Password::new(PASSWORD).unwrap(),
        )
        .await
        .unwrap();
    accounts.set_role(None, user.id, role).await.unwrap();
    let cookie = sign_in(app, name).await;
    (user, cookie)
}

async fn sign_in(app: &TestApp, name: &str) -> String {
    let form = format!("identifier={name}&password=quiet+marble+river&keep=true");
    let entered = app.post("/api/sign_in", &form).await;
    let cookie = entered.header("set-cookie").to_owned();
    assert!(cookie.starts_with("parley_session="), "{entered:?}");
    cookie.split(';').next().unwrap().to_owned()
}

async fn post(app: &TestApp, path: &str, form: &str, cookie: &str) -> HttpResponse {
    let request = HttpRequest::new("POST", path).form(form);
    let request = request.header("origin", app.origin());
    app.send(request.header("cookie", cookie)).await
}

async fn socket(app: &TestApp, cookie: &str) -> TestSocket {
    let origin = app.origin().to_owned();
    let with = [("origin", &*origin), ("cookie", cookie)];
    app.socket_from(CODE, &with).await.unwrap()
}

async fn kinds(app: &TestApp, user: &User) -> Vec<AuditKind> {
    let events = app.database().audit().list(user.id, 50).await.unwrap();
    events.into_iter().map(|event| event.kind).collect()
}

fn json(response: &HttpResponse) -> Value {
    assert_eq!(response.status, 200, "{response:?}");
    serde_json::from_str(&response.body).unwrap()
}

#[tokio::test]
async fn t083_for_others_there_is_nothing_to_see_and_nothing_to_end() {
    let app = TestApp::start().await;
    app.meeting(CODE).await;
    let (boss, boss_cookie) = person(&app, "boss", Role::Admin).await;
    let (_, ines) = person(&app, "ines", Role::Member).await;
    let mut socket = socket(&app, &boss_cookie).await;
    let forged = format!("{ines}; role=admin; is_admin=true");
    let end = format!(
        "id={}&change=end_sessions&role=admin&is_admin=true",
        app.user_handle(boss.id)
    );
    for cookie in ["", &*ines, &*forged] {
        for (path, form) in [
            ("/api/look_at_server", "role=admin"),
            ("/api/list_audit", "person=&page=1&role=admin"),
            ("/api/change_user", &*end),
            ("/api/end_meeting", &*format!("code={CODE}&role=admin")),
        ] {
            let response = post(&app, path, form, cookie).await;
            assert_eq!(response.status, 404, "{path} with {cookie:?}: {response:?}");
            for word in ["boss", "Sign", "database", "192."] {
                assert!(!response.body.contains(word), "{path}: {response:?}");
            }
        }
    }
    socket.hello("Boss").await;
    let kinds = kinds(&app, &boss).await;
    assert!(!kinds.contains(&AuditKind::SessionsEnded), "{kinds:?}");
}

#[tokio::test]
async fn t028_a_fresh_server_has_no_account_no_password_and_no_door_to_the_first_one() {
    let app = TestApp::start().await;
    let (users, all) = app.accounts().list_users(None, "", 0, 100).await.unwrap();
    assert_eq!((users.len(), all), (0, 0));
    for name in ["admin", "root", "parley", "superuser", "administrator"] {
        for password in [name, "admin", "password", "changeme", "parley"] {
            let form = format!("identifier={name}&password={password}");
            let refused = app.post("/api/sign_in", &form).await;
            assert_eq!(refused.status, 422, "{name} with {password}");
            assert_eq!(refused.header("set-cookie"), "");
            app.clock().advance(Milliseconds::from_seconds(60));
        }
    }
    for (path, form) in [
        ("/api/list_users", "search=&page=1"),
        ("/api/list_audit", "person=&page=1"),
        ("/api/look_at_server", ""),
        ("/api/change_user", "id=x&change=make_admin"),
    ] {
        let refused = post(&app, path, form, "").await;
        assert_eq!(refused.status, 404, "{path}");
    }
    let pages = app.get("/admin").await;
    assert_eq!(pages.status, 404);
    // Whoever registers first is a member as everybody else.
    assert_eq!(app.register("first").await.role, Role::Member);
}

#[tokio::test]
async fn t054_an_admin_ends_the_sessions_of_somebody_who_stays_a_member() {
    let app = TestApp::start().await;
    app.meeting(CODE).await;
    let (boss, boss_cookie) = person(&app, "boss", Role::Admin).await;
    let (ines, cookie) = person(&app, "ines", Role::Member).await;
    let mut own = socket(&app, &cookie).await;
    let mut others = socket(&app, &boss_cookie).await;
    let form = format!("id={}&change=end_sessions", app.user_handle(ines.id));
    let done = post(&app, "/api/change_user", &form, &boss_cookie).await;
    assert_eq!(done.status, 200, "{done:?}");
    assert_eq!(soon("the close", own.close_code()).await, Some(4401));
    others.hello("Boss").await;
    let gone = post(&app, "/api/list_devices", "", &cookie).await;
    assert_eq!(gone.status, 401);
    sign_in(&app, "ines").await;
    let log = json(&post(&app, "/api/list_audit", "person=ines&page=1", &boss_cookie).await);
    let mut entries = log["entries"].as_array().unwrap().iter();
    let entry = entries
        .find(|entry| entry["kind"] == "sessions_ended")
        .unwrap();
    assert_eq!(
        (&entry["about"], &entry["by"]),
        (&"ines".into(), &"boss".into())
    );
    // One cannot end one's own here: there is a button for that on one's profile.
    let form = format!("id={}&change=end_sessions", app.user_handle(boss.id));
    let own = post(&app, "/api/change_user", &form, &boss_cookie).await;
    assert!(!own.status.is_success(), "{own:?}");
}

#[tokio::test]
async fn t054_t036_a_session_that_another_process_ends_loses_its_sockets() {
    let app = TestApp::start().await;
    app.meeting(CODE).await;
    let (ines, cookie) = person(&app, "ines", Role::Member).await;
    let (_, other_cookie) = person(&app, "wei", Role::Member).await;
    let mut own = socket(&app, &cookie).await;
    let mut other = socket(&app, &other_cookie).await;
    // As `parley user disable` and `reset` do it: another connection to the same database.
    let file = app.folder().join("data/parley.db");
    let elsewhere = Database::connect(&format!("sqlite://{}", file.display())).await;
    let elsewhere = elsewhere.unwrap();
    let ended = elsewhere.sessions().remove_all(ines.id, None).await;
    assert_eq!(ended.unwrap().len(), 1);
    assert_eq!(soon("the close", own.close_code()).await, Some(4401));
    other.hello("Wei").await;
    elsewhere.close().await.unwrap();
}

#[tokio::test]
async fn t054_a_session_that_is_too_old_loses_its_sockets() {
    let app = TestApp::start().await;
    app.meeting(CODE).await;
    let (_, cookie) = person(&app, "ines", Role::Member).await;
    let mut own = socket(&app, &cookie).await;
    let mut guest = app.socket(CODE).await;
    app.clock().advance(Milliseconds(SESSION_IDLE));
    assert_eq!(soon("the close", own.close_code()).await, Some(4401));
    guest.hello("Guest").await;
}

#[tokio::test]
async fn a_socket_says_from_where_its_session_is_used() {
    let app = TestApp::start().await;
    app.meeting(CODE).await;
    let (ines, cookie) = person(&app, "ines", Role::Member).await;
    app.clock().advance(Milliseconds::from_seconds(61));
    let origin = app.origin().to_owned();
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
    let with = [
        ("origin", &*origin),
        ("cookie", &*cookie),
        ("user-agent", agent),
    ];
    let mut socket = app.socket_from(CODE, &with).await.unwrap();
    socket.hello("Ines").await;
    let session = app.database().sessions().list(ines.id).await.unwrap();
    assert_eq!(session[0].last_used_at, app.clock().now());
    assert_eq!(session[0].origin.device, "Firefox on Linux");
    assert_eq!(session[0].origin.address, "127.0.0.1");
}

#[tokio::test]
async fn nobody_becomes_a_guest_because_a_session_cannot_be_looked_up() {
    let app = TestApp::start().await;
    app.meeting(CODE).await;
    let (_, cookie) = person(&app, "ines", Role::Member).await;
    // Meetings still are found, and sessions are not.
    app.execute("DROP TABLE session").await;
    let mut own = socket(&app, &cookie).await;
    assert_eq!(own.cookie(), None);
    assert_eq!(soon("the close", own.close_code()).await, Some(1013));
    let guest = app.socket(CODE).await;
    assert!(guest.cookie().unwrap().starts_with("parley_guest="));
}

#[tokio::test]
async fn a_page_beyond_every_database_is_empty() {
    let app = TestApp::start().await;
    let (_, cookie) = person(&app, "boss", Role::Admin).await;
    for page in ["9999999999999999999", "18446744073709551615", "0"] {
        for (path, form, list) in [
            ("/api/list_users", "search=", "users"),
            ("/api/list_audit", "person=", "entries"),
        ] {
            let form = format!("{form}&page={page}");
            let found = json(&post(&app, path, &form, &cookie).await);
            assert!(found["total"].as_u64() > Some(0), "{path}: {page}");
            let listed = found[list].as_array().unwrap();
            assert_eq!(listed.is_empty(), page != "0", "{path}: {page}");
        }
        let path = format!("/admin?page={page}&entries={page}");
        let drawn = HttpRequest::new("GET", &path).header("accept", "text/html");
        let drawn = app.send(drawn.header("cookie", &cookie)).await;
        assert_eq!(drawn.status, 200, "{page}");
    }
}

#[tokio::test]
async fn an_admin_sees_who_is_in_a_meeting_and_how_the_server_is() {
    let app = TestApp::start().await;
    app.meeting(CODE).await;
    let (boss, cookie) = person(&app, "boss", Role::Admin).await;
    let look = async || json(&post(&app, "/api/look_at_server", "", &cookie).await);
    let before = look().await;
    assert_eq!(before["meetings"], Value::Array(Vec::new()));
    assert_eq!(before["accounts"], 1);
    assert_eq!(before["database"]["kind"], "SQLite");
    assert!(before["database"]["answers_in_microseconds"].is_u64());
    assert_eq!(before["mail"]["waiting"], 0);
    assert!(before["disk"]["free"].as_u64() <= before["disk"]["total"].as_u64());

    let (mut ann, mut ben) = (app.socket(CODE).await, app.socket(CODE).await);
    ann.hello("Ann").await;
    ben.hello("Ben").await;
    let mut own = app.socket(boss.personal_code.as_str()).await;
    own.hello("Boss").await;
    // One that she started, and that is not her personal one.
    let started = post(&app, "/api/create_link", "", &cookie).await;
    let started = json(&started).as_str().unwrap().to_owned();
    let mut third = app.socket_with(&started, &cookie).await;
    third.hello("Boss").await;
    app.clock().advance(Milliseconds::from_seconds(90));
    let seen = look().await;
    assert_eq!(
        (&seen["people"], &seen["connections"]),
        (&4.into(), &4.into())
    );
    assert_eq!(seen["up_seconds"], 90);
    let meetings = seen["meetings"].as_array().unwrap();
    let find = |code: &str| meetings.iter().find(|meeting| meeting["code"] == code);
    let meeting = find(CODE).unwrap();
    assert_eq!(
        (&meeting["people"], &meeting["seconds"]),
        (&2.into(), &90.into())
    );
    assert_eq!(meeting["host"], Value::Null);
    let personal = find(boss.personal_code.as_str()).unwrap();
    assert_eq!(personal["host"]["name"], "boss");
    assert_eq!(find(&started).unwrap()["host"]["name"], "boss");
    let page = HttpRequest::new("GET", "/admin").header("accept", "text/html");
    let page = app.send(page.header("cookie", &cookie)).await;
    for words in ["Live meetings", CODE, "Server health", "SQLite, answers in"] {
        assert!(page.body.contains(words), "{words}");
    }
}

#[tokio::test]
async fn an_admin_ends_a_meeting_for_everybody_and_the_log_says_so() {
    let app = TestApp::start().await;
    app.meeting(CODE).await;
    let (_, boss) = person(&app, "boss", Role::Admin).await;
    let (ines, cookie) = person(&app, "ines", Role::Member).await;
    let personal = ines.personal_code.as_str();
    let (mut ann, mut own) = (
        app.socket(CODE).await,
        app.socket_with(personal, &cookie).await,
    );
    ann.hello("Ann").await;
    own.hello("Ines").await;
    let mut guest = app.socket(personal).await;
    guest.hello("Guest").await;
    let end = async |code: &str, cookie: &str| {
        let form = format!("code={code}");
        post(&app, "/api/end_meeting", &form, cookie).await.status
    };
    assert_eq!(end(personal, &cookie).await, 404, "a member");
    assert_eq!(end(personal, "").await, 404, "a guest");
    assert_eq!(end(personal, &boss).await, 200);
    let ended = ServerMessage::Closing {
        reason: CloseReason::Ended,
        retry_after: Milliseconds(0),
    };
    for socket in [&mut own, &mut guest] {
        let (messages, close) = soon("the end", socket.rest()).await;
        assert_eq!(messages.last(), Some(&ended), "{messages:?}");
        assert_eq!(close, Some(CloseCode::ENDED.0));
    }
    ann.send(&ClientMessage::Ping {
        request: RequestId(1),
    })
    .await;
    let is_pong = |message: &ServerMessage| matches!(message, ServerMessage::Pong { .. });
    ann.expect("the other meeting goes on", is_pong).await;
    // Once more, and one that never was: nothing to end, and nothing in the log.
    assert_eq!(end("zzz-zzzz-zzz", &boss).await, 200);
    let log = json(&post(&app, "/api/list_audit", "person=ines&page=1", &boss).await);
    let entries = log["entries"].as_array().unwrap();
    let noted: Vec<_> = entries
        .iter()
        .filter(|entry| entry["kind"] == "meeting_ended")
        .collect();
    assert_eq!(noted.len(), 1);
    assert_eq!(
        (&noted[0]["about"], &noted[0]["by"]),
        (&"ines".into(), &"boss".into())
    );
}

#[tokio::test]
async fn t140_the_log_names_who_did_what_from_where_and_holds_no_secret() {
    let app = TestApp::start().await;
    let (_, boss) = person(&app, "boss", Role::Admin).await;
    let (_, cookie) = person(&app, "ines", Role::Member).await;
    let form = "identifier=ines&password=some+other+secret";
    assert_eq!(app.post("/api/sign_in", form).await.status, 422);
    let log = post(&app, "/api/list_audit", "person=ines&page=1", &boss).await;
    let secret = cookie.split('=').nth(1).unwrap();
    for word in ["some other secret", PASSWORD, secret, "argon2", "\"id\""] {
        assert!(!log.body.contains(word), "{word}");
    }
    let log = json(&log);
    let kinds: Vec<&str> = log["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            assert_eq!(entry["about"], "ines");
            entry["kind"].as_str().unwrap()
        })
        .collect();
    for kind in ["sign_in_failed", "signed_in", "role_changed"] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    assert_eq!(log["entries"][0]["address"], "127.0.0.1");
    let all = json(&post(&app, "/api/list_audit", "person=&page=1", &boss).await);
    assert!(all["total"].as_u64() > log["total"].as_u64());
}
