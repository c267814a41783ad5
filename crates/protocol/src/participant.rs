//! What everybody in a meeting may know of the meeting and of each other.

use crate::{Arrival, DisplayName, MediaState, MeetingCode, ParticipantId, Timestamp};
use serde::{Deserialize, Serialize};

/// A participant as the others see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParticipantView {
    /// The seat.
    pub id: ParticipantId,
    /// Which page load of theirs sits there.
    pub arrival: Arrival,
    /// The name to show: unique in the meeting; a second "Wei Chen" is "Wei Chen (2)".
    pub display_name: DisplayName,
    /// What they send.
    pub media: MediaState,
    /// Whether their socket is there; while it is not, the seat waits for them.
    pub connected: bool,
}

/// The meeting itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingView {
    /// Its code.
    pub code: MeetingCode,
    /// Its title; without one the UI says "Meeting" and the code.
    pub title: Option<String>,
    /// When the first of those present came, in milliseconds since 1970-01-01 UTC.
    pub started_at: Timestamp,
}
