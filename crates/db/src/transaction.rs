//! Transactions that write.

use parley_domain::RepositoryError;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, RuntimeErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait, sqlx,
};

/// Of as many who want the same thing at once, each gets its turn.
const MOST_TRIES: usize = 16;
/// What MySQL and PostgreSQL call it when a transaction was taken back because others and it waited for each other in a
/// circle, or because it could not have come before or after them: SQLSTATE 40001 and 40P01.
const GAVE_WAY: [&str; 2] = ["40001", "40P01"];

/// Takes the write lock at once: a transaction that reads first and asks for the lock later is refused by
/// SQLite when another one wrote in between, without any waiting.
pub(crate) async fn begin_writing(
    connection: &DatabaseConnection,
) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    connection.begin_with_options(options).await
}

/// Does a transaction again that the database took back to end a deadlock, which both MySQL and PostgreSQL expect of
/// whoever locks several things.
pub(crate) async fn retried<T, F: Future<Output = Result<T, RepositoryError>>>(
    transaction: impl Fn() -> F,
) -> Result<T, RepositoryError> {
    for _ in 1..MOST_TRIES {
        match transaction().await {
            Err(RepositoryError::Unavailable(error)) if gave_way(&*error) => {}
            outcome => return outcome,
        }
    }
    transaction().await
}

fn gave_way(error: &(dyn std::error::Error + 'static)) -> bool {
    let Some(
        DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)),
    ) = error.downcast_ref()
    else {
        return false;
    };
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| GAVE_WAY.contains(&&*code))
}
