//! What the answers of the API and of server functions say, and to whom: every field by its name, and whose.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fields;
mod house;

use fields::{fields, is_key};
use house::{House, Person};
use std::fmt::Write as _;

/// Questions that only read, as a page or a program puts them; `{…}` is filled in by the house.
const QUESTIONS: [(&str, &str); 18] = [
    ("POST /api/list_devices", ""),
    ("POST /api/list_activity", ""),
    ("POST /api/list_history", "page=0"),
    ("POST /api/list_stays", "code={code}&run={run}"),
    ("POST /api/list_upcoming", "all=true"),
    ("POST /api/read_schedule", "id={plan}"),
    ("POST /api/check_link", "link=garden-committee"),
    ("POST /api/look_at_feed", ""),
    ("POST /api/find_meeting", "address=garden-committee"),
    ("POST /api/join_meeting", "code=garden-committee"),
    ("POST /api/password_strength", "password=a&words="),
    ("POST /api/list_users", "search=&page=1"),
    ("POST /api/list_audit", "person=&page=1"),
    ("POST /api/look_at_server", ""),
    ("GET /api/v1/me", ""),
    ("GET /api/v1/meetings", ""),
    ("GET /api/v1/openapi.json", ""),
    ("POST /api/v1/token", ""),
];

const PAGES: [&str; 5] = [
    "/",
    "/dashboard",
    "/profile",
    "/admin",
    "/m/garden-committee",
];

/// Where something of a person may stand, for whom: `own` is the person, `all` everybody's.
const MAY_STAND: [(&str, &str, &str); 9] = [
    ("own email", "GET /api/v1/me", "whose it is"),
    ("own phone", "GET /api/v1/me", "whose it is"),
    (
        "own address",
        "POST /api/list_devices",
        "where one is signed in",
    ),
    ("own address", "/profile", "where one is signed in"),
    (
        "owner: email of the invited",
        "POST /api/read_schedule",
        "whom one invited",
    ),
    (
        "admin: email",
        "POST /api/list_users",
        "who looks after the server finds people by it",
    ),
    (
        "admin: address",
        "POST /api/list_audit",
        "from where something was done",
    ),
    ("admin: email", "/admin", "the same list as a page"),
    ("admin: address", "/admin", "the same log as a page"),
];

/// What this is of somebody else for who asks.
fn names_of(asker: &Person, about: &Person, kind: &str) -> Vec<String> {
    let mut names = Vec::new();
    if asker.name == about.name {
        names.push(format!("own {kind}"));
    }
    if asker.name == "boss" {
        names.push(format!("admin: {kind}"));
    }
    if asker.name == "olga" && about.name == "wei" {
        names.push(format!("owner: {kind} of the invited"));
    }
    names
}

/// What stands there that must not.
fn leaks(house: &House, asker: &Person, place: &str, body: &str) -> Vec<String> {
    let mut leaks = Vec::new();
    for never in ["$argon2", "argon2id", "secret_hash", "password_hash"] {
        if body.contains(never) {
            leaks.push(format!("{place} tells {} {never}", asker.name));
        }
    }
    for about in &house.people {
        for (kind, text) in about.private() {
            if !body.contains(&text) {
                continue;
            }
            let names = names_of(asker, about, kind);
            // Every page of ours knows who looks at it, and is kept by nobody.
            let is_own_page =
                place.starts_with('/') && asker.name == about.name && kind != "address";
            let may = is_own_page
                || MAY_STAND
                    .iter()
                    .any(|(what, at, _)| place == *at && names.iter().any(|name| name == what));
            if !may {
                leaks.push(format!(
                    "{place} tells {} the {kind} of {}",
                    asker.name, about.name
                ));
            }
        }
    }
    leaks
}

#[tokio::test]
async fn t080_t082_every_answer_has_the_fields_that_are_written_down_and_nothing_of_others() {
    let house = House::new().await;
    let (mut seen, mut found) = (String::new(), Vec::new());
    for asker in &house.people {
        for (question, form) in QUESTIONS {
            let answer = house.ask(asker, question, form).await;
            found.extend(leaks(&house, asker, question, &answer.body));
            let answer = fields(question, &answer);
            write!(seen, "{} {question}\n{answer}", asker.name).unwrap();
        }
        for page in PAGES {
            let answer = house.page(asker, page).await;
            found.extend(leaks(&house, asker, page, &answer.body));
        }
    }
    assert_eq!(found, [""; 0], "{found:#?}");
    let written = include_str!("answers/fields.txt");
    assert_eq!(seen, written, "the fields are now\n{seen}");
    let keys: Vec<_> = seen.lines().filter(|line| is_key(line)).collect();
    assert_eq!(keys, [""; 0], "a number that names a row");
}

#[test]
fn t080_a_number_that_names_a_row_is_seen() {
    for key in [
        "  id: number",
        "  [].user_id: number",
        "  past[].meeting.id: number",
    ] {
        assert!(is_key(key), "{key}");
    }
    for none in [
        "  id: text",
        "  total: number",
        "  [].paid: number",
        "  minutes: number",
    ] {
        assert!(!is_key(none), "{none}");
    }
}
