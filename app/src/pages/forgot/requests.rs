//! What resetting a password asks of the server.

use crate::{error::AppError, onward::Onward};
use leptos::prelude::*;

/// Mails a code, if there is such an account; the answer is the same where there is none.
#[server(prefix = "/api", endpoint = "request_reset")]
pub async fn request_reset(identifier: String) -> Result<Onward, AppError> {
    use crate::server;
    let problems = super::fields::request(&identifier);
    if !problems.is_empty() {
        return Err(server::refuse_form(problems));
    }
    send(identifier.trim()).await?;
    Ok(server::lead_to(crate::paths::RESET))
}

/// Mails a new code to who was named before.
#[server(prefix = "/api", endpoint = "resend_reset")]
pub async fn resend_reset() -> Result<(), AppError> {
    send(&named()?).await
}

/// Chooses a new password with the code; nobody is signed in after it.
#[server(prefix = "/api", endpoint = "reset_password")]
pub async fn reset_password(
    code: String,
    new_password: String,
    confirm_new_password: String,
) -> Result<Onward, AppError> {
    use crate::server;
    let checked = super::fields::checked(&code, &new_password, &confirm_new_password);
    let (code, password) = checked.map_err(server::refuse_form)?;
    let (secret, name) = (server::flow().ok_or_else(not_begun)?, named()?);
    let accounts = server::services()?.accounts;
    accounts
        .reset_password(&secret, &name, &code, &password, &server::origin())
        .await?;
    server::end_session();
    server::start_flow_about("", &name);
    Ok(server::lead_to(crate::paths::RESET_DONE))
}

/// A name that is longer than any account's is nobody's; the cookie does not have to carry it.
#[cfg(feature = "ssr")]
async fn send(name: &str) -> Result<(), AppError> {
    let limit = parley_protocol::limits::EMAIL_CHARACTERS;
    let name: String = name.chars().take(limit).collect();
    let accounts = crate::server::services()?.accounts;
    let secret = accounts.begin_reset(&name).await?;
    crate::server::start_flow_about(&secret, &name);
    Ok(())
}

#[cfg(feature = "ssr")]
fn named() -> Result<String, AppError> {
    crate::server::flow_about().ok_or_else(not_begun)
}

#[cfg(feature = "ssr")]
fn not_begun() -> AppError {
    parley_domain::accounts::AccountsError::NotBegun.into()
}
