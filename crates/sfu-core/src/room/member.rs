//! What a room knows of one participant.

use parley_protocol::{MediaState, VideoLayer, VideoWish};

use super::subscriber::Subscriber;
use crate::layers::Layers;
use crate::peer::Peer;
use crate::wanted::Wanted;

/// One participant. Until they say otherwise they send and wish nothing.
#[derive(Debug, Default)]
pub(super) struct Member {
    pub(super) media: MediaState,
    pub(super) wishes_audio: bool,
    pub(super) wishes_video: Vec<VideoWish>,
    pub(super) wanted: Wanted,
    pub(super) leg: Option<Leg>,
}

impl Member {
    /// The same rights and wishes, without a connection.
    pub(super) fn heir(&self) -> Self {
        Self {
            media: self.media,
            wishes_audio: self.wishes_audio,
            wishes_video: self.wishes_video.clone(),
            ..Self::default()
        }
    }
}

/// Their connection, and what hangs on it.
#[derive(Debug)]
pub(super) struct Leg {
    pub(super) peer: Peer,
    pub(super) subscriber: Subscriber,
    /// What they send.
    pub(super) layers: Layers,
    /// Layers of theirs of which somebody needs a key frame.
    pub(super) keyframes_due: Vec<VideoLayer>,
}

impl Leg {
    /// Remembers that somebody needs a key frame of a layer.
    pub(super) fn keyframe_due(&mut self, layer: VideoLayer) {
        if !self.keyframes_due.contains(&layer) {
            self.keyframes_due.push(layer);
        }
    }
}
