//! Asks the server for a meeting.

use crate::error::AppError;
use leptos::prelude::*;
use parley_protocol::{MeetingAddress, MeetingCode, Timestamp};
use serde::{Deserialize, Serialize};

/// What may be known of a meeting before joining, and what awaits who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingSummary {
    /// Its code.
    pub code: MeetingCode,
    /// Its title.
    pub title: Option<String>,
    /// When it starts that is planned: the time that goes on, else the next one. `None` for the others, and once all of it
    /// is over.
    pub starts_at: Option<Timestamp>,
    /// Whether it has a password that the visitor has to know.
    pub needs_password: bool,
    /// Whether it has a waiting room that the visitor may not walk past.
    pub waiting_room: bool,
    /// That it was cancelled; `None` for one that can be joined.
    pub cancelled: Option<CancelledView>,
}

/// What is told of a meeting that was cancelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelledView {
    /// To who planned it.
    ToHost,
    /// To who is invited by their account: who planned it.
    ToInvited {
        /// Their full name.
        host: String,
    },
    /// To everybody else.
    ToOthers,
}

/// The meeting with this code or link; one that was cancelled says so. Whose meeting it is needs no password and does
/// not wait, nor does whoever is in it with another tab; whoever is invited by their account needs no password either.
#[server(prefix = "/api", endpoint = "find_meeting")]
pub async fn find_meeting(address: MeetingAddress) -> Result<Option<MeetingSummary>, AppError> {
    let services = crate::server::services()?;
    let Some(meeting) = services.meetings.find_by_address(&address).await? else {
        crate::server::mark_missed();
        return Ok(None);
    };
    let visitor = crate::server::signed_in().await?.map(|who| who.user);
    let is_owner = meeting.is_owned_by(visitor.as_ref().map(|user| user.id));
    if meeting.cancelled {
        let schedules = services.schedules;
        let host = schedules.host_of_cancelled(visitor.as_ref(), &meeting);
        return Ok(Some(cancelled(is_owner, host.await?, meeting)));
    }
    let watch = services.server_watch;
    let is_in = visitor
        .as_ref()
        .is_some_and(|user| watch.is_in(meeting.id, user.id));
    let walks_in = is_owner || is_in;
    let asks = !walks_in && meeting.password.is_some();
    let invited = asks
        && services
            .schedules
            .is_invited(visitor.as_ref(), &meeting)
            .await?;
    Ok(Some(MeetingSummary {
        starts_at: services.schedules.next_start(meeting.id).await?,
        needs_password: asks && !invited,
        waiting_room: !walks_in && meeting.rules.waiting_room,
        code: meeting.code,
        title: meeting.title,
        cancelled: None,
    }))
}

/// Nothing awaits who comes to it.
#[cfg(feature = "ssr")]
fn cancelled(
    is_owner: bool,
    host: Option<parley_protocol::DisplayName>,
    meeting: parley_domain::Meeting,
) -> MeetingSummary {
    let to = match host {
        _ if is_owner => CancelledView::ToHost,
        Some(host) => CancelledView::ToInvited {
            host: host.as_str().to_owned(),
        },
        None => CancelledView::ToOthers,
    };
    MeetingSummary {
        starts_at: None,
        needs_password: false,
        waiting_room: false,
        code: meeting.code,
        title: meeting.title,
        cancelled: Some(to),
    }
}
