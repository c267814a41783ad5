//! Meetings in the database.

use crate::{
    entity::{meeting, meeting_participant, schedule},
    error::{bad_row, repository_error, to_column},
};
use async_trait::async_trait;
use parley_domain::{
    Meeting, MeetingId, MeetingRepository, MeetingSettings, NewMeeting, RepositoryError,
    accounts::{SecretHash, UserId},
    schedule::StoredPassword,
};
use parley_protocol::{MeetingCode, MeetingLink, MeetingRules, Timestamp};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, Condition, DatabaseConnection, EntityTrait,
    JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select,
    SelectTwo,
};

/// Databases count to here.
const LARGEST: u64 = i64::MAX.unsigned_abs();

/// Table `meeting`.
#[derive(Clone, Debug)]
pub struct StoredMeetings {
    connection: DatabaseConnection,
}

impl StoredMeetings {
    pub(crate) fn new(connection: DatabaseConnection) -> Self {
        Self { connection }
    }

    async fn one(
        &self,
        wanted: Select<meeting::Entity>,
    ) -> Result<Option<Meeting>, RepositoryError> {
        let wanted = wanted.find_also_related(schedule::Entity);
        let found = wanted.one(&self.connection).await;
        found.map_err(repository_error)?.map(with_plan).transpose()
    }

    async fn all(
        &self,
        wanted: SelectTwo<meeting::Entity, schedule::Entity>,
    ) -> Result<Vec<Meeting>, RepositoryError> {
        let found = wanted.all(&self.connection).await;
        let found = found.map_err(repository_error)?.into_iter();
        found.map(with_plan).collect()
    }
}

#[async_trait]
impl MeetingRepository for StoredMeetings {
    async fn add(&self, meeting: NewMeeting) -> Result<Meeting, RepositoryError> {
        let row = meeting::ActiveModel {
            id: ActiveValue::NotSet,
            code: ActiveValue::Set(meeting.code.into()),
            title: ActiveValue::Set(meeting.title),
            created_at: ActiveValue::Set(to_column(meeting.created_at.0)),
            owner_id: ActiveValue::Set(meeting.owner.map(|owner| owner.0)),
            ..rules_row(MeetingRules::default())
        };
        let stored = row.insert(&self.connection).await;
        with_plan((stored.map_err(repository_error)?, None))
    }

    async fn lookup(&self, meeting: MeetingId) -> Result<Option<Meeting>, RepositoryError> {
        self.one(meeting::Entity::find_by_id(meeting.0)).await
    }

    async fn find_by_code(&self, code: &MeetingCode) -> Result<Option<Meeting>, RepositoryError> {
        let is_it = meeting::Column::Code.eq(code.as_str());
        self.one(meeting::Entity::find().filter(is_it)).await
    }

    async fn find_by_link(&self, link: &MeetingLink) -> Result<Option<Meeting>, RepositoryError> {
        let is_it = meeting::Column::Link.eq(link.as_str());
        self.one(meeting::Entity::find().filter(is_it)).await
    }

    async fn set_rules(
        &self,
        meeting: MeetingId,
        rules: MeetingRules,
    ) -> Result<(), RepositoryError> {
        meeting::Entity::update_many()
            .set(rules_row(rules))
            .filter(meeting::Column::Id.eq(meeting.0))
            .exec(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(())
    }

    async fn set_settings(
        &self,
        meeting: MeetingId,
        settings: MeetingSettings,
    ) -> Result<(), RepositoryError> {
        let password_hash = match settings.password {
            StoredPassword::Keep => ActiveValue::NotSet,
            StoredPassword::Set(hash) => ActiveValue::Set(hash.map(|hash| hash.0.to_vec())),
        };
        let row = meeting::ActiveModel {
            password_hash,
            history_days: ActiveValue::Set(settings.history_days.map(i64::from)),
            ..doors_row(settings.rules)
        };
        meeting::Entity::update_many()
            .set(row)
            .filter(meeting::Column::Id.eq(meeting.0))
            .exec(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(())
    }

    async fn history_days(&self, meeting: MeetingId) -> Result<Option<u32>, RepositoryError> {
        let found: Option<Option<i64>> = meeting::Entity::find_by_id(meeting.0)
            .select_only()
            .column(meeting::Column::HistoryDays)
            .into_tuple()
            .one(&self.connection)
            .await
            .map_err(repository_error)?;
        let days = found.flatten().map(u32::try_from).transpose();
        days.map_err(|_| bad_row("meeting"))
    }

    async fn list_with_open_seats(&self) -> Result<Vec<Meeting>, RepositoryError> {
        let wanted = meeting::Entity::find()
            .find_also_related(schedule::Entity)
            .join(
                JoinType::InnerJoin,
                meeting::Relation::MeetingParticipant.def(),
            )
            .filter(meeting_participant::Column::LeftAt.is_null())
            .distinct()
            .order_by_asc(meeting::Column::Id);
        self.all(wanted).await
    }

    async fn list_by_owner(
        &self,
        owner: UserId,
        skip: u64,
        count: u64,
    ) -> Result<(Vec<Meeting>, u64), RepositoryError> {
        let takes_place = Condition::any()
            .add(schedule::Column::Cancelled.is_null())
            .add(schedule::Column::Cancelled.eq(false));
        let theirs = meeting::Entity::find()
            .find_also_related(schedule::Entity)
            .filter(meeting::Column::OwnerId.eq(owner.0))
            .filter(takes_place);
        let total = theirs.clone().count(&self.connection).await;
        let part = theirs
            .order_by_desc(meeting::Column::CreatedAt)
            .order_by_desc(meeting::Column::Id)
            .offset(skip.min(LARGEST))
            .limit(count.min(LARGEST));
        let meetings = self.all(part).await?;
        let total = total.map_err(repository_error)?;
        Ok((meetings, total))
    }
}

/// The columns of the rules; the others are not set.
pub(crate) fn rules_row(rules: MeetingRules) -> meeting::ActiveModel {
    meeting::ActiveModel {
        waiting_room: ActiveValue::Set(rules.waiting_room),
        host_first: ActiveValue::Set(rules.host_first),
        locked: ActiveValue::Set(rules.locked),
        may_unmute: ActiveValue::Set(rules.may_unmute),
        may_start_video: ActiveValue::Set(rules.may_start_video),
        may_share: ActiveValue::Set(rules.may_share),
        may_chat: ActiveValue::Set(rules.may_chat),
        ..Default::default()
    }
}

/// The same without the lock, which only the room of a meeting writes.
pub(crate) fn doors_row(rules: MeetingRules) -> meeting::ActiveModel {
    meeting::ActiveModel {
        locked: ActiveValue::NotSet,
        ..rules_row(rules)
    }
}

fn with_plan(
    (row, plan): (meeting::Model, Option<schedule::Model>),
) -> Result<Meeting, RepositoryError> {
    let bad = || bad_row("meeting");
    Ok(Meeting {
        id: MeetingId(row.id),
        rules: rules_of(&row),
        code: MeetingCode::try_from(row.code).map_err(|_| bad())?,
        title: row.title,
        created_at: Timestamp(u64::try_from(row.created_at).map_err(|_| bad())?),
        owner: row.owner_id.map(UserId),
        link: row
            .link
            .map(MeetingLink::try_from)
            .transpose()
            .map_err(|_| bad())?,
        password: row
            .password_hash
            .map(|hash| hash.try_into().map(SecretHash).map_err(|_| bad()))
            .transpose()?,
        cancelled: plan.is_some_and(|plan| plan.cancelled),
    })
}

pub(crate) fn rules_of(row: &meeting::Model) -> MeetingRules {
    MeetingRules {
        waiting_room: row.waiting_room,
        host_first: row.host_first,
        locked: row.locked,
        may_unmute: row.may_unmute,
        may_start_video: row.may_start_video,
        may_share: row.may_share,
        may_chat: row.may_chat,
    }
}
