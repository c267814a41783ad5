//! Accounts over HTTP: the real router, the real database, a real mail server.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod everywhere;
mod mails;
mod sessions;

use parley_domain::accounts::Registration;
use parley_protocol::{
    DisplayName, EmailAddress, Milliseconds, OneTimeCode, Password, PhoneNumber, Username,
};
use parley_test_support::{HttpRequest, HttpResponse, TestApp, soon};

const PASSWORD: &str = "quiet marble river";
const FORM: &str = "full_name=Ines+Moreau&username=ines&email=ines%40example.org&country=&phone=%2B442079460958\
                    &password=quiet+marble+river&confirm_password=quiet+marble+river";

fn registration(name: &str) -> Registration {
    Registration {
        full_name: DisplayName::new(name).unwrap(),
        username: Username::new(name).unwrap(),
        email: EmailAddress::new(&format!("{name}@example.org")).unwrap(),
        phone: PhoneNumber::new("+442079460958").unwrap(),
        password: Password::new(PASSWORD).unwrap(),
    }
}

/// The code in the next file of the outbox.
async fn code(app: &TestApp) -> OneTimeCode {
    let text = soon("a mail", app.next_mail()).await;
    let words = text.split_whitespace();
    let mut codes =
        words.filter_map(|word| (word.len() == 6).then(|| OneTimeCode::new(word).ok())?);
    codes.next().unwrap()
}

async fn member(app: &TestApp, name: &str) {
    let accounts = app.accounts();
    let secret = accounts
        .begin_registration(registration(name))
        .await
        .unwrap();
    let code = code(app).await;
    let origin = parley_domain::accounts::Origin::default();
    let done = accounts
        .complete_registration(&secret, &code, None, &origin)
        .await;
    done.unwrap();
    app.clock().advance(Milliseconds::from_seconds(120));
}

fn cookies(response: &HttpResponse) -> Vec<String> {
    let all = response.headers.get_all("set-cookie");
    all.iter()
        .map(|value| value.to_str().unwrap().to_owned())
        .collect()
}

fn session(response: &HttpResponse) -> String {
    let all = cookies(response);
    let own = all
        .iter()
        .find(|cookie| cookie.starts_with("parley_session="));
    own.unwrap().split(';').next().unwrap().to_owned()
}

async fn sign_in(app: &TestApp, name: &str, password: &str) -> HttpResponse {
    let form = format!(
        "identifier={name}&password={}&keep=true",
        password.replace(' ', "+")
    );
    app.post("/api/sign_in", &form).await
}

async fn page_as(app: &TestApp, path: &str, cookie: &str) -> HttpResponse {
    let request = HttpRequest::new("GET", path).header("accept", "text/html");
    app.send(request.header("cookie", cookie)).await
}

/// Everything of an answer but what is new each time.
fn essence(response: &HttpResponse) -> (u16, Vec<String>, String) {
    let mut names: Vec<String> = response
        .headers
        .keys()
        .map(|name| {
            format!(
                "{name}: {}",
                if name == "set-cookie" || name == "date" {
                    "…"
                } else {
                    response.header(name.as_str())
                }
            )
        })
        .collect();
    names.sort();
    (response.status.as_u16(), names, response.body.clone())
}

#[tokio::test]
async fn t001_a_wrong_password_and_a_missing_account_are_answered_to_the_byte_alike() {
    let app = TestApp::start().await;
    member(&app, "ines").await;
    let wrong = sign_in(&app, "ines", "some other password").await;
    let missing = sign_in(&app, "nobody", "some other password").await;
    assert_eq!(essence(&wrong), essence(&missing));
    assert_eq!(wrong.status, 422);
    assert_eq!(cookies(&wrong), Vec::<String>::new());
}

#[tokio::test]
async fn t003_registering_with_a_taken_address_is_answered_to_the_byte_alike() {
    let app = TestApp::start().await;
    member(&app, "ines").await;
    let taken = app.post("/api/begin_registration", FORM).await;
    let free = app
        .post("/api/begin_registration", &FORM.replace("ines", "wei"))
        .await;
    assert_eq!(essence(&taken), essence(&free));
    assert_eq!(taken.status, 200, "{taken:?}");
}

#[tokio::test]
async fn t004_a_reset_is_answered_to_the_byte_alike() {
    let app = TestApp::start().await;
    member(&app, "ines").await;
    let there = app.post("/api/request_reset", "identifier=ines").await;
    let missing = app.post("/api/request_reset", "identifier=nobo").await;
    assert_eq!(essence(&there), essence(&missing));
    assert_eq!(there.status, 200, "{there:?}");
}

#[tokio::test]
async fn t030_without_the_flow_of_this_browser_nothing_is_completed() {
    let app = TestApp::start().await;
    app.accounts()
        .begin_registration(registration("ines"))
        .await
        .unwrap();
    let code = code(&app).await;
    for (path, form) in [
        (
            "/api/complete_registration",
            format!("code={}", code.expose()),
        ),
        ("/api/resend_registration", String::new()),
        (
            "/api/reset_password",
            format!(
                "code={}&new_password=seven+blue+lanterns&confirm_new_password=seven+blue+lanterns",
                code.expose()
            ),
        ),
    ] {
        for cookie in ["", "parley_flow=00", "parley_flow=5ec7e7.61"] {
            let request = HttpRequest::new("POST", path).form(&form);
            let request = request
                .header("origin", app.origin())
                .header("cookie", cookie);
            let response = app.send(request).await;
            assert!(
                !response.status.is_success(),
                "{path} with {cookie}: {response:?}"
            );
        }
    }
    let found = app.accounts().find_user("ines").await.unwrap();
    assert_eq!(found, None);
}

#[tokio::test]
async fn t032_t033_a_session_is_a_new_cookie_and_ends_with_the_sign_out() {
    let app = TestApp::start().await;
    member(&app, "ines").await;
    let preset = format!("parley_session={}", "a".repeat(64));
    let form = "identifier=ines&password=quiet+marble+river&keep=true";
    let request = HttpRequest::new("POST", "/api/sign_in").form(form);
    let request = request
        .header("origin", app.origin())
        .header("cookie", &preset);
    let entered = app.send(request).await;
    assert_eq!(entered.status, 200, "{entered:?}");
    let set = cookies(&entered)
        .into_iter()
        .find(|cookie| cookie.starts_with("parley_session="))
        .unwrap();
    assert!(
        set.ends_with("; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000"),
        "{set}"
    );
    let cookie = session(&entered);
    assert_ne!(cookie, preset);
    let again = HttpRequest::new("POST", "/api/sign_in").form(form);
    let again = again
        .header("origin", app.origin())
        .header("cookie", &cookie);
    let again = session(&app.send(again).await);
    assert_ne!(again, cookie);
    let old = page_as(&app, "/dashboard", &cookie).await;
    assert!(
        old.status.is_redirection(),
        "the session before has ended: {old:?}"
    );
    let cookie = again;
    let page = page_as(&app, "/login", &cookie).await;
    assert!(
        page.status.is_redirection() || page.body.contains("Account menu"),
        "{page:?}"
    );
    let request = HttpRequest::new("POST", "/api/sign_out").form("");
    let out = app
        .send(
            request
                .header("origin", app.origin())
                .header("cookie", &cookie),
        )
        .await;
    assert!(
        cookies(&out)
            .contains(&"parley_session=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0".to_owned())
    );
    let after = page_as(&app, "/login", &cookie).await;
    assert!(!after.body.contains("Account menu"));
    assert_eq!(after.status, 200);
}

#[tokio::test]
async fn t034_no_secret_stands_in_the_data() {
    let app = TestApp::start().await;
    member(&app, "ines").await;
    let entered = sign_in(&app, "ines", PASSWORD).await;
    let cookie = session(&entered);
    let secret = cookie.split('=').nth(1).unwrap().as_bytes().to_vec();
    let begun = app
        .post("/api/begin_registration", &FORM.replace("ines", "wei"))
        .await;
    assert_eq!(begun.status, 200);
    let mut files = 0;
    for entry in app.folder().join("data").read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            files += 1;
            let bytes = std::fs::read(&path).unwrap();
            let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
            assert!(
                !has(&secret) && !has(PASSWORD.as_bytes()),
                "{}",
                path.display()
            );
        }
    }
    assert!(files >= 2, "the database and its log");
}

#[tokio::test]
async fn t035_t023_the_sockets_of_a_session_close_when_it_ends() {
    let app = TestApp::start().await;
    app.meeting("mkd-vqtr-hba").await;
    member(&app, "ines").await;
    let cookie = session(&sign_in(&app, "ines", PASSWORD).await);
    let origin = app.origin().to_owned();
    let with = [("origin", &*origin), ("cookie", &*cookie)];
    let mut own = app.socket_from("mkd-vqtr-hba", &with).await.unwrap();
    let mut guest = app.socket("mkd-vqtr-hba").await;
    let request = HttpRequest::new("POST", "/api/sign_out").form("");
    app.send(request.header("origin", &origin).header("cookie", &cookie))
        .await;
    assert_eq!(own.close_code().await, Some(4401));
    guest.hello("Guest").await;
}

#[tokio::test]
async fn t006_t009_one_client_may_try_ten_passwords_and_no_header_makes_it_another_client() {
    let app = TestApp::start().await;
    let attempt = async |number: u32| {
        let forwarded = &*format!("10.0.0.{number}");
        let request = HttpRequest::new("POST", "/api/sign_in")
            .form(&format!("identifier=name{number}&password=some+password"));
        let request = request
            .header("origin", app.origin())
            .header("x-forwarded-for", forwarded);
        app.send(request).await.status
    };
    for number in 0..10 {
        assert_ne!(attempt(number).await, 429);
    }
    assert_eq!(attempt(99).await, 429);
}

#[tokio::test]
async fn t031_fields_that_nobody_asked_for_change_nothing() {
    let app = TestApp::start().await;
    let form = format!("{FORM}&role=admin&is_admin=true&email_verified=true&proved=true&id=1");
    let begun = app.post("/api/begin_registration", &form).await;
    assert_eq!(begun.status, 200, "{begun:?}");
    assert_eq!(
        app.accounts().find_user("ines").await.unwrap(),
        None,
        "no account without its code"
    );
    let flow = cookies(&begun).remove(0);
    let flow = flow.split(';').next().unwrap();
    let form = format!(
        "code={}&role=admin&is_admin=true",
        code(&app).await.expose()
    );
    let done = post_as(&app, "/api/complete_registration", &form, flow).await;
    assert_eq!(done.status, 200, "{done:?}");
    let user = app.accounts().find_user("ines").await.unwrap().unwrap();
    assert_eq!(user.role, parley_domain::accounts::Role::Member);
}

#[tokio::test]
async fn t026_a_huge_password_is_refused_before_it_is_hashed() {
    let app = TestApp::start().await;
    let huge = app
        .post(
            "/api/sign_in",
            &format!("identifier=ines&password={}", "a".repeat(1 << 20)),
        )
        .await;
    assert_eq!(huge.status, 413);
    let long = sign_in(&app, "ines", &"a".repeat(10_000)).await;
    assert_eq!(long.status, 422);
}

#[tokio::test]
async fn every_page_of_accounts_is_drawn_and_kept_by_nobody() {
    let app = TestApp::start().await;
    for (path, heading) in [
        ("/login", "Sign in"),
        ("/register", "Create account"),
        ("/forgot", "Reset password"),
        ("/forgot/done", "Password changed"),
    ] {
        let page = app.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body.contains(heading), "{path}");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
    }
    // Without something begun there is nothing to finish.
    for path in ["/register/verify", "/forgot/reset"] {
        let page = app.get(path).await;
        assert!(
            page.status.is_redirection() || page.status == 200,
            "{path}: {page:?}"
        );
    }
}

#[tokio::test]
async fn the_dashboard_is_for_who_is_signed_in() {
    let app = TestApp::start().await;
    member(&app, "ines").await;
    let stranger = app.get("/dashboard").await;
    assert!(stranger.status.is_redirection(), "{stranger:?}");
    assert!(stranger.header("location").starts_with("/login"));
    let cookie = session(&sign_in(&app, "ines", PASSWORD).await);
    let own = page_as(&app, "/dashboard", &cookie).await;
    assert_eq!(own.status, 200);
    assert!(own.body.contains("ines@example.org"));
    let home = page_as(&app, "/", &cookie).await;
    assert_eq!(home.header("location"), "/dashboard");
}

#[tokio::test]
async fn a_personal_meeting_is_started_by_its_owner_only() {
    let app = TestApp::start().await;
    member(&app, "ines").await;
    for path in ["/api/start_personal_meeting", "/api/create_link"] {
        let stranger = app.post(path, "").await;
        assert_eq!(stranger.status, 401, "{path}");
    }
    let cookie = session(&sign_in(&app, "ines", PASSWORD).await);
    let user = app.accounts().find_user("ines").await.unwrap().unwrap();
    let request = HttpRequest::new("POST", "/api/start_personal_meeting").form("");
    let request = request
        .header("origin", app.origin())
        .header("cookie", &cookie);
    let started = app.send(request).await;
    let page = format!("/m/{}", user.personal_code);
    assert_eq!(started.header("location"), page);
    assert_eq!(app.get(&page).await.status, 200, "the link works");
}

async fn post_as(app: &TestApp, path: &str, form: &str, cookie: &str) -> HttpResponse {
    let request = HttpRequest::new("POST", path).form(form);
    let request = request.header("origin", app.origin());
    app.send(request.header("cookie", cookie)).await
}

#[tokio::test]
async fn t081_what_is_somebodys_own_is_refused_to_strangers() {
    let app = TestApp::start().await;
    member(&app, "ines").await;
    member(&app, "wei").await;
    let before = app.accounts().find_user("ines").await.unwrap();
    let ines = session(&sign_in(&app, "ines", PASSWORD).await);
    let wei = session(&sign_in(&app, "wei", PASSWORD).await);
    for (path, form) in [
        (
            "/api/save_profile",
            "full_name=X&username=xxx&email=ines%40example.org&phone=",
        ),
        (
            "/api/begin_email_change",
            "current_password=quiet+marble+river&email=x%40example.org&username=ines",
        ),
        (
            "/api/change_email",
            "code=123456&full_name=X&username=xxx&phone=",
        ),
        (
            "/api/change_password",
            "current_password=a&new_password=b&confirm_new_password=b",
        ),
        ("/api/list_devices", ""),
        ("/api/end_device", "id=1"),
        ("/api/end_other_devices", ""),
        ("/api/list_activity", ""),
    ] {
        for cookie in ["", "parley_session=00"] {
            let response = post_as(&app, path, form, cookie).await;
            assert_eq!(response.status, 401, "{path}: {response:?}");
        }
    }
    let devices = post_as(&app, "/api/list_devices", "", &ines).await;
    let devices: serde_json::Value = serde_json::from_str(&devices.body).unwrap();
    let id = devices[0]["id"].as_str().unwrap();
    let foreign = post_as(&app, "/api/end_device", &format!("id={id}"), &wei).await;
    assert_eq!(foreign.status, 404);
    let still = post_as(&app, "/api/list_devices", "", &ines).await;
    assert_eq!(still.status, 200, "a stranger ended nothing");
    assert_eq!(
        app.accounts()
            .find_user("ines")
            .await
            .unwrap()
            .unwrap()
            .full_name,
        before.unwrap().full_name
    );
}

#[tokio::test]
async fn t083_for_a_member_there_is_no_admin() {
    let app = TestApp::start().await;
    member(&app, "ines").await;
    member(&app, "boss").await;
    let boss = app.accounts().find_user("boss").await.unwrap().unwrap();
    let admin = parley_domain::accounts::Role::Admin;
    app.accounts().set_role(None, boss.id, admin).await.unwrap();
    let ines = session(&sign_in(&app, "ines", PASSWORD).await);
    let boss_cookie = session(&sign_in(&app, "boss", PASSWORD).await);
    let change = format!("id={}&change=suspend", app.user_handle(boss.id));
    for cookie in ["", &*ines] {
        assert_eq!(page_as(&app, "/admin", cookie).await.status, 404);
        let listed = post_as(&app, "/api/list_users", "search=&page=1", cookie).await;
        assert_eq!(listed.status, 404, "{listed:?}");
        assert!(!listed.body.contains('@'));
        let changed = post_as(&app, "/api/change_user", &change, cookie).await;
        assert_eq!(changed.status, 404, "{changed:?}");
    }
    let page = page_as(&app, "/admin", &boss_cookie).await;
    assert_eq!(page.status, 200);
    let listed = post_as(&app, "/api/list_users", "search=ines&page=1", &boss_cookie).await;
    assert!(listed.body.contains("ines@example.org"), "{listed:?}");
    assert!(!listed.body.contains("argon2"));
}
