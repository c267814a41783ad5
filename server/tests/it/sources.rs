//! What must not stand in what browsers get from us, looked for in the sources it is made of and in pages as they are
//! drawn.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use parley_test_support::{HttpRequest, TestApp};
use std::path::Path;

/// What becomes the application of the browser.
const SHIPPED: [&str; 6] = [
    "app/src",
    "crates/browser-media/src",
    "crates/room-client/src",
    "frontend",
    "public",
    "style",
];

/// By these one page talks to another, or to a worker, without a server between them.
const BETWEEN_PAGES: [&str; 14] = [
    "postMessage",
    "post_message",
    "BroadcastChannel",
    "MessageChannel",
    "MessagePort",
    "SharedWorker",
    "ServiceWorker",
    "serviceWorker",
    "service_worker",
    "addEventListener(\"message\"",
    "addEventListener('message'",
    "ev::message",
    "on:message",
    "window().opener",
];

/// The files of a folder that are text, with their paths.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let entries = folder.read_dir().unwrap();
    entries
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() {
                return texts(&path);
            }
            let text = std::fs::read_to_string(&path).ok();
            let name = path.display().to_string();
            text.map(|text| (name, text)).into_iter().collect()
        })
        .collect()
}

fn shipped() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folders = SHIPPED.iter().flat_map(|folder| texts(&root.join(folder)));
    folders.collect()
}

/// The places in a text where one of the words stands.
fn found<'a>(text: &str, words: &[&'a str]) -> Vec<&'a str> {
    let there = words.iter().filter(|word| text.contains(**word));
    there.copied().collect()
}

#[test]
fn t049_nothing_that_is_shipped_listens_to_other_pages() {
    let files = shipped();
    assert!(files.len() > 200, "{} files", files.len());
    for (name, text) in &files {
        assert_eq!(found(text, &BETWEEN_PAGES), [""; 0], "{name}");
    }
    let all: String = files.iter().map(|(_, text)| text.as_str()).collect();
    assert!(all.contains("WebSocket"), "the files are read");
    let example = "channel.set_onmessage(x); BroadcastChannel::new(\"a\")";
    assert_eq!(found(example, &BETWEEN_PAGES), ["BroadcastChannel"]);
}

/// By these a text becomes markup or a script.
const FROM_TEXT: [&str; 12] = [
    // Put together here: no source may say it.
    concat!("inner", "_html"),
    "innerHTML",
    "outer_html",
    "outerHTML",
    "insert_adjacent_html",
    "insertAdjacentHTML",
    "contextual_fragment",
    "ContextualFragment",
    "document.write",
    "DOMParser",
    "new Function",
    "srcdoc",
];

#[test]
fn t091_nothing_that_is_shipped_takes_a_text_for_markup() {
    for (name, text) in &shipped() {
        assert_eq!(found(text, &FROM_TEXT), [""; 0], "{name}");
    }
    let example = "element.set_outer_html(title)";
    assert_eq!(found(example, &FROM_TEXT), ["outer_html"]);
}

/// What of the browser the crates may call at all: web-sys has nothing that is not named.
#[test]
fn t049_no_crate_of_the_browser_can_call_what_pages_talk_by() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut manifests = 0;
    for name in [
        "app",
        "crates/browser-media",
        "crates/room-client",
        "frontend",
    ] {
        let manifest = std::fs::read_to_string(root.join(name).join("Cargo.toml")).unwrap();
        for feature in [
            "BroadcastChannel",
            "MessagePort",
            "MessageChannel",
            "Worker",
        ] {
            assert!(
                !manifest.contains(&format!("\"{feature}\"")),
                "{name}: {feature}"
            );
        }
        manifests += usize::from(manifest.contains("\"Storage\""));
    }
    assert!(manifests > 0, "the features are read");
}

/// The opening tags of a kind, whole.
fn tags<'a>(text: &'a str, start: &str) -> Vec<&'a str> {
    let starts = text.match_indices(start).map(|(at, _)| &text[at..]);
    starts
        .map(|rest| &rest[..rest.find('>').unwrap_or(rest.len())])
        .collect()
}

/// Whether a link leads away, or to another tab, and says that the page there gets nothing of ours.
fn gives_nothing_away(tag: &str) -> bool {
    let leads_away = ["target=", "href=\"http", "href=\"//"]
        .iter()
        .any(|mark| tag.contains(mark));
    let rel = tag.split_once("rel=\"").map_or("", |(_, rest)| rest);
    let rel = rel.split('"').next().unwrap_or_default();
    let has = |word| rel.split(' ').any(|one| one == word);
    !leads_away || has("noopener") && has("noreferrer")
}

#[test]
fn t050_every_link_that_leads_away_gives_the_other_page_nothing_of_ours() {
    for given in [
        "<a href=\"https://x.example\" target=\"_blank\"",
        "<a href=\"//x.example\"",
        "<a href=target target=\"_blank\" rel=\"noopener\"",
        "<a href=\"http://x.example\" rel=\"xnoopener noreferrer\"",
    ] {
        assert!(!gives_nothing_away(given), "{given}");
    }
    let mut away = 0;
    for (name, text) in shipped() {
        for start in ["<a ", "<a\n", "<A ", "<A\n", "<form ", "<form\n"] {
            for tag in tags(&text, start) {
                assert!(gives_nothing_away(tag), "{name}: {tag}");
                away += usize::from(tag.contains("target="));
            }
        }
        let opened = found(&text, &["window.open(", "open_with_url", "window.opener"]);
        assert_eq!(opened, [""; 0], "{name}");
    }
    assert!(away > 0, "the links of the chat open a tab of their own");
}

#[tokio::test]
async fn t050_every_page_is_alone_in_its_group_and_every_link_of_it_is_ours_or_gives_nothing_away()
{
    let app = TestApp::start().await;
    let ines = app.member("ines").await;
    let code = app.start_meeting(&ines.cookie).await;
    let meeting = format!("/m/{code}");
    let mut links = 0;
    for cookie in ["", &ines.cookie] {
        for path in [
            "/",
            "/login",
            "/register",
            "/forgot",
            "/dashboard",
            "/profile",
            &meeting,
            "/nowhere",
            "/api/v1/docs",
        ] {
            let request = HttpRequest::new("GET", path).header("accept", "text/html");
            let page = app.send(request.header("cookie", cookie)).await;
            let policy = page.header("cross-origin-opener-policy");
            assert_eq!(policy, "same-origin", "{path}");
            for tag in tags(&page.body, "<a ") {
                assert!(gives_nothing_away(tag), "{path}: {tag}");
                links += 1;
            }
        }
    }
    assert!(links > 40, "{links} links");
}
