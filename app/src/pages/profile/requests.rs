//! What the profile asks of the server.

use crate::{error::AppError, onward::Onward};
use leptos::prelude::*;
use parley_protocol::Timestamp;
use serde::{Deserialize, Serialize};

/// How many entries of the account's own history are shown.
#[cfg(feature = "ssr")]
const ACTIVITY: u64 = 20;

/// Where the account is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceView {
    /// The session's handle.
    pub id: String,
    /// Browser and system in words.
    pub device: String,
    /// The client's address.
    pub address: String,
    /// When it was last used.
    pub last_used_at: Timestamp,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// Something that happened to the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityView {
    /// What happened.
    pub kind: ActivityKind,
    /// Browser and system in words.
    pub device: String,
    /// When.
    pub at: Timestamp,
}

/// What can happen to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    /// It was made.
    Registered,
    /// Signed in.
    SignedIn,
    /// A sign-in was refused.
    SignInFailed,
    /// Signed out.
    SignedOut,
    /// Another device was signed out.
    SessionEnded,
    /// The password was changed.
    PasswordChanged,
    /// The password was reset by a code.
    PasswordReset,
    /// The address was changed.
    EmailChanged,
    /// The profile was changed.
    ProfileChanged,
    /// The picture was changed or removed.
    PictureChanged,
    /// It was suspended.
    Suspended,
    /// It was reactivated.
    Reactivated,
    /// Its role was changed.
    RoleChanged,
    /// An admin signed it out everywhere.
    SessionsEnded,
    /// An admin ended a meeting.
    MeetingEnded,
    /// A refresh token was used twice, which ended its session.
    TokenReused,
}

/// Changes name, username and phone number. With a new address nothing is saved, and nothing comes back once all of it
/// may be saved: the address is confirmed first, and the rest is saved with it by [`change_email`].
#[server(prefix = "/api", endpoint = "save_profile")]
pub async fn save_profile(
    full_name: String,
    username: String,
    email: String,
    phone: String,
) -> Result<Option<Onward>, AppError> {
    use crate::{
        error::{AccountField, AccountProblem, FieldProblem},
        server,
    };
    let who = server::require_signed_in().await?;
    let typed = super::fields::ProfileTyped {
        full_name,
        username,
        email,
        phone,
        phone_optional: who.user.phone.is_none(),
    };
    let (change, email) = typed.checked().map_err(server::refuse_form)?;
    let accounts = server::services()?.accounts;
    if email == who.user.email {
        accounts.change_profile(&who, &change).await?;
        return Ok(Some(server::lead_to(super::saved::PROFILE_SAVED)));
    }
    accounts.check_username(&who, &change.username).await?;
    if server::is_plain_form() {
        let problem = FieldProblem::new(AccountField::Email, AccountProblem::NeedsScript);
        return Err(server::refuse_form(vec![problem]));
    }
    Ok(None)
}

/// Takes the picture away.
#[server(prefix = "/api", endpoint = "remove_picture")]
pub async fn remove_picture() -> Result<(), AppError> {
    use crate::server;
    let who = server::require_signed_in().await?;
    let services = server::services()?;
    let origin = &who.session.origin;
    services.accounts.remove_picture(&who.user, origin).await?;
    services.server_watch.remove_picture(who.user.id);
    Ok(())
}

/// Mails a code to a new address, which will be saved with this username.
#[server(prefix = "/api", endpoint = "begin_email_change")]
pub async fn begin_email_change(
    current_password: String,
    email: String,
    username: String,
) -> Result<(), AppError> {
    use crate::{
        error::{AccountField, FieldProblem},
        server,
    };
    use parley_protocol::{EmailAddress, Username};
    let who = server::require_signed_in().await?;
    let refuse = |field, error| server::refuse_form(vec![FieldProblem::new(field, error)]);
    let new = EmailAddress::new(&email).map_err(|error| refuse(AccountField::Email, error))?;
    let username =
        Username::new(&username).map_err(|error| refuse(AccountField::Username, error))?;
    let current = typed_password(&current_password)?;
    let accounts = server::services()?.accounts;
    let flow = accounts
        .begin_email_change(&who, &current, &new, &username)
        .await?;
    server::start_flow_about(&flow.secret, flow.email.as_str());
    Ok(())
}

/// Moves the account to the address that the code was sent to, and saves the rest of the profile with it.
#[server(prefix = "/api", endpoint = "change_email")]
pub async fn change_email(
    code: String,
    full_name: String,
    username: String,
    phone: String,
) -> Result<Onward, AppError> {
    use crate::server;
    use parley_domain::accounts::AccountsError;
    let who = server::require_signed_in().await?;
    let code = parley_protocol::OneTimeCode::new(&code)
        .map_err(|_| server::refuse_form(super::fields::code(&code)))?;
    let secret = server::flow().ok_or(AccountsError::NotBegun)?;
    let typed = super::fields::ProfileTyped {
        full_name,
        username,
        email: server::flow_about().ok_or(AccountsError::NotBegun)?,
        phone,
        phone_optional: who.user.phone.is_none(),
    };
    let (change, new) = typed.checked().map_err(server::refuse_form)?;
    let accounts = server::services()?.accounts;
    accounts
        .change_email(&who, &secret, &new, &code, &change)
        .await?;
    server::end_flow();
    Ok(server::lead_to(super::saved::PROFILE_SAVED))
}

/// Changes the password; the other devices are signed out.
#[server(prefix = "/api", endpoint = "change_password")]
pub async fn change_password(
    current_password: String,
    new_password: String,
    confirm_new_password: String,
) -> Result<Onward, AppError> {
    use crate::server;
    let who = server::require_signed_in().await?;
    let typed = super::fields::PasswordsTyped {
        current: current_password,
        new: new_password,
        confirm: confirm_new_password,
    };
    let problems = typed.problems();
    if !problems.is_empty() {
        return Err(server::refuse_form(problems));
    }
    let current = typed_password(&typed.current)?;
    let new = parley_protocol::Password::new(&typed.new).map_err(|_| AppError::Ours)?;
    let accounts = server::services()?.accounts;
    accounts.change_password(&who, &current, &new).await?;
    Ok(server::lead_to(super::saved::PASSWORD_CHANGED))
}

/// A password that no account can have is not the current one.
#[cfg(feature = "ssr")]
fn typed_password(typed: &str) -> Result<parley_protocol::Password, AppError> {
    use parley_domain::accounts::AccountsError;
    parley_protocol::Password::new(typed).map_err(|_| AccountsError::CurrentPasswordWrong.into())
}

/// Where the account is signed in, the last used first.
#[server(prefix = "/api", endpoint = "list_devices")]
pub async fn list_devices() -> Result<Vec<DeviceView>, AppError> {
    let who = crate::server::require_signed_in().await?;
    let sessions = crate::server::services()?.accounts.sessions(&who).await?;
    let view = sessions.into_iter().map(|session| {
        Ok(DeviceView {
            id: crate::server::session_handle(session.id)?,
            device: session.origin.device,
            address: session.origin.address,
            last_used_at: session.last_used_at,
            is_this: session.id == who.session.id,
        })
    });
    view.collect()
}

/// Signs another device out. One that is signed out already is answered like somebody else's: there is none.
#[server(prefix = "/api", endpoint = "end_device")]
pub async fn end_device(id: String) -> Result<(), AppError> {
    use crate::server;
    let who = server::require_signed_in().await?;
    let id = server::session_of(&id)?;
    let accounts = server::services()?.accounts;
    if id == who.session.id || accounts.end_session(&who, id).await? {
        return Ok(());
    }
    server::refuse_with(http::StatusCode::NOT_FOUND);
    Err(AppError::NotAllowed)
}

/// Signs all other devices out.
#[server(prefix = "/api", endpoint = "end_other_devices")]
pub async fn end_other_devices() -> Result<(), AppError> {
    let who = crate::server::require_signed_in().await?;
    let accounts = crate::server::services()?.accounts;
    accounts.end_other_sessions(&who).await?;
    Ok(())
}

/// What happened to the account lately.
#[server(prefix = "/api", endpoint = "list_activity")]
pub async fn list_activity() -> Result<Vec<ActivityView>, AppError> {
    let who = crate::server::require_signed_in().await?;
    let accounts = crate::server::services()?.accounts;
    let events = accounts.own_audit(&who, ACTIVITY).await?;
    let view = events.into_iter().map(|event| ActivityView {
        kind: event.kind.into(),
        // From where an admin works is not for members to know.
        device: if event.by.is_some() {
            "Administrator".to_owned()
        } else {
            event.origin.device
        },
        at: event.at,
    });
    Ok(view.collect())
}

#[cfg(feature = "ssr")]
impl From<parley_domain::accounts::AuditKind> for ActivityKind {
    fn from(kind: parley_domain::accounts::AuditKind) -> Self {
        use parley_domain::accounts::AuditKind;
        match kind {
            AuditKind::Registered => Self::Registered,
            AuditKind::SignedIn => Self::SignedIn,
            AuditKind::SignInFailed => Self::SignInFailed,
            AuditKind::SignedOut => Self::SignedOut,
            AuditKind::SessionEnded => Self::SessionEnded,
            AuditKind::PasswordChanged => Self::PasswordChanged,
            AuditKind::PasswordReset => Self::PasswordReset,
            AuditKind::EmailChanged => Self::EmailChanged,
            AuditKind::ProfileChanged => Self::ProfileChanged,
            AuditKind::PictureChanged => Self::PictureChanged,
            AuditKind::Suspended => Self::Suspended,
            AuditKind::Reactivated => Self::Reactivated,
            AuditKind::RoleChanged => Self::RoleChanged,
            AuditKind::SessionsEnded => Self::SessionsEnded,
            AuditKind::MeetingEnded => Self::MeetingEnded,
            AuditKind::TokenReused => Self::TokenReused,
        }
    }
}
