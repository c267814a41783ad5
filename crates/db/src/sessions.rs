//! Sessions in the database.

use crate::{
    columns::{column, moment, origin},
    entity::{
        account,
        session::{self, Column},
    },
    error::repository_error,
};
use async_trait::async_trait;
use parley_domain::{
    RepositoryError,
    accounts::{NewSession, Origin, SecretHash, Session, SessionId, SessionRepository, UserId},
};
use parley_protocol::Timestamp;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait as _,
    sea_query::Expr,
};

const TABLE: &str = "session";

/// Table `session`.
#[derive(Clone, Debug)]
pub struct StoredSessions {
    connection: DatabaseConnection,
}

impl StoredSessions {
    pub(crate) fn new(connection: DatabaseConnection) -> Self {
        Self { connection }
    }

    async fn remove_where(&self, condition: Condition) -> Result<u64, RepositoryError> {
        let removed = session::Entity::delete_many()
            .filter(condition)
            .exec(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(removed.rows_affected)
    }
}

#[async_trait]
impl SessionRepository for StoredSessions {
    async fn add(&self, session: NewSession) -> Result<Session, RepositoryError> {
        let stored = to_row(session)
            .insert(&self.connection)
            .await
            .map_err(repository_error)?;
        from_row(stored)
    }

    async fn find(&self, secret: SecretHash) -> Result<Option<Session>, RepositoryError> {
        session::Entity::find()
            .filter(Column::SecretHash.eq(secret.0.to_vec()))
            .one(&self.connection)
            .await
            .map_err(repository_error)?
            .map(from_row)
            .transpose()
    }

    async fn lookup(&self, id: SessionId) -> Result<Option<Session>, RepositoryError> {
        session::Entity::find_by_id(id.0)
            .one(&self.connection)
            .await
            .map_err(repository_error)?
            .map(from_row)
            .transpose()
    }

    async fn touch(
        &self,
        id: SessionId,
        used_from: &Origin,
        at: Timestamp,
    ) -> Result<(), RepositoryError> {
        let (device, address) = origin(used_from);
        session::Entity::update_many()
            .col_expr(Column::Device, Expr::value(device))
            .col_expr(Column::Address, Expr::value(address))
            .col_expr(Column::LastUsedAt, Expr::value(column(at)))
            .filter(Column::Id.eq(id.0))
            .exec(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(())
    }

    async fn list(&self, user: UserId) -> Result<Vec<Session>, RepositoryError> {
        session::Entity::find()
            .filter(Column::UserId.eq(user.0))
            .order_by_desc(Column::LastUsedAt)
            .order_by_desc(Column::Id)
            .all(&self.connection)
            .await
            .map_err(repository_error)?
            .into_iter()
            .map(from_row)
            .collect()
    }

    async fn remove(&self, user: UserId, id: SessionId) -> Result<bool, RepositoryError> {
        let theirs = Condition::all()
            .add(Column::UserId.eq(user.0))
            .add(Column::Id.eq(id.0));
        Ok(self.remove_where(theirs).await? > 0)
    }

    /// A session that begins meanwhile stays: only those that are named in the answer end.
    async fn remove_all(
        &self,
        user: UserId,
        but: Option<SessionId>,
    ) -> Result<Vec<SessionId>, RepositoryError> {
        let mut theirs = Condition::all().add(Column::UserId.eq(user.0));
        if let Some(kept) = but {
            theirs = theirs.add(Column::Id.ne(kept.0));
        }
        let keys: Vec<i64> = session::Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(theirs)
            .order_by_asc(Column::Id)
            .into_tuple()
            .all(&self.connection)
            .await
            .map_err(repository_error)?;
        if !keys.is_empty() {
            let named = Condition::all().add(Column::Id.is_in(keys.iter().copied()));
            self.remove_where(named).await?;
        }
        Ok(keys.into_iter().map(SessionId).collect())
    }

    async fn prune(&self, used: Timestamp, begun: Timestamp) -> Result<u64, RepositoryError> {
        let old = Condition::any()
            .add(Column::LastUsedAt.lt(column(used)))
            .add(Column::CreatedAt.lt(column(begun)));
        self.remove_where(old).await
    }

    async fn alive(
        &self,
        ids: &[SessionId],
        used: Timestamp,
        begun: Timestamp,
    ) -> Result<Vec<SessionId>, RepositoryError> {
        let active = account::Entity::find()
            .select_only()
            .column(account::Column::Id)
            .filter(account::Column::Suspended.eq(false))
            .into_query();
        let keys: Vec<i64> = session::Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::Id.is_in(ids.iter().map(|id| id.0)))
            .filter(Column::LastUsedAt.gte(column(used)))
            .filter(Column::CreatedAt.gte(column(begun)))
            .filter(Column::UserId.in_subquery(active))
            .into_tuple()
            .all(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(keys.into_iter().map(SessionId).collect())
    }
}

fn to_row(session: NewSession) -> session::ActiveModel {
    let (device, address) = origin(&session.origin);
    session::ActiveModel {
        id: NotSet,
        user_id: Set(session.user.0),
        secret_hash: Set(session.secret.0.to_vec()),
        device: Set(device),
        address: Set(address),
        keep: Set(session.keep),
        created_at: Set(column(session.created_at)),
        last_used_at: Set(column(session.created_at)),
    }
}

fn from_row(row: session::Model) -> Result<Session, RepositoryError> {
    Ok(Session {
        id: SessionId(row.id),
        user: UserId(row.user_id),
        origin: Origin {
            device: row.device,
            address: row.address,
        },
        keep: row.keep,
        created_at: moment(TABLE, row.created_at)?,
        last_used_at: moment(TABLE, row.last_used_at)?,
    })
}
