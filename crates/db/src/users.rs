//! Accounts in the database.

mod row;
mod search;
mod standing;

use crate::{
    columns::column,
    entity::account::{self, Column},
    error::repository_error,
    paging::part,
};
use async_trait::async_trait;
use parley_domain::{
    RepositoryError,
    accounts::{
        NewUser, PasswordHash, PictureId, ProfileChange, Standing, User, UserId, UserRepository,
    },
};
use parley_protocol::{EmailAddress, Timestamp};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};

/// Table `account`.
#[derive(Clone, Debug)]
pub struct StoredUsers {
    connection: DatabaseConnection,
}

impl StoredUsers {
    pub(crate) fn new(connection: DatabaseConnection) -> Self {
        Self { connection }
    }

    async fn find(&self, condition: Expr) -> Result<Option<User>, RepositoryError> {
        account::Entity::find()
            .filter(condition)
            .one(&self.connection)
            .await
            .map_err(repository_error)?
            .map(row::read)
            .transpose()
    }

    async fn set(
        &self,
        id: UserId,
        values: impl IntoIterator<Item = (Column, Expr)> + Send,
    ) -> Result<(), RepositoryError> {
        let mut update = account::Entity::update_many().filter(Column::Id.eq(id.0));
        for (column, value) in values {
            update = update.col_expr(column, value);
        }
        update
            .exec(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(())
    }
}

/// Accounts whose name, username or address contains `search`.
pub(crate) fn matching(search: &str) -> Condition {
    let pattern = search::pattern(search);
    Condition::any()
        .add(Column::NameKey.like(pattern.clone()))
        .add(Column::UsernameKey.like(pattern.clone()))
        .add(Column::EmailKey.like(pattern))
}

#[async_trait]
impl UserRepository for StoredUsers {
    async fn add(&self, user: NewUser) -> Result<User, RepositoryError> {
        let stored = row::new(user)
            .insert(&self.connection)
            .await
            .map_err(repository_error)?;
        row::read(stored)
    }

    async fn lookup(&self, id: UserId) -> Result<Option<User>, RepositoryError> {
        self.find(Column::Id.eq(id.0)).await
    }

    async fn find_by_email(&self, key: &str) -> Result<Option<User>, RepositoryError> {
        self.find(Column::EmailKey.eq(key)).await
    }

    async fn find_by_username(&self, key: &str) -> Result<Option<User>, RepositoryError> {
        self.find(Column::UsernameKey.eq(key)).await
    }

    async fn password(&self, id: UserId) -> Result<Option<PasswordHash>, RepositoryError> {
        let hash: Option<String> = account::Entity::find_by_id(id.0)
            .select_only()
            .column(Column::PasswordHash)
            .into_tuple()
            .one(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(hash.map(PasswordHash))
    }

    async fn set_password(&self, id: UserId, hash: &PasswordHash) -> Result<(), RepositoryError> {
        let value = Expr::value(hash.0.clone());
        self.set(id, [(Column::PasswordHash, value)]).await
    }

    async fn set_profile(
        &self,
        id: UserId,
        change: &ProfileChange,
        email: Option<&EmailAddress>,
    ) -> Result<(), RepositoryError> {
        let phone = change.phone.clone().map(String::from);
        let profile = [
            (Column::FullName, Expr::value(change.full_name.as_str())),
            (
                Column::NameKey,
                Expr::value(row::name_key(&change.full_name)),
            ),
            (Column::Username, Expr::value(change.username.as_str())),
            (Column::UsernameKey, Expr::value(change.username.key())),
            (Column::Phone, Expr::value(phone)),
        ];
        let address = email.into_iter().flat_map(|email| {
            [
                (Column::Email, Expr::value(email.as_str())),
                (Column::EmailKey, Expr::value(email.key())),
            ]
        });
        self.set(id, profile.into_iter().chain(address)).await
    }

    async fn set_standing(
        &self,
        id: UserId,
        standing: Standing,
        by: Option<UserId>,
    ) -> Result<bool, RepositoryError> {
        standing::change(&self.connection, id, standing, by)
            .await
            .map_err(repository_error)
    }

    async fn swap_picture(
        &self,
        id: UserId,
        old: Option<&PictureId>,
        new: Option<&PictureId>,
    ) -> Result<bool, RepositoryError> {
        let is_old = match old {
            Some(old) => Column::Picture.eq(old.as_str()),
            None => Column::Picture.is_null(),
        };
        let new = new.map(|new| new.as_str().to_owned());
        let updated = account::Entity::update_many()
            .filter(Column::Id.eq(id.0))
            .filter(is_old)
            .col_expr(Column::Picture, Expr::value(new))
            .exec(&self.connection)
            .await
            .map_err(repository_error)?;
        Ok(updated.rows_affected == 1)
    }

    async fn pictures(&self) -> Result<Vec<PictureId>, RepositoryError> {
        let names: Vec<String> = account::Entity::find()
            .filter(Column::Picture.is_not_null())
            .select_only()
            .column(Column::Picture)
            .into_tuple()
            .all(&self.connection)
            .await
            .map_err(repository_error)?;
        names.into_iter().map(row::picture).collect()
    }

    async fn set_last_seen(&self, id: UserId, at: Timestamp) -> Result<(), RepositoryError> {
        let value = Expr::value(column(at));
        self.set(id, [(Column::LastSeenAt, value)]).await
    }

    async fn list(
        &self,
        search: &str,
        skip: u64,
        count: u64,
    ) -> Result<(Vec<User>, u64), RepositoryError> {
        let found = account::Entity::find()
            .filter(matching(search))
            .order_by_asc(Column::UsernameKey);
        let (rows, total) = part(&self.connection, found, skip, count).await?;
        let users = rows.into_iter().map(row::read).collect::<Result<_, _>>()?;
        Ok((users, total))
    }

    async fn list_by_ids(&self, ids: &[UserId]) -> Result<Vec<User>, RepositoryError> {
        let rows = account::Entity::find()
            .filter(Column::Id.is_in(ids.iter().map(|id| id.0)))
            .all(&self.connection)
            .await
            .map_err(repository_error)?;
        rows.into_iter().map(row::read).collect()
    }
}
