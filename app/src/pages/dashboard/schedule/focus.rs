//! Where the focus goes from the dialog. Called from effects and event handlers only, so never on the server.

use super::BUTTON;
use leptos::{prelude::*, wasm_bindgen::JsCast};
use web_sys::HtmlElement;

/// The first field with an error, once it is marked as such.
pub(super) fn focus_first_invalid() {
    request_animation_frame(|| {
        focus("#schedule [aria-invalid=true]");
    });
}

/// What had the focus before the dialog, when nothing else has it.
pub(super) fn focus_if_lost(opener: &str) {
    let active = document().active_element();
    let is_lost = active.is_none_or(|active| active.tag_name() == "BODY");
    if is_lost {
        focus(&format!("#{opener}"));
    }
}

/// The menu's button of a meeting that was stored: of one time of it, or of its first.
pub(super) fn focus_row(id: &str, key: Option<&str>) {
    let digits = |key: &str| key.chars().filter(char::is_ascii_digit).collect::<String>();
    let exact = key.map(|key| format!("#event-{id}-{}-button", digits(key)));
    let first = format!("[id^=event-{id}-][id$=-button]");
    let found = exact.is_some_and(|exact| focus(&exact)) || focus(&first);
    if !found {
        focus(&format!("#{BUTTON}"));
    }
}

/// Gives the focus to what the selector finds first; false when there is nothing.
pub(super) fn focus(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten();
    let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) else {
        return false;
    };
    element.focus().is_ok()
}
