//! The meetings of who is signed in: ways to start and to join, what is planned, what was, and their own account.

mod account_card;
mod greeting;
mod history;
mod later;
mod overview;
mod personal;
mod quick_start;
pub mod requests;

use super::{page_bar::PageBar, sign_in_first::SignInFirst};
use crate::{
    components::{skip_link::SkipLink, toast::NoticesRegion},
    paths,
    session::use_viewer,
};
use account_card::AccountCard;
use greeting::Greeting;
use history::History;
use leptos::prelude::*;
use leptos_meta::Title;
use overview::Upcoming;
use personal::PersonalMeeting;
use quick_start::QuickStart;

/// `/dashboard`
#[component]
pub fn DashboardPage() -> impl IntoView {
    let Some(viewer) = use_viewer() else {
        return view! { <SignInFirst page=paths::DASHBOARD /> }.into_any();
    };
    let name = viewer.full_name.clone();
    let code = viewer.personal_code.clone();
    view! {
        <Title text="Meetings" />
        <SkipLink />
        <PageBar />
        <main class="page" id="main" tabindex="-1">
            <Greeting name=name.clone() />
            <div class="dash">
                <div class="dash__main">
                    <QuickStart />
                    <Upcoming />
                    <History />
                </div>
                <aside class="dash__side" aria-label="Your account">
                    <AccountCard viewer />
                    <PersonalMeeting code name />
                </aside>
            </div>
        </main>
        <NoticesRegion />
    }
    .into_any()
}
