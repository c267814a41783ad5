//! Who may not come back to a meeting.

use crate::{
    columns::{column, moment},
    entity::meeting_ban::{self as ban, Column},
    error::{bad_row, repository_error},
};
use async_trait::async_trait;
use parley_domain::{
    BanRepository, MeetingId, RepositoryError, ResumeHash,
    accounts::{SecretHash, UserId},
    doors::Ban,
};
use parley_protocol::DisplayName;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, Value,
    sea_query::SimpleExpr,
};

const TABLE: &str = "meeting_ban";

/// Table `meeting_ban`.
#[derive(Clone, Debug)]
pub struct StoredBans {
    connection: DatabaseConnection,
}

impl StoredBans {
    pub(crate) fn new(connection: DatabaseConnection) -> Self {
        Self { connection }
    }
}

#[async_trait]
impl BanRepository for StoredBans {
    async fn add(&self, meeting: MeetingId, ban: &Ban) -> Result<(), RepositoryError> {
        let row = ban::ActiveModel {
            id: NotSet,
            meeting_id: Set(meeting.0),
            user_id: Set(ban.user.map(|user| user.0)),
            claim_hash: Set(ban.claim.map(|hash| hash.0.to_vec())),
            resume_hash: Set(ban.resume.map(|hash| hash.0.to_vec())),
            display_name: Set(ban.display_name.as_str().to_owned()),
            network_hash: Set(ban.network.map(|hash| hash.0.to_vec())),
            created_at: Set(column(ban.at)),
        };
        row.insert(&self.connection)
            .await
            .map(drop)
            .map_err(repository_error)
    }

    async fn remove(&self, meeting: MeetingId, ban: &Ban) -> Result<(), RepositoryError> {
        let user = ban.user.map(|user| user.0);
        let resume = ban.resume.map(|hash| hash.0.to_vec());
        ban::Entity::delete_many()
            .filter(Column::MeetingId.eq(meeting.0))
            .filter(Column::CreatedAt.eq(column(ban.at)))
            .filter(Column::DisplayName.eq(ban.display_name.as_str()))
            .filter(is(Column::UserId, user))
            .filter(is(Column::ResumeHash, resume))
            .exec(&self.connection)
            .await
            .map(drop)
            .map_err(repository_error)
    }

    async fn list(&self, meeting: MeetingId) -> Result<Vec<Ban>, RepositoryError> {
        ban::Entity::find()
            .filter(Column::MeetingId.eq(meeting.0))
            .order_by_asc(Column::Id)
            .all(&self.connection)
            .await
            .map_err(repository_error)?
            .into_iter()
            .map(from_row)
            .collect()
    }
}

/// Whether a column has a value, or none.
fn is(column: Column, value: Option<impl Into<Value>>) -> SimpleExpr {
    match value {
        Some(value) => column.eq(value),
        None => column.is_null(),
    }
}

fn from_row(row: ban::Model) -> Result<Ban, RepositoryError> {
    Ok(Ban {
        user: row.user_id.map(UserId),
        claim: hash(row.claim_hash)?.map(SecretHash),
        resume: hash(row.resume_hash)?.map(ResumeHash),
        display_name: DisplayName::new(&row.display_name).map_err(|_| bad_row(TABLE))?,
        network: hash(row.network_hash)?.map(SecretHash),
        at: moment(TABLE, row.created_at)?,
    })
}

fn hash(bytes: Option<Vec<u8>>) -> Result<Option<[u8; 32]>, RepositoryError> {
    let bytes = bytes.map(|bytes| bytes.try_into().map_err(|_| bad_row(TABLE)));
    bytes.transpose()
}
