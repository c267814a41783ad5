//! Mails that wait, in the database.

use crate::{
    columns::{column, count, moment},
    entity::outbox_mail::{self as mail, Column},
    error::repository_error,
};
use async_trait::async_trait;
use parley_domain::{
    RepositoryError,
    accounts::{MailQueue, OutboxRepository, SealedMail},
};
use parley_protocol::Timestamp;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, ExprTrait},
};

const TABLE: &str = "outbox_mail";

/// Table `outbox_mail`.
#[derive(Clone, Debug)]
pub struct StoredOutbox {
    connection: DatabaseConnection,
}

impl StoredOutbox {
    pub(crate) fn new(connection: DatabaseConnection) -> Self {
        Self { connection }
    }
}

#[async_trait]
impl OutboxRepository for StoredOutbox {
    async fn add(&self, sealed: Vec<u8>, at: Timestamp) -> Result<(), RepositoryError> {
        let row = mail::ActiveModel {
            id: NotSet,
            sealed: Set(sealed),
            tries: Set(0),
            created_at: Set(column(at)),
            due_at: Set(column(at)),
        };
        mail::Entity::insert(row)
            .exec_without_returning(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(())
    }

    async fn due(&self, now: Timestamp, limit: u64) -> Result<Vec<SealedMail>, RepositoryError> {
        mail::Entity::find()
            .filter(Column::DueAt.lte(column(now)))
            .order_by_asc(Column::Id)
            .limit(limit)
            .all(&self.connection)
            .await
            .map_err(repository_error)?
            .into_iter()
            .map(from_row)
            .collect()
    }

    async fn put_off(&self, id: i64, until: Timestamp) -> Result<(), RepositoryError> {
        mail::Entity::update_many()
            .col_expr(Column::Tries, Expr::col(Column::Tries).add(1))
            .col_expr(Column::DueAt, Expr::value(column(until)))
            .filter(Column::Id.eq(id))
            .exec(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(())
    }

    async fn remove(&self, id: i64) -> Result<(), RepositoryError> {
        mail::Entity::delete_by_id(id)
            .exec(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(())
    }

    async fn queue(&self) -> Result<MailQueue, RepositoryError> {
        let waiting = mail::Entity::find()
            .count(&self.connection)
            .await
            .map_err(repository_error)?;
        let oldest: Option<i64> = mail::Entity::find()
            .select_only()
            .column(Column::CreatedAt)
            .order_by_asc(Column::Id)
            .into_tuple()
            .one(&self.connection)
            .await
            .map_err(repository_error)?;
        let oldest = oldest.map(|at| moment(TABLE, at)).transpose()?;
        Ok(MailQueue { waiting, oldest })
    }
}

fn from_row(row: mail::Model) -> Result<SealedMail, RepositoryError> {
    Ok(SealedMail {
        id: row.id,
        sealed: row.sealed,
        tries: count(TABLE, row.tries)?,
    })
}
