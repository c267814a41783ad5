//! Whose sound and picture are played, and from where: each person has one stream, whatever way its tracks come.
//!
//! *Invariants*: a person's stream holds at most one track of each kind, and their screen has a stream of its own; other
//! tracks are another stream, as Firefox goes on showing a picture that was taken out of one. What is played are the
//! tracks that come, not copies of them, which would not go off and on with them: `Clone::clone` is another name for the
//! same, `MediaStream.clone()` is a copy.

use crate::media_elements::Playback;
use js_sys::Array;
use parley_protocol::ParticipantId;
use parley_room_client::MediaSource;
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};
use web_sys::{MediaStream, MediaStreamTrack};

/// What comes of somebody by one way.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Tracks {
    pub(crate) sound: Option<MediaStreamTrack>,
    pub(crate) picture: Option<MediaStreamTrack>,
    pub(crate) screen: Option<MediaStreamTrack>,
}

impl Tracks {
    /// Puts a track where it belongs, if nothing is there: the second picture is the screen.
    pub(crate) fn add(&mut self, track: &MediaStreamTrack) {
        let place = if track.kind() == "audio" {
            &mut self.sound
        } else if self.picture.is_none() {
            &mut self.picture
        } else {
            &mut self.screen
        };
        place.get_or_insert_with(|| Clone::clone(track));
    }
}

struct Person {
    stream: MediaStream,
    screen: MediaStream,
    played: Tracks,
    direct: Tracks,
    router: Tracks,
}

/// Everybody of whom something comes.
pub(crate) struct People {
    playback: Rc<Playback>,
    present: RefCell<BTreeMap<ParticipantId, Person>>,
    /// From where somebody is played who comes by both ways. Until it is said, it is the router: it was there first.
    sources: RefCell<BTreeMap<ParticipantId, MediaSource>>,
}

impl People {
    pub(crate) fn new(playback: Rc<Playback>) -> Self {
        Self {
            playback,
            present: RefCell::default(),
            sources: RefCell::default(),
        }
    }

    /// What comes of somebody by this way from now on.
    pub(crate) fn set_tracks(&self, of: ParticipantId, source: MediaSource, tracks: Tracks) {
        self.change(of, |person| match source {
            MediaSource::Direct => person.direct = tracks,
            MediaSource::Router => person.router = tracks,
        });
    }

    /// Plays somebody from there, where they come by both ways.
    pub(crate) fn play_from(&self, of: ParticipantId, source: MediaSource) {
        self.sources.borrow_mut().insert(of, source);
        self.change(of, |_| {});
    }

    fn change(&self, of: ParticipantId, change: impl FnOnce(&mut Person)) {
        let mut people = self.present.borrow_mut();
        let Some(mut person) = people.remove(&of).or_else(Person::new) else {
            return;
        };
        change(&mut person);
        let before = Clone::clone(&person.stream);
        let screen_before = person.played.screen.clone();
        let source = self.sources.borrow().get(&of).copied();
        let changed = person.update(source.unwrap_or(MediaSource::Router));
        let stream = Clone::clone(&person.stream);
        let screen = person.played.screen.clone();
        let screen_stream = screen.as_ref().map(|_| Clone::clone(&person.screen));
        let silent = person.played.sound.is_none() && person.played.picture.is_none();
        if !person.is_gone() {
            people.insert(of, person);
        }
        drop(people);
        if changed && silent {
            self.playback.remove_stream(of, &before);
        } else if changed {
            self.playback.set_stream(of, &stream);
        }
        if screen != screen_before {
            self.playback.set_screen(of, screen_stream);
        }
    }
}

impl Person {
    fn new() -> Option<Self> {
        Some(Self {
            stream: MediaStream::new().ok()?,
            screen: MediaStream::new().ok()?,
            played: Tracks::default(),
            direct: Tracks::default(),
            router: Tracks::default(),
        })
    }

    fn is_gone(&self) -> bool {
        self.direct == Tracks::default() && self.router == Tracks::default()
    }

    /// Exchanges the tracks of the stream; returns whether there was something of it to exchange.
    fn update(&mut self, source: MediaSource) -> bool {
        let (first, second) = match source {
            MediaSource::Direct => (&self.direct, &self.router),
            MediaSource::Router => (&self.router, &self.direct),
        };
        let wanted = Tracks {
            sound: first.sound.clone().or(second.sound.clone()),
            picture: first.picture.clone().or(second.picture.clone()),
            screen: first.screen.clone().or(second.screen.clone()),
        };
        let changed = wanted.sound != self.played.sound || wanted.picture != self.played.picture;
        if changed {
            self.stream = stream_of([&wanted.sound, &wanted.picture])
                .unwrap_or_else(|| Clone::clone(&self.stream));
        }
        if wanted.screen != self.played.screen {
            self.screen = stream_of([&wanted.screen]).unwrap_or_else(|| Clone::clone(&self.screen));
        }
        self.played = wanted;
        changed
    }
}

fn stream_of<const N: usize>(tracks: [&Option<MediaStreamTrack>; N]) -> Option<MediaStream> {
    let tracks: Array = tracks.into_iter().flatten().collect();
    MediaStream::new_with_tracks(&tracks).ok()
}
