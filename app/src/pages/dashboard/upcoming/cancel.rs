//! Asks before a meeting is cancelled, and whether one of a series or all of them.

use super::{agenda::Agenda, requests::UpcomingView};
use crate::{
    components::{
        button::Button,
        question::Question,
        toast::{Notices, use_notices},
    },
    error::AppError,
    pages::{account::form_state::focus, dashboard::schedule::requests::cancel_schedule},
    text,
};
use leptos::{prelude::*, task::spawn_local};

/// The question and its answer.
#[derive(Clone, Copy)]
pub(super) struct Cancel {
    agenda: Agenda,
    notices: Notices,
    meeting: RwSignal<Option<UpcomingView>>,
    open: RwSignal<bool>,
    failed: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

impl Cancel {
    pub(super) fn new(agenda: Agenda) -> Self {
        Self {
            agenda,
            notices: use_notices(),
            meeting: RwSignal::new(None),
            open: RwSignal::new(false),
            failed: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    /// Asks whether a meeting shall be cancelled.
    pub(super) fn ask(self, meeting: UpcomingView) {
        self.meeting.set(Some(meeting));
        self.failed.set(None);
        self.open.set(true);
    }

    fn carry_out(self, only_one: bool) {
        let Some(meeting) = self.meeting.get_untracked() else {
            return;
        };
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let key = only_one.then_some(meeting.key);
            let outcome = cancel_schedule(meeting.id, key).await;
            self.told(outcome);
        });
    }

    /// The row is gone then, so the focus goes to the heading.
    fn told(self, outcome: Result<(), AppError>) {
        _ = self.busy.try_set(false);
        match outcome {
            Ok(()) => {
                _ = self.open.try_set(false);
                self.notices.show("Meeting cancelled");
                self.agenda.ask(|| focus("#upcoming-title"));
            }
            Err(error) => _ = self.failed.try_set(Some(text::app_error(&error))),
        }
    }

    fn repeats(self) -> bool {
        self.meeting
            .with(|meeting| meeting.as_ref().is_some_and(|one| one.every.repeats()))
    }
}

/// The alert dialog; the safe answer has the focus.
#[component]
pub(super) fn CancelDialog(cancel: Cancel) -> impl IntoView {
    let title = move || {
        let title = cancel.meeting.with(|meeting| {
            let title = meeting.as_ref().map(|meeting| meeting.title.clone());
            title.unwrap_or_default()
        });
        format!("Cancel {title}?")
    };
    let words = move || {
        let words = if cancel.repeats() {
            "This meeting is one of a series. Everyone who is invited is told by email. Once all meetings are cancelled, the link lets nobody in any more."
        } else {
            "Everyone who is invited is told by email, and the link lets nobody in any more."
        };
        words.to_owned()
    };
    view! {
        <Question
            id="cancel-meeting"
            title=Signal::derive(title)
            words=Signal::derive(words)
            open=cancel.open
            keep="Keep meeting"
            failed=cancel.failed
        >
            <Answers cancel />
        </Question>
    }
}

#[component]
fn Answers(cancel: Cancel) -> impl IntoView {
    let busy = cancel.busy;
    move || {
        if cancel.repeats() {
            view! {
                <Button
                    variant="danger-soft"
                    busy
                    on:click=move |_| cancel.carry_out(true)
                >
                    "This meeting"
                </Button>
                <Button variant="danger" busy on:click=move |_| cancel.carry_out(false)>
                    "All meetings"
                </Button>
            }
            .into_any()
        } else {
            view! {
                <Button variant="danger" busy on:click=move |_| cancel.carry_out(false)>
                    "Cancel meeting"
                </Button>
            }
            .into_any()
        }
    }
}
