//! What looking after the server asks of it.
//!
//! *Invariants*: whoever is no admin is answered with the status 404, as if there were nothing (T-083).

use crate::{error::AppError, pages::profile::requests::ActivityKind};
use leptos::prelude::*;
use parley_protocol::{MeetingCode, Timestamp};
use serde::{Deserialize, Serialize};

/// Accounts on a page of the list.
pub const PAGE: u64 = 20;

/// An account, as admins see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserView {
    /// Its handle.
    pub id: String,
    /// The name that others see.
    pub full_name: String,
    /// By which one signs in.
    pub username: String,
    /// The name of its picture.
    pub picture: Option<String>,
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
    /// Sign it out everywhere.
    EndSessions,
}

/// The accounts that match, a page of them; pages are counted from 1.
#[server(prefix = "/api", endpoint = "list_users")]
pub async fn list_users(search: String, page: u64) -> Result<UsersView, AppError> {
    let who = require_admin().await?;
    let accounts = crate::server::services()?.accounts;
    let found = accounts.list_users(Some(&who), search.trim(), before(page), PAGE);
    let (users, total) = found.await?;
    let users = users.into_iter().map(|user| seen_by(&who, user));
    Ok(UsersView {
        users: users.collect::<Result<_, AppError>>()?,
        total,
    })
}

/// An entry of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntryView {
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub kind: ActivityKind,
    /// To whose account, by its username.
    pub about: String,
    /// The username of the admin who did it to another account.
    pub by: Option<String>,
    /// Browser and system in words.
    pub device: String,
    /// The client's address.
    pub address: String,
}

/// A page of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditView {
    /// The entries, the newest first.
    pub entries: Vec<AuditEntryView>,
    /// How many match in all.
    pub total: u64,
}

/// The audit log about the accounts that match, a page of it; pages are counted from 1.
#[server(prefix = "/api", endpoint = "list_audit")]
pub async fn list_audit(person: String, page: u64) -> Result<AuditView, AppError> {
    let who = require_admin().await?;
    let accounts = crate::server::services()?.accounts;
    let (entries, total) = accounts
        .audit(&who, person.trim(), before(page), PAGE)
        .await?;
    let entries = entries.into_iter().map(|entry| AuditEntryView {
        at: entry.event.at,
        kind: entry.event.kind.into(),
        about: entry.about.into(),
        by: entry.by.map(String::from),
        device: entry.event.origin.device,
        address: entry.event.origin.address,
    });
    Ok(AuditView {
        entries: entries.collect(),
        total,
    })
}

/// Changes an account.
#[server(prefix = "/api", endpoint = "change_user")]
pub async fn change_user(id: String, change: UserChange) -> Result<(), AppError> {
    use parley_domain::accounts::Role;
    let who = require_admin().await?;
    let accounts = crate::server::services()?.accounts;
    let (by, id) = (Some(&who), crate::server::user_of(&id)?);
    match change {
        UserChange::MakeAdmin => accounts.set_role(by, id, Role::Admin).await?,
        UserChange::RemoveAdmin => accounts.set_role(by, id, Role::Member).await?,
        UserChange::Suspend => accounts.set_suspended(by, id, true).await?,
        UserChange::Reactivate => accounts.set_suspended(by, id, false).await?,
        UserChange::EndSessions => {
            accounts.end_sessions(by, id).await?;
        }
    }
    Ok(())
}

/// Ends a meeting for everybody in it. One in which nobody is any more needs no end.
#[server(prefix = "/api", endpoint = "end_meeting")]
pub async fn end_meeting(code: MeetingCode) -> Result<(), AppError> {
    let who = require_admin().await?;
    let services = crate::server::services()?;
    if let Some(meeting) = services.meetings.find(&code).await?
        && services.server_watch.end(meeting.id)
    {
        let accounts = services.accounts;
        accounts.note_meeting_ended(&who, meeting.owner).await?;
    }
    Ok(())
}

/// How many of a list come before a page of it.
pub(super) fn before(page: u64) -> u64 {
    page.saturating_sub(1).saturating_mul(PAGE)
}

/// Who asks, where they look after the server; for others there is nothing here.
#[cfg(feature = "ssr")]
pub(super) async fn require_admin() -> Result<parley_domain::accounts::SignedIn, AppError> {
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
) -> Result<UserView, AppError> {
    Ok(UserView {
        id: crate::server::user_handle(user.id)?,
        full_name: user.full_name.as_str().to_owned(),
        username: user.username.into(),
        picture: user.picture.map(|picture| picture.to_string()),
        email: user.email.into(),
        is_admin: user.role == parley_domain::accounts::Role::Admin,
        suspended: user.suspended,
        last_seen_at: user.last_seen_at,
        is_own: user.id == who.user.id,
    })
}
