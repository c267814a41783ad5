//! Forgetting runs: with the people and stays of a run go the seats that were given up in it.
//!
//! *Invariant*: a meeting never counts back: how far it had is kept when the seats that told it go.

use crate::{
    entity::{
        meeting::{self, Column as Meeting},
        meeting_participant::{self as seat, Column as Seat},
        meeting_run::{self as run, Column as Run},
    },
    error::repository_error,
    transaction::begin_writing,
};
use parley_domain::RepositoryError;
use sea_orm::{
    ColumnTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

/// Forgets the first of these runs, at most so many; returns how many.
pub(super) async fn forget(
    connection: &DatabaseConnection,
    wanted: Select<run::Entity>,
    most: u64,
) -> Result<u64, RepositoryError> {
    let found: Vec<(i64, i64)> = wanted
        .select_only()
        .column(Run::Id)
        .column(Run::MeetingId)
        .order_by_asc(Run::Id)
        .limit(most)
        .into_tuple()
        .all(connection)
        .await
        .map_err(repository_error)?;
    if found.is_empty() {
        return Ok(0);
    }
    let (runs, mut meetings): (Vec<i64>, Vec<i64>) = found.into_iter().unzip();
    meetings.sort_unstable();
    meetings.dedup();
    let transaction = begin_writing(connection).await.map_err(repository_error)?;
    let forgotten = forget_in(&transaction, &runs, &meetings).await;
    let forgotten = forgotten.map_err(repository_error)?;
    transaction.commit().await.map_err(repository_error)?;
    Ok(forgotten)
}

/// The people and stays of a run go with it.
async fn forget_in(
    transaction: &DatabaseTransaction,
    runs: &[i64],
    meetings: &[i64],
) -> Result<u64, DbErr> {
    keep_counters(transaction, meetings).await?;
    // Whoever came back since has a seat of a later run.
    seat::Entity::delete_many()
        .filter(Seat::MeetingId.is_in(meetings.iter().copied()))
        .filter(Seat::LeftAt.is_not_null())
        .filter(Expr::exists(run_of_seat(runs)))
        .exec(transaction)
        .await?;
    let forgotten = run::Entity::delete_many()
        .filter(Run::Id.is_in(runs.iter().copied()))
        .exec(transaction)
        .await?;
    Ok(forgotten.rows_affected)
}

fn run_of_seat(runs: &[i64]) -> SelectStatement {
    let seat = |column| Expr::col((seat::Entity, column));
    let run = |column| (run::Entity, column);
    Query::select()
        .column(run(Run::Id))
        .from(run::Entity)
        .and_where(Run::Id.is_in(runs.iter().copied()))
        .and_where(seat(Seat::MeetingId).equals(run(Run::MeetingId)))
        .and_where(seat(Seat::RunStartedAt).equals(run(Run::StartedAt)))
        .take()
}

async fn keep_counters(transaction: &DatabaseTransaction, meetings: &[i64]) -> Result<(), DbErr> {
    let highest: Vec<(i64, i64, i64)> = seat::Entity::find()
        .select_only()
        .column(Seat::MeetingId)
        .column_as(Seat::Participant.max(), "participant")
        .column_as(Seat::Arrival.max(), "arrival")
        .filter(Seat::MeetingId.is_in(meetings.iter().copied()))
        .group_by(Seat::MeetingId)
        .into_tuple()
        .all(transaction)
        .await?;
    for (meeting, participant, arrival) in highest {
        for (column, number) in [
            (Meeting::LastParticipant, participant),
            (Meeting::LastArrival, arrival),
        ] {
            meeting::Entity::update_many()
                .col_expr(column, Expr::value(number))
                .filter(Meeting::Id.eq(meeting))
                .filter(column.lt(number))
                .exec(transaction)
                .await?;
        }
    }
    Ok(())
}
