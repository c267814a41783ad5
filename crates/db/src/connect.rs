//! Opening a pool on each of the databases.
//!
//! *Invariants*: no statement waits longer than the rooms wait for it; what is acknowledged survives a power cut, as
//! far as the database itself keeps that promise; nothing is cut or compared otherwise than byte by byte.

use crate::DatabaseError;
use sea_orm::{
    ConnectOptions, DatabaseConnection,
    sqlx::{
        Executor, MySql, MySqlConnection,
        pool::PoolOptions,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
    },
};
use std::{
    fs::{DirBuilder, OpenOptions},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::Path,
    time::Duration,
};

/// How long a statement waits for a lock. With the wait for a connection it stays below the 5 seconds after which
/// rooms stop waiting: a statement that nobody waits for any more may still be executed, after a newer one.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);
/// How long a caller waits for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(2);
/// SQLite: readers beside the one who writes.
const FILE_CONNECTIONS: u32 = 4;
/// The others: far below what they allow by default, for more than one Parley.
const SERVER_CONNECTIONS: u32 = 16;

/// What every session on MySQL begins with. Without the first, a row that was looked for locks its neighbours too;
/// without the last, some servers store half of a text that is too long.
const MYSQL_SESSION: [&str; 3] = [
    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
    "SET SESSION innodb_lock_wait_timeout = 2, SESSION lock_wait_timeout = 2",
    "SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')",
];

/// Which database an address is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
    MySql,
}

impl Kind {
    pub(crate) fn of(url: &str) -> Option<Self> {
        match url.split_once("://")?.0 {
            "sqlite" => Some(Self::Sqlite),
            "postgres" | "postgresql" => Some(Self::Postgres),
            "mysql" => Some(Self::MySql),
            _ => None,
        }
    }
}

pub(crate) async fn open(url: &str) -> Result<DatabaseConnection, DatabaseError> {
    let kind = Kind::of(url).ok_or(DatabaseError::UnknownKind)?;
    let mut options = ConnectOptions::new(url);
    options.acquire_timeout(ACQUIRE_TIMEOUT).sqlx_logging(false);
    match kind {
        Kind::Sqlite => {
            make_folder(url.strip_prefix("sqlite://").unwrap_or_default())?;
            options
                .max_connections(FILE_CONNECTIONS)
                .map_sqlx_sqlite_opts(durable);
        }
        Kind::Postgres => {
            options
                .max_connections(SERVER_CONNECTIONS)
                .statement_timeout(BUSY_TIMEOUT);
        }
        Kind::MySql => {
            options
                .max_connections(SERVER_CONNECTIONS)
                .map_sqlx_mysql_pool_opts(exact);
        }
    }
    sea_orm::Database::connect(options)
        .await
        .map_err(DatabaseError::Open)
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

fn exact(options: PoolOptions<MySql>) -> PoolOptions<MySql> {
    options.after_connect(|connection: &mut MySqlConnection, _| {
        Box::pin(async move {
            for statement in MYSQL_SESSION {
                connection.execute(statement).await?;
            }
            Ok(())
        })
    })
}

/// The folder and the file of a database that is not there yet; only who runs the server may read them. What SQLite
/// writes beside the file has the file's mode.
fn make_folder(path: &str) -> Result<(), DatabaseError> {
    let file = Path::new(path.split('?').next().unwrap_or(path));
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !path.starts_with(':') => {
            let mut private = DirBuilder::new();
            private.recursive(true).mode(0o700);
            let mut empty = OpenOptions::new();
            empty.write(true).create(true).truncate(false).mode(0o600);
            let made = private.create(folder).and_then(|()| empty.open(file));
            made.map(drop).map_err(|source| DatabaseError::Folder {
                folder: folder.to_owned(),
                source,
            })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn an_address_tells_its_database() {
        assert_eq!(Kind::of("sqlite:///srv/parley.db"), Some(Kind::Sqlite));
        assert_eq!(Kind::of("postgres://db/parley"), Some(Kind::Postgres));
        assert_eq!(Kind::of("postgresql://db/parley"), Some(Kind::Postgres));
        assert_eq!(Kind::of("mysql://db/parley"), Some(Kind::MySql));
        for unknown in ["oracle://db/parley", "sqlite:parley.db", "parley.db", ""] {
            assert_eq!(Kind::of(unknown), None, "{unknown}");
        }
    }
}
