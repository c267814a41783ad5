//! Markup and scripts that people type as their names, into the chat and as titles: text wherever it comes back (T-091).
//! What browsers make of the same table is in `end2end/markup.spec.ts`.

use super::{CODE, app, chat, joined};
use parley_protocol::{ClientMessage, Milliseconds, ServerMessage};
use parley_test_support::{HttpRequest, TestApp, TestSocket};
use serde_json::{Value, json};

fn payloads() -> Vec<String> {
    let table = include_str!("../../../../end2end/payloads.json");
    let payloads: Vec<String> = serde_json::from_str(table).unwrap();
    assert_eq!(payloads.len(), 60);
    payloads
}

/// What the reader hears of one who came: their name, and the name and text of what they wrote.
async fn told(reader: &mut TestSocket) -> [String; 3] {
    let came = |message: &ServerMessage| matches!(message, ServerMessage::ParticipantJoined { .. });
    let posted = |message: &ServerMessage| matches!(message, ServerMessage::ChatPosted { .. });
    let ServerMessage::ParticipantJoined { participant } = reader.expect("somebody", came).await
    else {
        unreachable!("it was looked for")
    };
    let ServerMessage::ChatPosted { message } = reader.expect("a line", posted).await else {
        unreachable!("it was looked for")
    };
    let line = serde_json::to_value(message).unwrap();
    let text = |name: &str| line[name].as_str().unwrap().to_owned();
    [
        participant.display_name.to_string(),
        text("display_name"),
        text("text"),
    ]
}

#[tokio::test]
async fn t091_names_and_lines_come_over_the_socket_as_they_were_typed() {
    let app = app().await;
    let (mut reader, _) = joined(&app, CODE, "Ann").await;
    for payload in payloads() {
        let (mut writer, _) = joined(&app, CODE, &payload).await;
        writer.send(&chat(&payload)).await;
        let told = told(&mut reader).await;
        assert_eq!(told, [payload.clone(), payload.clone(), payload]);
        writer.send(&ClientMessage::Leave {}).await;
        writer.rest().await;
    }
    let mut late = app.socket(CODE).await;
    let ServerMessage::Snapshot { chat, .. } = late.hello("Ben").await else {
        unreachable!("hello waits for a snapshot")
    };
    let lines: Vec<_> = chat
        .iter()
        .map(|line| line.text.as_str().to_owned())
        .collect();
    assert_eq!(lines, payloads(), "for who comes later too");
}

/// Plans a meeting with this title, and answers the page of it.
async fn page_of(app: &TestApp, cookie: &str, title: &str, number: usize) -> String {
    let link = format!("markup-{number}");
    let draft = json!({
        "when": { "title": title, "date": "2026-03-21", "time": "18:00", "minutes": 60 },
        "zone": "Europe/Paris", "every": "never", "end": "never", "invited": [], "link": link,
        "password": "", "without_password": false,
        "rules": parley_protocol::MeetingRules::default(), "history_days": null,
    });
    let request = HttpRequest::new("POST", "/api/schedule_meeting");
    let request = request.json(&json!({ "draft": draft }));
    let request = request.header("origin", app.origin());
    let saved = app.send(request.header("cookie", cookie)).await;
    assert_eq!(saved.status, 200, "{title}: {}", saved.body);
    let saved: Value = serde_json::from_str(&saved.body).unwrap();
    assert_eq!(saved["address"], link);
    get(app, cookie, &format!("/m/{link}")).await
}

async fn get(app: &TestApp, cookie: &str, path: &str) -> String {
    let request = HttpRequest::new("GET", path).header("accept", "text/html");
    let page = app.send(request.header("cookie", cookie)).await;
    assert_eq!(page.status, 200, "{path}");
    page.body
}

#[tokio::test]
async fn t091_no_title_adds_an_element_to_a_page() {
    let app = TestApp::start().await;
    let cookie = app.member("ines").await.cookie;
    let elements = |page: &str| page.matches('<').count();
    let plain = page_of(&app, &cookie, "Budget", 0).await;
    assert!(plain.contains(">Budget<"), "{plain}");
    for (number, payload) in (1..).zip(payloads()) {
        // As one who types, not as a program: an account may ask so often in a minute.
        app.clock().advance(Milliseconds::from_seconds(2));
        let page = page_of(&app, &cookie, &payload, number).await;
        assert!(
            page.contains("__xss=1") || page.contains("evil.example"),
            "it is shown: {payload}"
        );
        assert_eq!(elements(&page), elements(&plain), "{payload}\n{page}");
    }
    let all = get(&app, &cookie, "/dashboard").await;
    let shown = all.matches("__xss=1").count();
    assert!(shown > 60, "all of them are on one page: {shown}");
    for payload in payloads().iter().filter(|payload| payload.contains('<')) {
        assert!(!all.contains(payload.as_str()), "{payload}");
    }
}
