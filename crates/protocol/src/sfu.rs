//! What goes between a browser and the server's media router (an SFU, RFC 7667 3.7): where media flow, what is wished,
//! and whose sound or picture comes where.

use crate::ParticipantId;
use serde::{Deserialize, Serialize};

/// Between whom the media of a meeting flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topology {
    /// Between all browsers, each with each; there is no router.
    Mesh,
    /// Between two browsers directly; the router is at hand.
    Direct,
    /// Through the router only.
    Sfu,
}

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VideoSource {
    /// The participant.
    Camera,
    /// A screen, a window or a tab that they share.
    Screen,
}

/// One of the sizes in which a picture is sent (simulcast, RFC 8853); its name is the RID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VideoLayer {
    /// A quarter of the height; of a screen, half of it.
    Q,
    /// Half of the height.
    H,
    /// The whole height.
    F,
}

impl VideoLayer {
    /// Every layer, the smallest first.
    pub const ALL: [Self; 3] = [Self::Q, Self::H, Self::F];

    /// The RID (RFC 8851) of the layer.
    pub const fn rid(self) -> &'static str {
        match self {
            Self::Q => "q",
            Self::H => "h",
            Self::F => "f",
        }
    }
}

/// A picture that a browser wants to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VideoWish {
    /// Whose.
    pub participant: ParticipantId,
    /// Which of theirs.
    pub source: VideoSource,
    /// How high it is drawn, in pixels of the screen.
    pub max_height: u16,
}

/// What comes on one media section of the connection with the router.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotView {
    /// The media section (RFC 8843, `a=mid`).
    pub mid: String,
    /// Whose sound or picture; `None` while nothing comes.
    pub participant: Option<ParticipantId>,
    /// Which picture of theirs; `None` for sound, and while nothing comes.
    pub source: Option<VideoSource>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_is_named_as_its_rid() {
        for layer in VideoLayer::ALL {
            assert_eq!(serde_json::to_value(layer).unwrap(), layer.rid());
        }
    }
}
