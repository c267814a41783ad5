//! Who somebody is in a meeting.

use serde::{Deserialize, Serialize};

/// What a participant is in a meeting. The order is by rights: a host has the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Without an account.
    Guest,
    /// With an account.
    Participant,
    /// Helps the host.
    CoHost,
    /// Runs the meeting; there is one at most.
    Host,
}

impl Role {
    /// Every role, the one with the most rights first.
    pub const ALL: [Self; 4] = [Self::Host, Self::CoHost, Self::Participant, Self::Guest];

    /// Whether they run the meeting or help to.
    pub const fn is_hosting(self) -> bool {
        matches!(self, Self::Host | Self::CoHost)
    }
}
