//! Sessions and their cookies, and what a sign-in changes.

use super::{FORM, PASSWORD, cookies, essence, member, page_as, post_as, session, sign_in};
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, Version, password_hash::phc};
use parley_domain::accounts::{PasswordHash, UserRepository as _};
use parley_test_support::{HttpRequest, TestApp};

#[tokio::test]
async fn t033_behind_https_every_cookie_is_for_this_host_alone() {
    let app = TestApp::start_with(|config| {
        config.http.public_url = Some("https://meet.example.org".parse().unwrap());
    })
    .await;
    member(&app, "ines").await;
    let entered = sign_in(&app, "ines", PASSWORD).await;
    let begun = app.post("/api/begin_registration", FORM).await;
    let own = entered
        .cookie("__Host-parley_session")
        .expect("they are in");
    let out = post_as(&app, "/api/sign_out", "", &own).await;
    let mut names = Vec::new();
    for set in [&entered, &begun, &out].into_iter().flat_map(cookies) {
        let mut parts = set.split("; ");
        names.push(parts.next().unwrap().split('=').next().unwrap().to_owned());
        let flags: Vec<_> = parts.collect();
        for flag in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(flags.contains(&flag), "{flag} in {set}");
        }
        assert!(!set.contains("Domain"), "{set}");
    }
    assert!(
        names.iter().all(|name| name.starts_with("__Host-parley_")),
        "{names:?}"
    );
    assert!(
        names.contains(&"__Host-parley_flow".to_owned()),
        "{names:?}"
    );
    let sessions = names.iter().filter(|name| *name == "__Host-parley_session");
    assert_eq!(sessions.count(), 2, "one is set and removed: {names:?}");

    let own = sign_in(&app, "ines", PASSWORD).await;
    let own = own.cookie("__Host-parley_session").expect("they are in");
    assert_eq!(page_as(&app, "/dashboard", &own).await.status, 200);
    let renamed = own.replace("__Host-", "");
    let page = page_as(&app, "/dashboard", &renamed).await;
    assert!(
        page.status.is_redirection(),
        "a sister site could have set it"
    );
}

#[tokio::test]
async fn a_sign_in_makes_a_hash_of_weaker_parameters_anew_and_nothing_else_does() {
    let app = TestApp::start().await;
    member(&app, "ines").await;
    let users = app.database().users();
    let id = app.accounts().find_user("ines").await.unwrap().unwrap().id;
    let stored = async || users.password(id).await.unwrap().unwrap().0;
    let weak = Params::new(8_192, 1, 1, None).unwrap();
    let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, weak);
    let weak: phc::PasswordHash = weak
        .hash_password_with_salt(PASSWORD.as_bytes(), &[1; 16])
        .unwrap();
    let weak = PasswordHash(weak.to_string());
    users.set_password(id, &weak).await.unwrap();
    assert_eq!(
        sign_in(&app, "ines", "some other password").await.status,
        422
    );
    assert_eq!(stored().await, weak.0);
    assert_eq!(sign_in(&app, "ines", PASSWORD).await.status, 200);
    let anew = stored().await;
    assert!(
        anew.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{anew}"
    );
    assert_eq!(sign_in(&app, "ines", PASSWORD).await.status, 200);
    assert_eq!(stored().await, anew);
}

#[tokio::test]
async fn t081_a_session_of_somebody_else_is_answered_like_one_that_is_over_and_lives_on() {
    let app = TestApp::start().await;
    member(&app, "ines").await;
    member(&app, "wei").await;
    let ines = session(&sign_in(&app, "ines", PASSWORD).await);
    let wei = session(&sign_in(&app, "wei", PASSWORD).await);
    let wei_elsewhere = session(&sign_in(&app, "wei", PASSWORD).await);
    let listed = async |cookie: &str| {
        let listed = post_as(&app, "/api/list_devices", "", cookie).await;
        let listed: serde_json::Value = serde_json::from_str(&listed.body).unwrap();
        let devices = listed.as_array().unwrap().clone();
        let id = |device: &serde_json::Value| format!("id={}", device["id"].as_str().unwrap());
        devices.iter().map(id).collect::<Vec<_>>()
    };
    let (foreign, own) = (listed(&ines).await, listed(&wei_elsewhere).await);
    let end = async |form: &str| post_as(&app, "/api/end_device", form, &wei).await;
    let mut ended = Vec::new();
    for form in &own {
        ended.push(end(form).await.status.as_u16());
    }
    assert_eq!(ended, [200, 200], "one of them is the own one, which stays");
    let mut over = Vec::new();
    for form in &own {
        let answer = end(form).await;
        if answer.status == 404 {
            over.push(answer);
        }
    }
    assert_eq!(over.len(), 1, "one is over");
    let refused = end(&foreign[0]).await;
    assert_eq!(essence(&refused), essence(&over[0]));
    assert_eq!(listed(&ines).await, foreign, "it lives on");
    assert!(
        page_as(&app, "/login", &wei_elsewhere).await.status == 200,
        "it is over"
    );
}

#[tokio::test]
async fn t006_who_tries_ten_passwords_waits_and_hears_how_long_and_nobody_else_does() {
    let app = TestApp::start_with(|config| config.http.trusted_proxies = 1).await;
    let attempt = async |number: u32, from: &str| {
        let form = format!("identifier=name{number}&password=some+password");
        let request = HttpRequest::new("POST", "/api/sign_in").form(&form);
        let request = request.header("origin", app.origin());
        app.send(request.header("x-forwarded-for", from)).await
    };
    for number in 0..10 {
        assert_eq!(attempt(number, "203.0.113.1").await.status, 422);
    }
    let refused = attempt(10, "203.0.113.1").await;
    assert_eq!(refused.status, 429, "{refused:?}");
    let seconds: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    assert_eq!(attempt(11, "203.0.113.2").await.status, 422);
}
