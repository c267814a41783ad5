//! What a browser measures for the figures of the server.

use serde::{Deserialize, Serialize};

/// Something that a person had to wait for in a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    /// From "Join meeting" to the seat, where no host had to open the door.
    Join,
    /// From "Join meeting" to the first picture of somebody else, where somebody sent one when the seat was taken.
    FirstFrame,
    /// From the loss of the socket to the same seat again.
    Rejoin,
    /// A picture that stood still, until it went on (`totalFreezesDuration` of W3C webrtc-stats); of several at once the
    /// longest.
    Freeze,
}

impl Wait {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Join, Self::FirstFrame, Self::Rejoin, Self::Freeze];
}
