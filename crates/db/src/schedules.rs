//! Planned meetings in the database.
//!
//! *Invariants*: a plan, its meeting, who is invited and the mails that tell them are stored together or not at all; of
//! two who change a plan at once one is told so; an account causes no more mails than it may, however many ask at once.

mod counting;
mod rows;
mod writing;

use crate::{
    columns::{column, moment},
    entity::{
        calendar_feed::{self as feed, Column as Feed},
        meeting, meeting_invitee as invitee,
        schedule::{self, Column},
        schedule_exception as exception,
    },
    error::{bad_row, repository_error},
    transaction::{begin_writing, retried},
};
use async_trait::async_trait;
use parley_domain::{
    MeetingId, RepositoryError,
    accounts::{SecretHash, UserId},
    schedule::{Invitee, NewSchedule, Schedule, ScheduleChange, ScheduleId, ScheduleRepository},
};
use parley_protocol::{MeetingAddress, MeetingLink, Timestamp};
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select, SelectTwo,
    sea_query::{Query, SelectStatement},
};
use std::collections::BTreeMap;

/// Tables `schedule`, `schedule_exception`, `meeting_invitee`, `calendar_feed` and `invitation_count`.
#[derive(Clone, Debug)]
pub struct StoredSchedules {
    connection: DatabaseConnection,
}

impl StoredSchedules {
    pub(crate) fn new(connection: DatabaseConnection) -> Self {
        Self { connection }
    }

    /// With their exceptions, by one question for all.
    async fn read(
        &self,
        wanted: SelectTwo<schedule::Entity, meeting::Entity>,
    ) -> Result<Vec<Schedule>, RepositoryError> {
        let found = wanted
            .all(&self.connection)
            .await
            .map_err(repository_error)?;
        let keys = found.iter().map(|(row, _)| row.id);
        let rows = exception::Entity::find()
            .filter(exception::Column::ScheduleId.is_in(keys))
            .all(&self.connection)
            .await
            .map_err(repository_error)?;
        let mut exceptions: BTreeMap<i64, Vec<exception::Model>> = BTreeMap::new();
        for row in rows {
            exceptions.entry(row.schedule_id).or_default().push(row);
        }
        let read = found.into_iter().map(|(row, meeting)| {
            let meeting = meeting.ok_or_else(|| bad_row("schedule"))?;
            let exceptions = exceptions.remove(&row.id).unwrap_or_default();
            rows::from_rows(row, meeting, exceptions)
        });
        read.collect()
    }

    async fn add_in_one_transaction(&self, new: NewSchedule) -> Result<Schedule, RepositoryError> {
        let transaction = begin_writing(&self.connection)
            .await
            .map_err(repository_error)?;
        let stored = writing::add(&transaction, new).await?;
        transaction.commit().await.map_err(repository_error)?;
        Ok(stored)
    }

    async fn change_in_one_transaction(
        &self,
        change: ScheduleChange,
    ) -> Result<bool, RepositoryError> {
        let transaction = begin_writing(&self.connection)
            .await
            .map_err(repository_error)?;
        if !writing::change(&transaction, change).await? {
            transaction.rollback().await.map_err(repository_error)?;
            return Ok(false);
        }
        transaction.commit().await.map_err(repository_error)?;
        Ok(true)
    }

    async fn one(
        &self,
        wanted: Select<schedule::Entity>,
    ) -> Result<Option<Schedule>, RepositoryError> {
        let wanted = wanted.find_also_related(meeting::Entity);
        Ok(self.read(wanted).await?.pop())
    }
}

#[async_trait]
impl ScheduleRepository for StoredSchedules {
    async fn add(&self, new: NewSchedule) -> Result<Schedule, RepositoryError> {
        retried(|| self.add_in_one_transaction(new.clone())).await
    }

    async fn lookup(&self, id: ScheduleId) -> Result<Option<Schedule>, RepositoryError> {
        self.one(schedule::Entity::find_by_id(id.0)).await
    }

    async fn find(&self, address: &MeetingAddress) -> Result<Option<Schedule>, RepositoryError> {
        let is_it = match address {
            MeetingAddress::Code(code) => meeting::Column::Code.eq(code.as_str()),
            MeetingAddress::Link(link) => meeting::Column::Link.eq(link.as_str()),
        };
        self.one(schedule::Entity::find().filter(is_it)).await
    }

    async fn planned(&self, meetings: &[MeetingId]) -> Result<Vec<Schedule>, RepositoryError> {
        let wanted = schedule::Entity::find()
            .find_also_related(meeting::Entity)
            .filter(Column::MeetingId.is_in(meetings.iter().map(|meeting| meeting.0)));
        self.read(wanted).await
    }

    async fn invitees(&self, id: ScheduleId) -> Result<Vec<Invitee>, RepositoryError> {
        let rows = invitee::Entity::find()
            .filter(invitee::Column::MeetingId.in_subquery(meeting_of(id)))
            .order_by_asc(invitee::Column::Id)
            .all(&self.connection)
            .await
            .map_err(repository_error)?;
        rows.into_iter().map(rows::to_invitee).collect()
    }

    async fn change(&self, change: ScheduleChange) -> Result<bool, RepositoryError> {
        retried(|| self.change_in_one_transaction(change.clone())).await
    }

    async fn list(
        &self,
        user: UserId,
        email: &str,
        now: Timestamp,
        most: u64,
    ) -> Result<Vec<Schedule>, RepositoryError> {
        let theirs = Condition::any()
            .add(meeting::Column::OwnerId.eq(user.0))
            .add(Column::MeetingId.in_subquery(invited(user, email)));
        let wanted = schedule::Entity::find()
            .find_also_related(meeting::Entity)
            .filter(theirs)
            .filter(Column::OverAt.gt(column(now)))
            .order_by_asc(Column::OverAt)
            .order_by_asc(Column::Id)
            .limit(most);
        self.read(wanted).await
    }

    async fn is_invited(
        &self,
        id: ScheduleId,
        user: UserId,
        email: &str,
    ) -> Result<bool, RepositoryError> {
        let found = schedule::Entity::find_by_id(id.0)
            .filter(Column::MeetingId.in_subquery(invited(user, email)))
            .count(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(found > 0)
    }

    async fn is_taken(&self, link: &MeetingLink) -> Result<bool, RepositoryError> {
        let takes_place = Condition::any()
            .add(Column::Cancelled.is_null())
            .add(Column::Cancelled.eq(false));
        let found = meeting::Entity::find()
            .find_also_related(schedule::Entity)
            .filter(meeting::Column::Link.eq(link.as_str()))
            .filter(takes_place)
            .count(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(found > 0)
    }

    async fn count_mails(
        &self,
        user: UserId,
        day: u32,
        mails: u32,
        most: u32,
    ) -> Result<bool, RepositoryError> {
        counting::count(&self.connection, user, day, mails, most).await
    }

    async fn forget_mails(&self, before: u32) -> Result<u64, RepositoryError> {
        counting::forget(&self.connection, before).await
    }

    async fn set_feed(
        &self,
        user: UserId,
        token: SecretHash,
        at: Timestamp,
    ) -> Result<(), RepositoryError> {
        writing::set_feed(&self.connection, user, token, at).await
    }

    async fn remove_feed(&self, user: UserId) -> Result<(), RepositoryError> {
        feed::Entity::delete_by_id(user.0)
            .exec(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(())
    }

    async fn feed_since(&self, user: UserId) -> Result<Option<Timestamp>, RepositoryError> {
        let found = feed::Entity::find_by_id(user.0)
            .one(&self.connection)
            .await
            .map_err(repository_error)?;
        found
            .map(|row| moment("calendar_feed", row.created_at))
            .transpose()
    }

    async fn feed_owner(&self, token: SecretHash) -> Result<Option<UserId>, RepositoryError> {
        let found = feed::Entity::find()
            .filter(Feed::TokenHash.eq(token.0.to_vec()))
            .one(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(found.map(|row| UserId(row.user_id)))
    }
}

fn meeting_of(id: ScheduleId) -> SelectStatement {
    Query::select()
        .column(Column::MeetingId)
        .from(schedule::Entity)
        .and_where(Column::Id.eq(id.0))
        .take()
}

/// The meetings to which an account or its address is invited.
fn invited(user: UserId, email: &str) -> SelectStatement {
    let theirs = Condition::any()
        .add(invitee::Column::UserId.eq(user.0))
        .add(invitee::Column::EmailKey.eq(email));
    Query::select()
        .column(invitee::Column::MeetingId)
        .from(invitee::Entity)
        .cond_where(theirs)
        .take()
}
