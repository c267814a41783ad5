//! A request that takes too long is answered instead of held: slow bodies, a lock that stays.

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use std::time::Duration;

const LONGEST: Duration = Duration::from_secs(10);

/// The layer. A socket's request ends with its upgrade, so that it does not count.
pub(crate) async fn limit_time(request: Request, next: Next) -> Response {
    let late = (
        StatusCode::SERVICE_UNAVAILABLE,
        [(header::RETRY_AFTER, "5")],
        "This takes too long at the moment. Please try again.\n",
    );
    match tokio::time::timeout(LONGEST, next.run(request)).await {
        Ok(response) => response,
        Err(_) => late.into_response(),
    }
}
