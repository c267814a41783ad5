//! The calendar file of a meeting. Called from event handlers only, so never on the server.

use crate::paths;
use leptos::{prelude::*, wasm_bindgen::JsCast};
use parley_protocol::MeetingAddress;
use web_sys::HtmlElement;

/// Lets the browser keep the file. Its name is the server's to say.
pub(in super::super) fn download(address: &MeetingAddress) {
    let Ok(link) = document().create_element("a") else {
        return;
    };
    let set = |name: &str, value: &str| link.set_attribute(name, value).is_ok();
    // The router leaves such a link to the browser.
    let is_link = set("href", &paths::calendar_file(address)) && set("download", "");
    if let Some(link) = link.dyn_ref::<HtmlElement>().filter(|_| is_link) {
        link.click();
    }
}
