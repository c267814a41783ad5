//! A certificate of one's own that is believed of the mail server.

use lettre::Message;
use parley_server::{
    accounts::mail::{Transport, TransportError},
    config::MailConfig,
};
use parley_test_support::SmtpServer;

fn believing(url: &str, file: impl AsRef<[u8]>) -> Result<Transport, TransportError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mail.pem");
    std::fs::write(&path, file).unwrap();
    let config = MailConfig {
        smtp_url: Some(url.to_owned()),
        certificate: Some(path),
        from: None,
    };
    Transport::new(&config, folder.path())
}

/// Whether a mail goes out.
async fn goes(url: &str, certificate: &str) -> bool {
    let transport = believing(url, certificate).unwrap();
    let message = Message::builder()
        .from("parley@meet.example.org".parse().unwrap())
        .to("ines@example.org".parse().unwrap())
        .body("Hello.".to_owned());
    transport.send(message.unwrap(), "unused").await.is_ok()
}

#[tokio::test]
async fn what_asks_for_tls_anywhere_in_the_address_gets_it() {
    let with = SmtpServer::start_with_tls().await;
    let without = SmtpServer::start().await;
    let start = with.url().replace("?tls=required", "");
    for query in [
        "?tls=required",
        "?tls=required&x=1",
        "?x=1&tls=required",
        "?%74ls=required",
        "?tls=required#x",
        "?tls=opportunistic&x=1",
    ] {
        let url = format!("{start}{query}");
        assert!(goes(&url, with.certificate()).await, "{url}");
        assert!(with.next_mail().await.encrypted, "{url}");
        let url = format!("{}{query}", without.url());
        let is_urgent = query.contains("required");
        assert_eq!(goes(&url, with.certificate()).await, !is_urgent, "{url}");
        assert_eq!(without.mail_now().await.is_some(), !is_urgent, "{url}");
    }
}

#[tokio::test]
async fn the_certificate_of_an_authority_is_enough_for_what_it_signed_and_for_nothing_else() {
    let server = SmtpServer::start_with_authority().await;
    let authority = server.certificate();
    assert!(goes(&server.url(), authority).await);
    assert!(server.next_mail().await.encrypted);
    let other = SmtpServer::start_with_authority().await;
    assert!(!goes(&other.url(), authority).await);
    assert_eq!(other.mail_now().await, None);
}

#[tokio::test]
async fn a_certificate_that_would_never_be_used_is_told_at_the_start() {
    let server = SmtpServer::start_with_tls().await;
    let told = |url: &str, file: &[u8]| believing(url, file).unwrap_err().to_string();
    for url in ["smtp://localhost", "smtp://localhost:25?x=tls=required"] {
        let words = told(url, server.certificate().as_bytes());
        assert!(words.contains("asks for no TLS"), "{url}: {words}");
    }
    let words = told(
        "smtp://localhost?tls=maybe&tls=required",
        server.certificate().as_bytes(),
    );
    assert!(words.starts_with("mail.smtp_url: "), "{words}");
    let der = [0x30, 0x82, 0x01, 0x5e, 0x0a, 0xff];
    let key = b"-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n";
    for file in [&b""[..], &der, key] {
        let words = told("smtps://localhost", file);
        assert!(words.contains("holds no certificate"), "{words}");
    }
    let words = told("smtps://localhost", b"-----BEGIN CERTIFICATE-----\nMAA=\n");
    assert!(words.contains("cannot be used"), "{words}");
}
