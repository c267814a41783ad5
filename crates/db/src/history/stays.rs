//! Who was there from when until when, for who owns the meeting.

use crate::{
    columns::{column, moment},
    entity::{
        meeting,
        meeting_run::{self as run, Column as Run},
        run_participant::{self as person, Column as Person},
        run_stay::{self as stay, Column as Stays},
    },
    error::{bad_row, repository_error},
};
use parley_domain::{
    RepositoryError,
    accounts::UserId,
    history::{Attendee, Stay},
};
use parley_protocol::{DisplayName, MeetingAddress, ParticipantId, Timestamp};
use sea_orm::{
    ColumnTrait, DatabaseConnection, EntityTrait, FromQueryResult, IntoSimpleExpr, QueryFilter,
    sea_query::{Expr, ExprTrait, Order, Query, SelectStatement},
};

const TABLE: &str = "run_stay";

#[derive(FromQueryResult)]
struct Row {
    started_at: i64,
    display_name: String,
    participant: i64,
    person: Option<i64>,
    user_id: Option<i64>,
    came_at: i64,
    left_at: Option<i64>,
}

/// `None` when it is not theirs.
pub(super) async fn list(
    connection: &DatabaseConnection,
    owner: UserId,
    address: &MeetingAddress,
    run: Option<Timestamp>,
    most: u64,
) -> Result<Option<Vec<Stay>>, RepositoryError> {
    let is_it = match address {
        MeetingAddress::Code(code) => meeting::Column::Code.eq(code.as_str()),
        MeetingAddress::Link(link) => meeting::Column::Link.eq(link.as_str()),
    };
    let found = meeting::Entity::find()
        .filter(is_it)
        .filter(meeting::Column::OwnerId.eq(owner.0))
        .one(connection)
        .await
        .map_err(repository_error)?;
    let Some(meeting) = found else {
        return Ok(None);
    };
    let question = newest(meeting.id, run, most);
    let backend = connection.get_database_backend();
    let rows = Row::find_by_statement(backend.build(&question))
        .all(connection)
        .await
        .map_err(repository_error)?;
    let stays = rows.into_iter().rev().map(to_stay);
    stays.collect::<Result<_, _>>().map(Some)
}

fn newest(meeting: i64, run: Option<Timestamp>, most: u64) -> SelectStatement {
    let of_person = Expr::col((person::Entity, Person::RunId))
        .equals((stay::Entity, Stays::RunId))
        .and(
            Expr::col((person::Entity, Person::Participant))
                .equals((stay::Entity, Stays::Participant)),
        );
    let mut question = Query::select();
    question
        .columns([(run::Entity, Run::StartedAt)])
        .columns([
            (person::Entity, Person::DisplayName),
            (person::Entity, Person::Participant),
            (person::Entity, Person::Person),
            (person::Entity, Person::UserId),
        ])
        .columns([(stay::Entity, Stays::CameAt), (stay::Entity, Stays::LeftAt)])
        .from(stay::Entity)
        .inner_join(
            run::Entity,
            Expr::col((run::Entity, Run::Id)).equals((stay::Entity, Stays::RunId)),
        )
        .inner_join(person::Entity, of_person)
        .and_where(Run::MeetingId.into_simple_expr().eq(meeting))
        .order_by((stay::Entity, Stays::CameAt), Order::Desc)
        .order_by((stay::Entity, Stays::Participant), Order::Desc)
        .limit(most);
    if let Some(run) = run {
        question.and_where(Run::StartedAt.into_simple_expr().eq(column(run)));
    }
    question.take()
}

fn to_stay(row: Row) -> Result<Stay, RepositoryError> {
    Ok(Stay {
        run: moment(TABLE, row.started_at)?,
        name: DisplayName::new(&row.display_name).map_err(|_| bad_row(TABLE))?,
        of: match row.user_id {
            Some(user) => Attendee::Account(UserId(user)),
            None => Attendee::Guest(participant(row.person.unwrap_or(row.participant))?),
        },
        came_at: moment(TABLE, row.came_at)?,
        left_at: row.left_at.map(|at| moment(TABLE, at)).transpose()?,
    })
}

fn participant(number: i64) -> Result<ParticipantId, RepositoryError> {
    u32::try_from(number)
        .map(ParticipantId)
        .map_err(|_| bad_row(TABLE))
}
