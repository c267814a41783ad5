//! What comes on one direct peer connection.
//!
//! *Invariant*: a track that is not to be played gives silence or no picture, whatever the other page sends, and before
//! it is heard or seen for the first time.

use crate::people::Tracks;
use parley_protocol::MediaState;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use web_sys::MediaStreamTrack;

/// The tracks of one peer connection. Clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Received {
    tracks: Rc<RefCell<Tracks>>,
    played: Rc<Cell<MediaState>>,
}

impl Received {
    pub(crate) fn tracks(&self) -> Tracks {
        self.tracks.borrow().clone()
    }

    /// Takes a track: the sound, the camera, or the screen, which comes after the camera; however many somebody sends.
    pub(crate) fn add(&self, track: &MediaStreamTrack) {
        track.set_enabled(false);
        self.tracks.borrow_mut().add(track);
        self.set_played(self.played.get());
    }

    /// Plays these from now on and nothing else.
    pub(crate) fn set_played(&self, media: MediaState) {
        self.played.set(media);
        let tracks = self.tracks.borrow();
        for (track, on) in [
            (&tracks.sound, media.microphone),
            (&tracks.picture, media.camera),
            (&tracks.screen, media.screen),
        ] {
            if let Some(track) = track {
                track.set_enabled(on);
            }
        }
    }
}
