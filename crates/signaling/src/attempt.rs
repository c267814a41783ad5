//! Asking the database without trusting it: an answer comes in time or it is a failure.

use futures_util::FutureExt;
use parley_domain::RepositoryError;
use std::{future::Future, panic::AssertUnwindSafe, time::Duration};

/// Longest wait for one step of storing or looking up.
const LIMIT: Duration = Duration::from_secs(5);

/// The outcome of `step`; a step that takes too long or panics failed.
pub(crate) async fn attempt<T>(
    step: impl Future<Output = Result<T, RepositoryError>>,
) -> Result<T, RepositoryError> {
    match tokio::time::timeout(LIMIT, AssertUnwindSafe(step).catch_unwind()).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(RepositoryError::Unavailable("the step panicked".into())),
        Err(elapsed) => Err(RepositoryError::Unavailable(Box::new(elapsed))),
    }
}
