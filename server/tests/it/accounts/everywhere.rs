//! Whole ways of accounts over HTTP, on SQLite, PostgreSQL and MySQL or MariaDB.

use super::{FORM, PASSWORD, code, cookies, member, page_as, post_as, session, sign_in};
use parley_domain::accounts::AuditKind;
use parley_protocol::Milliseconds;
use parley_test_support::{FreshDatabase, TestApp};

/// Makes three tests of each function.
macro_rules! everywhere {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test] async fn $name() { super::$name(&parley_test_support::TestApp::start().await).await; })+
        }
        mod postgres {
            $(#[tokio::test] async fn $name() {
                if let Some(database) = parley_test_support::FreshDatabase::postgres().await {
                    super::on(database, async |app: &parley_test_support::TestApp| super::$name(app).await).await;
                }
            })+
        }
        mod mysql {
            $(#[tokio::test] async fn $name() {
                if let Some(database) = parley_test_support::FreshDatabase::mysql().await {
                    super::on(database, async |app: &parley_test_support::TestApp| super::$name(app).await).await;
                }
            })+
        }
    };
}

everywhere!(
    t035_one_registers_signs_in_and_ends_a_session_and_its_sockets,
    t023_a_reset_ends_three_sessions_and_closes_their_sockets_at_once,
    t012_t029_of_many_who_say_the_right_code_at_once_one_makes_the_account,
);

async fn on(database: FreshDatabase, test: impl AsyncFnOnce(&TestApp)) {
    let url = database.url();
    let mut app = TestApp::start_with(|config| config.database.url = url).await;
    test(&app).await;
    app.stop().await;
    database.remove().await;
}

/// Whether the dashboard opens for this cookie.
async fn is_in(app: &TestApp, cookie: &str) -> bool {
    let page = page_as(app, "/dashboard", cookie).await;
    assert!(
        page.status == 200 || page.status.is_redirection(),
        "{page:?}"
    );
    page.status == 200
}

/// Asks with the form for a code; the cookie of the browser that goes on.
async fn begin(app: &TestApp, path: &str, form: &str) -> String {
    let begun = app.post(path, form).await;
    assert_eq!(begun.status, 200, "{begun:?}");
    let flow = cookies(&begun).remove(0);
    flow.split(';').next().unwrap().to_owned()
}

async fn t035_one_registers_signs_in_and_ends_a_session_and_its_sockets(app: &TestApp) {
    app.meeting("mkd-vqtr-hba").await;
    let flow = begin(app, "/api/begin_registration", FORM).await;
    let form = format!("code={}", code(app).await.expose());
    let wrong = if form == "code=000000" {
        "code=000001"
    } else {
        "code=000000"
    };
    let refused = post_as(app, "/api/complete_registration", wrong, &flow).await;
    assert_eq!(refused.status, 422, "{refused:?}");
    let done = post_as(app, "/api/complete_registration", &form, &flow).await;
    assert_eq!(done.status, 200, "{done:?}");
    let wrong = sign_in(app, "ines", "some other password").await;
    assert_eq!(wrong.status, 422, "{wrong:?}");
    let laptop = session(&sign_in(app, "INES", PASSWORD).await);
    let phone = session(&sign_in(app, "ines@example.org", PASSWORD).await);
    let mut socket = app.socket_with("mkd-vqtr-hba", &phone).await;

    let listed = post_as(app, "/api/list_devices", "", &laptop).await;
    let listed: serde_json::Value = serde_json::from_str(&listed.body).unwrap();
    let other = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|device| device["is_this"] == false);
    let form = format!("id={}", other.unwrap()["id"].as_str().unwrap());
    let ended = post_as(app, "/api/end_device", &form, &laptop).await;
    assert_eq!(ended.status, 200, "{ended:?}");
    assert_eq!(socket.close_code().await, Some(4401));
    assert!(!is_in(app, &phone).await && is_in(app, &laptop).await);

    post_as(app, "/api/sign_out", "", &laptop).await;
    assert!(!is_in(app, &laptop).await);
    let user = app.accounts().find_user("ines").await.unwrap().unwrap();
    let noted =
        parley_domain::accounts::AuditRepository::list(&app.database().audit(), user.id, 9).await;
    let noted: Vec<_> = noted.unwrap().into_iter().map(|event| event.kind).collect();
    let mut expected = [
        AuditKind::Registered,
        AuditKind::SignInFailed,
        AuditKind::SignedIn,
        AuditKind::SignedIn,
        AuditKind::SessionEnded,
        AuditKind::SignedOut,
    ];
    expected.reverse();
    assert_eq!(noted, expected);
}

async fn t023_a_reset_ends_three_sessions_and_closes_their_sockets_at_once(app: &TestApp) {
    app.meeting("mkd-vqtr-hba").await;
    member(app, "ines").await;
    let mut sessions = Vec::new();
    for _ in 0..3 {
        sessions.push(session(&sign_in(app, "ines", PASSWORD).await));
    }
    let mut sockets = [
        app.socket_with("mkd-vqtr-hba", &sessions[0]).await,
        app.socket_with("mkd-vqtr-hba", &sessions[1]).await,
    ];
    let flow = begin(app, "/api/request_reset", "identifier=ines").await;
    let code = code(app).await;
    let form = format!(
        "code={}&new_password=seven+blue+lanterns&confirm_new_password=seven+blue+lanterns",
        code.expose()
    );
    let reset = post_as(app, "/api/reset_password", &form, &flow).await;
    assert_eq!(reset.status, 200, "{reset:?}");
    let left = reset.cookie("parley_session");
    assert_eq!(left.as_deref(), Some("parley_session="), "nobody is in");
    // The clock stands still: it is the reset that closes them, and no look at the clock.
    for socket in &mut sockets {
        assert_eq!(socket.close_code().await, Some(4401));
    }
    for cookie in &sessions {
        assert!(!is_in(app, cookie).await);
    }
    assert_eq!(sign_in(app, "ines", PASSWORD).await.status, 422);
    assert_eq!(
        sign_in(app, "ines", "seven blue lanterns").await.status,
        200
    );
}

async fn t012_t029_of_many_who_say_the_right_code_at_once_one_makes_the_account(app: &TestApp) {
    let flow = begin(app, "/api/begin_registration", FORM).await;
    let form = format!("code={}", code(app).await.expose());
    let asked = (0..50).map(|_| post_as(app, "/api/complete_registration", &form, &flow));
    let answers = futures_util::future::join_all(asked).await;
    let done = answers.iter().filter(|answer| answer.status == 200);
    assert_eq!(done.count(), 1);
    app.clock().advance(Milliseconds::from_seconds(60));
    assert_eq!(sign_in(app, "ines", PASSWORD).await.status, 200);
}
