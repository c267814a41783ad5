//! The repositories against real databases: every test runs on SQLite, PostgreSQL and MySQL or MariaDB.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

/// Makes three tests of each function.
macro_rules! on_every_database {
    ($($name:ident),+ $(,)?) => {
        on_one_database!(sqlite: $($name),+);
        on_one_database!(postgres: $($name),+);
        on_one_database!(mysql: $($name),+);
    };
}

macro_rules! on_one_database {
    ($kind:ident: $($name:ident),+) => {
        mod $kind {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $name() {
                    crate::databases::$kind(super::$name).await;
                }
            )+
        }
    };
}

mod accounts;
mod cancelled;
mod chat;
mod codes;
mod databases;
mod doors;
mod failures;
mod history;
mod logs;
mod meetings;
mod migrating;
mod pending;
mod people;
mod refresh_tokens;
mod schedules;
mod seats;
mod sessions;
mod stays;
mod users;
