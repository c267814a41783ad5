//! What everybody in a meeting may know of the meeting and of each other.

use crate::{
    Arrival, BanId, DisplayName, KnockId, MediaState, MeetingCode, MeetingRules, ParticipantId,
    PictureId, Role, Timestamp, Topology,
};
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
    /// The picture of their account. Whoever holds a seat in the same meeting may fetch it.
    pub picture: Option<PictureId>,
    /// What they may do.
    pub role: Role,
    /// Whether the meeting is theirs, whoever hosts it at the moment.
    pub owner: bool,
    /// When they raised their hand, in milliseconds since 1970-01-01 UTC; `None` while it is down. The first who
    /// raised it is the first in the queue.
    pub hand_raised_at: Option<Timestamp>,
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
    /// What it allows.
    pub rules: MeetingRules,
    /// Who is shown large to everybody.
    pub spotlight: Option<ParticipantId>,
    /// Between whom its media flow now.
    pub topology: Topology,
}

/// Somebody who waits to be let in, as hosts and co-hosts see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnockView {
    /// Their place in the queue.
    pub id: KnockId,
    /// The name they gave.
    pub display_name: DisplayName,
    /// Whether they have no account.
    pub guest: bool,
    /// Since when they wait, in milliseconds since 1970-01-01 UTC.
    pub since: Timestamp,
}

/// Somebody who may not come back, as hosts and co-hosts see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptOutView {
    /// By what they are let back in.
    pub id: BanId,
    /// The name they had.
    pub display_name: DisplayName,
    /// Since when, in milliseconds since 1970-01-01 UTC.
    pub since: Timestamp,
}
