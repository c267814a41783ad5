//! What the browser and the server say about media that goes through the server.

use crate::ParticipantId;
use serde::{Deserialize, Serialize};

/// Which way sound and picture take in a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topology {
    /// A peer connection between each two; nothing goes through the server.
    Mesh,
    /// Two seats: a direct peer connection, and one to the server that sleeps.
    Direct,
    /// Everything goes through the server.
    Sfu,
}

/// A simulcast layer, low to high: a quarter, a half and all of the camera's height. Its name is the RID (RFC 8851).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VideoLayer {
    /// A quarter of the height.
    Q,
    /// Half of the height.
    H,
    /// All of the height.
    F,
}

/// Whose picture is wanted, and how large it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VideoWish {
    /// Whose.
    pub participant: ParticipantId,
    /// Height of the tile, in pixels of the screen.
    pub max_height: u16,
}

/// Whose sound or picture comes on a media section of the connection to the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotView {
    /// The `a=mid` of the media section (RFC 5888).
    pub mid: String,
    /// Whose; `None` while the slot is free.
    pub participant: Option<ParticipantId>,
}
