//! When a code is alive, as conditions of SQL.
//!
//! *Invariants*: its time is counted from when its mail went out, or, while that waits, from when it was made. A code
//! from the future is not alive, so that a clock that was set back revives nothing.

use crate::{columns::column, entity::one_time_code::Column};
use parley_protocol::{Milliseconds, Timestamp, limits::CODE_VALID};
use sea_orm::{ColumnTrait, Condition};

/// How long a code waits for its mail to go out.
const WAITS: Milliseconds = Milliseconds::from_seconds(24 * 60 * 60);
/// How far the clocks of two servers may be apart.
const SKEW: Milliseconds = Milliseconds::from_seconds(60);

/// Neither used up nor replaced nor seen when it was over.
pub(super) fn is_open(id: i64) -> Condition {
    Condition::all()
        .add(Column::Id.eq(id))
        .add(Column::Dead.eq(false))
        .add(Column::UsedAt.is_null())
}

/// It has begun and is not over.
pub(super) fn is_timely(now: Timestamp) -> Condition {
    let latest = column(now + SKEW);
    let waiting = Condition::all()
        .add(Column::SentAt.is_null())
        .add(Column::CreatedAt.between(column(now - WAITS), latest));
    let sent = Condition::all().add(Column::SentAt.between(column(now - CODE_VALID), latest));
    Condition::any().add(waiting).add(sent)
}

/// It is over.
pub(super) fn has_ended(now: Timestamp) -> Condition {
    let waiting = Condition::all()
        .add(Column::SentAt.is_null())
        .add(Column::CreatedAt.lt(column(now - WAITS)));
    Condition::any()
        .add(waiting)
        .add(Column::SentAt.lt(column(now - CODE_VALID)))
}
