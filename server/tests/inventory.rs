//! Every route, server function and message, with who may use it, its rule for cross-site requests, its rate limit
//! and the test of its own. What is not in the table fails, and what is only in the table fails too.

use leptos::server_fn::axum::server_fn_paths;
use parley_protocol::{ClientMessage, Milliseconds};
use parley_server::{LimitClass, PLAIN_ROUTES, class_of, page_routes};
use parley_test_support::{HttpRequest, TestApp};
use std::collections::BTreeSet;

#[derive(Clone, Copy, Debug, PartialEq)]
enum CrossSite {
    /// Changes nothing, so that it may come from anywhere.
    Safe,
    /// Refused by the layer for unsafe methods.
    Refused,
    /// Refused by its own exact check of `Origin`.
    OwnOrigin,
    /// Comes over a socket whose origin was checked.
    OnSocket,
}

#[derive(Clone, Copy, Debug)]
enum Rate {
    /// Costs next to nothing.
    Free,
    /// By client address, in HTTP.
    Client(LimitClass),
    /// By socket, in the room.
    Socket,
}

struct Row(&'static str, &'static str, CrossSite, Rate, &'static str);

use CrossSite::{OnSocket, OwnOrigin, Refused, Safe};
use LimitClass::{Lookup, Socket, Start};

/// What it is, who may use it, cross-site, rate, the name of its test.
const TABLE: [Row; 14] = [
    Row(
        "GET /",
        "anybody",
        Safe,
        Rate::Free,
        "t044_every_page_has_a_nonce_of_its_own",
    ),
    Row(
        "GET /m/{code}",
        "anybody",
        Safe,
        Rate::Client(Lookup),
        "t045_t043_t051_every_status",
    ),
    Row(
        "GET /healthz",
        "anybody",
        Safe,
        Rate::Free,
        "without_its_database",
    ),
    Row(
        "GET /readyz",
        "anybody",
        Safe,
        Rate::Free,
        "without_its_database",
    ),
    Row(
        "GET /socket/{code}",
        "who has the code",
        OwnOrigin,
        Rate::Client(Socket),
        "t053_only_our_own",
    ),
    Row(
        "POST /api/start_meeting",
        "meetings.guests_may_start",
        Refused,
        Rate::Client(Start),
        "where_guests_may",
    ),
    Row(
        "POST /api/join_meeting",
        "anybody",
        Refused,
        Rate::Client(Lookup),
        "t037_t040_t041_every_unsafe_route",
    ),
    Row(
        "POST /api/find_meeting",
        "anybody",
        Refused,
        Rate::Client(Lookup),
        "t037_t040_t041_every_unsafe_route",
    ),
    Row(
        "message hello",
        "who has the code",
        OnSocket,
        Rate::Socket,
        "before_hello",
    ),
    Row(
        "message set_media",
        "a participant, for themselves",
        OnSocket,
        Rate::Socket,
        "t067_a_flood",
    ),
    Row(
        "message signal",
        "a participant, to one of the room",
        OnSocket,
        Rate::Socket,
        "t057_a_signal",
    ),
    Row(
        "message send_chat",
        "a participant",
        OnSocket,
        Rate::Socket,
        "t056_a_forged_sender",
    ),
    Row(
        "message leave",
        "a participant, for themselves",
        OnSocket,
        Rate::Socket,
        "before_hello",
    ),
    Row(
        "message ping",
        "anybody on the socket",
        OnSocket,
        Rate::Socket,
        "t065_what_is_no_message",
    ),
];

const TESTS: [&str; 4] = [
    include_str!("headers.rs"),
    include_str!("lifecycle.rs"),
    include_str!("socket.rs"),
    include_str!("inventory.rs"),
];

/// Exhaustive: a new message does not compile until it is named here and in [`MESSAGES`].
fn message_name(message: &ClientMessage) -> &'static str {
    match message {
        ClientMessage::Hello { .. } => "hello",
        ClientMessage::SetMedia { .. } => "set_media",
        ClientMessage::Signal { .. } => "signal",
        ClientMessage::SendChat { .. } => "send_chat",
        ClientMessage::Leave {} => "leave",
        ClientMessage::Ping { .. } => "ping",
    }
}

const MESSAGES: [&str; 6] = ["hello", "set_media", "signal", "send_chat", "leave", "ping"];

fn real() -> BTreeSet<String> {
    let pages = page_routes();
    let pages = pages.iter().map(|page| format!("GET {}", page.path()));
    let functions = server_fn_paths().map(|(path, method)| format!("{method} {path}"));
    let plain = PLAIN_ROUTES.iter().map(|path| format!("GET {path}"));
    let messages = MESSAGES.iter().map(|name| format!("message {name}"));
    pages
        .chain(functions)
        .chain(plain)
        .chain(messages)
        .collect()
}

fn path_of(row: &Row) -> Option<(&str, String)> {
    let (method, path) = row.0.split_once(' ')?;
    (method != "message").then(|| (method, path.replace("{code}", "zzz-zzzz-zzz")))
}

#[test]
fn everything_that_is_there_has_a_row_and_every_row_is_there() {
    let rows: BTreeSet<String> = TABLE.iter().map(|row| row.0.to_owned()).collect();
    assert_eq!(rows, real());
    assert_eq!(rows.len(), TABLE.len(), "a row is there twice");
    assert_eq!(message_name(&ClientMessage::Leave {}), "leave");
}

#[test]
fn every_row_says_who_may_and_names_a_test_that_is_there() {
    for Row(name, who, _, _, test) in &TABLE {
        assert!(!who.is_empty(), "{name}");
        let there = TESTS
            .iter()
            .any(|file| file.contains(&format!("fn {test}")));
        assert!(there, "{name}: there is no test {test}…");
    }
}

#[test]
fn every_row_has_the_rate_limit_that_the_server_gives_it() {
    for row in &TABLE {
        let Some((method, path)) = path_of(row) else {
            assert!(matches!(row.3, Rate::Socket), "{}", row.0);
            continue;
        };
        let class = class_of(&method.parse().unwrap(), &path);
        match row.3 {
            Rate::Free => assert_eq!(class, None, "{}", row.0),
            Rate::Client(expected) => assert_eq!(class, Some(expected), "{}", row.0),
            Rate::Socket => panic!("{} is no message", row.0),
        }
    }
}

#[tokio::test]
async fn t037_t040_t041_every_unsafe_route_refuses_other_sites() {
    let app = TestApp::start().await;
    let own = app.origin().to_owned();
    let mut tried = 0;
    for row in TABLE.iter().filter(|row| !row.0.starts_with("message")) {
        let (method, path) = path_of(row).unwrap();
        let is_safe = method == "GET";
        assert_eq!(row.2 == Refused, !is_safe, "{}", row.0);
        if is_safe {
            continue;
        }
        let foreign: [&[(&str, &str)]; 6] = [
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site"), ("origin", &own)],
            &[("sec-fetch-site", "cross-site"), ("origin", &own)],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[],
        ];
        for headers in foreign {
            let mut request = HttpRequest::new(method, &path).form("code=zzz-zzzz-zzz");
            for (name, value) in headers {
                request = request.header(name, value);
            }
            let response = app.send(request).await;
            assert_eq!(response.status, 403, "{} with {headers:?}", row.0);
            assert_eq!(response.header("location"), "");
            tried += 1;
        }
    }
    assert_eq!(tried, 18);
}

#[tokio::test]
async fn every_rate_limit_answers_429_and_ends_after_a_minute() {
    for row in &TABLE {
        let (Some((method, path)), Rate::Client(class)) = (path_of(row), row.3) else {
            continue;
        };
        let app = TestApp::start().await;
        let request = || {
            let request = HttpRequest::new(method, &path).form("code=zzz-zzzz-zzz");
            request.header("origin", app.origin())
        };
        for _ in 0..class.per_minute().get() {
            let response = app.send(request()).await;
            assert_ne!(response.status, 429, "{} too early", row.0);
        }
        let refused = app.send(request()).await;
        assert_eq!(refused.status, 429, "{}", row.0);
        let seconds: u64 = refused.header("retry-after").parse().unwrap();
        assert!((1..=60).contains(&seconds), "{}", row.0);
        assert!(refused.body.contains("wait a moment"));
        app.clock().advance(Milliseconds::from_seconds(60));
        assert_ne!(
            app.send(request()).await.status,
            429,
            "{} after a minute",
            row.0
        );
    }
}

#[tokio::test]
async fn where_guests_may_not_start_they_start_nothing() {
    let open = TestApp::start().await;
    let started = open.post("/api/start_meeting", "").await;
    assert!(started.header("location").starts_with("/m/"), "{started:?}");
    let closed = TestApp::start_with(|config| config.meetings.guests_may_start = false).await;
    let refused = closed.post("/api/start_meeting", "").await;
    assert_eq!(refused.header("location"), "");
    assert!(refused.status.is_client_error() || refused.status.is_server_error());
}
