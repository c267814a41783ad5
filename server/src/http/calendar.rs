//! Files about planned meetings: a feed for calendar programs, a meeting for one's own calendar, and who was there.
//!
//! *Invariants*: a feed needs its secret and nothing else, the other files a session; who may not have a file is answered
//! as if there was none (T-081, T-088); nothing between keeps one, and none of them runs anything.

use crate::{http::pages, state::AppState};
use axum::{
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use parley_domain::{RepositoryError, accounts::User};
use parley_protocol::{MeetingAddress, Timestamp};

const CALENDAR: HeaderValue = HeaderValue::from_static("text/calendar; charset=utf-8");
const TABLE: HeaderValue = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
const KEPT: HeaderValue = HeaderValue::from_static("private, no-cache");
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");

/// `GET /calendar/{token}.ics`: the meetings of whoever has the secret.
pub(crate) async fn feed(State(state): State<AppState>, Path(file): Path<String>) -> Response {
    let Some(token) = file.strip_suffix(".ics") else {
        return pages::nothing();
    };
    let found = state.services.schedules.feed(token).await;
    answer(found, CALENDAR, "parley.ics")
}

/// `GET /m/{code}/calendar.ics`: a planned meeting, for who owns it or is invited.
pub(crate) async fn meeting(
    State(state): State<AppState>,
    Path(address): Path<String>,
    request: Request,
) -> Response {
    let Some((user, address)) = asked(&state, &address, &request.into_parts().0).await else {
        return pages::nothing();
    };
    let schedules = &state.services.schedules;
    let found = schedules.calendar_file(&user, &address).await;
    answer(found, CALENDAR, "meeting.ics")
}

/// `GET /m/{code}/history.csv`: who was in the meeting, for its owner; with `?run=` in the run that began then, in
/// milliseconds since 1970.
pub(crate) async fn history(
    State(state): State<AppState>,
    Path(address): Path<String>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let Some((user, address)) = asked(&state, &address, &parts).await else {
        return pages::nothing();
    };
    let run = match parts.uri.query().map(|query| query.strip_prefix("run=")) {
        None => None,
        Some(run) => match run.and_then(|run| run.parse().ok()) {
            Some(run) => Some(Timestamp(run)),
            None => return pages::nothing(),
        },
    };
    let history = &state.services.history;
    let found = history.export(user.id, &address, run).await;
    answer(found, TABLE, "history.csv")
}

/// Who asks, and for which meeting.
async fn asked(
    state: &AppState,
    address: &str,
    parts: &http::request::Parts,
) -> Option<(User, MeetingAddress)> {
    let address = address.parse().ok()?;
    let who = state.services.signed_in_by(parts).await?;
    Some((who.user, address))
}

fn answer(
    found: Result<Option<String>, RepositoryError>,
    kind: HeaderValue,
    name: &'static str,
) -> Response {
    match found {
        Ok(Some(text)) => {
            let disposition = format!("attachment; filename=\"{name}\"");
            let headers = [
                (header::CONTENT_TYPE, kind),
                (header::CACHE_CONTROL, KEPT),
                (header::CONTENT_SECURITY_POLICY, POLICY),
            ];
            (headers, [(header::CONTENT_DISPOSITION, disposition)], text).into_response()
        }
        Ok(None) => pages::nothing(),
        Err(error) => {
            tracing::warn!(%error, "a file about a meeting could not be made");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
