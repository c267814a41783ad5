//! Mails of accounts, received by a real mail server.

use super::{FORM, PASSWORD, cookies, post_as, sign_in};
use parley_domain::accounts::OutboxRepository as _;
use parley_protocol::Milliseconds;
use parley_test_support::{HttpRequest, ReceivedMail, SmtpServer, TestApp, soon};

/// After how long a mail is tried a second time.
const FIRST_WAIT: Milliseconds = Milliseconds(5_000);

async fn app_by(server: &SmtpServer) -> TestApp {
    let folder = tempfile::tempdir().unwrap();
    let certificate = folder.path().join("mail.pem");
    let is_secret = !server.url().starts_with("smtp://") || server.url().contains("tls");
    if is_secret {
        std::fs::write(&certificate, server.certificate()).unwrap();
    }
    TestApp::start_with(|config| {
        config.mail.smtp_url = Some(server.url());
        config.mail.certificate = is_secret.then_some(certificate);
    })
    .await
}

/// Fills in the form; the cookie of the browser that goes on.
async fn begin(app: &TestApp) -> String {
    let begun = app.post("/api/begin_registration", FORM).await;
    assert_eq!(begun.status, 200, "{begun:?}");
    let flow = cookies(&begun).remove(0);
    flow.split(';').next().unwrap().to_owned()
}

/// Reads the code in the mail, types it, and signs in.
async fn complete(app: &TestApp, flow: &str, mail: &ReceivedMail) {
    assert_eq!(mail.to, ["ines@example.org"]);
    let code = mail.code().expect("a code in the mail");
    let form = format!("code={code}");
    let done = post_as(app, "/api/complete_registration", &form, flow).await;
    assert_eq!(done.status, 200, "{done:?}");
    let entered = sign_in(app, "ines@example.org", PASSWORD).await;
    assert_eq!(entered.status, 200, "{entered:?}");
}

#[tokio::test]
async fn one_registers_by_a_code_that_comes_over_the_wire_plain_by_starttls_or_inside_tls() {
    for (server, encrypted) in [
        (SmtpServer::start().await, false),
        (SmtpServer::start_with_tls().await, true),
        (SmtpServer::start_inside_tls().await, true),
    ] {
        let app = app_by(&server).await;
        let flow = begin(&app).await;
        let mail = server.next_mail().await;
        assert_eq!(mail.encrypted, encrypted, "{}", server.url());
        complete(&app, &flow, &mail).await;
    }
}

#[tokio::test]
async fn while_the_mail_server_is_down_pages_answer_as_always_and_the_code_comes_later() {
    let server = SmtpServer::start().await;
    server.go_down();
    let app = app_by(&server).await;
    let flow = begin(&app).await;
    server.next_turned_away().await;
    let outbox = app.database().outbox();
    let put_off = async {
        let later = parley_domain::Clock::now(app.clock()) + FIRST_WAIT;
        while !matches!(&*outbox.due(later, 1).await.unwrap(), [mail] if mail.tries == 1) {
            tokio::task::yield_now().await;
        }
    };
    soon("the second try is planned", put_off).await;
    server.come_up();
    app.clock().advance(FIRST_WAIT);
    complete(&app, &flow, &server.next_mail().await).await;
}

#[tokio::test]
async fn a_certificate_that_cannot_be_read_is_told_at_the_start() {
    let config = parley_server::config::MailConfig {
        smtp_url: Some("smtps://mail.example.org".to_owned()),
        certificate: Some("/nowhere/mail.pem".into()),
        from: None,
    };
    let transport = parley_server::accounts::mail::Transport::new(&config, "data".as_ref());
    let error = transport.expect_err("there is no such file").to_string();
    assert!(
        error.starts_with("mail.certificate: /nowhere/mail.pem cannot"),
        "{error}"
    );
}

#[tokio::test]
async fn t021_links_in_mails_lead_to_the_public_address_whatever_a_request_says_of_the_host() {
    let server = SmtpServer::start().await;
    let app = app_by(&server).await;
    let flow = begin(&app).await;
    complete(&app, &flow, &server.next_mail().await).await;
    app.clock().advance(Milliseconds::from_seconds(120));
    // The owner of a taken address gets links.
    let request = HttpRequest::new("POST", "/api/begin_registration").form(FORM);
    let request = request
        .header("host", "evil.example")
        .header("x-forwarded-host", "evil.example")
        .header("x-forwarded-proto", "https")
        .header("forwarded", "host=evil.example;proto=https")
        .header("origin", app.origin());
    let answer = app.send(request).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let mail = server.next_mail().await;
    assert!(!mail.message.contains("evil.example"), "{}", mail.message);
    for kind in ["text/plain", "text/html"] {
        let part = mail.part(kind);
        let links: Vec<_> = part
            .match_indices("http")
            .map(|(at, _)| &part[at..])
            .collect();
        assert!(!links.is_empty(), "{part}");
        for link in links {
            assert!(link.starts_with(app.origin()), "{link}");
        }
    }
}
