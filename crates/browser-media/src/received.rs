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

    /// Takes a track; of each kind the first one counts, however many somebody sends.
    pub(crate) fn add(&self, track: &MediaStreamTrack) {
        let_through(track, self.played.get());
        let mut tracks = self.tracks.borrow_mut();
        let place = if track.kind() == "audio" {
            &mut tracks.sound
        } else {
            &mut tracks.picture
        };
        place.get_or_insert_with(|| track.clone());
    }

    /// Plays these from now on and nothing else.
    pub(crate) fn set_played(&self, media: MediaState) {
        self.played.set(media);
        let tracks = self.tracks.borrow();
        for track in [&tracks.sound, &tracks.picture].into_iter().flatten() {
            let_through(track, media);
        }
    }
}

/// Lets a track through as far as its kind is to be played.
pub(crate) fn let_through(track: &MediaStreamTrack, played: MediaState) {
    track.set_enabled(if track.kind() == "audio" {
        played.microphone
    } else {
        played.camera
    });
}
