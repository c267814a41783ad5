//! What looking after the server asks of it.
//!
//! *Invariants*: whoever is no admin is answered with the status 404, as if there were nothing (T-083).

use crate::error::AppError;
use leptos::prelude::*;
use parley_protocol::Timestamp;
use serde::{Deserialize, Serialize};

/// Accounts on a page of the list.
pub const PAGE: u64 = 20;

/// An account, as admins see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserView {
    /// Its key.
    pub id: i64,
    /// The name that others see.
    pub full_name: String,
    /// By which one signs in.
    pub username: String,
    /// The address.
    pub email: String,
    /// Whether it looks after the server.
    pub is_admin: bool,
    /// Whether it is suspended.
    pub suspended: bool,
    /// When it last signed in.
    pub last_seen_at: Option<Timestamp>,
    /// Whether it is the account of who asks, which they cannot change here.
    pub is_own: bool,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsersView {
    /// The accounts.
    pub users: Vec<UserView>,
    /// How many match in all.
    pub total: u64,
}

/// What an admin may do to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserChange {
    /// Make it an admin's.
    MakeAdmin,
    /// Take that back.
    RemoveAdmin,
    /// Suspend it.
    Suspend,
    /// Reactivate it.
    Reactivate,
}

/// The accounts that match, a page of them; pages are counted from 1.
#[server(prefix = "/api", endpoint = "list_users")]
pub async fn list_users(search: String, page: u64) -> Result<UsersView, AppError> {
    let who = require_admin().await?;
    let accounts = crate::server::services()?.accounts;
    let skip = page.saturating_sub(1).saturating_mul(PAGE);
    let found = accounts.list_users(Some(&who), search.trim(), skip, PAGE);
    let (users, total) = found.await?;
    let users = users.into_iter().map(|user| seen_by(&who, user));
    Ok(UsersView {
        users: users.collect(),
        total,
    })
}

/// Changes an account.
#[server(prefix = "/api", endpoint = "change_user")]
pub async fn change_user(id: i64, change: UserChange) -> Result<(), AppError> {
    use parley_domain::accounts::{Role, UserId};
    let who = require_admin().await?;
    let accounts = crate::server::services()?.accounts;
    let (by, id) = (Some(&who), UserId(id));
    match change {
        UserChange::MakeAdmin => accounts.set_role(by, id, Role::Admin).await?,
        UserChange::RemoveAdmin => accounts.set_role(by, id, Role::Member).await?,
        UserChange::Suspend => accounts.set_suspended(by, id, true).await?,
        UserChange::Reactivate => accounts.set_suspended(by, id, false).await?,
    }
    Ok(())
}

#[cfg(feature = "ssr")]
async fn require_admin() -> Result<parley_domain::accounts::SignedIn, AppError> {
    use parley_domain::accounts::Role;
    let who = crate::server::signed_in().await?;
    who.filter(|who| who.user.role == Role::Admin)
        .ok_or_else(|| {
            crate::server::set_not_found();
            AppError::NotAllowed
        })
}

#[cfg(feature = "ssr")]
fn seen_by(
    who: &parley_domain::accounts::SignedIn,
    user: parley_domain::accounts::User,
) -> UserView {
    UserView {
        id: user.id.0,
        full_name: user.full_name.as_str().to_owned(),
        username: user.username.into(),
        email: user.email.into(),
        is_admin: user.role == parley_domain::accounts::Role::Admin,
        suspended: user.suspended,
        last_seen_at: user.last_seen_at,
        is_own: user.id == who.user.id,
    }
}
