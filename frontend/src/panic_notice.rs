//! The notice that a person sees after a panic, made by the browser alone: what Leptos drew may no longer be right.

use leptos::web_sys::{self, Document, Element};
use wasm_bindgen::JsValue;

const ID: &str = "panic-notice";

/// Writes a panic to the console and tells the person what to do.
pub(crate) fn set_hook() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            // A page that takes no notice cannot be told anything; the console has it.
            let _ = show(&document);
        }
    }));
}

fn show(document: &Document) -> Result<(), JsValue> {
    let (Some(body), None) = (document.body(), document.get_element_by_id(ID)) else {
        return Ok(());
    };
    let notice = element(
        document,
        "div",
        &[("id", ID), ("class", ID), ("role", "alert")],
    )?;
    let sentence = element(document, "span", &[])?;
    sentence.set_text_content(Some("Something went wrong. "));
    // A link needs no script; `external` keeps the router away from it.
    let link = element(document, "a", &[("href", ""), ("rel", "external")])?;
    link.set_text_content(Some("Load the page again"));
    notice.append_child(&sentence)?;
    notice.append_child(&link)?;
    body.append_child(&notice)?;
    Ok(())
}

fn element(
    document: &Document,
    name: &str,
    attributes: &[(&str, &str)],
) -> Result<Element, JsValue> {
    let element = document.create_element(name)?;
    for (attribute, value) in attributes {
        element.set_attribute(attribute, value)?;
    }
    Ok(element)
}
