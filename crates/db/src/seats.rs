//! Seats in the database.

use crate::{
    columns::{self, column},
    entity::{
        meeting,
        meeting_participant::{self as seat, Column},
    },
    error::{bad_row, repository_error},
    runs,
};
use async_trait::async_trait;
use parley_domain::{
    MeetingId, RepositoryError, ResumeHash, Seat, SeatCounters, SeatRepository, Visitor,
    accounts::UserId,
};
use parley_protocol::{Arrival, DisplayName, MediaState, ParticipantId, Role, Timestamp};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// Table `meeting_participant`.
#[derive(Clone, Debug)]
pub struct StoredSeats {
    connection: DatabaseConnection,
}

impl StoredSeats {
    pub(crate) fn new(connection: DatabaseConnection) -> Self {
        Self { connection }
    }

    /// Changes a seat that is there; false when it is not.
    async fn change(&self, seat: &Seat) -> Result<bool, RepositoryError> {
        let changed = seat::Entity::update_many()
            .set(seat::ActiveModel {
                meeting_id: NotSet,
                participant: NotSet,
                joined_at: NotSet,
                user_id: seat.visitor.user.map_or(NotSet, |user| Set(Some(user.0))),
                ..to_row(seat)
            })
            .filter(Column::MeetingId.eq(seat.meeting.0))
            .filter(Column::Participant.eq(i64::from(seat.participant.0)))
            .exec(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(changed.rows_affected > 0)
    }

    /// Not an upsert: on MySQL that would take a seat with the same secret for this one, and write over it.
    async fn save_row(&self, seat: &Seat) -> Result<(), RepositoryError> {
        if self.change(seat).await? {
            return Ok(());
        }
        let added = seat::Entity::insert(to_row(seat))
            .exec_without_returning(&self.connection)
            .await
            .map_err(repository_error);
        match added {
            Err(RepositoryError::Conflict) if self.change(seat).await? => Ok(()),
            outcome => outcome.map(drop),
        }
    }
}

#[async_trait]
impl SeatRepository for StoredSeats {
    /// In steps that each may be done again: whoever saves tries until all of them succeed. A seat that is given up is
    /// written last: should the server stop in between, it is still open, so that the next start closes all of it.
    async fn save(&self, seat: &Seat) -> Result<(), RepositoryError> {
        if seat.left_at.is_some() {
            runs::save(&self.connection, seat).await?;
            return self.save_row(seat).await;
        }
        self.save_row(seat).await?;
        runs::save(&self.connection, seat).await
    }

    async fn list_open(&self, meeting: MeetingId) -> Result<Vec<Seat>, RepositoryError> {
        let rows = seat::Entity::find()
            .filter(Column::MeetingId.eq(meeting.0))
            .filter(Column::LeftAt.is_null())
            .order_by_asc(Column::Participant)
            .all(&self.connection)
            .await
            .map_err(repository_error)?;
        let seats: Result<Vec<_>, _> = rows.into_iter().map(from_row).collect();
        let mut seats = seats?;
        runs::tell(&self.connection, &mut seats).await?;
        Ok(seats)
    }

    async fn find_by_resume(
        &self,
        meeting: MeetingId,
        resume: ResumeHash,
    ) -> Result<Option<Seat>, RepositoryError> {
        let row = seat::Entity::find()
            .filter(Column::MeetingId.eq(meeting.0))
            .filter(Column::ResumeHash.eq(resume.0.to_vec()))
            .one(&self.connection)
            .await
            .map_err(repository_error)?;
        let mut seat = row.map(from_row).transpose()?;
        if let Some(seat) = &mut seat {
            runs::tell(&self.connection, std::slice::from_mut(seat)).await?;
        }
        Ok(seat)
    }

    async fn counters(&self, meeting: MeetingId) -> Result<SeatCounters, RepositoryError> {
        let highest: Option<(Option<i64>, Option<i64>)> = seat::Entity::find()
            .select_only()
            .column_as(Column::Participant.max(), "participant")
            .column_as(Column::Arrival.max(), "arrival")
            .filter(Column::MeetingId.eq(meeting.0))
            .into_tuple()
            .one(&self.connection)
            .await
            .map_err(repository_error)?;
        // Those of seats that are forgotten.
        let kept: Option<(i64, i64)> = meeting::Entity::find_by_id(meeting.0)
            .select_only()
            .column(meeting::Column::LastParticipant)
            .column(meeting::Column::LastArrival)
            .into_tuple()
            .one(&self.connection)
            .await
            .map_err(repository_error)?;
        let (kept, (participant, arrival)) =
            (kept.unwrap_or_default(), highest.unwrap_or_default());
        Ok(SeatCounters {
            participant: counted(kept.0.max(participant.unwrap_or_default()))?,
            arrival: counted(kept.1.max(arrival.unwrap_or_default()))?,
        })
    }

    async fn note_run(
        &self,
        meeting: MeetingId,
        run: Timestamp,
        at: Timestamp,
    ) -> Result<(), RepositoryError> {
        runs::note(&self.connection, meeting, run, at).await
    }

    async fn last_noted(&self, meeting: MeetingId) -> Result<Option<Timestamp>, RepositoryError> {
        runs::last_noted(&self.connection, meeting).await
    }
}

fn bad() -> RepositoryError {
    bad_row("meeting_participant")
}

fn counted(number: i64) -> Result<u32, RepositoryError> {
    u32::try_from(number).map_err(|_| bad())
}

fn moment(number: i64) -> Result<Timestamp, RepositoryError> {
    columns::moment("meeting_participant", number)
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Host => "host",
        Role::CoHost => "co_host",
        Role::Participant => "participant",
        Role::Guest => "guest",
    }
}

/// A seat that was stored before there were roles has what its holder has by their account.
fn role_of(name: Option<&str>, has_account: bool) -> Option<Role> {
    match name {
        Some(name) => Role::ALL.into_iter().find(|role| role_name(*role) == name),
        None if has_account => Some(Role::Participant),
        None => Some(Role::Guest),
    }
}

fn to_row(seat: &Seat) -> seat::ActiveModel {
    seat::ActiveModel {
        meeting_id: Set(seat.meeting.0),
        participant: Set(seat.participant.0.into()),
        arrival: Set(seat.arrival.0.into()),
        display_name: Set(seat.display_name.as_str().to_owned()),
        microphone: Set(seat.media.microphone),
        camera: Set(seat.media.camera),
        resume_hash: Set(seat.resume.0.to_vec()),
        joined_at: Set(column(seat.joined_at)),
        left_at: Set(seat.left_at.map(column)),
        user_id: Set(seat.visitor.user.map(|user| user.0)),
        run_started_at: Set(Some(column(seat.run))),
        came_at: Set(Some(column(seat.came_at))),
        role: Set(Some(role_name(seat.role).to_owned())),
    }
}

fn from_row(row: seat::Model) -> Result<Seat, RepositoryError> {
    Ok(Seat {
        meeting: MeetingId(row.meeting_id),
        participant: ParticipantId(counted(row.participant)?),
        arrival: Arrival(counted(row.arrival)?),
        display_name: DisplayName::new(&row.display_name).map_err(|_| bad())?,
        media: MediaState {
            microphone: row.microphone,
            camera: row.camera,
            // Whoever shares says so when they come back.
            screen: false,
        },
        role: role_of(row.role.as_deref(), row.user_id.is_some()).ok_or_else(bad)?,
        resume: ResumeHash(row.resume_hash.try_into().map_err(|_| bad())?),
        joined_at: moment(row.joined_at)?,
        left_at: row.left_at.map(moment).transpose()?,
        // A seat that was stored before there were runs.
        run: moment(row.run_started_at.unwrap_or(row.joined_at))?,
        came_at: moment(row.came_at.unwrap_or(row.joined_at))?,
        visitor: Visitor {
            user: row.user_id.map(UserId),
            claim: None,
            network: None,
        },
    })
}
