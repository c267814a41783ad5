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
    components::{skip_link::SkipLink, toast::NoticesRegion},
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

/// The document's title. As in a meeting it is no signal of the arena: the server reads it after the page is drawn.
fn title_of(asked: Memo<bool>) -> ArcRwSignal<&'static str> {
    let read = move || {
        if asked.get() {
            "Schedule meeting"
        } else {
            "Meetings"
        }
    };
    let shown = ArcRwSignal::new(untrack(read));
    let kept = shown.clone();
    Effect::new(move |_| kept.set(read()));
    shown
}

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
    let title = title_of(address.asked());
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
