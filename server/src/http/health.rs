//! `/healthz`: the process answers. `/readyz`: the database answers too.

use crate::state::AppState;
use axum::{extract::State, response::IntoResponse};
use http::StatusCode;
use std::time::Duration;

const LONGEST_WAIT: Duration = Duration::from_millis(900);

pub(crate) async fn healthz() -> impl IntoResponse {
    "ok\n"
}

pub(crate) async fn readyz(State(state): State<AppState>) -> impl IntoResponse {
    match tokio::time::timeout(LONGEST_WAIT, state.database.ping()).await {
        Ok(Ok(())) => (StatusCode::OK, "ready\n"),
        _ => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database does not answer\n",
        ),
    }
}
