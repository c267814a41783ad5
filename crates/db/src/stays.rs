//! Every stay of a person in a run: from when they took their seat until they left it.
//!
//! *Invariant*: of one person no more than the last stay is open.

use crate::{
    columns::column,
    entity::run_stay::{self as stay, Column as Stay},
    error::repository_error,
};
use parley_domain::{RepositoryError, Seat};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DatabaseConnection, EntityTrait, ExprTrait, QueryFilter,
    sea_query::{Expr, SimpleExpr},
};

/// Stores the stay that a seat has now, or had last. It may be done again.
pub(crate) async fn save(
    connection: &DatabaseConnection,
    run: i64,
    seat: &Seat,
) -> Result<(), RepositoryError> {
    if change(connection, run, seat).await? {
        return Ok(());
    }
    let row = stay::ActiveModel {
        run_id: Set(run),
        participant: Set(seat.participant.0.into()),
        came_at: Set(column(seat.came_at)),
        left_at: Set(seat.left_at.map(column)),
    };
    let added = stay::Entity::insert(row)
        .exec_without_returning(connection)
        .await;
    match added.map_err(repository_error) {
        Ok(_) => close_earlier(connection, run, seat).await,
        Err(RepositoryError::Conflict) => change(connection, run, seat).await.map(drop),
        Err(error) => Err(error),
    }
}

fn of(run: i64, seat: &Seat) -> Condition {
    Condition::all()
        .add(Stay::RunId.eq(run))
        .add(Stay::Participant.eq(i64::from(seat.participant.0)))
}

/// False when the stay is not stored yet.
async fn change(
    connection: &DatabaseConnection,
    run: i64,
    seat: &Seat,
) -> Result<bool, RepositoryError> {
    let changed = stay::Entity::update_many()
        .col_expr(Stay::LeftAt, Expr::value(seat.left_at.map(column)))
        .filter(of(run, seat))
        .filter(Stay::CameAt.eq(column(seat.came_at)))
        .exec(connection)
        .await
        .map_err(repository_error)?;
    Ok(changed.rows_affected > 0)
}

/// The state that said when they left before was lost to a newer one: they had left when they came back.
async fn close_earlier(
    connection: &DatabaseConnection,
    run: i64,
    seat: &Seat,
) -> Result<(), RepositoryError> {
    stay::Entity::update_many()
        .col_expr(Stay::LeftAt, Expr::value(column(seat.came_at)))
        .filter(of(run, seat))
        .filter(Stay::CameAt.lt(column(seat.came_at)))
        .filter(Stay::LeftAt.is_null())
        .exec(connection)
        .await
        .map_err(repository_error)?;
    Ok(())
}

/// Closes those that a run which is over has left open: at `seen_at`, or when they came where that was later.
pub(crate) async fn close_all(
    connection: &DatabaseConnection,
    run: i64,
    seen_at: i64,
) -> Result<(), RepositoryError> {
    let later = Expr::col(Stay::CameAt).gt(seen_at);
    let left: SimpleExpr = Expr::case(later, Expr::col(Stay::CameAt))
        .finally(seen_at)
        .into();
    stay::Entity::update_many()
        .col_expr(Stay::LeftAt, left)
        .filter(Stay::RunId.eq(run))
        .filter(Stay::LeftAt.is_null())
        .exec(connection)
        .await
        .map_err(repository_error)?;
    Ok(())
}
