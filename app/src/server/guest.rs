//! What somebody was in as a guest becomes theirs when they sign in.

use super::cookies;
use parley_domain::accounts::UserId;

/// Gives who has just signed in the meetings that this browser was in as a guest. Signing in goes on without them: the
/// cookie then stays for the next time.
pub(crate) async fn claim_meetings(user: UserId) {
    let (Ok(services), Some(secret)) = (super::services(), cookies::guest()) else {
        return;
    };
    match services.history.claim(user, &secret).await {
        Ok(_) => cookies::end_guest(),
        Err(cause) => leptos::logging::error!("meetings could not be claimed: {cause:?}"),
    }
}
