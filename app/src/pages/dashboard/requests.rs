//! What the dashboard asks of the server.

use crate::error::AppError;
use leptos::prelude::*;
use parley_protocol::MeetingCode;

/// Leads to the personal meeting of who asks.
#[server(prefix = "/api", endpoint = "start_personal_meeting")]
pub async fn start_personal_meeting() -> Result<(), AppError> {
    let who = crate::server::require_signed_in().await?;
    leptos_axum::redirect(&crate::paths::meeting(&who.user.personal_code));
    Ok(())
}

/// Makes a meeting for later and answers its code.
#[server(prefix = "/api", endpoint = "create_link")]
pub async fn create_link() -> Result<MeetingCode, AppError> {
    use crate::server;
    server::require_signed_in().await?;
    let meeting = server::services()?.meetings.start_as_user().await?;
    Ok(meeting.code)
}
