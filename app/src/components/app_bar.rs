//! The bar on top of every page outside the meeting.

use super::theme::ThemeSwitch;
use leptos::prelude::*;
use leptos_router::components::A;

/// The way home, the page's own navigation (wide screens only), and the theme switch.
#[component]
pub fn AppBar(
    /// Links of the navigation `Main`; without them there is none.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="appbar">
            <div class="appbar__inner">
                <A href="/" attr:class="brand" attr:aria-label="Parley home">
                    <Mark />
                    "Parley"
                </A>
                {children
                    .map(|links| {
                        view! {
                            <nav class="appbar__nav only-wide" aria-label="Main">
                                {links()}
                            </nav>
                        }
                    })}
                <div class="appbar__end">
                    <ThemeSwitch />
                </div>
            </div>
        </header>
    }
    .into_any()
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
