//! What is played: pictures in the page's elements, sound in elements of our own.
//!
//! *Invariants*: a video element is always silent, so that the browser plays it without a click and a layout without
//! pictures loses no sound; each participant's sound plays once, through the chosen speaker.

use crate::{first_frame::FirstFrame, inputs::Callbacks, rtc_ext};
use parley_protocol::ParticipantId;
use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DomException, HtmlAudioElement, HtmlVideoElement, MediaStream, MediaStreamTrack};

const SOUND: &str = "audio";
const PICTURE: &str = "video";

/// Whose picture an element shows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Own,
    Of(ParticipantId),
    OwnScreen,
    ScreenOf(ParticipantId),
}

/// Hears of every stream of a participant that comes, changes or goes.
type OnStream = Box<dyn Fn(ParticipantId, Option<&MediaStream>)>;

struct Remote {
    stream: MediaStream,
    sound: Option<HtmlAudioElement>,
}

/// What is played.
pub(crate) struct Playback {
    own: RefCell<Option<MediaStream>>,
    remote: RefCell<BTreeMap<ParticipantId, Remote>>,
    own_screen: RefCell<Option<MediaStream>>,
    screens: RefCell<BTreeMap<ParticipantId, MediaStream>>,
    attached: RefCell<Vec<(Source, HtmlVideoElement)>>,
    speaker: RefCell<Option<String>>,
    refused: RefCell<BTreeSet<ParticipantId>>,
    blocked: Cell<bool>,
    on_stream: OnStream,
    pub(crate) on_blocked: Callbacks<bool>,
    pub(crate) first_frame: FirstFrame,
}

impl Playback {
    pub(crate) fn new(
        speaker: Option<String>,
        on_stream: impl Fn(ParticipantId, Option<&MediaStream>) + 'static,
    ) -> Rc<Self> {
        Rc::new(Self {
            own: RefCell::default(),
            remote: RefCell::default(),
            own_screen: RefCell::default(),
            screens: RefCell::default(),
            attached: RefCell::default(),
            speaker: RefCell::new(speaker),
            refused: RefCell::default(),
            blocked: Cell::new(false),
            on_stream: Box::new(on_stream),
            on_blocked: Callbacks::new(),
            first_frame: FirstFrame::default(),
        })
    }

    pub(crate) fn attach(&self, source: Source, element: &HtmlVideoElement) {
        self.detach(element);
        element.set_muted(true);
        element.set_autoplay(true);
        let _ = element.set_attribute("playsinline", "");
        self.attached.borrow_mut().push((source, element.clone()));
        self.show(source, element);
    }

    pub(crate) fn detach(&self, element: &HtmlVideoElement) {
        let mut attached = self.attached.borrow_mut();
        let before = attached.len();
        attached.retain(|(_, other)| other != element);
        if attached.len() < before {
            element.set_src_object(None);
        }
    }

    pub(crate) fn set_own(&self, stream: Option<MediaStream>) {
        *self.own.borrow_mut() = stream;
        self.show_all(Source::Own);
    }

    pub(crate) fn set_own_screen(&self, stream: Option<MediaStream>) {
        *self.own_screen.borrow_mut() = stream;
        self.show_all(Source::OwnScreen);
    }

    /// Shows the screen that a participant shares; `None` when nothing of it comes.
    pub(crate) fn set_screen(&self, participant: ParticipantId, stream: Option<MediaStream>) {
        let mut screens = self.screens.borrow_mut();
        match stream {
            Some(stream) => screens.insert(participant, stream),
            None => screens.remove(&participant),
        };
        drop(screens);
        self.show_all(Source::ScreenOf(participant));
    }

    /// Plays what a participant sends; called again for each track that their stream gets.
    pub(crate) fn set_stream(self: &Rc<Self>, participant: ParticipantId, stream: &MediaStream) {
        let old = self.remote.borrow_mut().remove(&participant);
        let sound = old
            .and_then(|remote| remote.sound)
            .or_else(|| self.new_sound());
        if let Some(sound) = &sound {
            if track(sound.src_object().as_ref(), SOUND) != track(Some(stream), SOUND) {
                sound.set_src_object(Some(stream));
            }
            self.play(participant, sound);
        }
        let remote = Remote {
            stream: Clone::clone(stream),
            sound,
        };
        self.remote.borrow_mut().insert(participant, remote);
        self.show_all(Source::Of(participant));
        (self.on_stream)(participant, Some(stream));
    }

    /// Ends a stream, unless another one has taken its place.
    pub(crate) fn remove_stream(&self, participant: ParticipantId, stream: &MediaStream) {
        let removed = {
            let mut remote = self.remote.borrow_mut();
            if remote.get(&participant).is_none_or(|r| r.stream != *stream) {
                return;
            }
            remote.remove(&participant)
        };
        if let Some(sound) = removed.and_then(|remote| remote.sound) {
            let _ = sound.pause();
            sound.set_src_object(None);
        }
        self.set_refused(participant, false);
        self.show_all(Source::Of(participant));
        (self.on_stream)(participant, None);
    }

    pub(crate) fn choose_speaker(&self, device: &str) {
        *self.speaker.borrow_mut() = Some(device.to_owned());
        for remote in self.remote.borrow().values() {
            if let Some(sound) = &remote.sound {
                send_to(sound, device);
            }
        }
    }

    pub(crate) fn speaker(&self) -> Option<String> {
        self.speaker.borrow().clone()
    }

    /// Plays whatever does not play; the browser allows it in a click.
    pub(crate) fn resume(self: &Rc<Self>) {
        for (participant, remote) in &*self.remote.borrow() {
            if let Some(sound) = &remote.sound
                && sound.paused()
            {
                self.play(*participant, sound);
            }
        }
        for (_, element) in &*self.attached.borrow() {
            play_silently(element);
        }
    }

    pub(crate) fn stop(&self) {
        self.on_blocked.clear();
        for (_, element) in self.attached.take() {
            element.set_src_object(None);
        }
        *self.own.borrow_mut() = None;
        *self.own_screen.borrow_mut() = None;
    }

    fn new_sound(&self) -> Option<HtmlAudioElement> {
        let sound = HtmlAudioElement::new().ok()?;
        if let Some(device) = &*self.speaker.borrow() {
            send_to(&sound, device);
        }
        Some(sound)
    }

    fn show_all(&self, source: Source) {
        for (of, element) in &*self.attached.borrow() {
            if *of == source {
                self.show(source, element);
            }
        }
    }

    fn show(&self, source: Source, element: &HtmlVideoElement) {
        let stream = match source {
            Source::Own => self.own.borrow().clone(),
            Source::Of(participant) => {
                let remote = self.remote.borrow();
                remote
                    .get(&participant)
                    .map(|remote| Clone::clone(&remote.stream))
            }
            Source::OwnScreen => self.own_screen.borrow().clone(),
            Source::ScreenOf(participant) => self.screens.borrow().get(&participant).cloned(),
        };
        let before = element.src_object();
        let is_same = before.is_some() == stream.is_some()
            && track(before.as_ref(), PICTURE) == track(stream.as_ref(), PICTURE);
        if !is_same {
            element.set_src_object(stream.as_ref());
        }
        if stream.is_some() {
            play_silently(element);
            if matches!(source, Source::Of(_) | Source::ScreenOf(_)) {
                self.first_frame.watch(element);
            }
        }
    }

    fn play(self: &Rc<Self>, participant: ParticipantId, sound: &HtmlAudioElement) {
        let Ok(started) = sound.play() else {
            return;
        };
        let playback = Rc::clone(self);
        spawn_local(async move {
            match JsFuture::from(started).await {
                Ok(_) => playback.set_refused(participant, false),
                Err(error) if is_refusal(&error) => playback.set_refused(participant, true),
                // A newer stream took the place of this one.
                Err(_) => {}
            }
        });
    }

    /// Whoever is gone by the time of the answer is not waited for.
    fn set_refused(&self, participant: ParticipantId, refused: bool) {
        let blocked = {
            let mut all = self.refused.borrow_mut();
            if refused && self.remote.borrow().contains_key(&participant) {
                all.insert(participant);
            } else {
                all.remove(&participant);
            }
            !all.is_empty()
        };
        if self.blocked.replace(blocked) != blocked {
            self.on_blocked.call(blocked);
        }
    }
}

/// What is played of a stream by an element of this kind: what plays goes on when another stream has the same.
fn track(stream: Option<&MediaStream>, kind: &str) -> Option<MediaStreamTrack> {
    let tracks = stream?.get_tracks().into_iter();
    tracks
        .map(JsCast::unchecked_into::<MediaStreamTrack>)
        .find(|track| track.kind() == kind)
}

fn is_refusal(error: &JsValue) -> bool {
    error
        .dyn_ref::<DomException>()
        .is_some_and(|error| error.name() == "NotAllowedError")
}

/// A speaker that is gone leaves the sound where the browser puts it.
pub(crate) fn send_to(sound: &HtmlAudioElement, device: &str) {
    if let Ok(set) = rtc_ext::set_speaker(sound, device) {
        spawn_local(async move {
            let _ = JsFuture::from(set).await;
        });
    }
}

fn play_silently(element: &HtmlVideoElement) {
    if let Ok(started) = element.play() {
        spawn_local(async move {
            let _ = JsFuture::from(started).await;
        });
    }
}
