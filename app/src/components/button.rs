//! A button with words on it.

use super::icon::{Icon, IconName};
use leptos::prelude::*;

/// A button. Other attributes and handlers go on it from outside (`attr:aria-pressed=…`, `on:click=…`).
#[component]
pub fn Button(
    /// `primary`, `fill`, `outline`, `ghost`, `danger`, `danger-soft`, `danger-quiet`; else secondary.
    #[prop(optional)]
    variant: Option<&'static str>,
    /// `sm` or `lg`; else medium.
    #[prop(optional)]
    size: Option<&'static str>,
    /// `button` unless it submits a form.
    #[prop(default = "button")]
    kind: &'static str,
    /// Stands before the words.
    #[prop(optional)]
    icon: Option<IconName>,
    /// Whether what it started still runs.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Whether it is as wide as its form.
    #[prop(optional)]
    block: bool,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            class="button"
            type=kind
            data-variant=variant
            data-size=size
            data-block=block.then_some("")
            data-busy=move || busy.get().then_some("")
            aria-busy=move || busy.get().then_some("true")
        >
            {icon.map(|name| view! { <Icon name /> })}
            {children()}
        </button>
    }
}
