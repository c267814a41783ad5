//! A seat: somebody's place in one meeting, kept over lost sockets, reloads and restarts.

use crate::{
    MeetingId,
    accounts::{SecretHash, UserId},
};
use parley_protocol::{Arrival, DisplayName, MediaState, ParticipantId, Role, Timestamp};
use std::fmt;

/// SHA-256 of a resume token; the token itself is never stored.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResumeHash(pub [u8; 32]);

impl fmt::Debug for ResumeHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ResumeHash(…)")
    }
}

/// Who comes to a meeting, as far as the server knows them beside the name they typed.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Visitor {
    /// The account they are signed in to; guests have none.
    pub user: Option<UserId>,
    /// What their browser holds, signed in or not: as a guest to have the meeting in its history after signing in, and to
    /// be known again at the door.
    pub claim: Option<SecretHash>,
    /// The keyed hash of the network they come from: an IPv4 address, or the first 64 bits of an IPv6 address.
    pub network: Option<SecretHash>,
}

impl fmt::Debug for Visitor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let claim = self.claim.map_or("none", |_| "…");
        write!(formatter, "Visitor({:?}, {claim})", self.user)
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
    /// What the participant sent last, so that a restarted server shows it; but for a screen, which is not stored.
    pub media: MediaState,
    /// What the participant may do.
    pub role: Role,
    /// By which secret it can be taken again.
    pub resume: ResumeHash,
    /// When it was first taken.
    pub joined_at: Timestamp,
    /// When its holder was last there; `None` while it is held.
    pub left_at: Option<Timestamp>,
    /// When the run began in which it is held, or was held last: the time from when the first came until nobody held
    /// a seat any more.
    pub run: Timestamp,
    /// When it was taken in that run.
    pub came_at: Timestamp,
    /// Who took it in that run. The network is not read back, and the claim only for guests.
    pub visitor: Visitor,
}

impl Seat {
    /// Whether this is who holds it; its secret alone opens it to nobody (T-074). The seat of an account is for that
    /// account. The seat of a guest is for that browser, also when they have signed in there meanwhile.
    pub fn is_of(&self, visitor: &Visitor) -> bool {
        match self.visitor.user {
            Some(user) => visitor.user == Some(user),
            None => visitor.claim == self.visitor.claim,
        }
    }
}
