//! Asks before a meeting ends for everybody in it.

use super::{requests::EndMeeting, watch::Watch};
use crate::{
    components::{button::Button, question::Question, toast::use_notices},
    error::AppError,
    text,
};
use leptos::prelude::*;
use parley_protocol::MeetingCode;

/// The question and its answer.
#[derive(Clone, Copy)]
pub(super) struct Ending {
    action: ServerAction<EndMeeting>,
    meeting: RwSignal<Option<(MeetingCode, String)>>,
    open: RwSignal<bool>,
    failed: RwSignal<Option<String>>,
}

impl Ending {
    /// Ends what was confirmed, says so, and looks at the server again.
    pub(super) fn new(watch: Watch) -> Self {
        let ending = Self {
            action: ServerAction::new(),
            meeting: RwSignal::new(None),
            open: RwSignal::new(false),
            failed: RwSignal::new(None),
        };
        let notices = use_notices();
        Effect::new(move |_| match ending.action.value().get() {
            None => {}
            Some(Ok(())) => {
                ending.open.set(false);
                if let Some((_, title)) = ending.meeting.get_untracked() {
                    notices.show(format!("{title} has ended"));
                }
                watch.look();
            }
            Some(Err(error)) => ending.failed.set(Some(words(&error))),
        });
        ending
    }

    /// Asks whether a meeting shall end.
    pub(super) fn ask(self, code: MeetingCode, title: String) {
        self.meeting.set(Some((code, title)));
        self.failed.set(None);
        self.open.set(true);
    }

    fn carry_out(self) {
        if let Some((code, _)) = self.meeting.get_untracked() {
            self.action.dispatch(EndMeeting { code });
        }
    }
}

fn words(error: &AppError) -> String {
    if *error == AppError::NotAllowed {
        text::admin::NO_ADMIN.to_owned()
    } else {
        text::app_error(error)
    }
}

/// "End this meeting?"
#[component]
pub(super) fn EndDialog(ending: Ending) -> impl IntoView {
    let words = move || {
        ending.meeting.with(|meeting| {
            let title = meeting.as_ref().map_or("", |(_, title)| title);
            text::admin::end_consequence(title)
        })
    };
    view! {
        <Question
            id="end-meeting"
            title="End this meeting?"
            words=Signal::derive(words)
            open=ending.open
            failed=ending.failed
        >
            <Button
                variant="danger"
                busy=ending.action.pending()
                on:click=move |_| ending.carry_out()
            >
                "End meeting"
            </Button>
        </Question>
    }
}
