//! How many mails accounts caused.

use crate::{
    entity::invitation_count::{self as tally, Column},
    error::repository_error,
};
use parley_domain::{RepositoryError, accounts::UserId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, ExprTrait, QueryFilter,
    sea_query::Expr,
};

/// By one UPDATE, or one INSERT where there is nothing yet.
pub(super) async fn count(
    connection: &DatabaseConnection,
    user: UserId,
    day: u32,
    mails: u32,
    most: u32,
) -> Result<bool, RepositoryError> {
    if mails > most {
        return Ok(false);
    }
    let (day, mails, most) = (number(day), number(mails), number(most));
    if more(connection, user, day, mails, most).await? {
        return Ok(true);
    }
    let row = tally::ActiveModel {
        user_id: Set(user.0),
        day: Set(day),
        mails: Set(mails),
    };
    let added = tally::Entity::insert(row)
        .exec_without_returning(connection)
        .await;
    match added.map_err(repository_error) {
        Ok(_) => Ok(true),
        // There is something, and it was too much, or it came in between.
        Err(RepositoryError::Conflict) => more(connection, user, day, mails, most).await,
        Err(error) => Err(error),
    }
}

async fn more(
    connection: &DatabaseConnection,
    user: UserId,
    day: i32,
    mails: i32,
    most: i32,
) -> Result<bool, RepositoryError> {
    let counted = tally::Entity::update_many()
        .col_expr(Column::Mails, Expr::col(Column::Mails).add(mails))
        .filter(Column::UserId.eq(user.0))
        .filter(Column::Day.eq(day))
        .filter(Column::Mails.lte(most - mails))
        .exec(connection)
        .await
        .map_err(repository_error)?;
    Ok(counted.rows_affected > 0)
}

pub(super) async fn forget(
    connection: &DatabaseConnection,
    before: u32,
) -> Result<u64, RepositoryError> {
    let forgotten = tally::Entity::delete_many()
        .filter(Column::Day.lt(number(before)))
        .exec(connection)
        .await
        .map_err(repository_error)?;
    Ok(forgotten.rows_affected)
}

fn number(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
