//! Opening, migrating, asking and closing the database.

use crate::{
    DatabaseError, StoredAudit, StoredBans, StoredChat, StoredCodes, StoredFailures, StoredHistory,
    StoredMeetings, StoredOutbox, StoredPending, StoredRefreshTokens, StoredSchedules, StoredSeats,
    StoredSessions, StoredUsers,
    connect::{Kind, open},
    error::repository_error,
    migrate::{Direction, migrate},
};
use parley_domain::RepositoryError;
use sea_orm::DatabaseConnection;

/// A pool of connections. Clones share it.
#[derive(Clone, Debug)]
pub struct Database {
    connection: DatabaseConnection,
}

impl Database {
    /// Whether an address is of a database that this build speaks.
    pub fn accepts(url: &str) -> bool {
        Kind::of(url).is_some()
    }

    /// Opens the database at `url`: `sqlite://path`, whose file and folder are made where they are missing, or
    /// `postgres://` or `mysql://`, whose database is there already.
    ///
    /// # Errors
    /// [`DatabaseError`] when the address is unknown or the database does not open.
    pub async fn connect(url: &str) -> Result<Self, DatabaseError> {
        let connection = open(url).await?;
        Ok(Self { connection })
    }

    /// Runs the migrations that are missing. Who comes second waits for who came first.
    ///
    /// # Errors
    /// [`DatabaseError::Open`] when one fails.
    pub async fn migrate_up(&self) -> Result<(), DatabaseError> {
        migrate(&self.connection, Direction::Up)
            .await
            .map_err(DatabaseError::Open)
    }

    /// Takes the newest `steps` migrations back, with what was stored in them.
    ///
    /// # Errors
    /// [`DatabaseError::Open`] when one fails.
    pub async fn migrate_down(&self, steps: u32) -> Result<(), DatabaseError> {
        migrate(&self.connection, Direction::Down(steps))
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

    /// Who may not come back.
    pub fn bans(&self) -> StoredBans {
        StoredBans::new(self.connection.clone())
    }

    /// The seats.
    pub fn seats(&self) -> StoredSeats {
        StoredSeats::new(self.connection.clone())
    }

    /// The planned meetings.
    pub fn schedules(&self) -> StoredSchedules {
        StoredSchedules::new(self.connection.clone())
    }

    /// The refresh tokens.
    pub fn refresh_tokens(&self) -> StoredRefreshTokens {
        StoredRefreshTokens::new(self.connection.clone())
    }

    /// The history.
    pub fn history(&self) -> StoredHistory {
        StoredHistory::new(self.connection.clone())
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
