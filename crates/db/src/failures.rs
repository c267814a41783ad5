//! Tries and failures in the database.
//!
//! *Invariants*: whether there may be one more is asked and counted by one UPDATE, or by the INSERT of the first.

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
    ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter,
    sea_query::{CaseStatement, Expr, ExprTrait, OnConflict},
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

    /// Counts one more where there is something and it is not too much; from one where the last is not after `since`.
    /// The count is set before the time: MySQL sets them one after another.
    async fn one_more(
        &self,
        of: SecretHash,
        most: u32,
        since: Timestamp,
        at: Timestamp,
    ) -> Result<bool, RepositoryError> {
        let is_over = Column::LastAt.lte(column(since));
        let counted = CaseStatement::new()
            .case(is_over.clone(), 1)
            .finally(Expr::col(Column::InARow).add(1));
        let fewer = Column::InARow.lt(i32::try_from(most).unwrap_or(i32::MAX));
        let may = Condition::any().add(fewer).add(is_over);
        let updated = failure::Entity::update_many()
            .col_expr(Column::InARow, counted.into())
            .col_expr(Column::LastAt, Expr::value(column(at)))
            .filter(Column::NameHash.eq(of.0.to_vec()))
            .filter(may)
            .exec(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(updated.rows_affected > 0)
    }
}

#[async_trait]
impl FailureRepository for StoredFailures {
    async fn failures(&self, of: SecretHash) -> Result<Failures, RepositoryError> {
        let row = failure::Entity::find_by_id(of.0.to_vec())
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
    async fn add(&self, of: SecretHash, at: Timestamp) -> Result<(), RepositoryError> {
        let one_more = Expr::col((failure::Entity, Column::InARow)).add(1);
        let changes = OnConflict::column(Column::NameHash)
            .value(Column::InARow, one_more)
            .update_column(Column::LastAt)
            .to_owned();
        failure::Entity::insert(first(of, at))
            .on_conflict(changes)
            .exec_without_returning(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(())
    }

    async fn begin(
        &self,
        of: SecretHash,
        most: u32,
        since: Timestamp,
        at: Timestamp,
    ) -> Result<bool, RepositoryError> {
        if self.one_more(of, most, since, at).await? {
            return Ok(true);
        }
        let added = failure::Entity::insert(first(of, at))
            .exec_without_returning(&self.connection)
            .await;
        match added.map_err(repository_error) {
            Ok(_) => Ok(true),
            // There are too many, or somebody else was the first in between.
            Err(RepositoryError::Conflict) => self.one_more(of, most, since, at).await,
            Err(error) => Err(error),
        }
    }

    async fn give_back(&self, of: SecretHash) -> Result<(), RepositoryError> {
        failure::Entity::update_many()
            .col_expr(Column::InARow, Expr::col(Column::InARow).sub(1))
            .filter(Column::NameHash.eq(of.0.to_vec()))
            .filter(Column::InARow.gt(0))
            .exec(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(())
    }

    async fn clear(&self, of: &[SecretHash]) -> Result<(), RepositoryError> {
        let keys = of.iter().map(|of| of.0.to_vec());
        failure::Entity::delete_many()
            .filter(Column::NameHash.is_in(keys))
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

fn first(of: SecretHash, at: Timestamp) -> failure::ActiveModel {
    failure::ActiveModel {
        name_hash: Set(of.0.to_vec()),
        in_a_row: Set(1),
        last_at: Set(column(at)),
    }
}
