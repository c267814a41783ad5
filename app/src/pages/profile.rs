//! Profile and settings: who one is, the password, and where the account is signed in.

mod activity;
pub mod calendar;
mod devices;
mod email_change;
mod email_form;
mod fields;
mod form;
mod password;
mod picture;
pub mod requests;
mod saved;
mod upload;

use super::{page_bar::PageBar, sign_in_first::SignInFirst};
use crate::{
    components::{
        icon::{Icon, IconName},
        skip_link::SkipLink,
        toast::NoticesRegion,
    },
    paths,
    session::use_viewer,
};
use calendar::CalendarFeed;
use devices::Devices;
use form::ProfileSection;
use leptos::prelude::*;
use leptos_meta::Title;
use password::PasswordSection;
use saved::tell_what_was_saved;

/// `/profile`
#[component]
pub fn ProfilePage() -> impl IntoView {
    let Some(viewer) = use_viewer() else {
        return view! { <SignInFirst page=paths::PROFILE /> }.into_any();
    };
    tell_what_was_saved();
    view! {
        <Title text="Profile" />
        <SkipLink />
        <PageBar />
        <main class="page" id="main" tabindex="-1">
            <header class="page__head">
                <h1>"Profile and settings"</h1>
            </header>
            <div class="sided">
                <Sections />
                <div class="sections">
                    <ProfileSection viewer />
                    <PasswordSection />
                    <CalendarFeed />
                    <Devices />
                </div>
            </div>
        </main>
        <NoticesRegion />
    }
    .into_any()
}

#[component]
fn Sections() -> impl IntoView {
    let links = [
        ("#profile", IconName::UserRound, "Profile"),
        ("#password", IconName::KeyRound, "Password"),
        ("#calendar", IconName::CalendarDays, "Calendar feed"),
        ("#devices", IconName::Laptop, "Devices"),
    ];
    let links = links.map(|(href, icon, words)| {
        // `rel` keeps the router from taking it for a page: the browser moves by itself.
        view! {
            <a href=href rel="external">
                <Icon name=icon />
                {words}
            </a>
        }
    });
    view! {
        <nav class="sidenav" aria-label="Settings sections">
            {links.collect_view()}
        </nav>
    }
}
