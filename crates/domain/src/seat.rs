//! A seat: somebody's place in one meeting, kept over lost sockets, reloads and restarts.

use crate::MeetingId;
use parley_protocol::{Arrival, DisplayName, MediaState, ParticipantId, Timestamp};
use std::fmt;

/// SHA-256 of a resume token; the token itself is never stored.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResumeHash(pub [u8; 32]);

impl fmt::Debug for ResumeHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ResumeHash(…)")
    }
}

/// A stored seat (`meeting_participant`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// In which meeting.
    pub meeting: MeetingId,
    /// Whose.
    pub participant: ParticipantId,
    /// The page load that took it last.
    pub arrival: Arrival,
    /// The name shown in the meeting.
    pub display_name: DisplayName,
    /// What the participant sent last, so that a restarted server shows it.
    pub media: MediaState,
    /// By which secret it can be taken again.
    pub resume: ResumeHash,
    /// When it was first taken.
    pub joined_at: Timestamp,
    /// When it was given up; `None` while it is held.
    pub left_at: Option<Timestamp>,
}
