//! The HTTP API as programs use it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use parley_domain::{
    MeetingRepository as _, NewMeeting,
    accounts::{AuditKind, AuditRepository as _, Origin, User, UserId},
    schedule::{Draft, PasswordChange, Plan, Zone},
};
use parley_protocol::{
    DisplayName, EmailAddress, MeetingCode, MeetingLink, MeetingRules, MeetingTitle, Milliseconds,
    Password, Timestamp, Username,
};
use parley_test_support::{HttpRequest, HttpResponse, TestApp};
use serde_json::{Value, json};

const PASSWORD: &str = "quiet marble river";

async fn member(app: &TestApp, name: &str) -> User {
    let password = Password::new(PASSWORD).unwrap();
    let made = app.accounts().create_superuser(
        DisplayName::new(name).unwrap(),
        Username::new(name).unwrap(),
        EmailAddress::new(&format!("{name}@example.org")).unwrap(),
        &password,
    );
    made.await.unwrap()
}

async fn token(app: &TestApp, body: Value) -> HttpResponse {
    let request = HttpRequest::new("POST", "/api/v1/token").json(&body);
    app.send(request.header("user-agent", "curl/8.5.0")).await
}

async fn sign_in(app: &TestApp, name: &str) -> Value {
    let body = json!({ "grant_type": "password", "name": name, "password": PASSWORD });
    let answer = token(app, body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

async fn refresh(app: &TestApp, tokens: &Value) -> HttpResponse {
    let refresh_token = &tokens["refresh_token"];
    token(
        app,
        json!({ "grant_type": "refresh_token", "refresh_token": refresh_token }),
    )
    .await
}

async fn get(app: &TestApp, path: &str, tokens: &Value) -> HttpResponse {
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    app.send(HttpRequest::new("GET", path).header("authorization", &bearer))
        .await
}

fn code(answer: &HttpResponse) -> String {
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    assert!(body["message"].is_string(), "{body}");
    body["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_client_signs_in_and_reads_its_account_and_its_meetings() {
    let app = TestApp::start().await;
    let user = member(&app, "ines").await;
    let tokens = sign_in(&app, "INES@example.org").await;
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 600);

    let me = get(&app, "/api/v1/me", &tokens).await;
    assert_eq!(me.header("content-type"), "application/json");
    assert_eq!(me.header("cache-control"), "no-store");
    let me: Value = serde_json::from_str(&me.body).unwrap();
    assert_eq!(me["username"], "ines");
    assert!(me.get("password").is_none());

    let list = get(&app, "/api/v1/meetings?count=1", &tokens).await;
    let list: Value = serde_json::from_str(&list.body).unwrap();
    let meeting = user.personal_code.as_str();
    assert_eq!(list["total"], 1);
    assert_eq!(list["meetings"][0]["code"], meeting);
    let url = format!("{}/m/{meeting}", app.origin());
    assert_eq!(list["meetings"][0]["url"], url);
    assert_eq!(list["meetings"][0]["kind"], "personal");
    for query in ["count=0", "count=x", "limit=1"] {
        let refused = get(&app, &format!("/api/v1/meetings?{query}"), &tokens).await;
        assert_eq!(refused.status, 400, "{query}");
        code(&refused);
    }
}

async fn started(app: &TestApp, owner: Option<UserId>, code: &str, at: u64) {
    let meeting = NewMeeting {
        code: MeetingCode::from_typed(code).unwrap(),
        title: None,
        owner,
        created_at: Timestamp(at),
    };
    app.database().meetings().add(meeting).await.unwrap();
}

#[tokio::test]
async fn t081_the_meetings_that_an_account_started_are_its_own_the_newest_first() {
    let app = TestApp::start().await;
    let (ines, wei) = (member(&app, "ines").await, member(&app, "wei").await);
    let made = ines.created_at.0;
    started(&app, Some(ines.id), "mkd-vqtr-hba", made + 1).await;
    started(&app, Some(wei.id), "abc-defg-hjk", made + 2).await;
    started(&app, None, "abc-defg-hjm", made + 3).await;
    started(&app, Some(ines.id), "abc-defg-hjn", made + 4).await;
    let tokens = sign_in(&app, "ines").await;
    let personal = ines.personal_code.as_str();
    let all = ["abc-defg-hjn", "mkd-vqtr-hba", personal];
    for (query, expected) in [
        ("", &all[..]),
        ("?skip=1&count=1", &all[1..2]),
        ("?skip=3", &all[3..]),
    ] {
        let list = get(&app, &format!("/api/v1/meetings{query}"), &tokens).await;
        let list: Value = serde_json::from_str(&list.body).unwrap();
        assert_eq!(list["total"], 3, "{query}");
        let listed = list["meetings"].as_array().unwrap();
        let codes: Vec<_> = listed
            .iter()
            .map(|one| one["code"].as_str().unwrap())
            .collect();
        assert_eq!(codes, expected, "{query}");
        for one in listed {
            let kind = if one["code"] == personal {
                "personal"
            } else {
                "started"
            };
            assert_eq!(one["kind"], kind, "{one}");
        }
    }
}

#[tokio::test]
async fn a_planned_meeting_is_listed_with_its_title_and_its_link() {
    let app = TestApp::start().await;
    let ines = member(&app, "ines").await;
    let draft = Draft {
        plan: Plan {
            title: MeetingTitle::new("Garden committee").unwrap(),
            start: "2030-03-21T18:00:00".parse().unwrap(),
            zone: Zone::parse("Europe/Paris").unwrap(),
            minutes: 60,
            repeat: None,
        },
        link: Some(MeetingLink::new("garden-committee").unwrap()),
        password: PasswordChange::Keep,
        rules: MeetingRules::default(),
        invited: Vec::new(),
        history_days: None,
    };
    let planned = app.schedules().schedule(&ines, draft).await.unwrap();
    let tokens = sign_in(&app, "ines").await;
    let list = get(&app, "/api/v1/meetings", &tokens).await;
    let list: Value = serde_json::from_str(&list.body).unwrap();
    let listed = list["meetings"].as_array().unwrap();
    let find = |code: &str| listed.iter().find(|one| one["code"] == code).unwrap();
    let found = find(planned.series.code.as_str());
    assert_eq!(found["kind"], "planned");
    assert_eq!(found["title"], "Garden committee");
    assert_eq!(found["url"], format!("{}/m/garden-committee", app.origin()));
    assert_eq!(found["starts_at"], "2030-03-21T17:00:00Z");
    assert_eq!(found["duration_minutes"], 60);
    assert_eq!(found["time_zone"], "Europe/Paris");
    let personal = find(ines.personal_code.as_str());
    for none in ["title", "starts_at", "duration_minutes", "time_zone"] {
        assert_eq!(personal[none], Value::Null, "{none}");
    }
    let cancelled = app.schedules().cancel(&ines, planned.id).await;
    cancelled.unwrap();
    let list = get(&app, "/api/v1/meetings", &tokens).await;
    let list: Value = serde_json::from_str(&list.body).unwrap();
    assert_eq!(list["total"], 1);
    assert_eq!(list["meetings"][0]["kind"], "personal");
    let document = app
        .send(HttpRequest::new("GET", "/api/v1/openapi.json"))
        .await;
    for words in ["\"planned\"", "custom link", "\"starts_at\"", "date-time"] {
        assert!(document.body.contains(words), "{words}");
    }
}

#[tokio::test]
async fn t075_a_refresh_token_works_once_and_the_second_time_ends_the_session() {
    let app = TestApp::start().await;
    let user = member(&app, "ines").await;
    let first = sign_in(&app, "ines").await;
    let second = refresh(&app, &first).await;
    assert_eq!(second.status, 200, "{}", second.body);
    let second: Value = serde_json::from_str(&second.body).unwrap();
    assert_eq!(get(&app, "/api/v1/me", &second).await.status, 200);

    let reused = refresh(&app, &first).await;
    assert_eq!(
        (reused.status.as_u16(), code(&reused)),
        (401, "refused".to_owned())
    );
    for tokens in [&first, &second] {
        let answer = get(&app, "/api/v1/me", tokens).await;
        assert_eq!(code(&answer), "bad_token", "although it is not too old");
        assert_eq!(
            answer.header("www-authenticate"),
            "Bearer error=\"invalid_token\""
        );
        assert_eq!(refresh(&app, tokens).await.status, 401);
    }
    let events = app.database().audit().list(user.id, 9).await.unwrap();
    assert_eq!(events[0].kind, AuditKind::TokenReused);
}

#[tokio::test]
async fn t075_an_access_token_ends_after_ten_minutes_and_a_restart_believes_it() {
    let app = TestApp::start_with(|config| {
        config.http.public_url = Some("https://meet.example.org".parse().unwrap());
    })
    .await;
    member(&app, "ines").await;
    let tokens = sign_in(&app, "ines").await;
    let app = app.restart().await;
    app.clock().advance(Milliseconds::from_seconds(599));
    assert_eq!(get(&app, "/api/v1/me", &tokens).await.status, 200);
    app.clock().advance(Milliseconds::from_seconds(1));
    assert_eq!(get(&app, "/api/v1/me", &tokens).await.status, 401);
}

#[tokio::test]
async fn t036_a_suspended_account_is_out_at_once() {
    let app = TestApp::start().await;
    let user = member(&app, "ines").await;
    let tokens = sign_in(&app, "ines").await;
    let suspended = app.accounts().set_suspended(None, user.id, true).await;
    suspended.unwrap();
    assert_eq!(get(&app, "/api/v1/me", &tokens).await.status, 401);
    let body = json!({ "grant_type": "password", "name": "ines", "password": PASSWORD });
    assert_eq!(code(&token(&app, body).await), "suspended");
}

#[tokio::test]
async fn t041_a_cookie_gives_nothing_here() {
    let app = TestApp::start().await;
    member(&app, "ines").await;
    let password = Password::new(PASSWORD).unwrap();
    let entered = app
        .accounts()
        .sign_in("ines", &password, true, Origin::default());
    let (_, secret) = entered.await.unwrap();
    for name in ["session", "__Host-session", "parley_session"] {
        let request = HttpRequest::new("GET", "/api/v1/me");
        let answer = app
            .send(request.header("cookie", &format!("{name}={secret}")))
            .await;
        assert_eq!(
            (answer.status.as_u16(), code(&answer)),
            (401, "no_token".to_owned())
        );
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
}

#[tokio::test]
async fn t031_every_wrong_body_is_refused_in_one_shape() {
    let app = TestApp::start().await;
    let extra = json!({ "grant_type": "password", "name": "a", "password": "b", "role": "admin" });
    assert_eq!(code(&token(&app, extra).await), "malformed");
    let short = json!({ "grant_type": "password", "name": "ines", "password": "short" });
    let short = token(&app, short).await;
    assert_eq!(
        (short.status.as_u16(), code(&short)),
        (401, "refused".to_owned())
    );
    let form = HttpRequest::new("POST", "/api/v1/token").form("grant_type=password");
    let form = app.send(form).await;
    assert_eq!(
        (form.status.as_u16(), code(&form)),
        (415, "not_json".to_owned())
    );
}

#[tokio::test]
async fn t102_what_the_layers_refuse_is_plain_text_as_the_document_says() {
    let app = TestApp::start().await;
    let password = "x".repeat(64 * 1024);
    let huge = json!({ "grant_type": "password", "name": "ines", "password": password });
    let huge = token(&app, huge).await;
    assert_eq!(huge.status, 413);
    assert!(huge.header("content-type").starts_with("text/plain"));
}

#[tokio::test]
async fn where_no_operation_is_the_api_says_so_in_its_own_shape() {
    let app = TestApp::start().await;
    member(&app, "ines").await;
    let tokens = sign_in(&app, "ines").await;
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    for (method, path, status, name) in [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("GET", "/api/v1/", 404, "not_found"),
        ("GET", "/api/v1/me/more", 404, "not_found"),
        ("GET", "/api/v1/icon.svg", 404, "not_found"),
        ("POST", "/api/v1/nothing", 404, "not_found"),
        ("POST", "/api/v1/me", 405, "wrong_method"),
        ("DELETE", "/api/v1/me", 405, "wrong_method"),
        ("GET", "/api/v1/token", 405, "wrong_method"),
        ("PUT", "/api/v1/meetings", 405, "wrong_method"),
    ] {
        let request = HttpRequest::new(method, path).header("accept", "text/html,*/*");
        let answer = app.send(request.header("authorization", &bearer)).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}");
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(code(&answer), name, "{method} {path}");
        let allowed = match path {
            "/api/v1/token" => "POST",
            _ if status == 405 => "GET,HEAD",
            _ => "",
        };
        assert_eq!(answer.header("allow"), allowed, "{method} {path}");
    }
    // What is not the API's is answered as ever.
    let page = app.get("/healthz/nothing").await;
    assert!(page.header("content-type").starts_with("text/html"));
    let other = HttpRequest::new("DELETE", "/healthz").header("origin", app.origin());
    let other = app.send(other).await;
    assert_eq!((other.status.as_u16(), &*other.body), (405, ""));
}

#[tokio::test]
async fn the_document_and_its_page_are_there_for_anybody() {
    let app = TestApp::start().await;
    let document = app.get("/api/v1/openapi.json").await;
    let document: Value = serde_json::from_str(&document.body).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_eq!(document["servers"][0]["url"], app.origin());
    let page = app.get("/api/v1/docs").await;
    assert!(page.header("content-type").starts_with("text/html"));
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("script-src"));
    assert!(policy.contains("style-src 'self';"), "{policy}");
    assert!(page.body.contains("href=\"/pkg/parley.css\""));
    assert!(page.body.contains("<html lang=\"en\">"));
    let dark = HttpRequest::new("GET", "/api/v1/docs").header("cookie", "a=b; theme=dark");
    let dark = app.send(dark).await;
    assert!(dark.body.contains("<html lang=\"en\" data-theme=\"dark\">"));
    for path in document["paths"].as_object().unwrap().keys() {
        assert!(page.body.contains(path), "{path}");
    }
}
