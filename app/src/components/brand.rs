//! The mark and the name, which lead home.

use leptos::prelude::*;
use leptos_router::components::A;

/// The way home: the landing page, or the meetings of who is signed in.
#[component]
pub fn Brand() -> impl IntoView {
    view! {
        <A href=crate::paths::HOME attr:class="brand" attr:aria-label="Parley home">
            <Mark />
            "Parley"
        </A>
    }
}

/// The mark: a P of two halves that face each other.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg viewBox="0 0 64 64" aria-hidden="true">
            <path
                fill="currentColor"
                d="M8 31A23 23 0 0 1 31 8V19A12 12 0 0 0 19 31V57a3 3 0 0 1-3 3h-5a3 3 0 0 1-3-3z"
            ></path>
            <path
                fill="var(--accent)"
                d="M34.5 8.27A23 23 0 0 1 34.5 53.73V42.48A12 12 0 0 0 34.5 19.52z"
            ></path>
        </svg>
    }
}
