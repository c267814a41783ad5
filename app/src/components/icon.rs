//! An icon, drawn in place. It is hidden from assistive technology unless it has a label of its own.

mod name;

use leptos::prelude::*;
pub use name::IconName;

/// One icon of the set. With `label` it is the only carrier of a state and has the role `img`.
#[component]
pub fn Icon(
    /// Which one.
    #[prop(into)]
    name: IconName,
    /// `sm` or `lg`; else it is of medium size.
    #[prop(optional)]
    size: Option<&'static str>,
    /// Whether it stands before the words of a select.
    #[prop(optional)]
    lead: bool,
    /// Its accessible name.
    #[prop(optional, into)]
    label: Option<String>,
) -> impl IntoView {
    let hidden = label.is_none().then_some("true");
    let role = label.is_some().then_some("img");
    view! {
        <svg
            class="icon"
            viewBox="0 0 24 24"
            data-icon=name.as_str()
            data-size=size
            data-lead=lead.then_some("")
            aria-hidden=hidden
            role=role
            aria-label=label
        >
            <path d=name.shape()></path>
        </svg>
    }
    .into_any()
}
