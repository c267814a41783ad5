//! Runs as seats write them: when people met, and who was there.
//!
//! *Invariants*: every step may be done again; what a run knows of a person's account or claim is never forgotten by a
//! seat that does not know it; when another run of the meeting begins, nobody is left in the ones before.

use crate::{
    columns::{column, moment},
    entity::{
        meeting_run::{self as run, Column as Run},
        run_participant::{self as person, Column as Person},
    },
    error::{bad_row, repository_error},
    stays,
};
use parley_domain::{
    MeetingId, RepositoryError, Seat,
    accounts::{SecretHash, UserId},
};
use parley_protocol::{DisplayName, Timestamp};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, DatabaseConnection, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Query, SimpleExpr},
};
use std::collections::BTreeMap;

const TABLE: &str = "meeting_run";
/// Seats of a browser in a run that are looked at for who came back.
const KNOWN_SEATS: u64 = 100;

/// Stores that the holder of a seat is, or was, in its run.
pub(crate) async fn save(
    connection: &DatabaseConnection,
    seat: &Seat,
) -> Result<(), RepositoryError> {
    let run = run_of(connection, seat).await?;
    save_person(connection, run, seat).await?;
    stays::save(connection, run, seat).await
}

async fn save_person(
    connection: &DatabaseConnection,
    run: i64,
    seat: &Seat,
) -> Result<(), RepositoryError> {
    if change(connection, run, seat).await? {
        return Ok(());
    }
    // Whoever has an account claims nothing.
    let claim = seat.visitor.claim.filter(|_| seat.visitor.user.is_none());
    let known = match claim {
        Some(claim) => known_guest(connection, run, claim, &seat.display_name).await?,
        None => None,
    };
    let added = person::Entity::insert(person::ActiveModel {
        run_id: Set(run),
        participant: Set(seat.participant.0.into()),
        person: Set(known),
        display_name: Set(seat.display_name.as_str().to_owned()),
        user_id: Set(seat.visitor.user.map(|user| user.0)),
        claim_hash: Set(claim.map(|claim| claim.0.to_vec())),
        came_at: Set(column(seat.came_at)),
        left_at: Set(seat.left_at.map(column)),
    });
    let added = added.exec_without_returning(connection).await;
    match added.map_err(repository_error) {
        Err(RepositoryError::Conflict) => change(connection, run, seat).await.map(drop),
        outcome => outcome.map(drop),
    }
}

/// Who came back: a guest of the same browser and with the same name, but for a number behind it.
async fn known_guest(
    connection: &DatabaseConnection,
    run: i64,
    claim: SecretHash,
    name: &DisplayName,
) -> Result<Option<i64>, RepositoryError> {
    let of_browser: Vec<(i64, Option<i64>, String)> = person::Entity::find()
        .select_only()
        .columns([Person::Participant, Person::Person, Person::DisplayName])
        .filter(Person::RunId.eq(run))
        .filter(Person::ClaimHash.eq(claim.0.to_vec()))
        .filter(Person::UserId.is_null())
        .order_by_asc(Person::Participant)
        .limit(KNOWN_SEATS)
        .into_tuple()
        .all(connection)
        .await
        .map_err(repository_error)?;
    let typed = name.without_number();
    let known = of_browser
        .into_iter()
        .find(|(.., name)| DisplayName::new(name).is_ok_and(|name| name.without_number() == typed));
    Ok(known.map(|(participant, person, _)| person.unwrap_or(participant)))
}

/// The key of a seat's run, which begins with the first seat that is stored of it.
async fn run_of(connection: &DatabaseConnection, seat: &Seat) -> Result<i64, RepositoryError> {
    if let Some(found) = find(connection, seat).await? {
        return Ok(found);
    }
    let begun = run::ActiveModel {
        id: NotSet,
        meeting_id: Set(seat.meeting.0),
        started_at: Set(column(seat.run)),
        seen_at: Set(column(seat.run)),
    };
    match begun.insert(connection).await.map_err(repository_error) {
        Ok(begun) => {
            close_others(connection, seat.meeting, begun.id).await?;
            Ok(begun.id)
        }
        // Somebody else of the same run was faster.
        Err(RepositoryError::Conflict) => {
            let found = find(connection, seat).await?;
            found.ok_or(RepositoryError::Conflict)
        }
        Err(error) => Err(error),
    }
}

async fn find(
    connection: &DatabaseConnection,
    seat: &Seat,
) -> Result<Option<i64>, RepositoryError> {
    run::Entity::find()
        .select_only()
        .column(Run::Id)
        .filter(Run::MeetingId.eq(seat.meeting.0))
        .filter(Run::StartedAt.eq(column(seat.run)))
        .into_tuple()
        .one(connection)
        .await
        .map_err(repository_error)
}

/// Whoever still seems to be in an earlier run is not: while the database was away, a newer state of the seat took the
/// place of the one that said so.
async fn close_others(
    connection: &DatabaseConnection,
    meeting: MeetingId,
    begun: i64,
) -> Result<(), RepositoryError> {
    let others = run::Entity::find()
        .filter(Run::MeetingId.eq(meeting.0))
        .filter(Run::Id.ne(begun))
        .order_by_desc(Run::Id)
        // The one before; and one more, in case that was not done when it began.
        .limit(2)
        .all(connection)
        .await
        .map_err(repository_error)?;
    for other in others {
        let later = Expr::col(Person::CameAt).gt(other.seen_at);
        let left: SimpleExpr = Expr::case(later, Expr::col(Person::CameAt))
            .finally(other.seen_at)
            .into();
        person::Entity::update_many()
            .col_expr(Person::LeftAt, left)
            .filter(Person::RunId.eq(other.id))
            .filter(Person::LeftAt.is_null())
            .exec(connection)
            .await
            .map_err(repository_error)?;
        stays::close_all(connection, other.id, other.seen_at).await?;
    }
    Ok(())
}

/// False when the person is not stored yet.
async fn change(
    connection: &DatabaseConnection,
    run: i64,
    seat: &Seat,
) -> Result<bool, RepositoryError> {
    let theirs = || {
        Person::RunId
            .eq(run)
            .and(Person::Participant.eq(i64::from(seat.participant.0)))
    };
    let changed = person::Entity::update_many()
        .col_expr(Person::LeftAt, Expr::value(seat.left_at.map(column)))
        .filter(theirs())
        .exec(connection)
        .await
        .map_err(repository_error)?;
    if let Some(user) = seat.visitor.user {
        person::Entity::update_many()
            .col_expr(Person::UserId, Expr::value(user.0))
            .filter(theirs())
            .filter(Person::UserId.is_null())
            .exec(connection)
            .await
            .map_err(repository_error)?;
    }
    Ok(changed.rows_affected > 0)
}

/// Tells seats what their runs know of who holds them, which is not stored with the seats.
pub(crate) async fn tell(
    connection: &DatabaseConnection,
    seats: &mut [Seat],
) -> Result<(), RepositoryError> {
    let of_each_run: BTreeMap<_, _> = seats.iter().map(|seat| (seat.run, seat.clone())).collect();
    for one in of_each_run.values() {
        let Some(run) = find(connection, one).await? else {
            continue;
        };
        let in_run = || seats.iter().filter(|seat| seat.run == one.run);
        let participants = in_run().map(|seat| i64::from(seat.participant.0));
        let people = person::Entity::find()
            .filter(Person::RunId.eq(run))
            .filter(Person::Participant.is_in(participants))
            .all(connection)
            .await
            .map_err(repository_error)?;
        for person in people {
            let claim = person.claim_hash.map(TryInto::try_into).transpose();
            let claim = claim.map_err(|_| bad_row("run_participant"))?;
            let is_theirs = |seat: &&mut Seat| {
                seat.run == one.run && i64::from(seat.participant.0) == person.participant
            };
            if let Some(seat) = seats.iter_mut().find(is_theirs) {
                let user = seat.visitor.user;
                seat.visitor.user = user.or(person.user_id.map(UserId));
                seat.visitor.claim = claim.map(SecretHash);
            }
        }
    }
    Ok(())
}

/// Notes that a run still goes on.
pub(crate) async fn note(
    connection: &DatabaseConnection,
    meeting: MeetingId,
    run: Timestamp,
    at: Timestamp,
) -> Result<(), RepositoryError> {
    run::Entity::update_many()
        .col_expr(Run::SeenAt, Expr::value(column(at)))
        .filter(Run::MeetingId.eq(meeting.0))
        .filter(Run::StartedAt.eq(column(run)))
        .exec(connection)
        .await
        .map_err(repository_error)?;
    Ok(())
}

/// When it was last noted of any run of a meeting.
pub(crate) async fn last_noted(
    connection: &DatabaseConnection,
    meeting: MeetingId,
) -> Result<Option<Timestamp>, RepositoryError> {
    let last: Option<Option<i64>> = run::Entity::find()
        .select_only()
        .column_as(Run::SeenAt.max(), "seen_at")
        .filter(Run::MeetingId.eq(meeting.0))
        .into_tuple()
        .one(connection)
        .await
        .map_err(repository_error)?;
    last.flatten().map(|at| moment(TABLE, at)).transpose()
}

/// The keys of the runs in which an account has a place.
pub(crate) fn with_user(user: i64) -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .column(Person::RunId)
        .from(person::Entity)
        .and_where(Person::UserId.eq(user))
        .take()
}
