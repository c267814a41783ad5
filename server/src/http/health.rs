//! `/healthz`: the process answers. `/readyz`: the database answers too.

use crate::state::AppState;
use axum::{extract::State, response::IntoResponse};
use http::StatusCode;
use parley_db::Database;
use std::time::Duration;
use tokio::time::Instant;

const LONGEST_WAIT: Duration = Duration::from_millis(900);

/// How long the database takes to answer; `None` when it does not.
pub(crate) async fn database_answers_in(database: &Database) -> Option<Duration> {
    let begin = Instant::now();
    let answer = tokio::time::timeout(LONGEST_WAIT, database.ping()).await;
    answer.ok()?.ok()?;
    Some(begin.elapsed())
}

pub(crate) async fn healthz() -> impl IntoResponse {
    "ok\n"
}

pub(crate) async fn readyz(State(state): State<AppState>) -> impl IntoResponse {
    match database_answers_in(&state.database).await {
        Some(_) => (StatusCode::OK, "ready\n"),
        None => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database does not answer\n",
        ),
    }
}
