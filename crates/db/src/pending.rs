//! Registrations that wait for their code, in the database.

use crate::{
    columns::{column, moment, secret},
    entity::pending_registration::{self as pending, Column},
    error::{bad_row, repository_error},
};
use async_trait::async_trait;
use parley_domain::{
    RepositoryError,
    accounts::{PasswordHash, PendingRegistration, PendingRepository, SecretHash},
};
use parley_protocol::{DisplayName, EmailAddress, PhoneNumber, Timestamp, Username};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter,
    sea_query::OnConflict,
};

const TABLE: &str = "pending_registration";

/// Table `pending_registration`.
#[derive(Clone, Debug)]
pub struct StoredPending {
    connection: DatabaseConnection,
}

impl StoredPending {
    pub(crate) fn new(connection: DatabaseConnection) -> Self {
        Self { connection }
    }
}

#[async_trait]
impl PendingRepository for StoredPending {
    async fn save(&self, pending: &PendingRegistration) -> Result<(), RepositoryError> {
        let changes = OnConflict::column(Column::Flow)
            .update_columns([
                Column::FullName,
                Column::Username,
                Column::Email,
                Column::Phone,
                Column::PasswordHash,
                Column::Proved,
                Column::CreatedAt,
            ])
            .to_owned();
        pending::Entity::insert(to_row(pending))
            .on_conflict(changes)
            .exec_without_returning(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(())
    }

    async fn find(&self, flow: SecretHash) -> Result<Option<PendingRegistration>, RepositoryError> {
        pending::Entity::find_by_id(flow.0.to_vec())
            .one(&self.connection)
            .await
            .map_err(repository_error)?
            .map(from_row)
            .transpose()
    }

    async fn remove(&self, flow: SecretHash) -> Result<(), RepositoryError> {
        pending::Entity::delete_by_id(flow.0.to_vec())
            .exec(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(())
    }

    async fn prune(&self, begun: Timestamp) -> Result<u64, RepositoryError> {
        let removed = pending::Entity::delete_many()
            .filter(Column::CreatedAt.lt(column(begun)))
            .exec(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(removed.rows_affected)
    }
}

fn to_row(pending: &PendingRegistration) -> pending::ActiveModel {
    pending::ActiveModel {
        flow: Set(pending.flow.0.to_vec()),
        full_name: Set(pending.full_name.as_str().to_owned()),
        username: Set(pending.username.as_str().to_owned()),
        email: Set(pending.email.as_str().to_owned()),
        phone: Set(pending.phone.as_str().to_owned()),
        password_hash: Set(pending.password.0.clone()),
        proved: Set(pending.proved),
        created_at: Set(column(pending.created_at)),
    }
}

fn from_row(row: pending::Model) -> Result<PendingRegistration, RepositoryError> {
    let bad = || bad_row(TABLE);
    Ok(PendingRegistration {
        flow: secret(TABLE, row.flow)?,
        full_name: DisplayName::new(&row.full_name).map_err(|_| bad())?,
        username: Username::try_from(row.username).map_err(|_| bad())?,
        email: EmailAddress::try_from(row.email).map_err(|_| bad())?,
        phone: PhoneNumber::try_from(row.phone).map_err(|_| bad())?,
        password: PasswordHash(row.password_hash),
        proved: row.proved,
        created_at: moment(TABLE, row.created_at)?,
    })
}
