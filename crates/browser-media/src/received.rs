//! What comes on one peer connection.
//!
//! *Invariant*: a track that is not to be played gives silence or no picture, whatever the other page sends, and before
//! it is heard or seen for the first time.

use parley_protocol::MediaState;
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MediaStream, MediaStreamTrack};

/// The tracks of one peer connection in one stream. Clones are the same.
#[derive(Clone)]
pub(crate) struct Received {
    stream: MediaStream,
    played: Rc<Cell<MediaState>>,
}

impl Received {
    /// Nothing yet, and nothing of it is played.
    ///
    /// # Errors
    /// When the browser makes no stream.
    pub(crate) fn new() -> Result<Self, JsValue> {
        Ok(Self {
            stream: MediaStream::new()?,
            played: Rc::default(),
        })
    }

    pub(crate) fn stream(&self) -> &MediaStream {
        &self.stream
    }

    pub(crate) fn add(&self, track: &MediaStreamTrack) {
        self.let_through(track);
        self.stream.add_track(track);
    }

    /// Plays these from now on and nothing else.
    pub(crate) fn set_played(&self, media: MediaState) {
        self.played.set(media);
        let tracks = self.stream.get_tracks();
        for index in 0..tracks.length() {
            self.let_through(tracks.get(index).unchecked_ref());
        }
    }

    fn let_through(&self, track: &MediaStreamTrack) {
        let played = self.played.get();
        track.set_enabled(if track.kind() == "audio" {
            played.microphone
        } else {
            played.camera
        });
    }
}
