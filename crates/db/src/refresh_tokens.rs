//! Refresh tokens in the database: each is taken once, together with the storing of the next.

use crate::{
    entity::{
        refresh_token::{self as token, Column},
        session,
    },
    error::{repository_error, to_column},
    transaction::begin_writing,
};
use async_trait::async_trait;
use parley_domain::{
    RepositoryError,
    accounts::{RefreshTokenRepository, SecretHash, SessionId, Taken},
};
use parley_protocol::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QuerySelect, SqlErr, sea_query::Expr,
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

    async fn rotate_in_one_transaction(
        &self,
        old: SecretHash,
        new: SecretHash,
        at: Timestamp,
    ) -> Result<Taken, DbErr> {
        let transaction = begin_writing(&self.connection).await?;
        let Some(session) = locked_session_of(&transaction, old).await? else {
            transaction.rollback().await?;
            return Ok(Taken::Unknown);
        };
        if !mark(&transaction, old, at).await? {
            transaction.rollback().await?;
            return Ok(Taken::Reused(session));
        }
        token::Entity::insert(to_row(new, session, at))
            .exec_without_returning(&transaction)
            .await?;
        transaction.commit().await?;
        Ok(Taken::Fresh(session))
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
        token::Entity::insert(to_row(hash, session, at))
            .exec_without_returning(&self.connection)
            .await
            .map_err(|error| match error.sql_err() {
                Some(SqlErr::ForeignKeyConstraintViolation(_)) => RepositoryError::Conflict,
                _ => repository_error(error),
            })?;
        Ok(())
    }

    async fn find(&self, hash: SecretHash) -> Result<Taken, RepositoryError> {
        let row = token::Entity::find_by_id(hash.0.to_vec())
            .one(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(row.map_or(Taken::Unknown, |row| {
            let session = SessionId(row.session_id);
            match row.used_at {
                None => Taken::Fresh(session),
                Some(_) => Taken::Reused(session),
            }
        }))
    }

    async fn rotate(
        &self,
        old: SecretHash,
        new: SecretHash,
        at: Timestamp,
    ) -> Result<Taken, RepositoryError> {
        self.rotate_in_one_transaction(old, new, at)
            .await
            .map_err(repository_error)
    }
}

/// The session comes before its tokens, as for who ends it, so that neither waits for the other in a circle; with its
/// row locked it stays until the next token is stored.
async fn locked_session_of(
    transaction: &DatabaseTransaction,
    hash: SecretHash,
) -> Result<Option<SessionId>, DbErr> {
    let row = token::Entity::find_by_id(hash.0.to_vec())
        .one(transaction)
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let session = session::Entity::find_by_id(row.session_id)
        .lock_exclusive()
        .one(transaction)
        .await?;
    Ok(session.map(|session| SessionId(session.id)))
}

/// By one UPDATE: false when it was marked before.
async fn mark(
    transaction: &DatabaseTransaction,
    hash: SecretHash,
    at: Timestamp,
) -> Result<bool, DbErr> {
    let marked = token::Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(to_column(at.0)))
        .filter(Column::Hash.eq(hash.0.to_vec()))
        .filter(Column::UsedAt.is_null())
        .exec(transaction)
        .await?;
    Ok(marked.rows_affected == 1)
}

fn to_row(hash: SecretHash, session: SessionId, at: Timestamp) -> token::ActiveModel {
    token::ActiveModel {
        hash: Set(hash.0.to_vec()),
        session_id: Set(session.0),
        created_at: Set(to_column(at.0)),
        used_at: Set(None),
    }
}
