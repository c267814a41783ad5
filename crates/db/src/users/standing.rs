//! Who is an admin and who is suspended.
//!
//! *Invariants*: who changes it is another account, and an active admin's at the moment of the change, so that one
//! always stays. The command line asks nobody.

use super::row;
use crate::{
    entity::account::{self, Column},
    transaction::begin_writing,
};
use parley_domain::accounts::{Role, Standing, UserId};
use sea_orm::{
    ColumnTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect, sea_query::Expr,
};

/// False, and nothing changed, when `by` may not.
pub(super) async fn change(
    connection: &DatabaseConnection,
    id: UserId,
    standing: Standing,
    by: Option<UserId>,
) -> Result<bool, DbErr> {
    let transaction = begin_writing(connection).await?;
    if let Some(by) = by
        && !may(&transaction, by, id).await?
    {
        transaction.rollback().await?;
        return Ok(false);
    }
    let (column, value) = match standing {
        Standing::Role(role) => (Column::Role, Expr::value(row::role_name(role))),
        Standing::Suspended(suspended) => (Column::Suspended, Expr::value(suspended)),
    };
    account::Entity::update_many()
        .col_expr(column, value)
        .filter(Column::Id.eq(id.0))
        .exec(&transaction)
        .await?;
    transaction.commit().await?;
    Ok(true)
}

/// Locks both accounts until the transaction ends, the older one first, so that two who change each other do not wait
/// for each other in a circle: the second finds out what the first one did.
async fn may(transaction: &DatabaseTransaction, by: UserId, id: UserId) -> Result<bool, DbErr> {
    let mut is_admin = false;
    for key in [by.min(id), by.max(id)] {
        let locked = account::Entity::find_by_id(key.0)
            .lock_exclusive()
            .one(transaction)
            .await?;
        if let Some(account) = locked.filter(|account| account.id == by.0) {
            is_admin = account.role == row::role_name(Role::Admin) && !account.suspended;
        }
    }
    Ok(is_admin && by != id)
}
