//! Sends what waits, tries again what did not go out, and gives up after a day.

use super::{Envelope, Transport, compose};
use crate::config::Origin;
use lettre::{
    Message,
    message::{Mailbox, MultiPart},
};
use parley_domain::{
    Clock, RepositoryError,
    accounts::{CodeRepository, Mail, MailContent, OutboxRepository, SealedMail},
};
use parley_protocol::Timestamp;
use std::{sync::Arc, time::Duration};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Mails taken from the queue together.
const BATCH: u64 = 20;
/// How often the queue is looked at when nothing was queued here: for what was put off.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long to wait after each failed try, in milliseconds; after the last one a mail is given up, about a day on.
const WAITS: [u64; 10] = [
    5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 28_800_000,
    28_800_000,
];

/// What the worker needs.
pub struct MailPorts {
    /// The queue.
    pub outbox: Arc<dyn OutboxRepository>,
    /// Told when a code went out.
    pub codes: Arc<dyn CodeRepository>,
    /// Opens mails.
    pub envelope: Envelope,
    /// The way out.
    pub transport: Transport,
    /// Who mails are from.
    pub from: Mailbox,
    /// Where links lead to.
    pub public_url: Origin,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Wakes the worker.
    pub queued: Arc<Notify>,
}

/// The worker.
pub struct MailWorker(MailPorts);

impl MailWorker {
    /// On these ports.
    pub fn new(ports: MailPorts) -> Self {
        Self(ports)
    }

    /// Sends until `stop`. What waits then is sent after the next start.
    pub async fn run(self, stop: CancellationToken) {
        loop {
            if let Err(error) = self.send_due(&stop).await {
                tracing::warn!(%error, "the queue of mails could not be read");
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.0.queued.notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    async fn send_due(&self, stop: &CancellationToken) -> Result<(), RepositoryError> {
        loop {
            let due = self.0.outbox.due(self.0.clock.now(), BATCH).await?;
            if due.is_empty() {
                return Ok(());
            }
            for sealed in due {
                if stop.is_cancelled() {
                    return Ok(());
                }
                self.send_one(sealed).await?;
            }
        }
    }

    async fn send_one(&self, sealed: SealedMail) -> Result<(), RepositoryError> {
        let Some(mail) = self.0.envelope.open(&sealed.sealed) else {
            tracing::error!(
                mail = sealed.id,
                "a mail was sealed with another secret and is lost"
            );
            return self.0.outbox.remove(sealed.id).await;
        };
        let now = self.0.clock.now();
        match self
            .deliver(&mail, &format!("{:013}-{}", now.0, sealed.id))
            .await
        {
            Ok(()) => {
                if let MailContent::Code { id, .. } = mail.content {
                    self.0.codes.set_sent(id, now).await?;
                }
                self.0.outbox.remove(sealed.id).await
            }
            Err(error) => self.put_off(&sealed, now, &error).await,
        }
    }

    async fn deliver(&self, mail: &Mail, name: &str) -> anyhow::Result<()> {
        let letter = compose(&mail.content, &self.0.public_url);
        let message = Message::builder()
            .from(self.0.from.clone())
            .to(Mailbox::new(None, mail.to.as_str().parse()?))
            .subject(letter.subject)
            .multipart(MultiPart::alternative_plain_html(letter.text, letter.html))?;
        Ok(self.0.transport.send(message, name).await?)
    }

    async fn put_off(
        &self,
        sealed: &SealedMail,
        now: Timestamp,
        error: &anyhow::Error,
    ) -> Result<(), RepositoryError> {
        let tries = usize::try_from(sealed.tries).unwrap_or(usize::MAX);
        let Some(wait) = WAITS.get(tries) else {
            tracing::error!(mail = sealed.id, %error, "a mail is given up");
            return self.0.outbox.remove(sealed.id).await;
        };
        tracing::warn!(mail = sealed.id, %error, seconds = wait / 1000, "a mail did not go out; it is tried again");
        let until = Timestamp(now.0.saturating_add(*wait));
        self.0.outbox.put_off(sealed.id, until).await
    }
}
