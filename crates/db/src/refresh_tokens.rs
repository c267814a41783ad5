//! Refresh tokens in the database: each is taken once.

use crate::{
    entity::refresh_token::{self as token, Column},
    error::{repository_error, to_column},
};
use async_trait::async_trait;
use parley_domain::{
    RepositoryError,
    accounts::{RefreshTokenRepository, SecretHash, SessionId, Taken},
};
use parley_protocol::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, SqlErr,
    sea_query::Expr,
};

/// Table `refresh_token`.
#[derive(Clone, Debug)]
pub struct StoredRefreshTokens {
    connection: DatabaseConnection,
}

impl StoredRefreshTokens {
    pub(crate) fn new(connection: DatabaseConnection) -> Self {
        Self { connection }
    }

    async fn mark(&self, hash: SecretHash, at: Timestamp) -> Result<bool, DbErr> {
        let marked = token::Entity::update_many()
            .col_expr(Column::UsedAt, Expr::value(to_column(at.0)))
            .filter(Column::Hash.eq(hash.0.to_vec()))
            .filter(Column::UsedAt.is_null())
            .exec(&self.connection)
            .await?;
        Ok(marked.rows_affected == 1)
    }
}

#[async_trait]
impl RefreshTokenRepository for StoredRefreshTokens {
    async fn add(
        &self,
        hash: SecretHash,
        session: SessionId,
        at: Timestamp,
    ) -> Result<(), RepositoryError> {
        let row = token::ActiveModel {
            hash: Set(hash.0.to_vec()),
            session_id: Set(session.0),
            created_at: Set(to_column(at.0)),
            used_at: Set(None),
        };
        token::Entity::insert(row)
            .exec_without_returning(&self.connection)
            .await
            .map_err(|error| match error.sql_err() {
                Some(SqlErr::ForeignKeyConstraintViolation(_)) => RepositoryError::Conflict,
                _ => repository_error(error),
            })?;
        Ok(())
    }

    async fn take(&self, hash: SecretHash, at: Timestamp) -> Result<Taken, RepositoryError> {
        let is_first = self.mark(hash, at).await.map_err(repository_error)?;
        let row = token::Entity::find_by_id(hash.0.to_vec())
            .one(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(match row.map(|row| SessionId(row.session_id)) {
            Some(session) if is_first => Taken::Fresh(session),
            Some(session) => Taken::Reused(session),
            None => Taken::Unknown,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::{ConnectOptions, ConnectionTrait, Database};
    use tempfile::TempDir;
    use tokio::task::JoinSet;

    /// The tables that count here, without the columns that sessions have besides.
    const TABLES: [&str; 4] = [
        "CREATE TABLE session (id BIGINT PRIMARY KEY)",
        "CREATE TABLE refresh_token (hash BLOB PRIMARY KEY, session_id BIGINT NOT NULL REFERENCES session (id) ON \
         DELETE CASCADE, created_at BIGINT NOT NULL, used_at BIGINT)",
        "INSERT INTO session VALUES (1)",
        "INSERT INTO session VALUES (2)",
    ];

    async fn stored(folder: &TempDir) -> StoredRefreshTokens {
        let url = format!("sqlite://{}/parley.db?mode=rwc", folder.path().display());
        let connection = Database::connect(ConnectOptions::new(url)).await.unwrap();
        for statement in TABLES {
            connection.execute_unprepared(statement).await.unwrap();
        }
        StoredRefreshTokens::new(connection)
    }

    fn hash(number: u8) -> SecretHash {
        SecretHash([number; 32])
    }

    #[tokio::test]
    async fn t075_a_token_is_fresh_once_and_known_for_ever_after() {
        let folder = TempDir::new().unwrap();
        let tokens = stored(&folder).await;
        tokens
            .add(hash(1), SessionId(2), Timestamp(1))
            .await
            .unwrap();
        let take = async |number| tokens.take(hash(number), Timestamp(5)).await.unwrap();
        assert_eq!(take(3).await, Taken::Unknown);
        assert_eq!(take(1).await, Taken::Fresh(SessionId(2)));
        assert_eq!(take(1).await, Taken::Reused(SessionId(2)));
        assert_eq!(take(1).await, Taken::Reused(SessionId(2)));
    }

    #[tokio::test]
    async fn t075_of_many_at_once_one_gets_it() {
        let folder = TempDir::new().unwrap();
        let tokens = stored(&folder).await;
        tokens
            .add(hash(1), SessionId(1), Timestamp(1))
            .await
            .unwrap();
        let mut tasks = JoinSet::new();
        for _ in 0..20 {
            let tokens = tokens.clone();
            tasks.spawn(async move { tokens.take(hash(1), Timestamp(5)).await.unwrap() });
        }
        let taken = tasks.join_all().await;
        let fresh = taken.iter().filter(|one| matches!(one, Taken::Fresh(_)));
        assert_eq!(fresh.count(), 1);
    }

    #[tokio::test]
    async fn tokens_go_with_their_session_and_none_is_added_afterwards() {
        let folder = TempDir::new().unwrap();
        let tokens = stored(&folder).await;
        tokens
            .add(hash(1), SessionId(1), Timestamp(1))
            .await
            .unwrap();
        let end = "DELETE FROM session WHERE id = 1";
        tokens.connection.execute_unprepared(end).await.unwrap();
        let taken = tokens.take(hash(1), Timestamp(5)).await.unwrap();
        assert_eq!(taken, Taken::Unknown);
        let added = tokens.add(hash(2), SessionId(1), Timestamp(5)).await;
        assert!(matches!(added, Err(RepositoryError::Conflict)));
    }
}
