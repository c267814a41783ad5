//! Which meeting a socket is for, who opens it, and whether they are invited.

use crate::{
    http::{
        address::ClientAddress,
        visitor::{self, Comer},
    },
    state::AppState,
};
use http::HeaderMap;
use parley_app::services;
use parley_domain::Meeting;
use parley_protocol::{ErrorCode, MeetingAddress};

/// Who comes to which meeting.
pub(super) struct Entry {
    pub(super) meeting: Meeting,
    pub(super) comer: Comer,
    /// They need not say the meeting's password.
    pub(super) invited: bool,
}

/// Which meeting it is and who comes; a refusal is told on the socket.
pub(super) async fn enter(
    state: &AppState,
    code: &str,
    headers: &HeaderMap,
    client: ClientAddress,
) -> Result<Entry, ErrorCode> {
    let meeting = find(state, code).await?;
    let origin = services::ClientAddress(client.to_string()).origin(headers);
    let comer = visitor::of(state, headers, &origin).await;
    let mut comer = comer.map_err(|error| {
        tracing::warn!(%error, "a session could not be looked up");
        ErrorCode::Unavailable
    })?;
    comer.visitor.network = Some(state.doors.network(&origin.address));
    // Also where there is no password: there may be one when they say hello.
    let invited = is_invited(state, &comer, &meeting).await?;
    Ok(Entry {
        meeting,
        comer,
        invited,
    })
}

async fn is_invited(state: &AppState, comer: &Comer, meeting: &Meeting) -> Result<bool, ErrorCode> {
    let schedules = &state.services.schedules;
    let invited = schedules.is_invited(comer.user.as_ref(), meeting).await;
    invited.map_err(|error| {
        tracing::warn!(%error, "an invitation could not be looked up");
        ErrorCode::Unavailable
    })
}

async fn find(state: &AppState, code: &str) -> Result<Meeting, ErrorCode> {
    let address: MeetingAddress = code.parse().map_err(|_| ErrorCode::MeetingNotFound)?;
    match state.services.meetings.find_by_address(&address).await {
        Ok(Some(meeting)) => Ok(meeting),
        Ok(None) => Err(ErrorCode::MeetingNotFound),
        Err(error) => {
            tracing::warn!(%error, "a meeting could not be looked up");
            Err(ErrorCode::Unavailable)
        }
    }
}
