//! From what sea-orm says to what a caller can act on.

use parley_domain::RepositoryError;
use sea_orm::{DbErr, SqlErr};
use std::path::PathBuf;

/// Why the database could not be opened or migrated.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The address is of a database that this build does not speak.
    #[error("expected an address that starts with sqlite://, postgres:// or mysql://")]
    UnknownKind,
    /// The folder of the database file could not be made.
    #[error("the folder {folder} could not be made")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The database did not open or a migration failed.
    #[error("the database did not open")]
    Open(#[source] DbErr),
}

pub(crate) fn repository_error(error: DbErr) -> RepositoryError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => RepositoryError::Conflict,
        _ => RepositoryError::Unavailable(Box::new(error)),
    }
}

/// A row holds something that our own rules would never have let in.
#[derive(Debug, thiserror::Error)]
#[error("a row of {table} breaks a rule")]
struct BadRow {
    table: &'static str,
}

pub(crate) fn bad_row(table: &'static str) -> RepositoryError {
    RepositoryError::Unavailable(Box::new(BadRow { table }))
}

/// A time for its column. Times after the year 292,000,000 are cut.
pub(crate) fn to_column(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
