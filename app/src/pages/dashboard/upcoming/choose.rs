//! Asks whether one meeting of a series is to be changed, or all of them.

use super::{requests::UpcomingView, row::menu_id};
use crate::{
    components::{
        button::Button,
        question::Question,
        toast::{Notices, use_notices},
    },
    pages::dashboard::schedule::editor::Editor,
};
use leptos::prelude::*;

/// What is asked, and what is opened then.
#[derive(Clone, Copy)]
pub(super) struct Choose {
    editor: Editor,
    notices: Notices,
    meeting: RwSignal<Option<UpcomingView>>,
    open: RwSignal<bool>,
    failed: RwSignal<Option<String>>,
}

impl Choose {
    pub(super) fn new(editor: Editor) -> Self {
        Self {
            editor,
            notices: use_notices(),
            meeting: RwSignal::new(None),
            open: RwSignal::new(false),
            failed: RwSignal::new(None),
        }
    }

    /// Begins to change a meeting.
    pub(super) fn edit(self, meeting: UpcomingView) {
        self.failed.set(None);
        if meeting.every.repeats() {
            self.meeting.set(Some(meeting));
            self.open.set(true);
            return;
        }
        let notices = self.notices;
        self.editor
            .load(meeting.id.clone(), button_id(&meeting), move |outcome| {
                if let Err(words) = outcome {
                    notices.show(words);
                }
            });
    }

    fn one(self) {
        if let Some(meeting) = self.meeting.get_untracked() {
            self.open.set(false);
            self.editor.open_one(&meeting, button_id(&meeting));
        }
    }

    /// What was planned is asked for first.
    fn all(self) {
        if let Some(meeting) = self.meeting.get_untracked() {
            let opener = button_id(&meeting);
            let (open, failed) = (self.open, self.failed);
            self.editor
                .load(meeting.id, opener, move |outcome| match outcome {
                    Ok(()) => _ = open.try_set(false),
                    Err(words) => _ = failed.try_set(Some(words)),
                });
        }
    }
}

fn button_id(meeting: &UpcomingView) -> String {
    format!("{}-button", menu_id(meeting))
}

/// The question; the safe answer has the focus.
#[component]
pub(super) fn ChooseDialog(choose: Choose) -> impl IntoView {
    let loading = choose.editor.is_loading();
    view! {
        <Question
            id="edit-which"
            title="Edit meeting"
            words="This meeting is one of a series. What do you want to change?"
            open=choose.open
            failed=choose.failed
        >
            <Button on:click=move |_| choose.one()>"This meeting"</Button>
            <Button busy=loading on:click=move |_| choose.all()>
                "All meetings"
            </Button>
        </Question>
    }
}
