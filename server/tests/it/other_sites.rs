//! What other sites and other protocols get of this server: nothing.

use parley_test_support::{HttpRequest, HttpResponse, TestApp, raw_exchange};
use serde_json::json;

/// What a browser says of a request that a page of another site caused.
const FOREIGN: [&[(&str, &str)]; 5] = [
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ],
    &[("origin", "https://evil.example")],
    &[("origin", "null")],
];

const SIGN_IN: &str = "identifier=ines&password=quiet+marble+river&keep=true";
const REGISTER: &str = "full_name=Eve&username=eve&email=eve%40example.org&country=&phone=%2B442079460958\
                        &password=quiet+marble+river&confirm_password=quiet+marble+river";

async fn is_signed_in(app: &TestApp, cookie: &str) -> bool {
    app.post_with("/api/list_devices", "", cookie).await.status == 200
}

fn nothing_happened(what: &str, answer: &HttpResponse) {
    assert_eq!(answer.status, 403, "{what}");
    assert!(!answer.headers.contains_key("set-cookie"), "{what}");
    assert_eq!(answer.header("location"), "", "{what}");
}

#[tokio::test]
async fn t039_another_site_signs_nobody_in_or_out_and_registers_nobody() {
    let app = TestApp::start().await;
    let ines = app.member("ines").await;
    for headers in FOREIGN {
        for (path, form) in [
            ("/api/sign_in", SIGN_IN),
            ("/api/begin_registration", REGISTER),
            ("/api/complete_registration", "code=123456"),
            ("/api/request_reset", "identifier=ines"),
            ("/api/sign_out", ""),
        ] {
            for accept in ["text/html", "application/json"] {
                let request = HttpRequest::new("POST", path).form(form);
                let request = request.header("accept", accept);
                let mut request = request.header("cookie", &ines.cookie);
                for (name, value) in headers {
                    request = request.header(name, value);
                }
                let what = format!("{path} with {headers:?}");
                nothing_happened(&what, &app.send(request).await);
            }
        }
        let grant =
            json!({ "grant_type": "password", "name": "ines", "password": "quiet marble river" });
        let mut request = HttpRequest::new("POST", "/api/v1/token").json(&grant);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        nothing_happened("/api/v1/token", &app.send(request).await);
    }
    assert!(is_signed_in(&app, &ines.cookie).await);
    assert_eq!(app.accounts().find_user("eve").await.unwrap(), None);
    let outbox = app.folder().join("data/outbox");
    let mails = outbox.read_dir().map_or(0, Iterator::count);
    assert_eq!(mails, 0, "nobody was sent a code");
    // What was refused works from a page of ours.
    assert_eq!(app.post("/api/sign_in", SIGN_IN).await.status, 200);
    app.post_with("/api/sign_out", "", &ines.cookie).await;
    assert!(!is_signed_in(&app, &ines.cookie).await);
}

#[tokio::test]
async fn t042_no_other_origin_may_read_an_answer() {
    let app = TestApp::start().await;
    let ines = app.member("ines").await;
    let grant =
        json!({ "grant_type": "password", "name": "ines", "password": "quiet marble river" });
    let token = HttpRequest::new("POST", "/api/v1/token").json(&grant);
    let token: serde_json::Value = serde_json::from_str(&app.send(token).await.body).unwrap();
    let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
    let (host, own) = (app.address().to_string(), app.origin().to_owned());
    let with_host = format!("https://{host}.evil.example");
    let origins = ["https://evil.example", "null", &with_host, &own];
    let mut asked = 0;
    for origin in origins {
        for with_credentials in [false, true] {
            for (method, path) in [
                ("GET", "/"),
                ("GET", "/login"),
                ("GET", "/nowhere"),
                ("GET", "/nothing.js"),
                ("GET", "/healthz"),
                ("GET", "/api/v1/me"),
                ("GET", "/api/v1/meetings"),
                ("GET", "/api/v1/openapi.json"),
                ("POST", "/api/v1/token"),
                ("POST", "/api/list_devices"),
                ("POST", "/api/find_meeting"),
                ("OPTIONS", "/api/v1/me"),
                ("OPTIONS", "/api/v1/token"),
                ("OPTIONS", "/api/sign_in"),
                ("OPTIONS", "/"),
            ] {
                let request = HttpRequest::new(method, path).header("origin", origin);
                let mut request = request
                    .header("access-control-request-method", "POST")
                    .header("access-control-request-headers", "authorization");
                if with_credentials {
                    request = request
                        .header("cookie", &ines.cookie)
                        .header("authorization", &bearer);
                }
                let answer = app.send(request).await;
                let shared = answer
                    .headers
                    .keys()
                    .find(|name| name.as_str().starts_with("access-control-"));
                assert_eq!(shared, None, "{method} {path} from {origin}");
                let policy = answer.header("cross-origin-resource-policy");
                assert_eq!(policy, "same-origin", "{method} {path} from {origin}");
                asked += 1;
            }
        }
    }
    assert_eq!(asked, 120);
}

#[tokio::test]
async fn t072_the_server_speaks_no_http_2_neither_known_before_nor_by_an_upgrade() {
    let app = TestApp::start().await;
    // The preface and a SETTINGS frame, as a client sends them that knows the server to speak HTTP/2.
    let mut preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    preface.extend([0, 0, 0, 4, 0, 0, 0, 0, 0]);
    let answer = raw_exchange(app.address(), &preface).await;
    assert!(
        answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"),
        "{:?}",
        String::from_utf8_lossy(&answer)
    );
    // By an upgrade: the answer is that of HTTP/1.1.
    let upgrade = HttpRequest::new("GET", "/healthz")
        .header("connection", "upgrade, http2-settings")
        .header("upgrade", "h2c")
        .header("http2-settings", "AAMAAABkAAQAoAAAAAIAAAAA");
    let answer = app.send(upgrade).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("upgrade"), "");
}

#[test]
fn t072_nothing_that_is_built_in_speaks_http_2() {
    let lock = include_str!("../../../Cargo.lock");
    assert!(lock.contains("name = \"hyper\""), "the list is read");
    for library in ["h2", "h3", "quinn"] {
        assert!(
            !lock.contains(&format!("name = \"{library}\"\n")),
            "{library} has limits of its own: max_concurrent_streams, header list size, resets. Set and test them"
        );
    }
}
