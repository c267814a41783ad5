//! The history in the database: what somebody sees of runs, and what guests claim.
//!
//! *Invariant*: every question is narrowed by the account that asks, in the database itself (T-081).

mod forgetting;
mod queries;
mod stays;

use crate::{
    columns::{column, moment},
    entity::{
        meeting,
        meeting_run::{self as run, Column as Run},
        run_participant::{self as person, Column as Person},
    },
    error::{bad_row, repository_error},
    runs::with_user,
};
use async_trait::async_trait;
use parley_domain::{
    RepositoryError,
    accounts::{SecretHash, UserId},
    history::{HistoryPage, HistoryRepository, NAMES, PastRun, Stay},
};
use parley_protocol::{DisplayName, MeetingAddress, MeetingCode, Milliseconds, Timestamp};
use queries::{first_seats, who_keeps_a_run, without_owner};
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, Query},
};
use std::collections::{BTreeMap, BTreeSet};

/// An account counts once, and a guest who came back. Participants are counted from 1, accounts too.
const PEOPLE: &str = "COUNT(DISTINCT COALESCE(user_id, -COALESCE(person, participant)))";

/// Tables `meeting_run` and `run_participant`, as their readers see them.
#[derive(Clone, Debug)]
pub struct StoredHistory {
    connection: DatabaseConnection,
}

/// What a run comes to.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    people: i64,
    still_there: bool,
    last_left: Option<i64>,
}

impl StoredHistory {
    pub(crate) fn new(connection: DatabaseConnection) -> Self {
        Self { connection }
    }

    async fn runs(
        &self,
        user: UserId,
        skip: u64,
        count: u64,
    ) -> Result<Vec<(run::Model, meeting::Model)>, RepositoryError> {
        let owned = Query::select()
            .column(meeting::Column::Id)
            .from(meeting::Entity)
            .and_where(meeting::Column::OwnerId.eq(user.0))
            .take();
        let theirs = Condition::any()
            .add(Run::Id.in_subquery(with_user(user.0)))
            .add(Run::MeetingId.in_subquery(owned));
        let found = run::Entity::find()
            .find_also_related(meeting::Entity)
            .filter(theirs)
            .order_by_desc(Run::StartedAt)
            .order_by_desc(Run::Id)
            .offset(skip)
            .limit(count)
            .all(&self.connection)
            .await
            .map_err(repository_error)?;
        found
            .into_iter()
            .map(|(run, meeting)| Ok((run, meeting.ok_or_else(bad)?)))
            .collect()
    }

    async fn sums(&self, runs: &[i64]) -> Result<BTreeMap<i64, Sum>, RepositoryError> {
        let rows: Vec<(i64, i64, i64, i64, Option<i64>)> = person::Entity::find()
            .select_only()
            .column(Person::RunId)
            .column_as(Expr::cust(PEOPLE), "people")
            .column_as(Person::Participant.count(), "seats")
            .column_as(Person::LeftAt.count(), "left_seats")
            .column_as(Person::LeftAt.max(), "last_left")
            .filter(Person::RunId.is_in(runs.iter().copied()))
            .group_by(Person::RunId)
            .into_tuple()
            .all(&self.connection)
            .await
            .map_err(repository_error)?;
        let sum = |(run, people, seats, left, last_left)| {
            let still_there = left < seats;
            let sum = Sum {
                people,
                still_there,
                last_left,
            };
            (run, sum)
        };
        Ok(rows.into_iter().map(sum).collect())
    }

    /// The names of the first who came to each run, each person's only once: by one question for all.
    async fn names(
        &self,
        runs: &[i64],
    ) -> Result<BTreeMap<i64, Vec<DisplayName>>, RepositoryError> {
        let backend = self.connection.get_database_backend();
        let seats = person::Model::find_by_statement(backend.build(&first_seats(runs)))
            .all(&self.connection)
            .await
            .map_err(repository_error)?;
        let mut known = BTreeSet::new();
        let mut names: BTreeMap<i64, Vec<DisplayName>> = BTreeMap::new();
        for seat in seats {
            let of_run = names.entry(seat.run_id).or_default();
            let guest = seat.person.unwrap_or(seat.participant);
            let is_new = known.insert((seat.run_id, seat.user_id.unwrap_or(-guest)));
            if of_run.len() < NAMES && is_new {
                of_run.push(DisplayName::new(&seat.display_name).map_err(|_| bad())?);
            }
        }
        Ok(names)
    }

    /// The places of guests with this claim.
    async fn claimable(
        &self,
        claim: SecretHash,
        since: Timestamp,
        most: u64,
    ) -> Result<Vec<(i64, i64)>, RepositoryError> {
        person::Entity::find()
            .select_only()
            .column(Person::RunId)
            .column(Person::Participant)
            .filter(Person::ClaimHash.eq(claim.0.to_vec()))
            .filter(Person::UserId.is_null())
            .filter(Person::CameAt.gte(column(since)))
            .order_by_desc(Person::CameAt)
            .limit(most)
            .into_tuple()
            .all(&self.connection)
            .await
            .map_err(repository_error)
    }
}

#[async_trait]
impl HistoryRepository for StoredHistory {
    async fn list(
        &self,
        user: UserId,
        skip: u64,
        count: u64,
    ) -> Result<HistoryPage, RepositoryError> {
        // One more tells whether there are older ones, and is asked nothing about.
        let mut found = self.runs(user, skip, count.saturating_add(1)).await?;
        let shown = usize::try_from(count).unwrap_or(usize::MAX);
        let has_older = found.len() > shown;
        found.truncate(shown);
        let keys: Vec<i64> = found.iter().map(|(run, _)| run.id).collect();
        let (sums, mut names) = (self.sums(&keys).await?, self.names(&keys).await?);
        let past = found.into_iter().map(|(run, meeting)| {
            let sum = sums.get(&run.id).copied().unwrap_or_default();
            to_past(
                &run,
                meeting,
                sum,
                names.remove(&run.id).unwrap_or_default(),
            )
        });
        let runs = past.collect::<Result<_, _>>()?;
        Ok(HistoryPage { runs, has_older })
    }

    /// That nobody has a place is asked again by the UPDATE: of two who claim at once one gets it.
    async fn claim(
        &self,
        user: UserId,
        claim: SecretHash,
        since: Timestamp,
        most: u64,
    ) -> Result<u64, RepositoryError> {
        let mut claimed = 0;
        for (run, participant) in self.claimable(claim, since, most).await? {
            let changed = person::Entity::update_many()
                .col_expr(Person::UserId, Expr::value(user.0))
                .col_expr(Person::ClaimHash, Expr::value(None::<Vec<u8>>))
                .filter(Person::RunId.eq(run))
                .filter(Person::Participant.eq(participant))
                .filter(Person::ClaimHash.eq(claim.0.to_vec()))
                .filter(Person::UserId.is_null())
                .exec(&self.connection)
                .await
                .map_err(repository_error)?;
            claimed += changed.rows_affected;
        }
        Ok(claimed)
    }

    async fn forget_claims(&self, before: Timestamp) -> Result<u64, RepositoryError> {
        let forgotten = person::Entity::update_many()
            .col_expr(Person::ClaimHash, Expr::value(None::<Vec<u8>>))
            .filter(Person::ClaimHash.is_not_null())
            .filter(Person::CameAt.lt(column(before)))
            .exec(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(forgotten.rows_affected)
    }

    async fn forget_runs(&self, before: Timestamp, most: u64) -> Result<u64, RepositoryError> {
        let unseen = run::Entity::find()
            .filter(Run::SeenAt.lt(column(before)))
            .filter(Run::MeetingId.in_subquery(without_owner()))
            .filter(Expr::not_exists(who_keeps_a_run(before)));
        forgetting::forget(&self.connection, unseen, most).await
    }

    async fn forget_old_runs(
        &self,
        now: Timestamp,
        kept: Milliseconds,
        most: u64,
    ) -> Result<u64, RepositoryError> {
        let old = run::Entity::find()
            .inner_join(meeting::Entity)
            .filter(queries::is_old(now, kept));
        forgetting::forget(&self.connection, old, most).await
    }

    async fn stays(
        &self,
        owner: UserId,
        address: &MeetingAddress,
        run: Option<Timestamp>,
        most: u64,
    ) -> Result<Option<Vec<Stay>>, RepositoryError> {
        stays::list(&self.connection, owner, address, run, most).await
    }
}

fn bad() -> RepositoryError {
    bad_row("meeting_run")
}

fn to_past(
    run: &run::Model,
    meeting: meeting::Model,
    sum: Sum,
    names: Vec<DisplayName>,
) -> Result<PastRun, RepositoryError> {
    let ended_at = sum.last_left.filter(|_| !sum.still_there);
    Ok(PastRun {
        code: MeetingCode::try_from(meeting.code).map_err(|_| bad())?,
        title: meeting.title,
        started_at: moment("meeting_run", run.started_at)?,
        ended_at: ended_at
            .map(|at| moment("run_participant", at))
            .transpose()?,
        people: u64::try_from(sum.people).map_err(|_| bad())?,
        names,
    })
}
