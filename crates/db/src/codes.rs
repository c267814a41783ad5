//! One-time codes in the database.
//!
//! *Invariants*: only the newest code of a purpose and an address can be right; a try is counted before anything is
//! compared; what is compared and used up is one UPDATE. Without a code, with another browser's code and with a code
//! that is over, the answer is the same.

mod life;

use crate::{
    columns::{column, moment},
    entity::one_time_code::{self as code, Column},
    error::repository_error,
};
use async_trait::async_trait;
use parley_domain::{
    RepositoryError,
    accounts::{CodeBinding, CodeId, CodeOutcome, CodePurpose, CodeRepository, NewCode},
};
use parley_protocol::{Timestamp, limits::CODE_TRIES};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
    sea_query::{Expr, ExprTrait},
};

const TABLE: &str = "one_time_code";

/// Table `one_time_code`.
#[derive(Clone, Debug)]
pub struct StoredCodes {
    connection: DatabaseConnection,
}

impl StoredCodes {
    pub(crate) fn new(connection: DatabaseConnection) -> Self {
        Self { connection }
    }

    /// Whether one row changed.
    async fn change(
        &self,
        condition: Condition,
        column: Column,
        value: Expr,
    ) -> Result<bool, DbErr> {
        let changed = code::Entity::update_many()
            .col_expr(column, value)
            .filter(condition)
            .exec(&self.connection)
            .await?;
        Ok(changed.rows_affected == 1)
    }

    async fn end_older(&self, purpose: CodePurpose, address: &str, than: i64) -> Result<(), DbErr> {
        let older: Vec<i64> = same_address(purpose, address)
            .select_only()
            .column(Column::Id)
            .filter(Column::Id.lt(than))
            .filter(Column::Dead.eq(false))
            .into_tuple()
            .all(&self.connection)
            .await?;
        for id in older {
            let condition = Condition::all().add(Column::Id.eq(id));
            self.change(condition, Column::Dead, Expr::value(true))
                .await?;
        }
        Ok(())
    }

    /// Why a try was not counted. A code that was seen to be over stays so, even when the clock is set back.
    async fn refused(&self, id: i64, now: Timestamp) -> Result<CodeOutcome, DbErr> {
        let expired = Condition::all()
            .add(Column::Id.eq(id))
            .add(life::has_ended(now));
        self.change(expired, Column::Dead, Expr::value(true))
            .await?;
        let stopped = life::is_open(id)
            .add(life::is_timely(now))
            .add(Column::Tries.gte(CODE_TRIES));
        let found = code::Entity::find()
            .filter(stopped)
            .one(&self.connection)
            .await?;
        Ok(found.map_or(CodeOutcome::Expired, |_| CodeOutcome::TooMany))
    }

    async fn try_on(
        &self,
        binding: &CodeBinding,
        hash: [u8; 32],
        now: Timestamp,
    ) -> Result<CodeOutcome, DbErr> {
        let newest = same_address(binding.purpose, &binding.address)
            .order_by_desc(Column::Id)
            .one(&self.connection)
            .await?;
        let Some(newest) = newest.filter(|newest| newest.flow == binding.flow.0) else {
            return Ok(CodeOutcome::Expired);
        };
        let may_be_tried = life::is_open(newest.id)
            .add(life::is_timely(now))
            .add(Column::Tries.lt(CODE_TRIES));
        let one_more = Expr::col(Column::Tries).add(1);
        if !self.change(may_be_tried, Column::Tries, one_more).await? {
            return self.refused(newest.id, now).await;
        }
        let is_right = life::is_open(newest.id).add(Column::Hash.eq(hash.to_vec()));
        let used = Expr::value(column(now));
        let is_used = self.change(is_right, Column::UsedAt, used).await?;
        Ok(if is_used {
            CodeOutcome::Right
        } else {
            CodeOutcome::Wrong
        })
    }
}

#[async_trait]
impl CodeRepository for StoredCodes {
    /// The new one is there before the older ones die, and they die one by one, without a transaction: nobody holds a
    /// lock while waiting for another.
    async fn add(&self, new: NewCode) -> Result<CodeId, RepositoryError> {
        let purpose = new.binding.purpose;
        let address = new.binding.address.clone();
        let stored = to_row(new)
            .insert(&self.connection)
            .await
            .map_err(repository_error)?;
        self.end_older(purpose, &address, stored.id)
            .await
            .map_err(repository_error)?;
        Ok(CodeId(stored.id))
    }

    async fn made_since(
        &self,
        address: &str,
        since: Timestamp,
    ) -> Result<Vec<Timestamp>, RepositoryError> {
        let times: Vec<i64> = code::Entity::find()
            .select_only()
            .column(Column::CreatedAt)
            .filter(Column::Address.eq(address))
            .filter(Column::CreatedAt.gte(column(since)))
            .order_by_asc(Column::CreatedAt)
            .into_tuple()
            .all(&self.connection)
            .await
            .map_err(repository_error)?;
        times.into_iter().map(|time| moment(TABLE, time)).collect()
    }

    async fn is_made(&self, binding: &CodeBinding) -> Result<bool, RepositoryError> {
        let made: Option<i64> = same_address(binding.purpose, &binding.address)
            .select_only()
            .column(Column::Id)
            .filter(Column::Flow.eq(binding.flow.0.to_vec()))
            .limit(1)
            .into_tuple()
            .one(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(made.is_some())
    }

    async fn try_once(
        &self,
        binding: &CodeBinding,
        hash: [u8; 32],
        now: Timestamp,
    ) -> Result<CodeOutcome, RepositoryError> {
        self.try_on(binding, hash, now)
            .await
            .map_err(repository_error)
    }

    /// A mail that goes out twice starts no second time.
    async fn set_sent(&self, id: CodeId, at: Timestamp) -> Result<(), RepositoryError> {
        let waiting = Condition::all()
            .add(Column::Id.eq(id.0))
            .add(Column::SentAt.is_null());
        self.change(waiting, Column::SentAt, Expr::value(column(at)))
            .await
            .map_err(repository_error)?;
        Ok(())
    }

    async fn prune(&self, made: Timestamp) -> Result<u64, RepositoryError> {
        let removed = code::Entity::delete_many()
            .filter(Column::CreatedAt.lt(column(made)))
            .exec(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(removed.rows_affected)
    }
}

fn same_address(purpose: CodePurpose, address: &str) -> Select<code::Entity> {
    code::Entity::find()
        .filter(Column::Purpose.eq(purpose_name(purpose)))
        .filter(Column::Address.eq(address))
}

fn purpose_name(purpose: CodePurpose) -> &'static str {
    match purpose {
        CodePurpose::Register => "register",
        CodePurpose::Reset => "reset",
        CodePurpose::ChangeEmail => "change_email",
    }
}

fn to_row(new: NewCode) -> code::ActiveModel {
    code::ActiveModel {
        id: NotSet,
        purpose: Set(purpose_name(new.binding.purpose).to_owned()),
        address: Set(new.binding.address),
        flow: Set(new.binding.flow.0.to_vec()),
        hash: Set(new.hash.map(Vec::from)),
        tries: Set(0),
        dead: Set(false),
        created_at: Set(column(new.created_at)),
        sent_at: Set(None),
        used_at: Set(None),
    }
}
