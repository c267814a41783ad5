//! Marks for measuring how long it takes from "Join meeting" to the first picture of somebody else.

use crate::{rtc_ext, timers::window};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{AddEventListenerOptions, HtmlVideoElement};

const JOIN: &str = "parley-join";
const FIRST_REMOTE_FRAME: &str = "parley-first-remote-frame";

/// Whether the first picture after joining is still to come.
#[derive(Default)]
pub(crate) struct FirstFrame {
    awaited: Rc<Cell<bool>>,
}

impl FirstFrame {
    /// The person has pressed "Join meeting".
    pub(crate) fn mark_join(&self) {
        mark(JOIN);
        self.awaited.set(true);
    }

    /// Marks the next picture that this element of somebody else decodes, if it is the first one.
    pub(crate) fn watch(&self, element: &HtmlVideoElement) {
        if !self.awaited.get() {
            return;
        }
        let awaited = Rc::clone(&self.awaited);
        let callback = Closure::once_into_js(move || {
            if awaited.replace(false) {
                mark(FIRST_REMOTE_FRAME);
            }
        });
        let callback = callback.unchecked_ref();
        if !rtc_ext::on_next_frame(element, callback) {
            let once = AddEventListenerOptions::new();
            once.set_once(true);
            let _ = element.add_event_listener_with_callback_and_add_event_listener_options(
                "loadeddata",
                callback,
                &once,
            );
        }
    }
}

fn mark(name: &str) {
    if let Some(performance) = window().performance() {
        let _ = performance.mark(name);
    }
}
