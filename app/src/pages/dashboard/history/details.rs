//! Everything about one past meeting.

use super::{
    row::{duration, title},
    stays::{Export, People},
};
use crate::{
    components::{button::Button, dialog::Dialog, moment::Moment},
    pages::dashboard::requests::{PastView, PersonView, list_stays},
    paths,
};
use leptos::{prelude::*, task::spawn_local};

/// Which meeting is shown.
#[derive(Clone, Copy)]
pub(super) struct Details {
    past: RwSignal<Option<PastView>>,
    /// Who was there, once that is known; only the owner of the meeting is told.
    people: RwSignal<Option<Vec<PersonView>>>,
    open: RwSignal<bool>,
}

impl Details {
    pub(super) fn new() -> Self {
        Self {
            past: RwSignal::new(None),
            people: RwSignal::new(None),
            open: RwSignal::new(false),
        }
    }

    /// Opens the dialog on a meeting.
    pub(super) fn show(self, past: &PastView) {
        self.past.set(Some(past.clone()));
        self.people.set(None);
        self.open.set(true);
        let past = past.clone();
        spawn_local(async move {
            // Without an answer there are still the names that are known.
            let told = list_stays(past.code.clone(), past.started_at).await;
            if self.past.try_get_untracked() == Some(Some(past)) {
                _ = self.people.try_set(told.ok().flatten());
            }
        });
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
                    details.past.get().map(|past| view! { <Facts past people=details.people /> })
                }}
            </div>
            <div class="dialog__foot">
                <Export past=details.past people=details.people />
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
fn Facts(past: PastView, people: RwSignal<Option<Vec<PersonView>>>) -> impl IntoView {
    let length = duration(&past);
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
        <People past people />
    }
    .into_any()
}
