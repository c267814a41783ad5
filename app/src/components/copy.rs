//! Copying a text, and saying so.

use super::toast::use_notices;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

/// A function that copies the first text and then shows the second one as a notice. Where the browser does not let
/// pages copy, the notice shows the text itself.
pub fn use_copy() -> impl Fn(String, &'static str) + Clone + Copy + 'static {
    let notices = use_notices();
    move |text, done| {
        let writing = window().navigator().clipboard().write_text(&text);
        spawn_local(async move {
            match JsFuture::from(writing).await {
                Ok(_) => notices.show(done),
                Err(_) => notices.show(format!("The browser did not let Parley copy: {text}")),
            };
        });
    }
}
