//! The way mails go out: a mail server, or files where none is configured.

use crate::config::MailConfig;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use std::{
    io,
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

    /// Sends a mail; `name` is the file's name without its ending.
    ///
    /// # Errors
    /// [`TransportError`] when it did not go out.
    pub async fn send(&self, message: Message, name: &str) -> Result<(), TransportError> {
        match self {
            Self::Smtp(transport) => {
                transport.send(message).await?;
            }
            Self::Files(folder) => {
                let path = folder.join(format!("{name}.eml"));
                let (folder, bytes) = (folder.clone(), message.formatted());
                let written = tokio::task::spawn_blocking(move || {
                    std::fs::create_dir_all(&folder)?;
                    // Never half a mail under its name.
                    let draft = path.with_extension("part");
                    std::fs::write(&draft, bytes)?;
                    std::fs::rename(&draft, &path)?;
                    Ok::<_, io::Error>(path)
                });
                let path = written.await.map_err(io::Error::other)??;
                tracing::info!(file = %path.display(), "no mail server is configured, so a mail was written to a file");
            }
        }
        Ok(())
    }
}
