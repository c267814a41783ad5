//! What the page asks of the document: focus, full screen, the clipboard, sizes, the local time. Called from effects
//! and event handlers only, so never on the server.

pub(super) use crate::{components::clipboard::copy_text, moment::browser::clock_time};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, HtmlElement, ResizeObserver, ResizeObserverEntry};

/// Moves the focus to the element with this id, once what was just changed is drawn.
pub(super) fn focus_soon(id: &'static str) {
    focus_first_soon([id]);
}

/// Moves the focus to the first of these that is shown.
pub(super) fn focus_first_soon<I>(ids: impl IntoIterator<Item = I> + 'static)
where
    I: AsRef<str>,
{
    request_animation_frame(move || {
        let elements = ids.into_iter();
        let elements = elements.filter_map(|id| document().get_element_by_id(id.as_ref()));
        for element in elements {
            if let Some(element) = element.dyn_ref::<HtmlElement>() {
                // An element that cannot take the focus leaves it where it is.
                drop(element.focus());
            }
            if document().active_element().as_ref() == Some(&element) {
                return;
            }
        }
    });
}

/// The tag of the focused element, and whether one can type into it.
pub(super) fn focused() -> (String, bool) {
    let Some(element) = document().active_element() else {
        return (String::new(), false);
    };
    let editable = element
        .dyn_ref::<HtmlElement>()
        .is_some_and(HtmlElement::is_content_editable);
    (element.tag_name(), editable)
}

/// Whether a dialog is open over the page.
pub(super) fn is_dialog_open() -> bool {
    // The selector is a valid one.
    document()
        .query_selector("dialog[open]")
        .is_ok_and(|dialog| dialog.is_some())
}

/// Scheme and host of this page.
pub(super) fn origin() -> String {
    location().origin().unwrap_or_default()
}

/// What the browser says it is.
pub(super) fn user_agent() -> String {
    window().navigator().user_agent().unwrap_or_default()
}

/// Loads the page again.
pub(super) fn reload() {
    // A browser that refuses leaves the page as it is.
    drop(location().reload());
}

/// Whether the page fills the screen.
pub(super) fn is_full_screen() -> bool {
    document().fullscreen_element().is_some()
}

/// Enters or leaves full screen.
pub(super) fn toggle_full_screen() {
    let document = document();
    if document.fullscreen_element().is_some() {
        document.exit_fullscreen();
    } else if let Some(root) = document.document_element() {
        // Browsers that have no full screen for pages (iPhone) refuse.
        drop(root.request_fullscreen());
    }
}

/// Shows an element on the whole screen, or ends that.
pub(super) fn toggle_in_full(element: &Element) {
    let document = document();
    if document.fullscreen_element().as_ref() == Some(element) {
        document.exit_fullscreen();
    } else {
        // Browsers that have no full screen for pages (iPhone) refuse.
        drop(element.request_fullscreen());
    }
}

/// Calls back with the size of an element's content, now and whenever it changes, once a frame at most. Ends with
/// the reactive owner.
pub(super) fn observe_size(element: &Element, on_size: impl Fn(f64, f64) + 'static) {
    let callback = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
        if let Some(entry) = entries.pop().dyn_ref::<ResizeObserverEntry>() {
            let size = entry.content_rect();
            on_size(size.width(), size.height());
        }
    });
    if let Ok(observer) = ResizeObserver::new(callback.as_ref().unchecked_ref()) {
        observer.observe(element);
        let kept = StoredValue::new_local((observer, callback));
        on_cleanup(move || {
            kept.try_with_value(|kept| kept.0.disconnect());
        });
    }
}
