//! Mails: queued in the database, sealed, and sent by a worker, so that no answer waits for a mail server.
//!
//! *Invariants*: what waits in the database can be read only with the server's secret (T-017); every link starts with
//! the public address from the configuration (T-021); a code's time starts when its mail went out.

mod envelope;
mod letter;
mod message;
mod transport;
mod worker;

pub use envelope::Envelope;
pub use letter::{Letter, LetterCalendar, compose};
pub use transport::{Transport, TransportError};
pub use worker::{MailPorts, MailWorker};

use async_trait::async_trait;
use parley_domain::{
    Clock, Random, RepositoryError,
    accounts::{Mail, Mailer, OutboxRepository},
};
use std::sync::Arc;
use tokio::sync::Notify;

/// Puts mails into the queue.
pub struct Outbox {
    repository: Arc<dyn OutboxRepository>,
    envelope: Envelope,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    queued: Arc<Notify>,
}

impl Outbox {
    /// `queued` wakes the worker.
    pub fn new(
        repository: Arc<dyn OutboxRepository>,
        envelope: Envelope,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        queued: Arc<Notify>,
    ) -> Self {
        Self {
            repository,
            envelope,
            clock,
            random,
            queued,
        }
    }
}

#[async_trait]
impl Mailer for Outbox {
    async fn queue(&self, mail: Mail) -> Result<(), RepositoryError> {
        let sealed = self.seal(&mail);
        self.repository.add(sealed, self.clock.now()).await?;
        self.queued.notify_one();
        Ok(())
    }

    fn seal(&self, mail: &Mail) -> Vec<u8> {
        self.envelope.seal(mail, &*self.random)
    }
}
