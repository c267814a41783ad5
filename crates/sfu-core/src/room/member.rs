//! What a room knows of one participant.

use std::collections::BTreeMap;

use parley_protocol::{MediaState, VideoLayer, VideoSource, VideoWish};

use super::subscriber::Subscriber;
use crate::layers::Layers;
use crate::offer::Offer;
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
    /// Whether they may send such a picture.
    pub(super) fn shows(&self, source: VideoSource) -> bool {
        match source {
            VideoSource::Camera => self.media.camera,
            VideoSource::Screen => self.media.screen,
        }
    }

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
    camera: Layers,
    screen: Layers,
    /// Layers of theirs of which somebody needs a key frame, and whether somebody sees the picture for the first time.
    pub(super) keyframes_due: BTreeMap<(VideoSource, VideoLayer), bool>,
}

impl Leg {
    /// With a connection that was made from an offer.
    pub(super) fn new(peer: Peer, offer: &Offer) -> Self {
        Self {
            peer,
            subscriber: Subscriber::new(offer),
            camera: Layers::new(VideoSource::Camera, offer.camera_layers.clone()),
            screen: Layers::new(VideoSource::Screen, offer.screen_layers.clone()),
            keyframes_due: BTreeMap::new(),
        }
    }

    /// What they send of a picture.
    pub(super) fn layers(&self, source: VideoSource) -> &Layers {
        match source {
            VideoSource::Camera => &self.camera,
            VideoSource::Screen => &self.screen,
        }
    }

    /// What they send of a picture.
    pub(super) fn layers_mut(&mut self, source: VideoSource) -> &mut Layers {
        match source {
            VideoSource::Camera => &mut self.camera,
            VideoSource::Screen => &mut self.screen,
        }
    }

    /// A key frame may be asked for at once: what was asked for lately was not heard.
    pub(super) fn forget_asked_keyframes(&mut self) {
        self.camera.forget_asked_keyframes();
        self.screen.forget_asked_keyframes();
    }

    /// Remembers that somebody needs a key frame of a layer. `is_first`: somebody who has not seen the picture yet.
    pub(super) fn keyframe_due(&mut self, source: VideoSource, layer: VideoLayer, is_first: bool) {
        *self.keyframes_due.entry((source, layer)).or_default() |= is_first;
    }
}
