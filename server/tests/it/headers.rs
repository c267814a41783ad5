//! What every answer carries, whatever answered.

use parley_server::config::Origin;
use parley_test_support::{HttpRequest, HttpResponse, TestApp};

fn assert_headers(what: &str, response: &HttpResponse) {
    let policy = response.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{what}: {policy}");
    for word in [
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    ] {
        assert!(policy.contains(word), "{what}: {policy}");
    }
    for word in ["'unsafe-inline'", "'unsafe-eval'", "*"] {
        assert!(!policy.contains(word), "{what}: {policy}");
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("access-control-allow-origin", ""),
        ("strict-transport-security", ""),
    ] {
        assert_eq!(response.header(name), value, "{what}: {name}");
    }
    let permissions = response.header("permissions-policy");
    assert!(permissions.starts_with("camera=(self), microphone=(self), display-capture=(self)"));
    assert!(permissions.contains("geolocation=()"));
}

#[tokio::test]
async fn t045_t043_t051_every_status_has_the_security_headers() {
    let app = TestApp::start().await;
    let get = |path| HttpRequest::new("GET", path).header("accept", "text/html");
    let post = |path| HttpRequest::new("POST", path).header("origin", app.origin());
    let big = "x".repeat(64 * 1024 + 1);
    for (status, request) in [
        (200, get("/")),
        (200, get("/healthz")),
        (404, get("/nowhere")),
        (404, get("/nothing.js")),
        (404, get("/m/not-a-code")),
        (403, HttpRequest::new("POST", "/api/start_meeting").form("")),
        (403, get("/socket/mkd-vqtr-hba")),
        (405, post("/healthz")),
        (413, post("/api/join_meeting").form(&big)),
    ] {
        let what = format!("{request:.60?}");
        let response = app.send(request).await;
        if status != 403 || !what.contains("socket") {
            assert_eq!(
                response.status.as_u16(),
                status,
                "{what}: {}",
                response.body
            );
        }
        assert_headers(&what, &response);
    }
}

#[tokio::test]
async fn t044_every_page_has_a_nonce_of_its_own_and_every_script_has_it() {
    let app = TestApp::start().await;
    let mut nonces = Vec::new();
    for path in ["/", "/", "/nowhere"] {
        let page = app.get(path).await;
        let policy = page.header("content-security-policy");
        let (_, rest) = policy.split_once("'nonce-").expect("a nonce");
        let nonce = rest.split('\'').next().unwrap_or_default().to_owned();
        assert!(policy.contains("'wasm-unsafe-eval'"));
        let scripts = page.body.matches("<script").count();
        let with_nonce = page.body.matches(&format!("nonce=\"{nonce}\"")).count();
        assert!(
            scripts > 0 && with_nonce >= scripts,
            "{path}: {scripts} scripts"
        );
        assert!(
            !page.body.contains(" style=\""),
            "{path} has an inline style"
        );
        nonces.push(nonce);
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 3, "a nonce came twice");
}

#[tokio::test]
async fn only_files_of_a_build_are_kept_for_good() {
    let app = TestApp::start().await;
    let package = app.site_folder().join("pkg/1a2b");
    std::fs::create_dir_all(&package).unwrap();
    std::fs::write(package.join("parley.js"), "plain").unwrap();
    std::fs::write(package.join("parley.js.br"), "compressed").unwrap();
    std::fs::write(app.site_folder().join("robots.txt"), "text").unwrap();
    std::fs::write(app.site_folder().join("build-id"), "1a2b\n").unwrap();
    std::fs::write(app.site_folder().join(".secret"), "canary").unwrap();
    let app = app.restart().await;

    let script = app.get("/pkg/1a2b/parley.js").await;
    assert_eq!(script.body, "plain");
    assert_eq!(
        script.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_headers("a script", &script);
    let compressed = HttpRequest::new("GET", "/pkg/1a2b/parley.js").header("accept-encoding", "br");
    let compressed = app.send(compressed).await;
    assert_eq!(compressed.body, "compressed");
    assert_eq!(compressed.header("content-encoding"), "br");
    assert_eq!(compressed.header("vary"), "accept-encoding");
    let text = app.get("/robots.txt").await;
    assert_eq!(
        (text.body.as_str(), text.header("cache-control")),
        ("text", "no-cache")
    );
    for path in [
        "/.secret",
        "/build-id",
        "/../data/parley.db",
        "/%2e%2e/data/parley.db",
        "/pkg/1a2b/",
    ] {
        let nothing = app.get(path).await;
        assert!(nothing.status.is_client_error(), "t138: {path}");
        assert!(!nothing.body.contains("canary"));
    }
}

#[tokio::test]
async fn t047_pages_and_answers_are_never_stored_and_a_missing_file_is_no_page() {
    let app = TestApp::start().await;
    assert_eq!(app.get("/").await.header("cache-control"), "no-store");
    let missing = app.get("/pkg/old/parley.css").await;
    assert_eq!(missing.status, 404);
    assert!(!missing.body.contains("<html"));
    assert!(app.get("/nowhere").await.body.contains("<html"));
}

#[tokio::test]
async fn a_server_on_https_asks_for_https_in_future() {
    let url: Origin = "https://meet.example.org".parse().unwrap();
    let app = TestApp::start_with(|config| config.http.public_url = Some(url)).await;
    let response = app.get("/").await;
    assert!(
        response
            .header("strict-transport-security")
            .starts_with("max-age=31536000")
    );
    let policy = response.header("content-security-policy");
    assert!(
        policy.contains("connect-src 'self' wss://meet.example.org"),
        "{policy}"
    );
}

#[tokio::test]
async fn who_looks_for_an_icon_unasked_is_led_to_the_one_of_the_site() {
    let app = TestApp::start().await;
    let answer = app.get("/favicon.ico").await;
    assert_eq!(answer.status, 308);
    assert_eq!(answer.header("location"), "/favicon.svg");
    assert_eq!(answer.header("cache-control"), "public, max-age=86400");
    assert!(
        std::path::Path::new(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../public/favicon.svg"
        ))
        .exists()
    );
}
