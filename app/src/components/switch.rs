//! A switch with its words.

use leptos::{html, prelude::*};

/// A switch. It shows the other state as soon as it is pressed, and again what `on` says whenever that is told.
#[component]
pub fn Switch(
    /// Unique in the page; also its name in a form.
    id: &'static str,
    /// Its words.
    label: &'static str,
    /// What helps to understand it.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// Whether it is on.
    #[prop(into)]
    on: Signal<bool>,
    /// Told to which side it was pressed.
    #[prop(into)]
    on_change: Callback<bool>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    // Not an attribute: the browser has changed the state before anybody agreed to it.
    Effect::new(move |_| {
        let on = on.get();
        if let Some(input) = input.get() {
            input.set_checked(on);
        }
    });
    view! {
        <label class="switch-row" for=id>
            <span>
                <span id=format!("{id}-label")>{label}</span>
                {hint.map(|words| view! { <small id=format!("{id}-hint")>{words}</small> })}
            </span>
            <input
                node_ref=input
                class="switch"
                type="checkbox"
                role="switch"
                id=id
                name=id
                aria-labelledby=format!("{id}-label")
                aria-describedby=hint.map(|_| format!("{id}-hint"))
                checked=on.get_untracked()
                on:change:target=move |event| on_change.run(event.target().checked())
            />
        </label>
    }
    .into_any()
}
