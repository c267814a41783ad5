//! Sends what waits, tries again what did not go out, and gives up after a day.

use super::{
    Envelope, Transport, compose,
    message::{DeliveryError, message},
};
use crate::config::Origin;
use lettre::message::Mailbox;
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
/// How long a mail that is on its way at a stop may take; then it is sent once more after the next start.
const LAST_MAIL: Duration = Duration::from_secs(5);
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
            tokio::select! {
                outcome = self.send_due(&stop) => if let Err(error) = outcome {
                    tracing::warn!(%error, "the queue of mails could not be read");
                },
                () = after(&stop, LAST_MAIL) => return,
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
        if mail.content == MailContent::Nothing {
            return self.0.outbox.remove(sealed.id).await;
        }
        let now = self.0.clock.now();
        match self.deliver(&mail, &sealed, now).await {
            Ok(()) => {
                if let MailContent::Code { id, .. } = mail.content {
                    self.0.codes.set_sent(id, now).await?;
                }
                self.0.outbox.remove(sealed.id).await
            }
            Err(error) => self.put_off(&sealed, now, &error).await,
        }
    }

    async fn deliver(
        &self,
        mail: &Mail,
        sealed: &SealedMail,
        now: Timestamp,
    ) -> Result<(), DeliveryError> {
        let letter = compose(&mail.content, &self.0.public_url);
        let subject = letter.subject.clone();
        let message = message((&self.0.from, &mail.to), letter, sealed, now)?;
        let name = format!("{:013}-{}", now.0, sealed.id);
        if let Some(file) = self.0.transport.send(message, &name).await? {
            // Who tries Parley on their own machine looks for their code; on a server a log says less.
            let subject = self.0.public_url.is_loopback().then_some(subject);
            tracing::info!(file = %file.display(), subject, "no mail server is configured, so a mail was written to a file");
        }
        Ok(())
    }

    async fn put_off(
        &self,
        sealed: &SealedMail,
        now: Timestamp,
        error: &DeliveryError,
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

/// When `stop` is a while ago.
async fn after(stop: &CancellationToken, length: Duration) {
    stop.cancelled().await;
    tokio::time::sleep(length).await;
}
