//! Failed sign-ins in the database.

use crate::{
    columns::{column, count, moment},
    entity::sign_in_failure::{self as failure, Column},
    error::repository_error,
};
use async_trait::async_trait;
use parley_domain::{
    RepositoryError,
    accounts::{FailureRepository, Failures, SecretHash},
};
use parley_protocol::Timestamp;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, OnConflict},
};

const TABLE: &str = "sign_in_failure";

/// Table `sign_in_failure`.
#[derive(Clone, Debug)]
pub struct StoredFailures {
    connection: DatabaseConnection,
}

impl StoredFailures {
    pub(crate) fn new(connection: DatabaseConnection) -> Self {
        Self { connection }
    }
}

#[async_trait]
impl FailureRepository for StoredFailures {
    async fn failures(&self, name: SecretHash) -> Result<Failures, RepositoryError> {
        let row = failure::Entity::find_by_id(name.0.to_vec())
            .one(&self.connection)
            .await
            .map_err(repository_error)?;
        let Some(row) = row else {
            return Ok(Failures::default());
        };
        Ok(Failures {
            in_a_row: count(TABLE, row.in_a_row)?,
            last: Some(moment(TABLE, row.last_at)?),
        })
    }

    /// The column is named with its table: PostgreSQL also knows the one of the row that was to be inserted.
    async fn add(&self, name: SecretHash, at: Timestamp) -> Result<(), RepositoryError> {
        let first = failure::ActiveModel {
            name_hash: Set(name.0.to_vec()),
            in_a_row: Set(1),
            last_at: Set(column(at)),
        };
        let one_more = Expr::col((failure::Entity, Column::InARow)).add(1);
        let changes = OnConflict::column(Column::NameHash)
            .value(Column::InARow, one_more)
            .update_column(Column::LastAt)
            .to_owned();
        failure::Entity::insert(first)
            .on_conflict(changes)
            .exec_without_returning(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(())
    }

    async fn clear(&self, name: SecretHash) -> Result<(), RepositoryError> {
        failure::Entity::delete_by_id(name.0.to_vec())
            .exec(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(())
    }

    async fn prune(&self, before: Timestamp) -> Result<u64, RepositoryError> {
        let removed = failure::Entity::delete_many()
            .filter(Column::LastAt.lt(column(before)))
            .exec(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(removed.rows_affected)
    }
}
