//! A box to tick, with words behind it.

use leptos::prelude::*;

/// A checkbox; its words are its name.
#[component]
pub fn CheckLine(
    /// Whether it is ticked.
    on: RwSignal<bool>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=on
                on:change:target=move |event| on.set(event.target().checked())
            />
            {children()}
        </label>
    }
}
