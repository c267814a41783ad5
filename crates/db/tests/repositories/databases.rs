//! A new and empty database for each test, on each kind of database.
//!
//! Where PostgreSQL and MySQL are, the environment says: `PARLEY_TEST_POSTGRES` and `PARLEY_TEST_MYSQL` are addresses
//! of a database there that exists, with a user who may make others. `cargo xtask test` starts both and sets them.
//! Without them only SQLite is tested, and standard error says so. A test that fails leaves its database behind.

use parley_db::Database;
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection};
use std::{
    io::Write as _,
    sync::{
        Once,
        atomic::{AtomicU32, Ordering},
    },
};
use tempfile::TempDir;

/// An open and migrated database.
pub(crate) struct Fixture {
    pub(crate) url: String,
    pub(crate) database: Database,
}

impl Fixture {
    async fn new(url: String) -> Self {
        let database = Database::connect(&url).await.unwrap();
        database.migrate_up().await.unwrap();
        Self { url, database }
    }

    /// Another server's view of the same database.
    pub(crate) async fn again(&self) -> Database {
        Database::connect(&self.url).await.unwrap()
    }

    /// Below the repositories.
    pub(crate) async fn raw(&self) -> DatabaseConnection {
        sea_orm::Database::connect(&self.url).await.unwrap()
    }
}

pub(crate) async fn sqlite(test: impl AsyncFnOnce(&Fixture)) {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite://{}/deep/er/parley.db", folder.path().display());
    let fixture = Fixture::new(url).await;
    test(&fixture).await;
    fixture.database.close().await.unwrap();
}

pub(crate) async fn postgres(test: impl AsyncFnOnce(&Fixture)) {
    static SAID: Once = Once::new();
    if let Some(url) = address("PARLEY_TEST_POSTGRES", &SAID) {
        on_a_server(&url, "", test).await;
    }
}

/// The database is made with a character set that has no room for every letter, as old servers do.
pub(crate) async fn mysql(test: impl AsyncFnOnce(&Fixture)) {
    static SAID: Once = Once::new();
    if let Some(url) = address("PARLEY_TEST_MYSQL", &SAID) {
        on_a_server(&url, "CHARACTER SET latin1", test).await;
    }
}

/// Says it past the test harness, which would keep it to itself.
fn address(variable: &str, said: &Once) -> Option<String> {
    let url = std::env::var(variable).ok().filter(|url| !url.is_empty());
    if url.is_none() {
        said.call_once(|| {
            let words = format!(
                "\n    NOT TESTED on this database: {variable} is not set. `cargo xtask test` sets it.\n"
            );
            std::io::stderr().write_all(words.as_bytes()).unwrap();
        });
    }
    url
}

async fn on_a_server(url: &str, options: &str, test: impl AsyncFnOnce(&Fixture)) {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("parley_test_{}_{number}", std::process::id());
    execute(url, &format!("DROP DATABASE IF EXISTS {name}")).await;
    execute(url, &format!("CREATE DATABASE {name} {options}")).await;
    let (server, _) = url.rsplit_once('/').unwrap();
    let fixture = Fixture::new(format!("{server}/{name}")).await;
    test(&fixture).await;
    fixture.database.close().await.unwrap();
    execute(url, &format!("DROP DATABASE {name}")).await;
}

async fn execute(url: &str, statement: &str) {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let connection = sea_orm::Database::connect(options).await.unwrap();
    connection.execute_unprepared(statement).await.unwrap();
    connection.close().await.unwrap();
}
