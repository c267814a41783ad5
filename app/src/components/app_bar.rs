//! The bar on top of every page outside the meeting.

use super::{brand::Brand, theme::ThemeSwitch};
use leptos::prelude::*;

/// The way home, the page's own navigation (wide screens only), the theme switch, and what stands at the end.
#[component]
pub fn AppBar(
    /// Links of the navigation `Main`; without them there is none.
    #[prop(optional)]
    children: Option<Children>,
    /// What stands behind the theme switch.
    #[prop(optional, into)]
    end: ViewFn,
) -> impl IntoView {
    view! {
        <header class="appbar">
            <div class="appbar__inner">
                <Brand />
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
                    {end.run()}
                </div>
            </div>
        </header>
    }
    .into_any()
}
