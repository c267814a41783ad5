//! A short tune, by which a person hears whether the chosen speaker works.

use crate::{media_elements::send_to, meter::Meter, timers::Timeout};
use parley_protocol::Milliseconds;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AudioContext, HtmlAudioElement, MediaStreamAudioDestinationNode};

/// Hertz; C, E, G, C.
const NOTES: [f32; 4] = [523.25, 659.25, 783.99, 1046.5];
const NOTE_SECONDS: f64 = 0.35;
const LOUDNESS: f32 = 0.2;
const LENGTH: Milliseconds = Milliseconds(1800);

struct Playing {
    element: HtmlAudioElement,
    on_end: Box<dyn Fn()>,
    _timeout: Timeout,
}

/// The tune that plays, if one does.
#[derive(Default)]
pub(crate) struct SoundTest {
    playing: RefCell<Option<Playing>>,
}

impl SoundTest {
    /// Plays it through this speaker; returns whether it plays.
    pub(crate) fn play(
        self: &Rc<Self>,
        meter: &Meter,
        speaker: Option<&str>,
        on_end: impl Fn() + 'static,
    ) -> bool {
        self.stop();
        let Some(context) = meter.context() else {
            return false;
        };
        meter.resume();
        let Ok(element) = start(&context, speaker) else {
            return false;
        };
        let test = Rc::downgrade(self);
        let timeout = Timeout::new(LENGTH, move || {
            if let Some(test) = test.upgrade() {
                test.stop();
            }
        });
        *self.playing.borrow_mut() = Some(Playing {
            element,
            on_end: Box::new(on_end),
            _timeout: timeout,
        });
        true
    }

    pub(crate) fn stop(&self) {
        if let Some(playing) = self.playing.take() {
            let _ = playing.element.pause();
            playing.element.set_src_object(None);
            (playing.on_end)();
        }
    }

    /// Ends it and calls nobody.
    pub(crate) fn discard(&self) {
        if let Some(playing) = self.playing.take() {
            let _ = playing.element.pause();
        }
    }
}

/// The tune goes through an element, because only elements can choose a speaker in every browser that lets one choose.
fn start(context: &AudioContext, speaker: Option<&str>) -> Result<HtmlAudioElement, JsValue> {
    let destination = MediaStreamAudioDestinationNode::new(context)?;
    let volume = context.create_gain()?;
    volume.gain().set_value(LOUDNESS);
    volume.connect_with_audio_node(&destination)?;
    let mut at = context.current_time();
    for note in NOTES {
        let oscillator = context.create_oscillator()?;
        oscillator.frequency().set_value(note);
        oscillator.connect_with_audio_node(&volume)?;
        oscillator.start_with_when(at)?;
        at += NOTE_SECONDS;
        oscillator.stop_with_when(at)?;
    }
    let element = HtmlAudioElement::new()?;
    if let Some(speaker) = speaker {
        send_to(&element, speaker);
    }
    element.set_src_object(Some(&destination.stream()));
    let started = element.play()?;
    spawn_local(async move {
        let _ = JsFuture::from(started).await;
    });
    Ok(element)
}
