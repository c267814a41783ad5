//! Sharing a link by the system's own sheet, where the browser has one. Called in the browser only.

use super::{clipboard::copy_and_tell, toast::Notices};
use leptos::{prelude::window, task::spawn_local};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::ShareData;

/// What a closed sheet is called.
const CLOSED: &str = "AbortError";

/// Whether the browser has such a sheet; not every one does, and none on an address that is not secure.
pub(crate) fn can_share() -> bool {
    let name = JsValue::from_str("share");
    js_sys::Reflect::get(&window().navigator(), &name).is_ok_and(|share| share.is_function())
}

/// Opens the sheet. Where it does not open the link is copied instead; who closes it wanted nothing.
pub(crate) fn share_link(notices: Notices, title: &str, link: String) {
    let data = ShareData::new();
    data.set_title(title);
    data.set_url(&link);
    let shared = window().navigator().share_with_data(&data);
    spawn_local(async move {
        if let Err(cause) = JsFuture::from(shared).await
            && !is_closed(&cause)
        {
            copy_and_tell(notices, link, "Link copied");
        }
    });
}

fn is_closed(cause: &JsValue) -> bool {
    let name = js_sys::Reflect::get(cause, &JsValue::from_str("name"));
    name.is_ok_and(|name| name == CLOSED)
}
