//! A small mail server for tests: enough of SMTP (RFC 5321), STARTTLS (RFC 3207) and TLS from the start (RFC 8314) to be given a mail by any client.
//!
//! *Invariants*: a mail is handed out only when its client was told that it was taken; while the server is down, it
//! takes nothing.

mod conversation;
mod mail;

pub use mail::ReceivedMail;

use crate::soon;
use conversation::Conversation;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair,
    generate_simple_self_signed,
};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::{
    io::AsyncWriteExt as _,
    net::{TcpListener, TcpStream},
    sync::{Mutex, mpsc},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer},
    },
};
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

/// Where it runs, as its certificate says it.
const HOST: &str = "127.0.0.1";
const GREETING: &[u8] = b"220 test mail server\r\n";

/// How it encrypts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encryption {
    None,
    StartTls,
    FromTheStart,
}

/// A mail server on a port of its own, until it is dropped.
pub struct SmtpServer {
    address: SocketAddr,
    encryption: Encryption,
    certificate: Option<String>,
    is_down: Arc<AtomicBool>,
    mails: Mutex<mpsc::UnboundedReceiver<ReceivedMail>>,
    turned_away: Mutex<mpsc::UnboundedReceiver<()>>,
    _stop: DropGuard,
}

/// What every connection shares.
#[derive(Clone)]
struct Desk {
    encryption: Encryption,
    tls: Option<TlsAcceptor>,
    is_down: Arc<AtomicBool>,
    mails: mpsc::UnboundedSender<ReceivedMail>,
    turned_away: mpsc::UnboundedSender<()>,
}

impl SmtpServer {
    /// Without encryption.
    pub async fn start() -> Self {
        Self::listen(Encryption::None, None).await
    }

    /// With STARTTLS and a certificate that it signed itself; it takes no mail before.
    ///
    /// # Panics
    /// When no certificate can be made.
    pub async fn start_with_tls() -> Self {
        Self::listen(Encryption::StartTls, Some(Identity::by_itself())).await
    }

    /// With TLS from the first byte and a certificate that it signed itself.
    ///
    /// # Panics
    /// When no certificate can be made.
    pub async fn start_inside_tls() -> Self {
        Self::listen(Encryption::FromTheStart, Some(Identity::by_itself())).await
    }

    /// As [`SmtpServer::start_with_tls`], with a certificate that an authority of its own signed: the authority's is what
    /// [`SmtpServer::certificate`] tells.
    ///
    /// # Panics
    /// When no certificate can be made.
    pub async fn start_with_authority() -> Self {
        Self::listen(Encryption::StartTls, Some(Identity::by_authority())).await
    }

    async fn listen(encryption: Encryption, identity: Option<Identity>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound port has an address");
        let (mails_in, mails) = mpsc::unbounded_channel();
        let (turned_away_in, turned_away) = mpsc::unbounded_channel();
        let is_down = Arc::new(AtomicBool::new(false));
        let stop = CancellationToken::new();
        let desk = Desk {
            encryption,
            tls: identity.as_ref().map(Identity::acceptor),
            is_down: Arc::clone(&is_down),
            mails: mails_in,
            turned_away: turned_away_in,
        };
        TaskTracker::new().spawn(
            stop.clone()
                .run_until_cancelled_owned(accept(listener, desk)),
        );
        Self {
            address,
            encryption,
            certificate: identity.map(|identity| identity.believed),
            is_down,
            mails: Mutex::new(mails),
            turned_away: Mutex::new(turned_away),
            _stop: stop.drop_guard(),
        }
    }

    /// Its address for `mail.smtp_url`.
    pub fn url(&self) -> String {
        match self.encryption {
            Encryption::None => format!("smtp://{}", self.address),
            Encryption::StartTls => format!("smtp://{}?tls=required", self.address),
            Encryption::FromTheStart => format!("smtps://{}", self.address),
        }
    }

    /// Its certificate as PEM, for a client that is to trust it.
    ///
    /// # Panics
    /// When it was started without TLS.
    pub fn certificate(&self) -> &str {
        self.certificate
            .as_deref()
            .expect("it was started with TLS")
    }

    /// From now on it turns everybody away (421).
    pub fn go_down(&self) {
        self.is_down.store(true, Ordering::SeqCst);
    }

    /// It takes mails again.
    pub fn come_up(&self) {
        self.is_down.store(false, Ordering::SeqCst);
    }

    /// The next mail that it took.
    ///
    /// # Panics
    /// When none comes.
    pub async fn next_mail(&self) -> ReceivedMail {
        let mut mails = self.mails.lock().await;
        let mail = soon("a mail", mails.recv()).await;
        mail.expect("the server runs as long as it is there")
    }

    /// A mail that it took already.
    pub async fn mail_now(&self) -> Option<ReceivedMail> {
        self.mails.lock().await.try_recv().ok()
    }

    /// Waits until somebody was turned away while it was down.
    ///
    /// # Panics
    /// When nobody comes.
    pub async fn next_turned_away(&self) {
        let mut turned_away = self.turned_away.lock().await;
        let one = soon("a client that is turned away", turned_away.recv()).await;
        one.expect("the server runs as long as it is there");
    }
}

/// A certificate with its key, and what a client believes so that it believes this one.
struct Identity {
    certificate: CertificateDer<'static>,
    key: KeyPair,
    believed: String,
}

impl Identity {
    fn by_itself() -> Self {
        let made = generate_simple_self_signed([HOST.to_owned()]).expect("a certificate");
        Self {
            believed: made.cert.pem(),
            certificate: made.cert.into(),
            key: made.signing_key,
        }
    }

    fn by_authority() -> Self {
        let key = || KeyPair::generate().expect("a key");
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, key()).expect("an authority");
        let params = CertificateParams::new([HOST.to_owned()]).expect("a name");
        let key = key();
        let signed = params.signed_by(&key, &authority).expect("a certificate");
        Self {
            certificate: signed.into(),
            key,
            believed: authority.pem(),
        }
    }

    fn acceptor(&self) -> TlsAcceptor {
        let private = PrivateKeyDer::Pkcs8(self.key.serialize_der().into());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring knows these versions")
            .with_no_client_auth()
            .with_single_cert(vec![self.certificate.clone()], private)
            .expect("the key belongs to the certificate");
        TlsAcceptor::from(Arc::new(config))
    }
}

async fn accept(listener: TcpListener, desk: Desk) {
    let conversations = TaskTracker::new();
    // What a client does wrong ends its own conversation, and its test waits in vain.
    while let Ok((stream, _)) = listener.accept().await {
        let desk = desk.clone();
        conversations.spawn(async move { drop(serve(stream, desk).await) });
    }
}

async fn serve(mut stream: TcpStream, desk: Desk) -> std::io::Result<()> {
    if desk.is_down.load(Ordering::SeqCst) {
        stream.write_all(b"421 down for a while\r\n").await?;
        drop(stream);
        // A test that ended waits for nobody.
        desk.turned_away.send(()).ok();
        return Ok(());
    }
    if let (Encryption::FromTheStart, Some(tls)) = (desk.encryption, &desk.tls) {
        let mut stream = tls.accept(stream).await?;
        stream.write_all(GREETING).await?;
        Conversation::encrypted(desk.mails).hold(stream).await?;
        return Ok(());
    }
    stream.write_all(GREETING).await?;
    let plain = Conversation::plain(desk.mails.clone(), desk.tls.is_some());
    let left = plain.hold(stream).await?;
    if let (Some(stream), Some(tls)) = (left, desk.tls) {
        let stream = tls.accept(stream).await?;
        Conversation::encrypted(desk.mails).hold(stream).await?;
    }
    Ok(())
}
