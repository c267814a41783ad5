//! What is switched on, and where ICE may go.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a participant sends at the moment, as the others are shown it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediaState {
    /// The microphone is on.
    pub microphone: bool,
    /// The camera is on.
    pub camera: bool,
    /// The screen is shared.
    pub screen: bool,
}

/// A STUN or TURN server (`RTCIceServer`, W3C WebRTC 4.2.1). Its password never appears in logs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
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

impl fmt::Debug for IceServer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("IceServer")
            .field("urls", &self.urls)
            .field("username", &self.username)
            .field("credential", &self.credential.as_ref().map(|_| "…"))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t133_a_turn_server_never_prints_its_password() {
        let server = IceServer {
            urls: vec!["turn:turn.example.org".to_owned()],
            username: Some("parley".to_owned()),
            credential: Some("s3cret".to_owned()),
        };
        let text = format!("{server:?}");
        assert!(
            text.contains("turn.example.org") && !text.contains("s3cret"),
            "{text}"
        );
    }
}
