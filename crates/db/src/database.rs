//! Opening, migrating, asking and closing the database.

use crate::{
    DatabaseError, StoredAudit, StoredChat, StoredCodes, StoredFailures, StoredMeetings,
    StoredOutbox, StoredPending, StoredSeats, StoredSessions, StoredUsers, error::repository_error,
};
use parley_domain::RepositoryError;
use parley_migrations::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, DatabaseConnection,
    sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{path::Path, time::Duration};

/// How long a statement waits for the write lock of SQLite. With the wait for a connection it stays below the 5 seconds
/// after which rooms stop waiting: a statement that nobody waits for any more may still be executed, after a newer one.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);
/// How long a caller waits for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(2);
/// Readers beside the one who writes.
const CONNECTIONS: u32 = 4;

/// A pool of connections. Clones share it.
#[derive(Clone, Debug)]
pub struct Database {
    connection: DatabaseConnection,
}

impl Database {
    /// Opens the database at `url` (`sqlite://path`) and makes the file and its folder where they are missing.
    ///
    /// # Errors
    /// [`DatabaseError`] when the address is unknown or the file does not open.
    pub async fn connect(url: &str) -> Result<Self, DatabaseError> {
        let path = url
            .strip_prefix("sqlite://")
            .ok_or(DatabaseError::UnknownKind)?;
        make_folder(path)?;
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(CONNECTIONS)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(durable);
        let connection = sea_orm::Database::connect(options)
            .await
            .map_err(DatabaseError::Open)?;
        Ok(Self { connection })
    }

    /// Runs the migrations that are missing.
    ///
    /// # Errors
    /// [`DatabaseError::Open`] when one fails.
    pub async fn migrate_up(&self) -> Result<(), DatabaseError> {
        Migrator::up(&self.connection, None)
            .await
            .map_err(DatabaseError::Open)
    }

    /// Takes the newest `steps` migrations back, with what was stored in them.
    ///
    /// # Errors
    /// [`DatabaseError::Open`] when one fails.
    pub async fn migrate_down(&self, steps: u32) -> Result<(), DatabaseError> {
        Migrator::down(&self.connection, Some(steps))
            .await
            .map_err(DatabaseError::Open)
    }

    /// Asks whether the database answers.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when it does not.
    pub async fn ping(&self) -> Result<(), RepositoryError> {
        self.connection.ping().await.map_err(repository_error)
    }

    /// Closes every connection; calls after this are refused.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] when the last write could not be finished.
    pub async fn close(&self) -> Result<(), RepositoryError> {
        self.connection
            .close_by_ref()
            .await
            .map_err(repository_error)
    }

    /// The meetings.
    pub fn meetings(&self) -> StoredMeetings {
        StoredMeetings::new(self.connection.clone())
    }

    /// The seats.
    pub fn seats(&self) -> StoredSeats {
        StoredSeats::new(self.connection.clone())
    }

    /// The chat.
    pub fn chat(&self) -> StoredChat {
        StoredChat::new(self.connection.clone())
    }

    /// The accounts.
    pub fn users(&self) -> StoredUsers {
        StoredUsers::new(self.connection.clone())
    }

    /// The sessions.
    pub fn sessions(&self) -> StoredSessions {
        StoredSessions::new(self.connection.clone())
    }

    /// The registrations that wait for their code.
    pub fn pending(&self) -> StoredPending {
        StoredPending::new(self.connection.clone())
    }

    /// The one-time codes.
    pub fn codes(&self) -> StoredCodes {
        StoredCodes::new(self.connection.clone())
    }

    /// The failed sign-ins.
    pub fn failures(&self) -> StoredFailures {
        StoredFailures::new(self.connection.clone())
    }

    /// The mails that wait.
    pub fn outbox(&self) -> StoredOutbox {
        StoredOutbox::new(self.connection.clone())
    }

    /// The audit log.
    pub fn audit(&self) -> StoredAudit {
        StoredAudit::new(self.connection.clone())
    }
}

/// What is acknowledged survives a power cut (`synchronous=FULL`), and readers do not wait for the writer (WAL).
fn durable(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
}

fn make_folder(path: &str) -> Result<(), DatabaseError> {
    let file = Path::new(path.split('?').next().unwrap_or(path));
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !path.starts_with(':') => {
            std::fs::create_dir_all(folder).map_err(|source| DatabaseError::Folder {
                folder: folder.to_owned(),
                source,
            })
        }
        _ => Ok(()),
    }
}
