//! What a link can do: GET and HEAD, on every route there is, as everybody there is.
#![expect(clippy::large_futures, reason = "a test runs one at a time")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use parley_domain::accounts::Role;
use parley_protocol::{ClientMessage, Milliseconds};
use parley_server::{PLAIN_ROUTES, page_routes};
use parley_test_support::{HttpRequest, HttpResponse, Member, Tables, TestApp, soon};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What a look may change: when and from where a session was used last. It is the session's owner who sees it, and
/// nothing is decided by it but the end of a session that nobody uses.
const MAY_CHANGE: [(&str, &str); 3] = [
    ("session", "last_used_at"),
    ("session", "device"),
    ("session", "address"),
];

async fn stored(app: &TestApp) -> Tables {
    let mut tables = app.tables().await;
    for (table, column) in MAY_CHANGE {
        for row in tables.get_mut(table).unwrap() {
            row.remove(column).unwrap();
        }
    }
    tables
}

/// What a house full of people has: plans, a feed, a meeting that is over, codes that wait.
struct House {
    app: TestApp,
    ines: Member,
    wei: Member,
    bearer: String,
    /// What can stand in the places of an address.
    parts: Vec<(&'static str, String)>,
}

async fn house() -> House {
    let app = TestApp::start().await;
    let (ines, wei) = (app.member("ines").await, app.member("wei").await);
    let promoted = app.accounts().set_role(None, ines.user.id, Role::Admin);
    promoted.await.unwrap();
    plan(&app, &ines.cookie).await;
    let mut socket = app.socket_with("garden-committee", &ines.cookie).await;
    socket.hello("Ines").await;
    socket.send(&ClientMessage::Leave {}).await;
    socket.rest().await;
    app.post("/api/request_reset", "identifier=wei").await;
    let feed = app.schedules().create_feed(&ines.user).await.unwrap();
    let grant =
        json!({ "grant_type": "password", "name": "ines", "password": "quiet marble river" });
    let token = HttpRequest::new("POST", "/api/v1/token").json(&grant);
    let token: Value = serde_json::from_str(&app.send(token).await.body).unwrap();
    settled(&app).await;
    House {
        bearer: format!("Bearer {}", token["access_token"].as_str().unwrap()),
        parts: vec![
            ("{code}", "garden-committee".to_owned()),
            ("{file}", format!("{feed}.ics")),
            ("{id}", "0".repeat(32)),
            ("{side}", "96".to_owned()),
        ],
        app,
        ines,
        wei,
    }
}

/// Mails go out and stays end beside the requests that caused them.
async fn settled(app: &TestApp) {
    let waiting = async {
        loop {
            let tables = app.tables().await;
            let over = |row: &BTreeMap<String, String>| row["left_at"] != "NULL";
            if tables["outbox_mail"].is_empty() && tables["run_stay"].iter().any(over) {
                return;
            }
        }
    };
    soon("the end of what was begun", waiting).await;
}

async fn plan(app: &TestApp, cookie: &str) {
    let draft = json!({ "draft": {
        "when": { "title": "Garden", "date": "2030-03-21", "time": "18:00", "minutes": 60 },
        "zone": "Europe/Paris",
        "every": { "week": 8 },
        "end": { "after": "3" },
        "invited": ["wei@example.org"],
        "link": "garden-committee",
        "password": "south-wall",
        "without_password": false,
        "rules": {
            "waiting_room": false, "host_first": false, "locked": false,
            "may_unmute": true, "may_start_video": true,
            "may_share": true, "may_chat": true,
        },
        "history_days": null,
    }});
    let request = HttpRequest::new("POST", "/api/schedule_meeting").json(&draft);
    let request = request.header("origin", app.origin());
    let saved = app.send(request.header("cookie", cookie)).await;
    assert_eq!(saved.status, 200, "{}", saved.body);
}

impl House {
    /// Every address there is: of pages, routes and server functions, and some of nothing.
    fn addresses(&self) -> Vec<String> {
        let pages = page_routes();
        let pages = pages.iter().map(|page| page.path().to_owned());
        let plain = PLAIN_ROUTES.iter().map(|(_, path)| (*path).to_owned());
        let functions = leptos::server_fn::axum::server_fn_paths();
        let functions = functions.map(|(path, _)| path.to_owned());
        let more = ["/nowhere", "/robots.txt"].map(str::to_owned);
        let all = pages.chain(plain).chain(functions).chain(more);
        let filled = all.map(|mut path| {
            for (place, value) in &self.parts {
                path = path.replace(place, value);
            }
            assert!(!path.contains('{'), "{path}");
            path
        });
        filled.collect()
    }

    async fn ask(&self, method: &str, path: &str, who: (&str, &str)) -> HttpResponse {
        let (cookie, bearer) = who;
        let mut request = HttpRequest::new(method, path)
            .header("accept", "text/html")
            .header("x-http-method-override", "POST")
            .header("x-method-override", "DELETE");
        if !cookie.is_empty() {
            request = request.header("cookie", cookie);
        }
        if !bearer.is_empty() {
            request = request.header("authorization", bearer);
        }
        self.app.send(request).await
    }
}

/// What a form would send, for those who believe an address.
const QUERY: &str = "_method=POST&id=1&role=admin&change=suspend&full_name=X&username=xxx&email=x%40example.org\
                     &phone=&identifier=ines&password=quiet+marble+river&code=garden-committee&all=true&page=1\
                     &search=&person=&link=xyz&key=20300321T180000&current_password=quiet+marble+river";

#[tokio::test]
async fn t038_no_get_and_no_head_changes_anything() {
    let house = house().await;
    let before = stored(&house.app).await;
    for table in [
        "account",
        "session",
        "schedule",
        "calendar_feed",
        "run_stay",
    ] {
        assert!(!before[table].is_empty(), "{table} is looked at in vain");
    }
    let (ines, wei) = (house.ines.cookie.as_str(), house.wei.cookie.as_str());
    let addresses = house.addresses();
    assert!(addresses.len() > 60, "{addresses:?}");
    let mut answered = 0;
    for who in [("", house.bearer.as_str()), (ines, ""), (wei, ""), ("", "")] {
        for (number, path) in addresses.iter().enumerate() {
            for address in [path.clone(), format!("{path}?{QUERY}")] {
                for method in ["GET", "HEAD"] {
                    let answer = house.ask(method, &address, who).await;
                    answered += usize::from(answer.status == 200);
                    let ends = answer.cookie("parley_session");
                    assert_eq!(ends, None, "{method} {address} changes who is signed in");
                }
            }
            // The limits of a minute are not what holds here.
            if number % 10 == 0 {
                house.app.clock().advance(Milliseconds::from_seconds(60));
            }
        }
    }
    assert!(answered > 100, "{answered}");
    assert_eq!(stored(&house.app).await, before);
}

#[tokio::test]
async fn t038_a_server_function_is_not_there_for_get_and_head() {
    let house = house().await;
    for (path, method) in leptos::server_fn::axum::server_fn_paths() {
        assert_eq!(method, "POST", "{path}");
        for method in ["GET", "HEAD"] {
            let answer = house.ask(method, path, (&house.ines.cookie, "")).await;
            assert!(answer.status.is_client_error(), "{method} {path}");
            assert_ne!(answer.status, 429, "{method} {path}");
        }
        house.app.clock().advance(Milliseconds::from_seconds(60));
    }
}
