//! The frame of the pages around signing in: a column for the form, a quiet picture beside it.

use crate::components::{
    brand::Brand, skip_link::SkipLink, theme::ThemeSwitch, toast::NoticesRegion,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// A page with one form.
#[component]
pub(crate) fn AccountPage(
    /// The document's title.
    title: &'static str,
    /// Whether the form is a wide one.
    #[prop(optional)]
    wide: bool,
    /// What is beside the form on wide screens; else two people in a meeting.
    #[prop(optional, into)]
    side: Option<ViewFn>,
    /// The form.
    children: Children,
) -> impl IntoView {
    let picture = side.unwrap_or_else(|| ViewFn::from(|| view! { <TwoPeople /> }));
    view! {
        <Title text=title />
        <SkipLink />
        <div class="auth">
            <div class="auth__form">
                <header class="auth__top">
                    <Brand />
                    <ThemeSwitch />
                </header>
                <main
                    class="auth__body"
                    id="main"
                    tabindex="-1"
                    data-wide=wide.then_some("")
                >
                    {children()}
                </main>
            </div>
            <aside class="auth__side" aria-hidden="true">
                <div>{picture.run()}</div>
            </aside>
        </div>
        <NoticesRegion />
    }
    .into_any()
}

#[component]
fn TwoPeople() -> impl IntoView {
    view! {
        <div class="auth__pair">
            <div class="tile" data-speaking="" data-video="on">
                <img class="tile__video" src="/scene/samuel.svg" alt="" />
                <div class="tile__label">
                    <span class="voice">
                        <span></span>
                        <span></span>
                        <span></span>
                    </span>
                    <span class="tile__name">"Samuel Osei"</span>
                </div>
            </div>
            <div class="tile" data-video="on">
                <img class="tile__video" src="/scene/hanna.svg" alt="" />
                <div class="tile__label">
                    <span class="tile__name">"Hanna Lindqvist"</span>
                </div>
            </div>
        </div>
    }
}
