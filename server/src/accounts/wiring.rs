//! Putting accounts together from the database, the secret and the configuration.

use super::{
    handles::SealedHandles,
    hasher::Argon2Hasher,
    judge::Zxcvbn,
    mail::{Envelope, MailPorts, MailWorker, Outbox, Transport, TransportError},
    secret::{AccountDigests, Key, SecretError},
};
use crate::{
    bounded::Bounded,
    config::{Config, Origin},
    parts::Parts,
    pictures::{PictureFiles, PictureRoom},
};
use parley_db::Database;
use parley_domain::{
    accounts::{Accounts, AccountsPorts, SessionId, SessionWatcher},
    doors::Doors,
    history::{History, HistoryPorts},
    schedule::{Schedules, SchedulesPorts},
};
use parley_protocol::Milliseconds;
use std::sync::Arc;
use tokio::sync::Notify;

const DAY: u64 = 24 * 3_600_000;

/// Why accounts could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum WiringError {
    /// The server's secret is missing.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The address of the mail server is none, or its certificate cannot be read.
    #[error(transparent)]
    Mail(#[from] TransportError),
}

/// The command line has no sockets.
struct NoSockets;

impl SessionWatcher for NoSockets {
    fn ended(&self, _: &[SessionId]) {}
}

/// Accounts for the command line; the mails they queue are sent by the server.
pub(crate) fn for_command_line(
    config: &Config,
    parts: &Parts,
    database: &Database,
) -> Result<Accounts, WiringError> {
    let secret = Key::load(&config.data_dir, &*parts.random)?;
    let queued = Arc::new(Notify::new());
    Ok(accounts(
        config,
        parts,
        database,
        &secret,
        queued,
        Arc::new(NoSockets),
    ))
}

/// What the server lets people do.
pub(crate) struct Wired {
    pub(crate) accounts: Accounts,
    pub(crate) history: History,
    pub(crate) schedules: Schedules,
    pub(crate) doors: Doors,
    pub(crate) handles: SealedHandles,
}

/// Accounts, plans and the history for the server, and the worker that sends their mails.
pub(crate) fn for_server(
    config: &Config,
    parts: &Parts,
    database: &Database,
    public_url: &Origin,
    watcher: Arc<dyn SessionWatcher>,
) -> Result<(Wired, MailWorker), WiringError> {
    let secret = Key::load(&config.data_dir, &*parts.random)?;
    let queued = Arc::new(Notify::new());
    let mails = MailWorker::new(MailPorts {
        outbox: Arc::new(database.outbox()),
        codes: Arc::new(database.codes()),
        envelope: Envelope::new(&secret),
        transport: Transport::new(&config.mail, &config.data_dir)?,
        from: config.mail_from(public_url),
        public_url: public_url.clone(),
        clock: Arc::clone(&parts.clock),
        queued: Arc::clone(&queued),
    });
    let digests = Arc::new(AccountDigests::new(&secret));
    let doors = Doors::new(digests.clone(), Arc::clone(&parts.clock));
    let schedules = Schedules::new(SchedulesPorts {
        repository: Arc::new(Bounded(database.schedules())),
        users: Arc::new(database.users()),
        mailer: Arc::new(outbox(parts, database, &secret, Arc::clone(&queued))),
        digests,
        doors: doors.clone(),
        clock: Arc::clone(&parts.clock),
        random: Arc::clone(&parts.random),
        public_url: public_url.to_string(),
    });
    let wired = Wired {
        accounts: accounts(config, parts, database, &secret, queued, watcher),
        history: history(config, parts, database, &secret),
        schedules,
        doors,
        handles: SealedHandles::new(&secret),
    };
    Ok((wired, mails))
}

fn outbox(parts: &Parts, database: &Database, secret: &Key, queued: Arc<Notify>) -> Outbox {
    Outbox::new(
        Arc::new(database.outbox()),
        Envelope::new(secret),
        Arc::clone(&parts.clock),
        Arc::clone(&parts.random),
        queued,
    )
}

fn history(config: &Config, parts: &Parts, database: &Database, secret: &Key) -> History {
    History::new(HistoryPorts {
        repository: Arc::new(Bounded(database.history())),
        digests: Arc::new(AccountDigests::new(secret)),
        clock: Arc::clone(&parts.clock),
        random: Arc::clone(&parts.random),
        kept: Milliseconds(u64::from(config.meetings.history_days) * DAY),
    })
}

fn accounts(
    config: &Config,
    parts: &Parts,
    database: &Database,
    secret: &Key,
    queued: Arc<Notify>,
    watcher: Arc<dyn SessionWatcher>,
) -> Accounts {
    let (clock, random) = (Arc::clone(&parts.clock), Arc::clone(&parts.random));
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Accounts::new(AccountsPorts {
        users: Arc::new(database.users()),
        meetings: Arc::new(database.meetings()),
        sessions: Arc::new(database.sessions()),
        refresh_tokens: Arc::new(database.refresh_tokens()),
        pending: Arc::new(database.pending()),
        codes: Arc::new(database.codes()),
        failures: Arc::new(database.failures()),
        audit: Arc::new(database.audit()),
        hasher: Arc::new(Argon2Hasher::new(Arc::clone(&random), cores)),
        judge: Arc::new(Zxcvbn::default()),
        digests: Arc::new(AccountDigests::new(secret)),
        mailer: Arc::new(outbox(parts, database, secret, queued)),
        picture_maker: Arc::new(PictureRoom::default()),
        pictures: Arc::new(PictureFiles::new(&config.data_dir)),
        watcher,
        clock,
        random,
    })
}
