//! Every route, server function and message, with who may use it, its rule for cross-site requests, its rate limit
//! and the test of its own. What is not in the table fails, and what is only in the table fails too.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod extra_fields;
mod messages;
mod planned;
mod table;

use leptos::server_fn::axum::server_fn_paths;
use messages::MESSAGES;
use parley_protocol::Milliseconds;
use parley_server::{PLAIN_ROUTES, class_of, page_routes};
use parley_test_support::{HttpRequest, TestApp};
use planned::PLANNED;
use std::{collections::BTreeSet, path::Path};
use table::{
    CrossSite::{Program, Refused},
    ROUTES, Rate, Row,
};

const TESTS: [&str; 16] = [
    include_str!("accounts.rs"),
    include_str!("admin.rs"),
    include_str!("api.rs"),
    include_str!("doors.rs"),
    include_str!("doors/passwords.rs"),
    include_str!("forms.rs"),
    include_str!("headers.rs"),
    include_str!("history.rs"),
    include_str!("lifecycle.rs"),
    include_str!("media.rs"),
    include_str!("pictures.rs"),
    include_str!("rights.rs"),
    include_str!("plans.rs"),
    include_str!("schedules.rs"),
    include_str!("socket.rs"),
    include_str!("inventory.rs"),
];

/// One example of every message, to the byte; the protocol's own tests fail while one has none.
const GOLDEN: &str = "../crates/protocol/tests/golden/client";

/// Where a route can be added to a router, and the only places that do.
const ROUTING: [&str; 11] = [
    "route",
    "route_service",
    "nest",
    "nest_service",
    "merge",
    "fallback",
    "fallback_service",
    "method_not_allowed_fallback",
    "leptos_routes",
    "leptos_routes_with_context",
    "leptos_routes_with_handler",
];
/// That of the figures has a port of its own, which the tests of the server's life look at.
const ROUTED: [(&str, &str); 6] = [
    ("http/pages.rs", "leptos_routes_with_context"),
    ("metrics.rs", "route"),
    ("router.rs", "fallback"),
    ("router.rs", "merge"),
    ("router.rs", "method_not_allowed_fallback"),
    ("routes.rs", "route"),
];

/// Everything that is there to be asked.
fn table() -> impl Iterator<Item = &'static Row> {
    ROUTES.iter().chain(&PLANNED).chain(&MESSAGES)
}

fn messages() -> BTreeSet<String> {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join(GOLDEN);
    let files = golden.read_dir().unwrap().map(|file| file.unwrap().path());
    files
        .map(|file| {
            let text = std::fs::read_to_string(file).unwrap();
            let message: serde_json::Value = serde_json::from_str(&text).unwrap();
            format!("message {}", message["type"].as_str().unwrap())
        })
        .collect()
}

fn real() -> BTreeSet<String> {
    let pages = page_routes();
    let pages = pages.iter().flat_map(|page| {
        let methods = page.methods().map(|method| format!("{method:?}"));
        methods.map(|method| format!("{} {}", method.to_uppercase(), page.path()))
    });
    let functions = server_fn_paths().map(|(path, method)| format!("{method} {path}"));
    let plain = PLAIN_ROUTES
        .iter()
        .map(|(method, path)| format!("{method} {path}"));
    // The fallback takes every method.
    let fallback = ["GET", "POST"].map(|method| format!("{method} /{{*file}}"));
    pages
        .chain(functions)
        .chain(plain)
        .chain(fallback)
        .chain(messages())
        .collect()
}

/// The Rust files of a folder, with their paths under `root`.
fn sources(root: &Path, folder: &Path) -> Vec<(String, String)> {
    let entries = folder
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                return sources(root, &path);
            }
            let name = path.strip_prefix(root).unwrap().display().to_string();
            vec![(name, std::fs::read_to_string(path).unwrap())]
        })
        .collect()
}

fn path_of(row: &Row) -> Option<(&str, String)> {
    let (method, path) = row.0.split_once(' ')?;
    let path = path.replace("{code}", "zzz-zzzz-zzz");
    (method != "message").then(|| (method, path.replace("{*file}", "nowhere")))
}

#[test]
fn everything_that_is_there_has_a_row_and_every_row_is_there() {
    let rows: BTreeSet<String> = table().map(|row| row.0.to_owned()).collect();
    assert_eq!(rows, real());
    assert_eq!(rows.len(), table().count(), "a row is there twice");
}

#[test]
fn routes_are_added_only_where_this_inventory_sees_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut routed = Vec::new();
    for (file, text) in sources(&root, &root) {
        for call in ROUTING {
            let calls = [format!(".{call}("), format!("::{call}(")];
            let count: usize = calls.iter().map(|call| text.matches(call).count()).sum();
            routed.extend((0..count).map(|_| (file.clone(), call)));
        }
    }
    routed.sort();
    let routed: Vec<_> = routed
        .iter()
        .map(|(file, call)| (file.as_str(), *call))
        .collect();
    assert_eq!(routed, ROUTED);
}

#[test]
fn every_row_says_who_may_and_names_a_test_that_is_there() {
    for Row(name, who, _, _, test) in table() {
        assert!(!who.is_empty(), "{name}");
        let there = TESTS
            .iter()
            .any(|file| file.contains(&format!("fn {test}()")));
        assert!(there, "{name}: there is no test {test}");
    }
}

#[test]
fn every_row_has_the_rate_limit_that_the_server_gives_it() {
    for row in table() {
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
    for row in table().filter(|row| !row.0.starts_with("message")) {
        let (method, path) = path_of(row).unwrap();
        let is_safe = method == "GET";
        assert_eq!(matches!(row.2, Refused | Program), !is_safe, "{}", row.0);
        if is_safe {
            continue;
        }
        let foreign: [&[(&str, &str)]; 6] = [
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site"), ("origin", &own)],
            &[("sec-fetch-site", "cross-site"), ("origin", &own)],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            if row.2 == Program {
                &[("cookie", "session=1")]
            } else {
                &[]
            },
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
    assert_eq!(tried, 276);
}

#[tokio::test]
async fn every_rate_limit_answers_429_and_ends_after_a_minute() {
    for row in table() {
        let (Some((method, path)), Rate::Client(class)) = (path_of(row), row.3) else {
            continue;
        };
        let app = TestApp::start().await;
        let request = || {
            let request = HttpRequest::new(method, &path).form("code=zzz-zzzz-zzz");
            request.header("origin", app.origin())
        };
        let first = app.send(request()).await;
        let is_miss = [404, 422].contains(&first.status.as_u16());
        let most = if is_miss {
            class.misses_per_minute()
        } else {
            class.per_minute()
        };
        for _ in 1..most.get() {
            let response = app.send(request()).await;
            assert_ne!(response.status, 429, "{} too early", row.0);
        }
        let refused = app.send(request()).await;
        assert_eq!(refused.status, 429, "{}", row.0);
        let seconds: u64 = refused.header("retry-after").parse().unwrap();
        assert!((1..=60).contains(&seconds), "{}", row.0);
        // A script that calls a server function reads only what those answer.
        let is_call = path.starts_with("/api/") && !path.starts_with("/api/v1/");
        let words = if is_call {
            format!("{{\"too_often\":{{\"seconds\":{seconds}}}}}")
        } else {
            "wait a moment".to_owned()
        };
        assert!(refused.body.contains(&words), "{}", row.0);
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
