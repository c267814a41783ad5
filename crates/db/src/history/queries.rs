//! The parts of the history's questions that are questions themselves.

use crate::{
    columns::column,
    entity::{
        meeting,
        meeting_run::{self as run, Column as Run},
        run_participant::{self as person, Column as Person},
    },
};
use parley_domain::history::NAMES;
use parley_protocol::{Milliseconds, Timestamp};
use sea_orm::{
    ColumnTrait, Condition, ExprTrait, Iterable,
    sea_query::{Expr, Order, Query, SelectStatement, WindowStatement},
};

/// In milliseconds.
const DAY: i64 = 24 * 3_600_000;
/// Seats of a run that are looked at for names: a person may have several.
const SEATS: u64 = 4 * NAMES as u64;
/// Which seat of its run a row is, counted from 1.
const PLACE: &str = "place";

/// The first seats of each of these runs, in their order: a run may have any number.
pub(super) fn first_seats(runs: &[i64]) -> SelectStatement {
    let mut in_run = WindowStatement::partition_by(Person::RunId);
    in_run.order_by(Person::Participant, Order::Asc);
    let counted = Query::select()
        .columns(Person::iter())
        .expr_window_as(Expr::cust("ROW_NUMBER()"), in_run, PLACE)
        .from(person::Entity)
        .and_where(Person::RunId.is_in(runs.iter().copied()))
        .take();
    Query::select()
        .columns(Person::iter())
        .from_subquery(counted, "counted")
        .and_where(Expr::col(PLACE).lte(SEATS))
        .order_by(Person::RunId, Order::Asc)
        .order_by(Person::Participant, Order::Asc)
        .take()
}

/// The keys of the meetings that are nobody's.
pub(super) fn without_owner() -> SelectStatement {
    Query::select()
        .column(meeting::Column::Id)
        .from(meeting::Entity)
        .and_where(meeting::Column::OwnerId.is_null())
        .take()
}

/// Who of the run that is asked about has an account, or came or left since then. Who never left was lost with a state:
/// that the run was not seen since says that they are gone.
pub(super) fn who_keeps_a_run(before: Timestamp) -> SelectStatement {
    let keeps = Condition::any()
        .add(Person::UserId.is_not_null())
        .add(Person::CameAt.gte(column(before)))
        .add(Person::LeftAt.gte(column(before)));
    Query::select()
        .column((person::Entity, Person::RunId))
        .from(person::Entity)
        .and_where(Expr::col((person::Entity, Person::RunId)).equals((run::Entity, Run::Id)))
        .cond_where(keeps)
        .take()
}

/// Runs that were over before the server's or their meeting's time. A run is noted while it goes on.
pub(super) fn is_old(now: Timestamp, kept: Milliseconds) -> Condition {
    let seen = || Expr::col((run::Entity, Run::SeenAt));
    let days = Expr::col((meeting::Entity, meeting::Column::HistoryDays));
    let by_meeting = Condition::all()
        .add(meeting::Column::HistoryDays.is_not_null())
        .add(seen().add(days.mul(DAY)).lt(column(now)));
    Condition::any()
        .add(seen().lt(column(now - kept)))
        .add(by_meeting)
}
