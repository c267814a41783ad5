//! Mails from the queue to a mail server or a file, also when it is away for a while.
#![expect(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    reason = "a test fails by panicking"
)]

mod certificates;
mod post;

use lettre::{
    AsyncSmtpTransport, Tokio1Executor,
    transport::smtp::client::{Certificate, Tls, TlsParameters},
};
use parley_domain::accounts::{Mail, MailContent};
use parley_protocol::{EmailAddress, Milliseconds, Username};
use parley_server::{accounts::mail::Transport, config::MailConfig};
use parley_test_support::SmtpServer;
use post::{Event, Post, code_mail};
use std::path::Path;

const FIRST_WAIT: Milliseconds = Milliseconds(5_000);

fn configured(smtp_url: Option<String>, data: &Path) -> Transport {
    let config = MailConfig {
        smtp_url,
        certificate: None,
        from: None,
    };
    Transport::new(&config, data).unwrap()
}

fn by(server: &SmtpServer) -> Transport {
    configured(Some(server.url()), Path::new("nowhere"))
}

fn trusting(server: &SmtpServer) -> Transport {
    let root = Certificate::from_pem(server.certificate().as_bytes()).unwrap();
    let tls = TlsParameters::builder("127.0.0.1".to_owned()).add_root_certificate(root);
    let smtp = AsyncSmtpTransport::<Tokio1Executor>::from_url(&server.url())
        .unwrap()
        .tls(Tls::Required(tls.build().unwrap()));
    Transport::Smtp(smtp.build())
}

#[tokio::test]
async fn a_code_goes_out_and_its_time_starts_then() {
    let server = SmtpServer::start().await;
    let mut post = Post::start(by(&server));
    post.queue(code_mail("ines@example.org")).await;
    let mail = server.next_mail().await;
    assert_eq!(mail.from, "parley@meet.example.org");
    assert_eq!(mail.to, ["ines@example.org"]);
    assert_eq!(mail.header("to"), "ines@example.org");
    assert_eq!(mail.header("subject"), "Your code for Parley");
    assert_eq!(mail.header("auto-submitted"), "auto-generated");
    assert_eq!(mail.header("date"), "Thu, 01 Jan 2026 00:00:00 +0000");
    assert!(mail.header("message-id").ends_with("@meet.example.org>"));
    assert_eq!(mail.code().as_deref(), Some("123456"));
    assert!(mail.part("text/html").contains("123456"));
    assert_eq!(post.next().await, Event::CodeSent(7, post.now()));
    assert_eq!(post.next().await, Event::Removed);
}

#[tokio::test]
async fn where_tls_is_asked_for_a_mail_goes_through_it_or_stays() {
    let server = SmtpServer::start_with_tls().await;
    let mut post = Post::start(trusting(&server));
    post.queue(code_mail("ines@example.org")).await;
    assert!(server.next_mail().await.encrypted);
    assert!(matches!(post.next().await, Event::CodeSent(..)));

    let mut suspicious = Post::start(by(&server));
    suspicious.queue(code_mail("ines@example.org")).await;
    assert!(matches!(suspicious.next().await, Event::PutOff(_)));
    let without = SmtpServer::start().await;
    let url = format!("{}?tls=required", without.url());
    let mut cheated = Post::start(configured(Some(url), Path::new("nowhere")));
    cheated.queue(code_mail("ines@example.org")).await;
    assert!(matches!(cheated.next().await, Event::PutOff(_)));
    assert_eq!(server.mail_now().await, None);
    assert_eq!(without.mail_now().await, None);
}

#[tokio::test]
async fn a_mail_that_meets_a_dead_server_goes_out_later_and_the_code_lives_from_then() {
    let server = SmtpServer::start().await;
    server.go_down();
    let mut post = Post::start(by(&server));
    post.queue(code_mail("ines@example.org")).await;
    server.next_turned_away().await;
    let until = Event::PutOff(post.now() + FIRST_WAIT);
    assert_eq!(post.next().await, until, "and its time did not start");

    server.come_up();
    post.advance(FIRST_WAIT);
    assert_eq!(server.next_mail().await.code().as_deref(), Some("123456"));
    assert_eq!(post.next().await, Event::CodeSent(7, post.now()));
    assert_eq!(post.next().await, Event::Removed);
}

#[tokio::test]
async fn after_about_a_day_of_tries_a_mail_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("in the way");
    std::fs::write(&file, "").unwrap();
    let mut post = Post::start(Transport::Files(file));
    let start = post.now();
    post.queue(code_mail("ines@example.org")).await;
    let mut waits = Vec::new();
    while let Event::PutOff(until) = post.next().await {
        let wait = Milliseconds(until.0 - post.now().0);
        waits.push(wait.0 / 1_000);
        post.advance(wait);
    }
    assert_eq!(waits[..4], [5, 30, 120, 600]);
    let hours = (post.now().0 - start.0) / 3_600_000;
    assert!((22..=24).contains(&hours), "{hours}");
    assert_eq!(
        post.waiting(),
        0,
        "it is given up, and its code never lived"
    );
}

#[tokio::test]
async fn a_mail_of_another_secret_does_not_hold_up_the_others() {
    let server = SmtpServer::start().await;
    let mut post = Post::start(by(&server));
    post.queue_foreign(b"sealed by somebody else, or cut").await;
    post.queue(code_mail("ines@example.org")).await;
    assert_eq!(post.next().await, Event::Removed);
    assert_eq!(server.next_mail().await.to, ["ines@example.org"]);
}

#[tokio::test]
async fn t017_t018_without_a_mail_server_a_mail_is_a_file_for_its_owner_and_no_log_shows_the_code()
{
    let folder = tempfile::tempdir().unwrap();
    let (log, _logging) = post::log();
    let mut post = Post::start(configured(None, folder.path()));
    post.queue(code_mail("ines@example.org")).await;
    assert_eq!(post.next().await, Event::CodeSent(7, post.now()));
    let outbox = folder.path().join("outbox");
    let files: Vec<_> = outbox.read_dir().unwrap().map(Result::unwrap).collect();
    assert_eq!(files.len(), 1, "no draft stays");
    let name = files[0].file_name().into_string().unwrap();
    assert_eq!(name, "1767225600000-1.eml");
    assert!(
        std::fs::read_to_string(files[0].path())
            .unwrap()
            .contains("123456")
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(
            files[0].metadata().unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
    let log = String::from_utf8(log.lock().unwrap().clone()).unwrap();
    assert!(log.contains(&name), "{log}");
    for secret in ["123456", "ines@example.org", "Your code"] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}

#[tokio::test]
async fn t020_no_address_becomes_a_header_or_another_recipient() {
    let server = SmtpServer::start().await;
    let post = Post::start(by(&server));
    for address in [
        "=?utf-8?q?=0d=0abcc=3ax?=@example.org",
        "!#$%&'*+-/=?^_`{|}~@example.org",
        "a.b+c@sub.example.org",
        "bcc@example.org",
    ] {
        post.queue(code_mail(address)).await;
        let new = EmailAddress::new(address).unwrap();
        let changed = MailContent::EmailChanged { new };
        let to = EmailAddress::new("ines@example.org").unwrap();
        for expected in [address, "ines@example.org"] {
            let mail = server.next_mail().await;
            assert_eq!(mail.to, [expected]);
            let mut names: Vec<_> = mail.headers().into_iter().map(|(name, _)| name).collect();
            names.sort();
            let ours = [
                "Auto-Submitted",
                "Content-Type",
                "Date",
                "From",
                "MIME-Version",
                "Message-ID",
                "Subject",
                "To",
            ];
            assert_eq!(names, ours, "{address}");
            if expected == address {
                let content = changed.clone();
                let to = to.clone();
                post.queue(Mail { to, content }).await;
            }
        }
    }
}

#[tokio::test]
async fn t021_who_has_an_account_already_is_led_to_it_and_not_given_a_code() {
    let server = SmtpServer::start().await;
    let mut post = Post::start(by(&server));
    let to = EmailAddress::new("ines@example.org").unwrap();
    let username = Username::new("ines").unwrap();
    let content = MailContent::AlreadyRegistered { username };
    post.queue(Mail { to, content }).await;
    let mail = server.next_mail().await;
    for kind in ["text/plain", "text/html"] {
        let part = mail.part(kind);
        for page in ["/login", "/forgot"] {
            let link = format!("https://meet.example.org{page}");
            assert!(part.contains(&link), "{link} in {part}");
        }
    }
    assert_eq!(mail.code(), None);
    assert_eq!(post.next().await, Event::Removed, "and no code was sent");
}

#[tokio::test]
async fn t004_what_is_nothing_is_thrown_away_and_not_sent() {
    let server = SmtpServer::start().await;
    let mut post = Post::start(by(&server));
    let to = EmailAddress::new("nobody@parley.invalid").unwrap();
    let content = MailContent::Nothing;
    post.queue(Mail { to, content }).await;
    assert_eq!(post.next().await, Event::Removed);
    post.queue(code_mail("ines@example.org")).await;
    let first = server.next_mail().await;
    assert_eq!(first.to, ["ines@example.org"], "the first that was sent");
}

#[tokio::test]
async fn a_stop_ends_the_worker_and_what_waits_stays() {
    let server = SmtpServer::start().await;
    server.go_down();
    let mut post = Post::start(by(&server));
    post.queue(code_mail("ines@example.org")).await;
    assert!(matches!(post.next().await, Event::PutOff(_)));
    post.stop().await;
    assert_eq!(post.waiting(), 1);
}
