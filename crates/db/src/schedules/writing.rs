//! Storing plans.

use super::rows::{repeat_columns, to_clock, to_number};
use crate::{
    columns::column,
    entity::{
        calendar_feed::{self as feed, Column as Feed},
        meeting, meeting_invitee as invitee, outbox_mail as mail,
        schedule::{self, Column},
        schedule_exception as exception,
    },
    error::repository_error,
    meetings::{doors_row, rules_row},
};
use parley_domain::{
    MeetingId, RepositoryError,
    accounts::{SecretHash, UserId},
    schedule::{
        Exception, Invitee, NewSchedule, Schedule, ScheduleChange, ScheduleId, Series,
        StoredPassword,
    },
};
use parley_protocol::Timestamp;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect,
    sea_query::Expr,
};

pub(super) async fn add(
    transaction: &DatabaseTransaction,
    new: NewSchedule,
) -> Result<Schedule, RepositoryError> {
    let series = new.series;
    free_link(transaction, &series).await?;
    let row = meeting::ActiveModel {
        code: Set(series.code.as_str().to_owned()),
        owner_id: Set(Some(series.owner.0)),
        created_at: Set(column(series.created_at)),
        password_hash: Set(new.password.map(|hash| hash.0.to_vec())),
        ..meeting_row(&series, rules_row(series.rules))
    };
    let meeting = row.insert(transaction).await.map_err(repository_error)?.id;
    let row = schedule::ActiveModel {
        meeting_id: Set(meeting),
        created_at: Set(column(series.created_at)),
        ..schedule_row(&series, new.over_at)
    };
    let id = row.insert(transaction).await.map_err(repository_error)?.id;
    add_exceptions(transaction, id, &series).await?;
    add_invitees(transaction, meeting, &new.invitees).await?;
    queue(transaction, new.mails, series.created_at).await?;
    Ok(Schedule {
        id: ScheduleId(id),
        meeting: MeetingId(meeting),
        series,
    })
}

/// False when it was changed since.
pub(super) async fn change(
    transaction: &DatabaseTransaction,
    change: ScheduleChange,
) -> Result<bool, RepositoryError> {
    let (id, series) = (change.id.0, &change.series);
    let changed = schedule::Entity::update_many()
        .set(schedule_row(series, change.over_at))
        .filter(Column::Id.eq(id))
        .filter(Column::Sequence.eq(to_number(change.was)))
        .exec(transaction)
        .await
        .map_err(repository_error)?;
    let found = schedule::Entity::find_by_id(id).one(transaction).await;
    let (Some(row), 1..) = (found.map_err(repository_error)?, changed.rows_affected) else {
        return Ok(false);
    };
    let password_hash = match change.password {
        StoredPassword::Keep => NotSet,
        StoredPassword::Set(hash) => Set(hash.map(|hash| hash.0.to_vec())),
    };
    let rules = change.rules.map(doors_row).unwrap_or_default();
    free_link(transaction, series).await?;
    meeting::Entity::update_many()
        .set(meeting::ActiveModel {
            password_hash,
            ..meeting_row(series, rules)
        })
        .filter(meeting::Column::Id.eq(row.meeting_id))
        .exec(transaction)
        .await
        .map_err(repository_error)?;
    exception::Entity::delete_many()
        .filter(exception::Column::ScheduleId.eq(id))
        .exec(transaction)
        .await
        .map_err(repository_error)?;
    add_exceptions(transaction, id, series).await?;
    if let Some(invitees) = change.invitees {
        invitee::Entity::delete_many()
            .filter(invitee::Column::MeetingId.eq(row.meeting_id))
            .exec(transaction)
            .await
            .map_err(repository_error)?;
        add_invitees(transaction, row.meeting_id, &invitees).await?;
    }
    queue(transaction, change.mails, change.at).await?;
    Ok(true)
}

/// Takes the link of a plan from a cancelled meeting that still has it, which is found by its code alone from then on: the
/// link leads to the new meeting, whose chat and history are its own. It is read first, because MySQL locks more than the
/// row when nothing is found to be changed.
async fn free_link(
    transaction: &DatabaseTransaction,
    series: &Series,
) -> Result<(), RepositoryError> {
    let Some(link) = series.link.as_ref().filter(|_| !series.cancelled) else {
        return Ok(());
    };
    let has_it = meeting::Column::Link.eq(link.as_str());
    let found: Option<i64> = schedule::Entity::find()
        .inner_join(meeting::Entity)
        .select_only()
        .column(Column::MeetingId)
        .filter(has_it.clone())
        .filter(Column::Cancelled.eq(true))
        .into_tuple()
        .one(transaction)
        .await
        .map_err(repository_error)?;
    if let Some(cancelled) = found {
        meeting::Entity::update_many()
            .set(meeting::ActiveModel {
                link: Set(None),
                ..Default::default()
            })
            .filter(meeting::Column::Id.eq(cancelled))
            .filter(has_it)
            .exec(transaction)
            .await
            .map_err(repository_error)?;
    }
    Ok(())
}

/// What an edit changes of the meeting; `rules` are the columns of what it allows, where that changes.
fn meeting_row(series: &Series, rules: meeting::ActiveModel) -> meeting::ActiveModel {
    meeting::ActiveModel {
        title: Set(Some(series.plan.title.as_str().to_owned())),
        link: Set(series.link.as_ref().map(|link| link.as_str().to_owned())),
        history_days: Set(series.history_days.map(i64::from)),
        ..rules
    }
}

/// What an edit changes of the plan.
fn schedule_row(series: &Series, over_at: Timestamp) -> schedule::ActiveModel {
    let plan = &series.plan;
    let (repeat_every, week_days, until_clock, times) = repeat_columns(plan.repeat);
    schedule::ActiveModel {
        start_clock: Set(to_clock(plan.start)),
        zone: Set(plan.zone.name().to_owned()),
        minutes: Set(to_number(plan.minutes)),
        repeat_every: Set(repeat_every),
        week_days: Set(week_days),
        until_clock: Set(until_clock),
        times: Set(times),
        sequence: Set(to_number(series.sequence)),
        cancelled: Set(series.cancelled),
        over_at: Set(column(over_at)),
        ..Default::default()
    }
}

async fn add_exceptions(
    transaction: &DatabaseTransaction,
    schedule: i64,
    series: &Series,
) -> Result<(), RepositoryError> {
    let rows = series.exceptions.iter().map(|(key, exception)| {
        let change = match exception {
            Exception::Cancelled => None,
            Exception::Changed(change) => Some(change),
        };
        exception::ActiveModel {
            schedule_id: Set(schedule),
            key_clock: Set(to_clock(*key)),
            start_clock: Set(change.map(|change| to_clock(change.start))),
            title: Set(change.map(|change| change.title.as_str().to_owned())),
            minutes: Set(change.map(|change| to_number(change.minutes))),
        }
    });
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        exception::Entity::insert_many(rows)
            .exec_without_returning(transaction)
            .await
            .map_err(repository_error)?;
    }
    Ok(())
}

async fn add_invitees(
    transaction: &DatabaseTransaction,
    meeting: i64,
    invitees: &[Invitee],
) -> Result<(), RepositoryError> {
    let rows = invitees.iter().map(|one| {
        let (email, user) = match one {
            Invitee::Address(email) => (Some(email), None),
            Invitee::Account(user) => (None, Some(user.0)),
        };
        invitee::ActiveModel {
            id: NotSet,
            meeting_id: Set(meeting),
            email: Set(email.map(|email| email.as_str().to_owned())),
            email_key: Set(email.map(parley_protocol::EmailAddress::key)),
            user_id: Set(user),
        }
    });
    // One after another, so that their keys keep the order.
    for row in rows {
        invitee::Entity::insert(row)
            .exec_without_returning(transaction)
            .await
            .map_err(repository_error)?;
    }
    Ok(())
}

async fn queue(
    transaction: &DatabaseTransaction,
    mails: Vec<Vec<u8>>,
    at: Timestamp,
) -> Result<(), RepositoryError> {
    for sealed in mails {
        mail::Entity::insert(mail::ActiveModel {
            id: NotSet,
            sealed: Set(sealed),
            tries: Set(0),
            created_at: Set(column(at)),
            due_at: Set(column(at)),
        })
        .exec_without_returning(transaction)
        .await
        .map_err(repository_error)?;
    }
    Ok(())
}

/// Not an upsert: on MySQL that would take a row with the same token for this one.
pub(super) async fn set_feed(
    connection: &DatabaseConnection,
    user: UserId,
    token: SecretHash,
    at: Timestamp,
) -> Result<(), RepositoryError> {
    if change_feed(connection, user, token, at).await? {
        return Ok(());
    }
    let row = feed::ActiveModel {
        user_id: Set(user.0),
        token_hash: Set(token.0.to_vec()),
        created_at: Set(column(at)),
    };
    let added = feed::Entity::insert(row)
        .exec_without_returning(connection)
        .await;
    match added.map_err(repository_error) {
        Err(RepositoryError::Conflict) if change_feed(connection, user, token, at).await? => Ok(()),
        outcome => outcome.map(drop),
    }
}

async fn change_feed(
    connection: &DatabaseConnection,
    user: UserId,
    token: SecretHash,
    at: Timestamp,
) -> Result<bool, RepositoryError> {
    let changed = feed::Entity::update_many()
        .col_expr(Feed::TokenHash, Expr::value(token.0.to_vec()))
        .col_expr(Feed::CreatedAt, Expr::value(column(at)))
        .filter(Feed::UserId.eq(user.0))
        .exec(connection)
        .await
        .map_err(repository_error)?;
    Ok(changed.rows_affected > 0)
}
