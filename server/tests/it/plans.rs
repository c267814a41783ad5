//! What pages ask about planned meetings, over HTTP: who may plan, see and change what, and what a refusal says.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use parley_test_support::{HttpRequest, HttpResponse, TestApp, TestSocket};
use serde_json::{Value, json};

/// Makes an account and answers the cookie of its browser.
async fn member(app: &TestApp, name: &str) -> String {
    app.member(name).await.cookie
}

async fn send(app: &TestApp, request: HttpRequest, cookie: &str) -> HttpResponse {
    let request = request.header("origin", app.origin());
    app.send(request.header("cookie", cookie)).await
}

async fn ask(app: &TestApp, name: &str, body: &Value, cookie: &str) -> HttpResponse {
    let request = HttpRequest::new("POST", &format!("/api/{name}"));
    send(app, request.json(body), cookie).await
}

async fn ask_form(app: &TestApp, name: &str, form: &str, cookie: &str) -> HttpResponse {
    let request = HttpRequest::new("POST", &format!("/api/{name}"));
    send(app, request.form(form), cookie).await
}

fn answer(response: &HttpResponse) -> Value {
    assert_eq!(response.status, 200, "{response:?}");
    serde_json::from_str(&response.body).unwrap()
}

/// Every Thursday at six in the evening, for an hour.
fn draft() -> Value {
    json!({
        "when": {
            "title": "Garden committee",
            "date": "2030-03-21",
            "time": "18:00",
            "minutes": 60,
        },
        "zone": "Europe/Paris",
        "every": { "week": 8 },
        "end": { "after": "3" },
        "invited": ["wei@example.org"],
        "link": "garden-committee",
        "password": "south-wall",
        "without_password": false,
        "rules": {
            "waiting_room": true,
            "host_first": false,
            "locked": false,
            "may_unmute": true,
            "may_start_video": true,
            "may_share": true,
            "may_chat": true,
        },
        "history_days": null,
    })
}

async fn upcoming(app: &TestApp, cookie: &str) -> Value {
    let listed = ask_form(app, "list_upcoming", "all=true", cookie).await;
    answer(&listed)["meetings"].clone()
}

#[tokio::test]
async fn a_plan_is_seen_by_its_owner_and_who_is_invited() {
    let app = TestApp::start().await;
    let (ines, wei) = (member(&app, "ines").await, member(&app, "wei").await);
    let saved = answer(
        &ask(
            &app,
            "schedule_meeting",
            &json!({ "draft": draft() }),
            &ines,
        )
        .await,
    );
    assert_eq!(saved["address"], "garden-committee");
    let tokyo = format!("{ines}; zone=Asia/Tokyo");
    let own = upcoming(&app, &tokyo).await;
    assert_eq!(own.as_array().unwrap().len(), 3);
    assert_eq!(own[0]["is_host"], true);
    assert_eq!(own[0]["has_password"], true);
    assert_eq!(own[0]["time"], "18:00");
    assert_eq!(own[0]["clock"], "02:00", "by the clocks of the reader");
    let invited = upcoming(&app, &wei).await;
    assert_eq!(invited[0]["is_host"], false);
    assert_eq!(
        invited[0]["clock"], "17:00",
        "UTC, as long as no zone is told"
    );
    let form = format!("id={}", saved["id"].as_str().unwrap());
    let typed = answer(&ask_form(&app, "read_schedule", &form, &ines).await);
    assert_eq!(typed["has_password"], true);
    let mut expected = draft();
    expected["password"] = json!("");
    assert_eq!(typed["draft"], expected, "all but the password comes back");
    let cancel = json!({ "id": saved["id"], "key": own[1]["key"] });
    assert_eq!(
        ask(&app, "cancel_schedule", &cancel, &ines).await.status,
        200
    );
    assert_eq!(upcoming(&app, &wei).await.as_array().unwrap().len(), 2);
    let cancel = json!({ "id": saved["id"], "key": null });
    assert_eq!(
        ask(&app, "cancel_schedule", &cancel, &ines).await.status,
        200
    );
    assert_eq!(upcoming(&app, &ines).await, json!([]));
}

#[tokio::test]
async fn whoever_learns_the_title_of_a_planned_meeting_learns_when_it_starts() {
    let app = TestApp::start().await;
    let ines = member(&app, "ines").await;
    let plan = json!({ "draft": draft() });
    let saved = answer(&ask(&app, "schedule_meeting", &plan, &ines).await);
    let found = async |address: &str| {
        let form = format!("address={address}");
        answer(&ask_form(&app, "find_meeting", &form, "").await)
    };
    let page = async |address: &str| {
        let request = HttpRequest::new("GET", &format!("/m/{address}"));
        app.send(request.header("accept", "text/html")).await.body
    };
    let planned = found("garden-committee").await;
    assert_eq!(planned["title"], "Garden committee");
    assert_eq!(planned["starts_at"], 1_900_342_800_000_u64, "six in Paris");
    let words = page("garden-committee").await;
    assert!(words.contains("Planned for "), "{words}");
    assert!(words.contains("2030-03-21T17:00Z"), "{words}");
    let at_once = app.start_meeting(&ines).await;
    assert_eq!(found(&at_once).await["starts_at"], Value::Null);
    assert!(!page(&at_once).await.contains("Planned for "));
    let cancel = json!({ "id": saved["id"], "key": null });
    ask(&app, "cancel_schedule", &cancel, &ines).await;
    assert_eq!(found("garden-committee").await["starts_at"], Value::Null);
    assert!(!page("garden-committee").await.contains("Planned for "));
}

#[tokio::test]
async fn t081_a_stranger_neither_sees_nor_changes_a_plan() {
    let app = TestApp::start().await;
    let (ines, ana) = (member(&app, "ines").await, member(&app, "ana").await);
    let saved = answer(
        &ask(
            &app,
            "schedule_meeting",
            &json!({ "draft": draft() }),
            &ines,
        )
        .await,
    );
    let key = upcoming(&app, &ines).await[0]["key"].clone();
    let before = upcoming(&app, &ines).await;
    let id = &saved["id"];
    let form = format!("id={}", id.as_str().unwrap());
    let change = json!({ "title": "Mine", "date": "2030-03-22", "time": "10:00", "minutes": 30 });
    for cookie in [ana.as_str(), ""] {
        let status = if cookie.is_empty() { 401 } else { 404 };
        for (name, body) in [
            ("edit_schedule", json!({ "id": id, "draft": draft() })),
            (
                "edit_occurrence",
                json!({ "id": id, "key": key, "change": change }),
            ),
            ("cancel_schedule", json!({ "id": id, "key": key })),
            ("cancel_schedule", json!({ "id": id, "key": null })),
        ] {
            let refused = ask(&app, name, &body, cookie).await;
            assert_eq!(refused.status, status, "{name}");
        }
        let refused = ask_form(&app, "read_schedule", &form, cookie).await;
        assert_eq!(refused.status, status);
    }
    assert_eq!(upcoming(&app, &ana).await, json!([]));
    assert_eq!(upcoming(&app, &ines).await, before);
    for (other, id) in [(ana.as_str(), Some(&id)), ("", None)] {
        let body = json!({ "id": id, "draft": draft() });
        let status = if other.is_empty() { 401 } else { 404 };
        let refused = ask(&app, "judge_schedule", &body, other).await;
        assert_eq!(refused.status, status);
    }
    for (name, form) in [("list_upcoming", "all=true"), ("check_link", "link=abc")] {
        assert_eq!(ask_form(&app, name, form, "").await.status, 401, "{name}");
    }
    let planned = json!({ "draft": draft() });
    assert_eq!(
        ask(&app, "schedule_meeting", &planned, "").await.status,
        401
    );
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table")]
async fn what_is_wrong_with_a_plan_is_told_by_its_field() {
    let app = TestApp::start().await;
    let ines = member(&app, "ines").await;
    answer(
        &ask(
            &app,
            "schedule_meeting",
            &json!({ "draft": draft() }),
            &ines,
        )
        .await,
    );
    for (path, value, problem) in [
        (
            "/when/title",
            json!(" "),
            json!({ "field": "title", "fault": "empty" }),
        ),
        (
            "/when/date",
            json!("1999-01-07"),
            json!({ "field": "date", "fault": "past" }),
        ),
        (
            "/when/date",
            json!("2030-02-30"),
            json!({ "field": "date", "fault": "empty" }),
        ),
        (
            "/zone",
            json!("Mars/Base"),
            json!({ "field": "zone", "fault": "form" }),
        ),
        (
            "/every",
            json!({ "week": 0 }),
            json!({ "field": "days", "fault": "empty" }),
        ),
        (
            "/end",
            json!({ "after": "0" }),
            json!({ "field": "count", "fault": "bounds" }),
        ),
        (
            "/invited",
            json!(["nobody"]),
            json!({ "field": "invite", "fault": { "unknown": "nobody" } }),
        ),
        (
            "/link",
            json!("-abc"),
            json!({ "field": "link", "fault": "dash" }),
        ),
        (
            "/link",
            json!("admin"),
            json!({ "field": "link", "fault": "reserved" }),
        ),
        (
            "/link",
            json!("mkd-vqtr-hba"),
            json!({ "field": "link", "fault": "like_code" }),
        ),
        (
            "/link",
            json!("garden-committee"),
            json!({ "field": "link", "fault": { "taken": "garden-committee-2" } }),
        ),
    ] {
        let mut draft = draft();
        draft["link"] = json!("");
        *draft.pointer_mut(path).unwrap() = value;
        let refused = ask(&app, "schedule_meeting", &json!({ "draft": draft }), &ines).await;
        assert_eq!(refused.status, 422, "{path}");
        let told: Value = serde_json::from_str(&refused.body).unwrap();
        assert_eq!(told, json!({ "plan": [problem] }), "{path}");
    }
    let taken = ask_form(&app, "check_link", "link=Garden-Committee", &ines).await;
    assert_eq!(answer(&taken), json!({ "taken": "garden-committee-2" }));
    let free = ask_form(&app, "check_link", "link=garden-society", &ines).await;
    assert_eq!(answer(&free), json!("free"));
    let reserved = ask_form(&app, "check_link", "link=admin", &ines).await;
    assert_eq!(reserved.status, 422);
    assert!(reserved.body.contains("\"reserved\""), "{}", reserved.body);
}

#[tokio::test]
async fn all_that_is_wrong_with_a_plan_is_told_at_once() {
    let app = TestApp::start().await;
    let ines = member(&app, "ines").await;
    let planned = json!({ "draft": draft() });
    let made = answer(&ask(&app, "schedule_meeting", &planned, &ines).await);
    let judge = async |id: Value, draft: &Value| {
        let body = json!({ "id": id, "draft": draft });
        answer(&ask(&app, "judge_schedule", &body, &ines).await)
    };
    assert_eq!(judge(made["id"].clone(), &draft()).await, json!([]));
    let mut wrong = draft();
    wrong["when"]["title"] = json!("");
    wrong["when"]["date"] = json!("2000-01-01");
    wrong["invited"] = json!(["nobody-whom-we-know"]);
    wrong["password"] = json!("abc");
    let told = json!([
        { "field": "title", "fault": "empty" },
        { "field": "password", "fault": "form" },
        { "field": "date", "fault": "past" },
        { "field": "link", "fault": { "taken": "garden-committee-2" } },
        { "field": "invite", "fault": { "unknown": "nobody-whom-we-know" } },
    ]);
    assert_eq!(judge(Value::Null, &wrong).await, told);
    wrong["link"] = json!("a b");
    wrong["when"]["time"] = json!("");
    let told = json!([
        { "field": "title", "fault": "empty" },
        { "field": "time", "fault": "empty" },
        { "field": "link", "fault": "form" },
        { "field": "password", "fault": "form" },
        { "field": "date", "fault": "past" },
        { "field": "invite", "fault": { "unknown": "nobody-whom-we-know" } },
    ]);
    assert_eq!(judge(Value::Null, &wrong).await, told);
}

#[tokio::test]
async fn a_feed_is_made_shown_once_and_taken_away_by_its_owner() {
    let app = TestApp::start().await;
    let ines = member(&app, "ines").await;
    for name in ["look_at_feed", "create_feed", "revoke_feed"] {
        assert_eq!(ask_form(&app, name, "", "").await.status, 401, "{name}");
    }
    let look = async || answer(&ask_form(&app, "look_at_feed", "", &ines).await);
    assert_eq!(look().await, Value::Null);
    let made = answer(&ask_form(&app, "create_feed", "", &ines).await);
    let address = made.as_str().unwrap().to_owned();
    let path = address.strip_prefix(app.origin()).unwrap();
    assert!(look().await.is_u64());
    let feed = app.send(HttpRequest::new("GET", path)).await;
    assert_eq!(feed.status, 200);
    answer(&ask_form(&app, "revoke_feed", "", &ines).await);
    assert_eq!(look().await, Value::Null);
    assert_eq!(app.send(HttpRequest::new("GET", path)).await.status, 404);
}

#[tokio::test]
async fn t081_who_stayed_is_told_to_the_owner_only() {
    let app = TestApp::start().await;
    let (ines, ana) = (member(&app, "ines").await, member(&app, "ana").await);
    let started = ask_form(&app, "start_meeting", "", &ines).await;
    let code = started.header("location").strip_prefix("/m/").unwrap();
    let form = format!("code={code}&run=0");
    let listed = |cookie: String| {
        let (app, form) = (&app, &form);
        async move { ask_form(app, "list_stays", form, &cookie).await }
    };
    assert_eq!(answer(&listed(ines).await), json!([]));
    assert_eq!(answer(&listed(ana).await), Value::Null);
    assert_eq!(listed(String::new()).await.status, 401);
}

/// What a link opens for somebody without an account: the page, what is told of the meeting, its calendar file, and the
/// socket's close code.
async fn opened_by(app: &TestApp, link: &str) -> (u16, String, u16, Option<u16>) {
    let get = async |path: String| {
        let request = HttpRequest::new("GET", &path).header("accept", "text/html");
        app.send(request).await.status.as_u16()
    };
    let page = get(format!("/m/{link}")).await;
    let told = ask_form(app, "find_meeting", &format!("address={link}"), "").await;
    let file = get(format!("/m/{link}/calendar.ics")).await;
    let mut socket = app.socket(link).await;
    socket.send(&TestSocket::hello_message("Gus")).await;
    let (_, close) = socket.rest().await;
    (page, told.body, file, close)
}

#[tokio::test]
async fn t088_a_link_that_was_passed_on_ends_when_its_owner_takes_another_and_opens_no_door_alone()
{
    let app = TestApp::start().await;
    let ines = member(&app, "ines").await;
    let planned = json!({ "draft": draft() });
    let saved = answer(&ask(&app, "schedule_meeting", &planned, &ines).await);
    let nothing = opened_by(&app, "never-was-there").await;
    assert_eq!((nothing.0, nothing.3), (404, Some(4404)));
    // The link alone is not enough, and its invitation is for who is invited.
    let (page, told, file, close) = opened_by(&app, "garden-committee").await;
    assert_eq!((page, file, close), (200, 404, Some(4402)));
    assert!(told.contains("\"needs_password\":true"), "{told}");
    for (link, before) in [("garden-club", "garden-committee"), ("", "garden-club")] {
        let mut changed = draft();
        changed["link"] = json!(link);
        let body = json!({ "id": saved["id"], "draft": changed });
        answer(&ask(&app, "edit_schedule", &body, &ines).await);
        assert_eq!(opened_by(&app, before).await, nothing, "{before}");
        let address = upcoming(&app, &ines).await[0]["address"].clone();
        let (page, _, _, close) = opened_by(&app, address.as_str().unwrap()).await;
        assert_eq!((page, close), (200, Some(4402)), "{address}");
    }
}
