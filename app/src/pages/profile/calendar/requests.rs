//! What the calendar feed asks of the server. Whose it is is the session's to say (T-081).

use crate::error::AppError;
use leptos::prelude::*;
use parley_protocol::Timestamp;

/// When the address of who asks was made; nothing without one. The address itself is known to nobody but who has it.
#[server(prefix = "/api", endpoint = "look_at_feed")]
pub async fn look_at_feed() -> Result<Option<Timestamp>, AppError> {
    use crate::server;
    let user = server::require_signed_in().await?.user;
    let schedules = server::services()?.schedules;
    Ok(schedules.feed_since(&user).await?)
}

/// Makes an address in place of any that there was, and tells it this once.
#[server(prefix = "/api", endpoint = "create_feed")]
pub async fn create_feed() -> Result<String, AppError> {
    use crate::server;
    let user = server::require_signed_in().await?.user;
    let schedules = server::services()?.schedules;
    let token = schedules.create_feed(&user).await?;
    Ok(schedules.feed_url(&token))
}

/// Takes the address away.
#[server(prefix = "/api", endpoint = "revoke_feed")]
pub async fn revoke_feed() -> Result<(), AppError> {
    use crate::server;
    let user = server::require_signed_in().await?.user;
    let schedules = server::services()?.schedules;
    Ok(schedules.revoke_feed(&user).await?)
}
