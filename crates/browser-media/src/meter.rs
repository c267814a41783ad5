//! Listens to own and others' sound with one audio context, for the level meter and for showing who speaks.
//!
//! *Invariant*: it only listens; what is heard is played by `media_elements`.

use crate::{
    inputs::Callbacks,
    level::{SpeakingDetector, level},
    timers::{Interval, now},
};
use js_sys::Array;
use parley_protocol::ParticipantId;
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AnalyserNode, AudioContext, AudioContextState, MediaStream, MediaStreamAudioSourceNode,
};

const EVERY_MILLISECONDS: i32 = 100;
/// 43 ms at 48 kHz.
const SAMPLES: u16 = 4096;

/// Whose sound.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Voice {
    Own,
    Of(ParticipantId),
}

struct Source {
    node: MediaStreamAudioSourceNode,
    analyser: AnalyserNode,
    detector: SpeakingDetector,
}

impl Drop for Source {
    fn drop(&mut self) {
        let _ = self.node.disconnect();
    }
}

/// The meter.
pub(crate) struct Meter {
    context: RefCell<Option<AudioContext>>,
    sources: RefCell<BTreeMap<Voice, Source>>,
    interval: RefCell<Option<Interval>>,
    /// The person's own seat, once they have one.
    me: Cell<Option<ParticipantId>>,
    pub(crate) on_level: Callbacks<f64>,
    pub(crate) on_speaking: Callbacks<(ParticipantId, bool)>,
}

impl Meter {
    pub(crate) fn new() -> Rc<Self> {
        Rc::new(Self {
            context: RefCell::default(),
            sources: RefCell::default(),
            interval: RefCell::default(),
            me: Cell::new(None),
            on_level: Callbacks::new(),
            on_speaking: Callbacks::new(),
        })
    }

    pub(crate) fn set_me(&self, me: Option<ParticipantId>) {
        self.me.set(me);
    }

    /// Listens to a stream from now on, or to nothing.
    pub(crate) fn set_stream(self: &Rc<Self>, voice: Voice, stream: Option<&MediaStream>) {
        let source = stream.and_then(|stream| self.source(stream));
        let listening = source.is_some();
        let old = {
            let mut sources = self.sources.borrow_mut();
            match source {
                Some(source) => sources.insert(voice, source),
                None => sources.remove(&voice),
            }
        };
        if old.is_some_and(|old| old.detector.is_speaking()) {
            self.tell_speaking(voice, false);
        }
        if voice == Voice::Own && !listening {
            self.on_level.call(0.0);
        }
        self.run_while_needed();
    }

    /// Lets the audio context run, which browsers allow in a click at the latest.
    pub(crate) fn resume(&self) {
        if let Some(context) = &*self.context.borrow()
            && context.state() == AudioContextState::Suspended
            && let Ok(resumed) = context.resume()
        {
            spawn_local(async move {
                let _ = JsFuture::from(resumed).await;
            });
        }
    }

    pub(crate) fn stop(&self) {
        self.on_level.clear();
        self.on_speaking.clear();
        self.interval.take();
        self.sources.take();
        if let Some(context) = self.context.take() {
            let _ = context.close();
        }
    }

    /// The audio context, made when it is first needed.
    pub(crate) fn context(&self) -> Option<AudioContext> {
        let mut context = self.context.borrow_mut();
        if context.is_none() {
            *context = AudioContext::new().ok();
        }
        context.clone()
    }

    fn source(&self, stream: &MediaStream) -> Option<Source> {
        let tracks = stream.get_audio_tracks();
        if tracks.length() == 0 {
            return None;
        }
        let context = self.context()?;
        let sound = MediaStream::new_with_tracks(&Array::of1(&tracks.get(0))).ok()?;
        let node = context.create_media_stream_source(&sound).ok()?;
        let analyser = context.create_analyser().ok()?;
        analyser.set_fft_size(SAMPLES.into());
        node.connect_with_audio_node(&analyser).ok()?;
        self.resume();
        Some(Source {
            node,
            analyser,
            detector: SpeakingDetector::default(),
        })
    }

    fn run_while_needed(self: &Rc<Self>) {
        let needed = !self.sources.borrow().is_empty();
        let mut interval = self.interval.borrow_mut();
        if needed && interval.is_none() {
            let meter = Rc::downgrade(self);
            *interval = Some(Interval::new(EVERY_MILLISECONDS, move || {
                if let Some(meter) = meter.upgrade() {
                    meter.measure();
                }
            }));
        } else if !needed {
            *interval = None;
        }
    }

    fn measure(&self) {
        let now = now();
        let mut samples = [0.0_f32; SAMPLES as usize];
        let mut own = None;
        let mut changes = Vec::new();
        for (voice, source) in &mut *self.sources.borrow_mut() {
            source.analyser.get_float_time_domain_data(&mut samples);
            let level = level(&samples);
            if *voice == Voice::Own {
                own = Some(level);
            }
            if let Some(speaking) = source.detector.hear(level, now) {
                changes.push((*voice, speaking));
            }
        }
        if let Some(level) = own {
            self.on_level.call(level);
        }
        for (voice, speaking) in changes {
            self.tell_speaking(voice, speaking);
        }
    }

    fn tell_speaking(&self, voice: Voice, speaking: bool) {
        let participant = match voice {
            Voice::Own => self.me.get(),
            Voice::Of(participant) => Some(participant),
        };
        if let Some(participant) = participant {
            self.on_speaking.call((participant, speaking));
        }
    }
}
