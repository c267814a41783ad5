//! The pages for addresses that lead nowhere, answered with the status 404.

use super::{join_form::JoinForm, page_bar::PageBar};
use crate::components::{
    icon::{Icon, IconName},
    skip_link::SkipLink,
    toast::NoticesRegion,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// An address that is no page.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    answer_not_found();
    view! {
        <Title text="Page not found" />
        <SkipLink />
        <PageBar />
        <main class="notice" id="main" tabindex="-1">
            <span class="notice__mark" aria-hidden="true">
                <Icon name=IconName::Compass />
            </span>
            <div>
                <h1>"This page does not exist"</h1>
                <p>"The address may be old, or typed with a slip."</p>
            </div>
            <div class="actions">
                <a class="button" href=crate::paths::HOME>
                    "Go to the home page"
                </a>
            </div>
        </main>
        <NoticesRegion />
    }
    .into_any()
}

/// The address of a meeting that does not exist.
#[component]
pub fn MeetingNotFoundPage(
    /// What stands in the address in place of a code.
    #[prop(into)]
    code: String,
) -> impl IntoView {
    answer_not_found();
    view! {
        <Title text="There is no meeting here" />
        <SkipLink />
        <PageBar />
        <main class="notice" id="main" tabindex="-1">
            <span class="notice__mark" aria-hidden="true">
                <Icon name=IconName::SearchX />
            </span>
            <div>
                <h1>"There is no meeting here"</h1>
                <p>
                    "The code " <b>{code.clone()}</b>
                    " is not in use. Check it for a slip, or ask the person who invited you for a new link."
                </p>
            </div>
            <div class="actions">
                <JoinForm typed=code />
            </div>
        </main>
        <NoticesRegion />
    }
    .into_any()
}

#[cfg(feature = "ssr")]
fn answer_not_found() {
    crate::server::set_not_found();
}

#[cfg(not(feature = "ssr"))]
fn answer_not_found() {}
