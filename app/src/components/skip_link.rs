//! The first thing that takes the focus: a way past what every page has.

use leptos::prelude::*;

/// A link to the main part of the page, seen only with the focus on it.
#[component]
pub fn SkipLink(
    /// The id of what it leads to, with `#`.
    #[prop(default = "#main")]
    to: &'static str,
    /// Its words.
    #[prop(default = "Skip to main content")]
    label: &'static str,
) -> impl IntoView {
    // `rel` keeps the router from taking it for a page: the browser moves the focus itself.
    view! {
        <a class="skip" href=to rel="external">
            {label}
        </a>
    }
}
