//! The clock and the timers of the browser.

use parley_protocol::{Milliseconds, Timestamp};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::Window;

/// Longest wait that `setTimeout` takes.
const LONGEST: u64 = i32::MAX as u64;

pub(crate) fn window() -> Window {
    web_sys::window().expect("this crate runs in a page only")
}

/// Milliseconds since 1970, from a clock that never goes back. It may stand still while the computer sleeps.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a time in milliseconds fits in 53 bits and is not negative"
)]
pub(crate) fn now() -> Timestamp {
    let milliseconds = window()
        .performance()
        .map_or_else(js_sys::Date::now, |clock| clock.time_origin() + clock.now());
    Timestamp(milliseconds as u64)
}

/// One call, unless it is dropped before.
pub(crate) struct Timeout {
    id: i32,
    _closure: Closure<dyn FnMut()>,
}

impl Timeout {
    pub(crate) fn new(wait: Milliseconds, call: impl FnMut() + 'static) -> Self {
        let closure = Closure::<dyn FnMut()>::new(call);
        let id = window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(
                closure.as_ref().unchecked_ref(),
                i32::try_from(wait.0.min(LONGEST)).unwrap_or(i32::MAX),
            )
            .unwrap_or_default();
        Self {
            id,
            _closure: closure,
        }
    }
}

impl Drop for Timeout {
    fn drop(&mut self) {
        window().clear_timeout_with_handle(self.id);
    }
}

/// A call again and again until it is dropped.
pub(crate) struct Interval {
    id: i32,
    _closure: Closure<dyn FnMut()>,
}

impl Interval {
    pub(crate) fn new(every: i32, call: impl FnMut() + 'static) -> Self {
        let closure = Closure::<dyn FnMut()>::new(call);
        let id = window()
            .set_interval_with_callback_and_timeout_and_arguments_0(
                closure.as_ref().unchecked_ref(),
                every,
            )
            .unwrap_or_default();
        Self {
            id,
            _closure: closure,
        }
    }
}

impl Drop for Interval {
    fn drop(&mut self) {
        window().clear_interval_with_handle(self.id);
    }
}
