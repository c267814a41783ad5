//! Forms around accounts over HTTP: what comes back of one that was refused, and how long the next mail waits.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use parley_domain::accounts::Origin;
use parley_protocol::{DisplayName, EmailAddress, Milliseconds, Password, Username};
use parley_test_support::{HttpRequest, HttpResponse, TestApp};

const FORM: &str = "full_name=Ines+Moreau&username=ines&email=ines%40example.org&country=&phone=%2B442079460958\
                    &password=quiet+marble+river&confirm_password=quiet+marble+river";

/// An account, and its session's cookie.
async fn person(app: &TestApp, name: &str) -> String {
    let (accounts, password) = (app.accounts(), Password::new("quiet marble river").unwrap());
    let made = accounts.create_superuser(
        DisplayName::new(name).unwrap(),
        Username::new(name).unwrap(),
        EmailAddress::new(&format!("{name}@example.org")).unwrap(),
        &password,
    );
    made.await.unwrap();
    let entered = accounts.sign_in(name, &password, true, Origin::default());
    let (_, secret) = entered.await.unwrap();
    format!("parley_session={secret}")
}

fn cookies(response: &HttpResponse) -> Vec<String> {
    let all = response.headers.get_all("set-cookie");
    all.iter()
        .map(|value| value.to_str().unwrap().to_owned())
        .collect()
}

async fn page_as(app: &TestApp, path: &str, cookie: &str) -> HttpResponse {
    let request = HttpRequest::new("GET", path).header("accept", "text/html");
    app.send(request.header("cookie", cookie)).await
}

fn post(app: &TestApp, path: &str, form: &str) -> HttpRequest {
    let request = HttpRequest::new("POST", path).form(form);
    request.header("origin", app.origin())
}

/// As a browser without scripts sends it from a page.
async fn send_plain(app: &TestApp, page: &str, request: HttpRequest) -> HttpResponse {
    let page = format!("{}{page}", app.origin());
    let request = request.header("accept", "text/html,*/*;q=0.8");
    app.send(request.header("referer", &page)).await
}

fn flow(response: &HttpResponse) -> String {
    let all = cookies(response);
    let own = all.iter().find(|cookie| cookie.starts_with("parley_flow="));
    own.unwrap().split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_refused_form_without_scripts_comes_back_with_what_was_typed_but_no_password() {
    let app = TestApp::start().await;
    let send = async |form: &str| {
        let request = post(&app, "/api/begin_registration", form);
        send_plain(&app, "/register", request).await
    };
    let form = FORM.replace("country=&phone=%2B44", "country=GB&phone=0");
    let wrong = form.replace("username=ines", "username=2%22%3E%3Cb%3E");
    let wrong = wrong.replace("confirm_password=quiet", "confirm_password=loud");
    let refused = send(&wrong).await;
    assert_eq!(refused.status, 302, "{refused:?}");
    let cookie = cookies(&refused).remove(0);
    assert!(
        cookie.ends_with("; HttpOnly; SameSite=Lax; Path=/; Max-Age=300"),
        "{cookie}"
    );
    let cookie = cookie.split(';').next().unwrap();
    assert!(cookie.starts_with("parley_draft="), "{cookie}");
    let marble = "6d6172626c65"; // "marble" in hexadecimal digits
    let address = refused.header("location");
    for typed in ["marble", marble, "ines", "example", "07946"] {
        assert!(!address.contains(typed), "{address}");
    }
    assert!(!cookie.contains(marble), "{cookie}");

    let path = address.strip_prefix(app.origin()).unwrap();
    let back = page_as(&app, path, cookie).await.body;
    for there in [
        "value=\"Ines Moreau\"",
        "value=\"2&quot;&gt;&lt;b&gt;\"",
        "value=\"ines@example.org\"",
        "value=\"02079460958\"",
        "value=\"GB\" selected",
        "Use 3 to 32 letters, numbers, dots or dashes, starting with a letter.",
        "The passwords do not match.",
    ] {
        assert!(back.contains(there), "{there}: {back}");
    }
    assert!(!back.contains("marble"));
    // Nobody gets to see it who only opens the page.
    let opened = page_as(&app, "/register", cookie).await.body;
    assert!(!opened.contains("ines@example.org"));

    let taken = send(&form).await;
    assert_eq!(taken.header("location"), "/register/verify", "{taken:?}");
    assert!(
        cookies(&taken)
            .iter()
            .any(|cookie| { cookie == "parley_draft=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0" })
    );
}

#[tokio::test]
async fn a_password_that_is_easy_is_told_beside_what_else_is_wrong() {
    let app = TestApp::start().await;
    let form = FORM.replace("username=ines", "username=2ines");
    let form = form.replace("quiet+marble+river", "1234567890");
    let refused = app.send(post(&app, "/api/begin_registration", &form)).await;
    assert_eq!(refused.status, 422, "{refused:?}");
    let told: serde_json::Value = serde_json::from_str(&refused.body).unwrap();
    let problem = |field, problem| serde_json::json!({ "field": field, "problem": problem });
    let both = [problem("username", "form"), problem("password", "known")];
    assert_eq!(told, serde_json::json!({ "form": both }));
}

#[tokio::test]
async fn the_wait_for_another_code_goes_on_where_it_was_when_a_page_is_loaded_again() {
    let app = TestApp::start().await;
    person(&app, "ines").await;
    let form = FORM.replace("ines", "wei");
    let registering = flow(&app.post("/api/begin_registration", &form).await);
    let reset = async |name: &str| {
        let form = format!("identifier={name}");
        flow(&app.post("/api/request_reset", &form).await)
    };
    let (there, missing) = (reset("ines").await, reset("nobody").await);
    let pages = [
        ("/register/verify", &registering),
        ("/forgot/reset", &there),
        ("/forgot/reset", &missing),
    ];
    for (seconds, timer) in [(0, "in 1:00"), (18, "in 0:42"), (42, "")] {
        app.clock().advance(Milliseconds::from_seconds(seconds));
        for (path, cookie) in pages {
            let page = page_as(&app, path, cookie).await;
            let (_, after) = page.body.split_once("role=\"timer\"").unwrap();
            let (shown, _) = after.split_once("</span>").unwrap();
            assert_eq!(shown.contains("in "), !timer.is_empty(), "{path}: {shown}");
            assert!(shown.contains(timer), "{path}: {shown}");
            let (before, _) = page.body.split_once("Send a new code").unwrap();
            let (_, button) = before.rsplit_once("<button").unwrap();
            assert_eq!(button.contains("disabled"), !timer.is_empty(), "{path}");
        }
    }
}

#[tokio::test]
async fn without_scripts_a_profile_with_a_new_address_is_refused_as_a_whole() {
    let app = TestApp::start().await;
    let cookie = person(&app, "ines").await;
    let form = "full_name=Ines+Moreau&username=ines2&email=new%40example.org&phone=";
    let request = || post(&app, "/api/save_profile", form).header("cookie", &cookie);
    let refused = send_plain(&app, "/profile", request()).await;
    assert_eq!(refused.status, 302, "{refused:?}");
    let path = refused.header("location").strip_prefix(app.origin());
    let back = page_as(&app, path.unwrap(), &cookie).await.body;
    let words = "Changing this needs JavaScript. Nothing was saved.";
    assert!(back.contains(words), "{back}");
    // A script goes on to confirm the address, and nothing is saved before.
    let asked = app.send(request()).await;
    assert_eq!((asked.status.as_u16(), &*asked.body), (200, "null"));
    let user = app.accounts().find_user("ines").await.unwrap().unwrap();
    assert_eq!(user.full_name.as_str(), "ines");
    let same = form.replace("new%40", "ines%40");
    let same = post(&app, "/api/save_profile", &same).header("cookie", &cookie);
    let saved = app.send(same).await;
    assert_eq!(saved.body, "\"/profile?saved=profile\"");
}

#[tokio::test]
async fn what_is_no_request_of_a_page_is_the_callers_mistake() {
    let app = TestApp::start().await;
    let cookie = person(&app, "ines").await;
    for (path, form) in [
        ("/api/sign_in", "identifier=ines"),
        ("/api/sign_in", "%ff=%fe&[]=&&&=hunter2"),
        ("/api/sign_in", ""),
        ("/api/begin_registration", "full_name=hunter2"),
        ("/api/end_device", "id=hunter2"),
        ("/api/list_users", "search=&page=-1"),
        ("/api/change_user", "id=1&change=hunter2"),
        ("/api/join_meeting", "hunter2"),
    ] {
        let request = || post(&app, path, form).header("cookie", &cookie);
        let refused = app.send(request()).await;
        let answer = (refused.status.as_u16(), &*refused.body);
        assert_eq!(answer, (400, "\"malformed\""), "{path} {form}");
        let plain = send_plain(&app, "/login", request()).await;
        assert_eq!(plain.status, 302, "{path} {form}");
        assert!(!plain.header("location").contains("hunter2"));
    }
    let bytes = HttpRequest::new("POST", "/api/sign_in").bytes(vec![0xff, 0xfe]);
    let refused = app.send(bytes.header("origin", app.origin())).await;
    assert_eq!(refused.status, 400, "{refused:?}");
    let plain = send_plain(&app, "/login", post(&app, "/api/sign_in", "")).await;
    let path = plain.header("location").strip_prefix(app.origin());
    let page = app.get(path.unwrap()).await;
    let words = "The server does not understand what this page sent.";
    assert!(page.body.contains(words), "{}", page.body);
}
