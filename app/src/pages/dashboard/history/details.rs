//! Everything about one past meeting.

use super::row::{duration, title};
use crate::{
    components::{avatar::Avatar, button::Button, dialog::Dialog, moment::Moment},
    pages::dashboard::requests::PastView,
    paths, text,
};
use leptos::prelude::*;

/// Which meeting is shown.
#[derive(Clone, Copy)]
pub(super) struct Details {
    past: RwSignal<Option<PastView>>,
    open: RwSignal<bool>,
}

impl Details {
    pub(super) fn new() -> Self {
        Self {
            past: RwSignal::new(None),
            open: RwSignal::new(false),
        }
    }

    /// Opens the dialog on a meeting.
    pub(super) fn show(self, past: &PastView) {
        self.past.set(Some(past.clone()));
        self.open.set(true);
    }
}

/// The dialog, named by the meeting.
#[component]
pub(super) fn DetailsDialog(details: Details) -> impl IntoView {
    let name = Signal::derive(move || {
        let past = details.past;
        past.with(|past| past.as_ref().map(title).unwrap_or_default())
    });
    let link = move || {
        let past = details.past.get();
        past.map(|past| {
            view! {
                <a
                    class="button"
                    data-variant="primary"
                    rel="external"
                    href=paths::meeting(&past.code)
                >
                    "Open meeting"
                </a>
            }
        })
    };
    view! {
        <Dialog id="past" title=name open=details.open>
            <div class="dialog__body">
                {move || {
                    details.past.get().map(|past| view! { <Facts past /> })
                }}
            </div>
            <div class="dialog__foot">
                <Button attr:autofocus="" on:click=move |_| details.open.set(false)>
                    "Close"
                </Button>
                {link}
            </div>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Facts(past: PastView) -> impl IntoView {
    let length = duration(&past);
    let more = text::dashboard::more(past.people, past.names.len());
    let people = past.names.into_iter().map(|name| {
        view! {
            <li class="cluster gap-3 no-wrap">
                <Avatar name=name.clone() size="sm" />
                <span class="past__name">{name}</span>
            </li>
        }
    });
    view! {
        <dl class="past">
            <div>
                <dt>"When"</dt>
                <dd>
                    <Moment at=past.started_at with_time=true />
                </dd>
            </div>
            <div>
                <dt>"Duration"</dt>
                <dd>{length}</dd>
            </div>
            <div>
                <dt>"Meeting code"</dt>
                <dd>{past.code.to_string()}</dd>
            </div>
        </dl>
        <h3 class="text-strong" id="past-people">
            {format!("Participants ({})", past.people)}
        </h3>
        <ul class="stack gap-2 past__people" role="list" aria-labelledby="past-people">
            {people.collect_view()}
            {more.map(|more| view! { <li class="quiet">{format!("and {more}")}</li> })}
        </ul>
    }
    .into_any()
}
