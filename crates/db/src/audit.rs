//! The audit log in the database.

use crate::{
    columns::{column, moment, origin},
    entity::audit_event::{self as event, Column},
    error::{bad_row, repository_error},
};
use async_trait::async_trait;
use parley_domain::{
    RepositoryError,
    accounts::{AuditEvent, AuditKind, AuditRepository, Origin, UserId},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

const TABLE: &str = "audit_event";

const KINDS: [AuditKind; 13] = [
    AuditKind::Registered,
    AuditKind::SignedIn,
    AuditKind::SignInFailed,
    AuditKind::SignedOut,
    AuditKind::SessionEnded,
    AuditKind::PasswordChanged,
    AuditKind::PasswordReset,
    AuditKind::EmailChanged,
    AuditKind::ProfileChanged,
    AuditKind::PictureChanged,
    AuditKind::Suspended,
    AuditKind::Reactivated,
    AuditKind::RoleChanged,
];

/// Table `audit_event`.
#[derive(Clone, Debug)]
pub struct StoredAudit {
    connection: DatabaseConnection,
}

impl StoredAudit {
    pub(crate) fn new(connection: DatabaseConnection) -> Self {
        Self { connection }
    }
}

#[async_trait]
impl AuditRepository for StoredAudit {
    async fn add(&self, event: AuditEvent) -> Result<(), RepositoryError> {
        event::Entity::insert(to_row(&event))
            .exec_without_returning(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(())
    }

    async fn list(&self, user: UserId, count: u64) -> Result<Vec<AuditEvent>, RepositoryError> {
        event::Entity::find()
            .filter(Column::UserId.eq(user.0))
            .order_by_desc(Column::HappenedAt)
            .order_by_desc(Column::Id)
            .limit(count)
            .all(&self.connection)
            .await
            .map_err(repository_error)?
            .into_iter()
            .map(from_row)
            .collect()
    }
}

fn name(kind: AuditKind) -> &'static str {
    match kind {
        AuditKind::Registered => "registered",
        AuditKind::SignedIn => "signed_in",
        AuditKind::SignInFailed => "sign_in_failed",
        AuditKind::SignedOut => "signed_out",
        AuditKind::SessionEnded => "session_ended",
        AuditKind::PasswordChanged => "password_changed",
        AuditKind::PasswordReset => "password_reset",
        AuditKind::EmailChanged => "email_changed",
        AuditKind::ProfileChanged => "profile_changed",
        AuditKind::PictureChanged => "picture_changed",
        AuditKind::Suspended => "suspended",
        AuditKind::Reactivated => "reactivated",
        AuditKind::RoleChanged => "role_changed",
    }
}

fn to_row(event: &AuditEvent) -> event::ActiveModel {
    let (device, address) = origin(&event.origin);
    event::ActiveModel {
        id: NotSet,
        user_id: Set(event.user.0),
        kind: Set(name(event.kind).to_owned()),
        device: Set(device),
        address: Set(address),
        happened_at: Set(column(event.at)),
    }
}

fn from_row(row: event::Model) -> Result<AuditEvent, RepositoryError> {
    let kind = KINDS.into_iter().find(|kind| name(*kind) == row.kind);
    Ok(AuditEvent {
        user: UserId(row.user_id),
        kind: kind.ok_or_else(|| bad_row(TABLE))?,
        origin: Origin {
            device: row.device,
            address: row.address,
        },
        at: moment(TABLE, row.happened_at)?,
    })
}
