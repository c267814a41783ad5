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

use super::{
    page_bar::PageBar,
    sections::{Section, SectionLinks},
    sign_in_first::SignInFirst,
};
use crate::{
    components::{icon::IconName, skip_link::SkipLink, toast::NoticesRegion},
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

const SECTIONS: &[Section] = &[
    ("#profile", IconName::UserRound, "Profile"),
    ("#password", IconName::KeyRound, "Password"),
    ("#calendar", IconName::CalendarDays, "Calendar feed"),
    ("#devices", IconName::Laptop, "Devices"),
];

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
                <SectionLinks label="Settings sections" sections=SECTIONS />
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
