//! A new and empty database for one test, on the database servers that the environment names.
//!
//! `PARLEY_TEST_POSTGRES` and `PARLEY_TEST_MYSQL` are addresses of a database there that exists, with a user who may make
//! others. Where one is not set, standard error says that it is not tested. A test that fails leaves its database behind.

use sea_orm::{ConnectOptions, ConnectionTrait as _};
use std::{
    io::Write as _,
    sync::atomic::{AtomicU32, Ordering},
};

/// A database on a server.
#[derive(Debug)]
pub struct FreshDatabase {
    server: String,
    name: String,
}

impl FreshDatabase {
    /// On PostgreSQL; `None` where there is none to test on.
    pub async fn postgres() -> Option<Self> {
        Self::make("PARLEY_TEST_POSTGRES", "").await
    }

    /// On MySQL or MariaDB; `None` where there is none to test on. It is made with a character set that has no room for
    /// every letter, as old servers do.
    pub async fn mysql() -> Option<Self> {
        Self::make("PARLEY_TEST_MYSQL", "CHARACTER SET latin1").await
    }

    async fn make(variable: &str, options: &str) -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let Some(server) = std::env::var(variable).ok().filter(|url| !url.is_empty()) else {
            // Past the test harness, which would keep it to itself.
            let words = format!("\n    NOT TESTED on this database: {variable} is not set.\n");
            drop(std::io::stderr().write_all(words.as_bytes()));
            return None;
        };
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("parley_app_{}_{number}", std::process::id());
        execute(&server, &format!("DROP DATABASE IF EXISTS {name}")).await;
        execute(&server, &format!("CREATE DATABASE {name} {options}")).await;
        Some(Self { server, name })
    }

    /// Its address.
    pub fn url(&self) -> String {
        let (server, _) = self.server.rsplit_once('/').unwrap_or((&self.server, ""));
        format!("{server}/{}", self.name)
    }

    /// Removes it, after everybody who was connected has left.
    pub async fn remove(self) {
        execute(&self.server, &format!("DROP DATABASE {}", self.name)).await;
    }
}

async fn execute(url: &str, statement: &str) {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let connection = sea_orm::Database::connect(options).await;
    let connection = connection.expect("the server is there");
    let done = connection.execute_unprepared(statement).await;
    done.expect("the server does it");
    connection.close().await.expect("it closes");
}
