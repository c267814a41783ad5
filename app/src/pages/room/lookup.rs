//! Asks the server for a meeting.

use crate::error::AppError;
use leptos::prelude::*;
use parley_protocol::MeetingCode;
use serde::{Deserialize, Serialize};

/// What may be known of a meeting before joining.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingSummary {
    /// Its code.
    pub code: MeetingCode,
    /// Its title.
    pub title: Option<String>,
}

/// The meeting with this code.
#[server(prefix = "/api", endpoint = "find_meeting")]
pub async fn find_meeting(code: MeetingCode) -> Result<Option<MeetingSummary>, AppError> {
    let meeting = crate::server::services()?.meetings.find(&code).await?;
    Ok(meeting.map(|meeting| MeetingSummary {
        code: meeting.code,
        title: meeting.title,
    }))
}
