//! The address of a meeting that was cancelled, answered with the status 410.
//!
//! *Invariant*: whoever is in the meeting and loads the page again comes back to their seat, which only their browser
//! knows of.

use super::MeetingLife;
use super::engine::Engine;
use super::lookup::{CancelledView, MeetingSummary};
use super::title_words::TitleWords;
use crate::components::{
    icon::{Icon, IconName},
    skip_link::SkipLink,
    toast::NoticesRegion,
};
use crate::pages::page_bar::PageBar;
use crate::paths;
use crate::session::use_viewer;
use crate::text::{CANCELLED, meeting_title};
use leptos::prelude::*;
use leptos_meta::Title;
use parley_protocol::MeetingAddress;

/// That it was cancelled, unless this tab has a seat in it.
#[component]
pub(super) fn Cancelled(meeting: MeetingSummary, address: MeetingAddress) -> impl IntoView {
    answer_gone();
    let is_back = RwSignal::new(false);
    let code = meeting.code.clone();
    Effect::new(move |_| is_back.set(Engine::has_seat(&code)));
    move || {
        let (meeting, address) = (meeting.clone(), address.clone());
        if is_back.get() {
            view! { <MeetingLife meeting address /> }.into_any()
        } else {
            view! { <CancelledPage meeting /> }.into_any()
        }
    }
}

#[component]
fn CancelledPage(meeting: MeetingSummary) -> impl IntoView {
    let title = meeting_title(meeting.title.as_deref(), &meeting.code);
    let to = meeting.cancelled.unwrap_or(CancelledView::ToOthers);
    view! {
        <Title text=CANCELLED />
        <SkipLink />
        <PageBar />
        <main class="notice" id="main" tabindex="-1">
            <span class="notice__mark" aria-hidden="true">
                <Icon name=IconName::CalendarDays />
            </span>
            <div>
                <h1>{CANCELLED}</h1>
                <p>"Nobody can join " <b><TitleWords title /></b> " any more. " {what_next(&to)}</p>
            </div>
            <div class="actions">
                <WayOn is_host=to == CancelledView::ToHost />
            </div>
        </main>
        <NoticesRegion />
    }
    .into_any()
}

#[component]
fn WayOn(is_host: bool) -> impl IntoView {
    let (away, words) = match use_viewer() {
        Some(_) => (paths::DASHBOARD, "Back to meetings"),
        None => (paths::HOME, "Home"),
    };
    view! {
        {is_host
            .then(|| {
                view! {
                    <a class="button" data-variant="primary" href=paths::SCHEDULE rel="external">
                        <Icon name=IconName::CalendarPlus />
                        "Schedule meeting"
                    </a>
                }
            })}
        <a class="button" href=away rel="external">
            {words}
        </a>
    }
}

fn what_next(to: &CancelledView) -> String {
    match to {
        CancelledView::ToHost => "To meet after all, schedule another meeting.".to_owned(),
        CancelledView::ToInvited { host } => {
            format!("{host} planned it: ask them whether it takes place at another time.")
        }
        CancelledView::ToOthers => {
            "Ask the person who invited you whether it takes place at another time.".to_owned()
        }
    }
}

#[cfg(feature = "ssr")]
fn answer_gone() {
    crate::server::refuse_with(http::StatusCode::GONE);
}

#[cfg(not(feature = "ssr"))]
fn answer_gone() {}
