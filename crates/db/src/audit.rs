//! The audit log in the database.

use crate::{
    columns::{column, moment, origin},
    entity::{
        account,
        audit_event::{self as event, Column},
    },
    error::{bad_row, repository_error},
    paging::part,
    users::matching,
};
use async_trait::async_trait;
use parley_domain::{
    RepositoryError,
    accounts::{AuditEntry, AuditEvent, AuditKind, AuditRepository, Origin, UserId},
};
use parley_protocol::{Timestamp, Username};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait as _,
    sea_query::SelectStatement,
};
use std::collections::{BTreeMap, BTreeSet};

const TABLE: &str = "audit_event";

const KINDS: [AuditKind; 16] = [
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
    AuditKind::SessionsEnded,
    AuditKind::MeetingEnded,
    AuditKind::TokenReused,
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

    /// Adds the usernames, by one question for all.
    async fn with_names(
        &self,
        events: Vec<AuditEvent>,
    ) -> Result<Vec<AuditEntry>, RepositoryError> {
        let keys: BTreeSet<i64> = events
            .iter()
            .flat_map(|event| [Some(event.user), event.by])
            .flatten()
            .map(|id| id.0)
            .collect();
        let names: Vec<(i64, String)> = account::Entity::find()
            .select_only()
            .column(account::Column::Id)
            .column(account::Column::Username)
            .filter(account::Column::Id.is_in(keys))
            .into_tuple()
            .all(&self.connection)
            .await
            .map_err(repository_error)?;
        let names: BTreeMap<i64, String> = names.into_iter().collect();
        let name = |id: UserId| {
            let name = names.get(&id.0);
            name.map(|name| Username::new(name).map_err(|_| bad_row(TABLE)))
                .transpose()
        };
        let entries = events.into_iter().map(|event| {
            Ok(AuditEntry {
                about: name(event.user)?.ok_or_else(|| bad_row(TABLE))?,
                by: event.by.map(name).transpose()?.flatten(),
                event,
            })
        });
        entries.collect()
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

    async fn search(
        &self,
        person: &str,
        skip: u64,
        count: u64,
    ) -> Result<(Vec<AuditEntry>, u64), RepositoryError> {
        let mut found = event::Entity::find()
            .order_by_desc(Column::HappenedAt)
            .order_by_desc(Column::Id);
        if !person.trim().is_empty() {
            let theirs = Condition::any()
                .add(Column::UserId.in_subquery(people(person)))
                .add(Column::ActorId.in_subquery(people(person)));
            found = found.filter(theirs);
        }
        let (rows, total) = part(&self.connection, found, skip, count).await?;
        let events = rows.into_iter().map(from_row).collect::<Result<_, _>>()?;
        Ok((self.with_names(events).await?, total))
    }

    async fn prune(&self, before: Timestamp) -> Result<u64, RepositoryError> {
        let forgotten = event::Entity::delete_many()
            .filter(Column::HappenedAt.lt(column(before)))
            .exec(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(forgotten.rows_affected)
    }
}

/// The keys of the accounts that a search finds.
fn people(person: &str) -> SelectStatement {
    account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .filter(matching(person))
        .into_query()
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
        AuditKind::SessionsEnded => "sessions_ended",
        AuditKind::MeetingEnded => "meeting_ended",
        AuditKind::TokenReused => "token_reused",
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
        actor_id: Set(event.by.map(|by| by.0)),
    }
}

fn from_row(row: event::Model) -> Result<AuditEvent, RepositoryError> {
    let kind = KINDS.into_iter().find(|kind| name(*kind) == row.kind);
    Ok(AuditEvent {
        user: UserId(row.user_id),
        kind: kind.ok_or_else(|| bad_row(TABLE))?,
        by: row.actor_id.map(UserId),
        origin: Origin {
            device: row.device,
            address: row.address,
        },
        at: moment(TABLE, row.happened_at)?,
    })
}
