//! The WASM entry: it hydrates the page that the server rendered.
//!
//! *Invariant*: a panic is told to the person in words, because after one nothing on the page answers any more.
// A page is one type, as deep as its elements stand in one another.
#![recursion_limit = "256"]

mod panic_notice;

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the script that `HydrationScripts` puts into the page.
#[wasm_bindgen]
pub fn hydrate() {
    panic_notice::set_hook();
    leptos::mount::hydrate_body(parley_app::App);
}
