//! What somebody was in as a guest becomes theirs when they sign in.

use super::cookies;
use parley_domain::accounts::UserId;

/// Gives who has just signed in the meetings that this browser was in as a guest. The cookie stays: they keep the seat they
/// hold, and a browser that was removed is known again. Signing in goes on when it fails.
pub(crate) async fn claim_meetings(user: UserId) {
    let (Ok(services), Some(secret)) = (super::services(), cookies::guest()) else {
        return;
    };
    if let Err(cause) = services.history.claim(user, &secret).await {
        leptos::logging::error!("meetings could not be claimed: {cause:?}");
    }
}
