//! One line in the log for each request.
//!
//! *Invariants*: the line has the pattern of the route and never the path itself, a query or a header: a meeting's
//! code lets people in, so it does not belong into logs.

use crate::state::AppState;
use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};

/// The layer.
pub(crate) async fn log_requests(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let started = state.clock.now();
    let response = next.run(request).await;
    let milliseconds = state.clock.now().since(started).0;
    let route = route.as_ref().map_or("(no route)", MatchedPath::as_str);
    let status = response.status().as_u16();
    if response.status().is_server_error() {
        tracing::warn!(%method, route, status, milliseconds, "answered");
    } else {
        tracing::debug!(%method, route, status, milliseconds, "answered");
    }
    response
}
