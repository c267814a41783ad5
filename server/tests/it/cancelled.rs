//! Planned meetings that were cancelled: who is told what, who stays, and who has their link then.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use parley_protocol::{ClientMessage, CloseCode, ErrorCode, RequestId, ServerMessage};
use parley_test_support::{HttpRequest, HttpResponse, TestApp, TestSocket};
use serde_json::{Value, json};

const LINK: &str = "weekly-standup";
const HEADING: &str = "This meeting was cancelled";

async fn ask(app: &TestApp, name: &str, body: &Value, cookie: &str) -> HttpResponse {
    let request = HttpRequest::new("POST", &format!("/api/{name}")).json(body);
    let request = request.header("origin", app.origin());
    let answer = app.send(request.header("cookie", cookie)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer
}

/// Two times of a meeting to which Wei is invited; answers its handle.
async fn plan(app: &TestApp, title: &str, cookie: &str) -> Value {
    let rules = json!({
        "waiting_room": false,
        "host_first": false,
        "locked": false,
        "may_unmute": true,
        "may_start_video": true,
        "may_share": true,
        "may_chat": true,
    });
    let draft = json!({
        "when": { "title": title, "date": "2030-03-21", "time": "18:00", "minutes": 60 },
        "zone": "Europe/Paris",
        "every": "day",
        "end": { "after": "2" },
        "invited": ["wei@example.org"],
        "link": LINK,
        "password": "",
        "without_password": false,
        "rules": rules,
        "history_days": null,
    });
    let saved = ask(app, "schedule_meeting", &json!({ "draft": draft }), cookie).await;
    serde_json::from_str::<Value>(&saved.body).unwrap()["id"].clone()
}

async fn cancel(app: &TestApp, id: &Value, key: Value, cookie: &str) {
    ask(
        app,
        "cancel_schedule",
        &json!({ "id": id, "key": key }),
        cookie,
    )
    .await;
}

async fn page(app: &TestApp, address: &str, cookie: &str) -> HttpResponse {
    let request = HttpRequest::new("GET", &format!("/m/{address}"));
    let request = request.header("accept", "text/html");
    app.send(request.header("cookie", cookie)).await
}

async fn found(app: &TestApp, address: &str, cookie: &str) -> Value {
    let form = format!("address={address}");
    let answer = app.post_with("/api/find_meeting", &form, cookie).await;
    serde_json::from_str(&answer.body).unwrap()
}

/// That the socket says so and closes.
async fn assert_shut(app: &TestApp, address: &str, cookie: &str) {
    let mut socket = app.socket_with(address, cookie).await;
    socket.send(&TestSocket::hello_message("Gus")).await;
    let refused = ServerMessage::Refused {
        request: None,
        code: ErrorCode::MeetingCancelled,
    };
    let told = socket.rest().await;
    assert_eq!(told, (vec![refused], Some(CloseCode::CANCELLED.0)));
}

#[tokio::test]
async fn a_cancelled_meeting_lets_nobody_in_and_says_so_to_everybody_in_their_way() {
    let app = TestApp::start().await;
    let (ines, wei) = (app.member("ines").await, app.member("wei").await);
    let id = plan(&app, "Standup", &ines.cookie).await;
    let code = found(&app, LINK, "").await["code"].clone();
    let key = json!("2030-03-21T18:00:00");
    cancel(&app, &id, key, &ines.cookie).await;
    // One time of a series is no reason to close it.
    assert_eq!(page(&app, LINK, "").await.status, 200);
    assert_eq!(found(&app, LINK, "").await["cancelled"], Value::Null);
    let mut guest = app.socket(LINK).await;
    guest.hello("Gus").await;
    drop(guest);
    cancel(&app, &id, Value::Null, &ines.cookie).await;
    for (cookie, told, words) in [
        ("", json!("to_others"), "Ask the person who invited you"),
        (
            &wei.cookie,
            json!({ "to_invited": { "host": "ines" } }),
            "ines planned it",
        ),
        (&ines.cookie, json!("to_host"), "schedule another meeting"),
    ] {
        for address in [LINK, code.as_str().unwrap()] {
            let page = page(&app, address, cookie).await;
            assert_eq!(page.status, 410, "{words}");
            for words in [HEADING, words] {
                assert!(page.body.contains(words), "{words}: {}", page.body);
            }
            let found = found(&app, address, cookie).await;
            assert_eq!(found["cancelled"], told);
            assert_eq!(found["needs_password"], false);
        }
    }
    let nobody = page(&app, LINK, "").await.body;
    assert!(
        !nobody.contains("ines"),
        "who planned it is not for everybody"
    );
}

#[tokio::test]
async fn who_is_in_a_meeting_that_is_cancelled_stays_and_nobody_else_comes_in() {
    let app = TestApp::start().await;
    let ines = app.member("ines").await;
    let id = plan(&app, "Standup", &ines.cookie).await;
    let mut guest = app.socket(LINK).await;
    let seat = guest.hello("Gus").await;
    let ServerMessage::Snapshot {
        resume: Some(resume),
        ..
    } = seat
    else {
        panic!("a seat: {seat:?}");
    };
    cancel(&app, &id, Value::Null, &ines.cookie).await;
    for cookie in ["", &ines.cookie] {
        assert_shut(&app, LINK, cookie).await;
    }
    let request = RequestId(1);
    guest.send(&ClientMessage::Ping { request }).await;
    let pong = |message: &ServerMessage| matches!(message, ServerMessage::Pong { .. });
    guest.expect("an answer", pong).await;
    let browser = guest
        .cookie()
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let mut again = app.socket_with(LINK, &browser).await;
    again.hello_again("Gus", resume, None).await;
}

#[tokio::test]
async fn the_link_of_a_cancelled_meeting_is_free_and_opens_nothing_of_the_old_one() {
    let app = TestApp::start().await;
    let (ines, ana) = (app.member("ines").await, app.member("ana").await);
    let id = plan(&app, "Old standup", &ines.cookie).await;
    let old = found(&app, LINK, "").await["code"].clone();
    cancel(&app, &id, Value::Null, &ines.cookie).await;
    plan(&app, "New standup", &ana.cookie).await;
    let new = found(&app, LINK, "").await;
    assert_eq!(
        (&new["title"], &new["cancelled"]),
        (&json!("New standup"), &Value::Null)
    );
    assert_ne!(new["code"], old);
    assert_eq!(page(&app, LINK, "").await.status, 200);
    assert_eq!(page(&app, old.as_str().unwrap(), "").await.status, 410);
    // The table of who was there is that of the new one, for its owner.
    for (who, status) in [(&ana, 200), (&ines, 404)] {
        let table = page(&app, &format!("{LINK}/history.csv"), &who.cookie).await;
        assert_eq!(table.status, status);
    }
    let table = format!("{}/history.csv", old.as_str().unwrap());
    assert_eq!(page(&app, &table, &ines.cookie).await.status, 200);
}
