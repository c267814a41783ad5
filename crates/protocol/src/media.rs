//! What is switched on, and where ICE may go.

use serde::{Deserialize, Serialize};

/// What a participant sends at the moment, as the others are shown it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediaState {
    /// The microphone is on.
    pub microphone: bool,
    /// The camera is on.
    pub camera: bool,
}

/// A STUN or TURN server (`RTCIceServer`, W3C WebRTC 4.2.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IceServer {
    /// Addresses such as `stun:stun.example.org:3478`.
    pub urls: Vec<String>,
    /// User name, for TURN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Password, for TURN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
}
