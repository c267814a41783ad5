//! The clipboard. Called from event handlers only, so never on the server.

use super::toast::Notices;
use leptos::{prelude::window, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

/// Puts a text on the clipboard and says so; where that is not possible it shows the text, to be copied by hand.
pub(crate) fn copy_and_tell(notices: Notices, text: String, copied: &'static str) {
    copy_text(text.clone(), move |done| {
        if done {
            notices.show(copied);
        } else {
            notices.show(format!("The browser did not let Parley copy: {text}"));
        }
    });
}

/// Puts a text on the clipboard and says whether that worked.
pub(crate) fn copy_text(text: String, on_done: impl Fn(bool) + 'static) {
    // On an address that is not secure there is no clipboard, although its type says that there always is.
    let clipboard = window().navigator().clipboard();
    if clipboard.is_undefined() {
        return on_done(false);
    }
    let written = clipboard.write_text(&text);
    spawn_local(async move { on_done(JsFuture::from(written).await.is_ok()) });
}
