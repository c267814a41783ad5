//! Migrating under a lock, so that two servers may start at once.
//!
//! *Invariant*: who has waited for the lock looks again at what is missing.

use parley_migrations::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};

/// How often the lock of SQLite is asked for; each time waits for as long as any statement does.
const SQLITE_TRIES: u32 = 30;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Direction {
    /// Everything that is missing.
    Up,
    /// The newest steps.
    Down(u32),
}

pub(crate) async fn migrate(
    connection: &DatabaseConnection,
    direction: Direction,
) -> Result<(), DbErr> {
    match connection.get_database_backend() {
        DbBackend::Postgres => on_postgres(connection, direction).await,
        DbBackend::MySql => on_mysql(connection, direction).await,
        DbBackend::Sqlite | _ => on_sqlite(connection, direction).await,
    }
}

/// All or nothing: the lock is that of every writer.
async fn on_sqlite(connection: &DatabaseConnection, direction: Direction) -> Result<(), DbErr> {
    let transaction = begin_immediate(connection).await?;
    in_transaction(&transaction, direction).await?;
    transaction.commit().await
}

async fn begin_immediate(connection: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let immediate = || TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    for _ in 1..SQLITE_TRIES {
        if let Ok(transaction) = connection.begin_with_options(immediate()).await {
            return Ok(transaction);
        }
    }
    connection.begin_with_options(immediate()).await
}

/// All or nothing. The number of the lock is ours alone; the wait for it, and a long step, may last.
async fn on_postgres(connection: &DatabaseConnection, direction: Direction) -> Result<(), DbErr> {
    let transaction = connection.begin().await?;
    transaction
        .execute_unprepared("SET LOCAL statement_timeout = 0")
        .await?;
    transaction
        .execute_unprepared("SELECT pg_advisory_xact_lock(7237121013842501)")
        .await?;
    in_transaction(&transaction, direction).await?;
    transaction.commit().await
}

async fn in_transaction(
    transaction: &DatabaseTransaction,
    direction: Direction,
) -> Result<(), DbErr> {
    match direction {
        Direction::Up => Migrator::up(transaction, None).await,
        Direction::Down(steps) => Migrator::down(transaction, Some(steps)).await,
    }
}

/// A change of the schema ends the transaction, but the lock is the connection's, and so is what it knows of the
/// database: all of it runs on this one.
async fn on_mysql(connection: &DatabaseConnection, direction: Direction) -> Result<(), DbErr> {
    let holder = connection.begin().await?;
    lock(&holder).await?;
    holder
        .execute_unprepared("SET SESSION lock_wait_timeout = 60")
        .await?;
    let outcome = locked_on_mysql(&holder, direction).await;
    holder
        .execute_unprepared("SET SESSION lock_wait_timeout = 2")
        .await?;
    holder
        .execute_unprepared("DO RELEASE_LOCK(CONCAT('parley_', MD5(DATABASE())))")
        .await?;
    holder.commit().await?;
    outcome
}

async fn locked_on_mysql(holder: &DatabaseTransaction, direction: Direction) -> Result<(), DbErr> {
    if matches!(direction, Direction::Up) {
        compare_bytes(holder).await?;
    }
    in_transaction(holder, direction).await
}

/// Such locks are the whole server's: the name holds that of the database.
async fn lock(holder: &DatabaseTransaction) -> Result<(), DbErr> {
    let statement = Statement::from_string(
        DbBackend::MySql,
        "SELECT GET_LOCK(CONCAT('parley_', MD5(DATABASE())), 60) AS is_held",
    );
    let row = holder.query_one_raw(statement).await?;
    let is_held: Option<i64> = match row {
        Some(row) => row.try_get("", "is_held")?,
        None => None,
    };
    if is_held == Some(1) {
        Ok(())
    } else {
        Err(DbErr::Custom(
            "another server has been migrating for a minute".to_owned(),
        ))
    }
}

/// Tables take their character set from the database, and an old one has no room for every letter. Connections that are
/// open keep the one they have seen.
async fn compare_bytes(holder: &DatabaseTransaction) -> Result<(), DbErr> {
    let statement = Statement::from_string(
        DbBackend::MySql,
        "SELECT CAST(@@collation_database AS CHAR) AS collation",
    );
    let row = holder.query_one_raw(statement).await?;
    let collation: Option<String> = match row {
        Some(row) => row.try_get("", "collation")?,
        None => None,
    };
    if collation.as_deref() != Some("utf8mb4_bin") {
        holder
            .execute_unprepared("ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
            .await?;
    }
    Ok(())
}
