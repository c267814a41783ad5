//! What the page asks of the document: focus, full screen, the clipboard, sizes, the local time. Called from effects
//! and event handlers only, so never on the server.

use leptos::{prelude::*, task::spawn_local};
use parley_protocol::Timestamp;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, ResizeObserver, ResizeObserverEntry};

/// Moves the focus to the element with this id, once what was just changed is drawn.
pub(super) fn focus_soon(id: &'static str) {
    focus_first_soon([id]);
}

/// Moves the focus to the first of these that is shown.
pub(super) fn focus_first_soon<const N: usize>(ids: [&'static str; N]) {
    request_animation_frame(move || {
        let elements = ids.iter().filter_map(|id| document().get_element_by_id(id));
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

/// Puts a text on the clipboard and says whether that worked.
pub(super) fn copy_text(text: String, on_done: impl Fn(bool) + 'static) {
    // On an address that is not secure there is no clipboard, although its type says that there always is.
    let clipboard = window().navigator().clipboard();
    if clipboard.is_undefined() {
        return on_done(false);
    }
    let written = clipboard.write_text(&text);
    spawn_local(async move { on_done(JsFuture::from(written).await.is_ok()) });
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

/// The time of day in the person's own time zone and language, without seconds.
pub(super) fn clock_time(at: Timestamp) -> String {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds since 1970 fit into 53 bits"
    )]
    let date = js_sys::Date::new(&JsValue::from_f64(at.0 as f64));
    let options = js_sys::Object::new();
    for (key, value) in [("hour", "2-digit"), ("minute", "2-digit")] {
        // Setting a property of a plain object cannot fail.
        drop(js_sys::Reflect::set(&options, &key.into(), &value.into()));
    }
    let time = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &options);
    time.format()
        .call1(&JsValue::UNDEFINED, &date)
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
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
