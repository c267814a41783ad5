//! The way mails go out: a mail server, or files where none is configured.

use crate::config::MailConfig;
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    transport::smtp::client::{Certificate, Tls, TlsParameters},
};
use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};
use url::Url;

/// A mail server that says nothing for so long is away.
const PATIENCE: Duration = Duration::from_secs(30);

/// How a certificate begins in a PEM file (RFC 7468).
const CERTIFICATE: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// Why a mail did not go out.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// The mail server did not take it.
    #[error("the mail server did not take it: {0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
    /// The address of the mail server is none.
    #[error("mail.smtp_url: {0}")]
    Address(#[source] lettre::transport::smtp::Error),
    /// The certificate of the mail server cannot be used.
    #[error("mail.certificate: {path} cannot be used: {source}")]
    Certificate {
        /// Its file.
        path: PathBuf,
        /// What is wrong with it.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// What is named as a certificate holds none.
    #[error("mail.certificate: {} holds no certificate. It must be a PEM file with a block that begins with \
             -----BEGIN CERTIFICATE-----", .0.display())]
    NoCertificate(PathBuf),
    /// There is a certificate, and nothing is encrypted.
    #[error(
        "mail.certificate is set, but mail.smtp_url asks for no TLS. Write smtps://, or add ?tls=required"
    )]
    NoTls,
    /// The file could not be written.
    #[error("the file could not be written: {0}")]
    File(#[from] io::Error),
}

/// The way out.
#[derive(Clone, Debug)]
pub enum Transport {
    /// By SMTP (RFC 5321).
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// As `.eml` files in this folder.
    Files(PathBuf),
}

impl Transport {
    /// As the configuration says: a mail server, or files below the data.
    ///
    /// # Errors
    /// [`TransportError::Address`] or [`TransportError::Certificate`].
    pub fn new(config: &MailConfig, data: &Path) -> Result<Self, TransportError> {
        let Some(url) = &config.smtp_url else {
            return Ok(Self::Files(data.join("outbox")));
        };
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(TransportError::Address)?
            .timeout(Some(PATIENCE));
        if let Some(path) = &config.certificate {
            transport = transport.tls(believing(url, path)?);
        }
        Ok(Self::Smtp(transport.build()))
    }

    /// Sends a mail; `name` is the file's name without its ending. The answer is the file, where it is one.
    ///
    /// # Errors
    /// [`TransportError`] when it did not go out.
    pub async fn send(
        &self,
        message: Message,
        name: &str,
    ) -> Result<Option<PathBuf>, TransportError> {
        match self {
            Self::Smtp(transport) => {
                transport.send(message).await?;
                Ok(None)
            }
            Self::Files(folder) => {
                let (folder, path) = (folder.clone(), folder.join(format!("{name}.eml")));
                let written =
                    tokio::task::spawn_blocking(move || write(&folder, path, &message.formatted()));
                Ok(Some(written.await.map_err(io::Error::other)??))
            }
        }
    }
}

/// The TLS that an address asks for, with a certificate that is believed too.
fn believing(url: &str, path: &Path) -> Result<Tls, TransportError> {
    let unusable = |source| TransportError::Certificate {
        path: path.to_owned(),
        source,
    };
    let url = Url::parse(url).map_err(|error| unusable(error.into()))?;
    let tls = wish(&url).ok_or(TransportError::NoTls)?;
    let pem = fs::read(path).map_err(|error| unusable(error.into()))?;
    // Without one, lettre would believe nobody new and say nothing.
    if !pem
        .split(|byte| *byte == b'\n')
        .any(|line| line.starts_with(CERTIFICATE))
    {
        return Err(TransportError::NoCertificate(path.to_owned()));
    }
    let certificate = Certificate::from_pem(&pem).map_err(|error| unusable(error.into()))?;
    let host = url.host_str().unwrap_or_default().to_owned();
    let parameters = TlsParameters::builder(host).add_root_certificate(certificate);
    let parameters = parameters.build();
    Ok(tls(parameters.map_err(|error| unusable(error.into()))?))
}

/// What an address asks for, read as lettre reads it; `None` where it asks for no TLS that there is.
fn wish(url: &Url) -> Option<fn(TlsParameters) -> Tls> {
    let mut pairs = url.query_pairs();
    let tls = pairs
        .find(|(name, _)| name == "tls")
        .map(|(_, value)| value);
    match (url.scheme(), tls.as_deref()) {
        ("smtps", _) => Some(Tls::Wrapper),
        (_, Some("required")) => Some(Tls::Required),
        (_, Some("opportunistic")) => Some(Tls::Opportunistic),
        _ => None,
    }
}

/// Never half a mail under its name, and for its owner only: there are codes in it.
fn write(folder: &Path, path: PathBuf, bytes: &[u8]) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let draft = path.with_extension("part");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&draft)?.write_all(bytes)?;
    fs::rename(&draft, &path)?;
    Ok(path)
}
