//! Forgetting what is over.

use parley_app::services::AppServices;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often.
const EVERY: Duration = Duration::from_mins(10);

/// Forgets what is over, now and then.
pub(super) async fn run(services: AppServices, stop: CancellationToken) {
    loop {
        if let Err(error) = services.accounts.prune().await {
            tracing::warn!(%error, "what is over could not be forgotten");
        }
        if let Err(error) = services.history.prune().await {
            tracing::warn!(%error, "old claims and runs could not be forgotten");
        }
        if let Err(error) = services.schedules.prune().await {
            tracing::warn!(%error, "how many mails there were could not be forgotten");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
