//! The way mails go out: a mail server, or files where none is configured.

use crate::config::MailConfig;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

/// A mail server that says nothing for so long is away.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a mail did not go out.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// The mail server did not take it.
    #[error("the mail server did not take it: {0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
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
    /// [`TransportError::Smtp`] when the address of the mail server is none.
    pub fn new(config: &MailConfig, data: &Path) -> Result<Self, TransportError> {
        let Some(url) = &config.smtp_url else {
            return Ok(Self::Files(data.join("outbox")));
        };
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?
            .timeout(Some(PATIENCE))
            .build();
        Ok(Self::Smtp(transport))
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
