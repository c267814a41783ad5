//! The sections of a page, at its side.

use crate::components::icon::{Icon, IconName};
use leptos::prelude::*;

/// A section: its place in the page (`#…`), its icon, and its name.
pub(super) type Section = (&'static str, IconName, &'static str);

/// The links to a page's sections.
#[component]
pub(super) fn SectionLinks(
    /// The name of the navigation.
    label: &'static str,
    sections: &'static [Section],
) -> impl IntoView {
    let links = sections.iter().map(|(href, icon, words)| {
        // `rel` keeps the router from taking it for a page: the browser moves by itself.
        view! {
            <a href=*href rel="external">
                <Icon name=*icon />
                {*words}
            </a>
        }
    });
    view! {
        <nav class="sidenav" aria-label=label>
            {links.collect_view()}
        </nav>
    }
    .into_any()
}
