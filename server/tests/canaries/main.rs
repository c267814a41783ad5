//! Secrets that are each there once, through everything that people do with them, and then looked for in all that this
//! server stores, logs and answers.
//! A program of its own: the log is that of the whole process.
#![expect(
    clippy::unwrap_in_result,
    clippy::filter_map_next,
    clippy::format_collect,
    reason = "plain words for what is looked for"
)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod log;
mod people;

use log::Log;
use parley_protocol::{ClientMessage, MeetingPassword, ServerMessage};
use parley_test_support::{HttpRequest, TestApp, TestSocket};
use people::Recorded;
use serde_json::{Value, json};
use std::path::Path;

const FIRST: &str = "canary-first-marble-river";
const SECOND: &str = "canary-second-copper-lamp";
const WRONG: &str = "canary-wrong-velvet-stone";
const MEETING: &str = "canary-south-wall";

/// A secret, and what it is.
type Canary = (&'static str, String);

/// Where a secret may stand though it is one: in the one answer that hands it out.
const HANDED_OUT: [(&str, &str); 3] = [
    ("access token", "/api/v1/token"),
    ("refresh token", "/api/v1/token"),
    ("feed", "/api/create_feed"),
];

/// Everything that accounts can go through; returns the secrets that were there.
async fn live(app: &mut Recorded<'_>) -> Vec<Canary> {
    let mut canaries: Vec<Canary> = [FIRST, SECOND, WRONG]
        .map(|secret| ("password", secret.to_owned()))
        .to_vec();
    canaries.push(("password of a meeting", MEETING.to_owned()));
    let flow = app.begin_registration("ines", FIRST).await;
    canaries.push(("flow", people::value(&flow)));
    let code = app.next_code().await;
    canaries.push(("code", code.clone()));
    let done = app
        .post("/api/complete_registration", &format!("code={code}"), &flow)
        .await;
    assert_eq!(done.status, 200, "{}", done.body);

    app.wait_for_another_code();
    assert_eq!(app.sign_in("ines", WRONG).await.status, 422);
    let reset = app.post("/api/request_reset", "identifier=ines", "").await;
    let flow = reset.cookie("parley_flow").unwrap();
    canaries.push(("flow", people::value(&flow)));
    let code = app.next_code().await;
    canaries.push(("code", code.clone()));
    let form = format!("code={code}&new_password={SECOND}&confirm_new_password={SECOND}");
    let done = app.post("/api/reset_password", &form, &flow).await;
    assert_eq!(done.status, 200, "{}", done.body);
    let entered = app.sign_in("ines", SECOND).await;
    let session = entered.cookie("parley_session").unwrap();
    canaries.push(("session", people::value(&session)));
    canaries.extend(meet(app, &session).await);
    canaries.extend(tokens(app, &session).await);
    canaries
}

/// Plans a meeting, invites, and joins it as the owner and as a guest.
async fn meet(app: &mut Recorded<'_>, session: &str) -> Vec<Canary> {
    app.plan(session, MEETING).await;
    let mut owner = app.socket("standup", session).await;
    let resume = resume_of(owner.hello("Ines").await);
    let mut guest = app.socket("standup", "").await;
    let seat = guest.cookie().unwrap().to_owned();
    let mut hello = TestSocket::hello_message("Gus");
    if let ClientMessage::Hello { password, .. } = &mut hello {
        *password = Some(MeetingPassword::new(MEETING).unwrap());
    }
    guest.send(&hello).await;
    let snapshot = guest.expect("a snapshot", |message| {
        matches!(message, ServerMessage::Snapshot { .. })
    });
    let of_guest = resume_of(snapshot.await);
    for socket in [&mut owner, &mut guest] {
        socket.send(&ClientMessage::Leave {}).await;
        socket.rest().await;
    }
    vec![
        ("seat", resume),
        ("seat", of_guest),
        ("guest", people::value(&seat)),
    ]
}

fn resume_of(snapshot: ServerMessage) -> String {
    let ServerMessage::Snapshot { resume, .. } = snapshot else {
        panic!("no snapshot: {snapshot:?}");
    };
    resume.unwrap().expose().to_owned()
}

/// Signs in as a program, and makes the address of a calendar.
async fn tokens(app: &mut Recorded<'_>, session: &str) -> Vec<Canary> {
    let grant = json!({ "grant_type": "password", "name": "ines", "password": SECOND });
    let request = HttpRequest::new("POST", "/api/v1/token").json(&grant);
    let issued = app.send("/api/v1/token", request).await;
    let issued: Value = serde_json::from_str(&issued.body).unwrap();
    let text = |name: &str| issued[name].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {}", text("access_token"));
    for path in ["/api/v1/me", "/api/v1/meetings"] {
        let request = HttpRequest::new("GET", path).header("authorization", &bearer);
        assert_eq!(app.send(path, request).await.status, 200);
    }
    let feed = app.post("/api/create_feed", "", session).await;
    let feed: Value = serde_json::from_str(&feed.body).unwrap();
    let path = feed.as_str().unwrap().strip_prefix(app.origin()).unwrap();
    let calendar = app.send(path, HttpRequest::new("GET", path)).await;
    assert_eq!(calendar.status, 200);
    let token = path.strip_prefix("/calendar/").unwrap();
    vec![
        ("access token", text("access_token")),
        ("refresh token", text("refresh_token")),
        ("feed", token.strip_suffix(".ics").unwrap().to_owned()),
    ]
}

/// The files of the data folder, but for what is a secret's own place: keys, and mails where there is no mail server.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = folder
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| path.is_file());
    files
        .map(|path| (path.display().to_string(), std::fs::read(path).unwrap()))
        .collect()
}

#[tokio::test]
async fn t017_t034_t076_planted_secrets_stand_in_no_table_no_log_line_and_no_answer() {
    let log = Log::of_everything();
    let app = TestApp::start().await;
    let mut recorded = Recorded::new(&app);
    let canaries = live(&mut recorded).await;
    assert_eq!(canaries.len(), 15);

    let tables = app.tables().await;
    let mut cells = 0;
    for (table, rows) in &tables {
        for (column, cell) in rows.iter().flatten() {
            cells += 1;
            for (what, secret) in &canaries {
                let digits: String = secret.bytes().map(|byte| format!("{byte:02X}")).collect();
                let there = cell.contains(secret.as_str()) || cell.contains(&digits);
                assert!(!there, "{what} in {table}.{column}: {cell}");
            }
        }
    }
    assert!(cells > 200, "{cells} cells are looked at");
    for (file, bytes) in files(&app.folder().join("data")) {
        // Six digits are in every file by chance.
        for (what, secret) in canaries.iter().filter(|(what, _)| *what != "code") {
            let there = bytes
                .windows(secret.len())
                .any(|part| part == secret.as_bytes());
            assert!(!there, "{what} in {file}");
        }
    }
    for (path, answer) in &recorded.answers {
        for (what, secret) in &canaries {
            let is_its_place = HANDED_OUT
                .iter()
                .any(|(name, at)| name == what && at == path);
            assert!(
                is_its_place || !answer.body.contains(secret.as_str()),
                "{what} in {path}"
            );
        }
    }
    assert_eq!(recorded.answers.len(), 12);
    let log = log.text();
    for (what, secret) in &canaries {
        let lines: Vec<_> = log
            .lines()
            .filter(|line| line.contains(secret.as_str()))
            .collect();
        assert!(lines.is_empty(), "{what} in the log: {lines:#?}");
    }
    for line in [
        "/api/sign_in",
        "/socket/{code}",
        "/calendar/{file}",
        "DEBUG",
    ] {
        assert!(log.contains(line), "{line} is not in the log");
    }
}
