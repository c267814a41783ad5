//! The meetings of who is signed in: ways to start and to join, what is planned, what was, and their own account.
#![expect(
    clippy::large_types_passed_by_value,
    reason = "the editor is a bundle of signals, which are copied like ids"
)]

mod account_card;
mod greeting;
mod history;
mod later;
pub mod personal;
mod quick_start;
pub mod requests;
mod schedule;
mod upcoming;

use super::{page_bar::PageBar, sign_in_first::SignInFirst};
use crate::{
    components::{page_title::page_title, skip_link::SkipLink, toast::NoticesRegion},
    paths,
    session::use_viewer,
};
use account_card::AccountCard;
use greeting::Greeting;
use history::History;
use leptos::prelude::*;
use leptos_meta::Title;
use personal::PersonalMeeting;
use quick_start::QuickStart;
use schedule::{ScheduleDialog, address::DialogAddress, editor::Editor};
use upcoming::{Upcoming, agenda::Agenda};

/// `/dashboard`
#[component]
pub fn DashboardPage() -> impl IntoView {
    let Some(viewer) = use_viewer() else {
        return view! { <SignInFirst page=paths::DASHBOARD /> }.into_any();
    };
    let name = viewer.full_name.clone();
    let code = viewer.personal_code.clone();
    let address = DialogAddress::new();
    let agenda = Agenda::new();
    let editor = Editor::new(address, agenda);
    let asked = address.asked();
    let title = page_title(move || {
        if asked.get() {
            "Schedule meeting"
        } else {
            "Meetings"
        }
    });
    view! {
        <Title text=move || title.get() />
        <SkipLink />
        <PageBar />
        <main class="page" id="main" tabindex="-1">
            <Greeting name=name.clone() next=agenda.next() />
            <div class="dash">
                <div class="dash__main">
                    <QuickStart editor />
                    <Upcoming agenda editor />
                    <History />
                </div>
                <aside class="dash__side" aria-label="Your account">
                    <AccountCard viewer />
                    <PersonalMeeting code name />
                </aside>
            </div>
        </main>
        <ScheduleDialog editor />
        <NoticesRegion />
    }
    .into_any()
}
