//! The dialog in which a meeting is planned and changed.

pub(super) mod address;
pub(super) mod door;
pub(super) mod download;
pub mod draft;
pub(super) mod editor;
mod fields;
mod focus;
mod invite;
#[cfg(feature = "ssr")]
pub(super) mod read;
mod repeat;
pub mod requests;
pub(super) mod settings;
mod when;
mod zones;

use crate::components::{button::Button, dialog::Dialog, form_alert::FormAlert, icon::IconName};
use door::Door;
use editor::{Editor, Subject};
use invite::Invite;
use leptos::prelude::*;
use repeat::{RepeatChoice, RepeatDetails};
use settings::Settings;
use when::When;
use zones::TimeZone;

/// The id of the button that opens the dialog.
pub(super) const BUTTON: &str = "schedule-button";

/// The form of the dialog, for its buttons.
const FORM: &str = "schedule-form";

/// The dialog `Schedule meeting` or `Edit meeting`.
#[component]
pub(super) fn ScheduleDialog(editor: Editor) -> impl IntoView {
    let title = Signal::derive(move || {
        let is_new = editor.subject.with(|subject| *subject == Subject::New);
        let title = if is_new {
            "Schedule meeting"
        } else {
            "Edit meeting"
        };
        title.to_owned()
    });
    let is_one = editor.is_one();
    view! {
        <Dialog id="schedule" title open=editor.open size="lg" closable=true>
            <div class="dialog__body">
                <form
                    class="form"
                    id=FORM
                    novalidate
                    data-state=move || editor.data_state()
                    on:submit=move |event| {
                        event.prevent_default();
                        editor.save(false);
                    }
                >
                    <FormAlert words=editor.alert() />
                    <When editor />
                    <OneOfSeries editor />
                    <div class="form" hidden=move || is_one.get()>
                        <Whole editor />
                    </div>
                </form>
            </div>
            <Foot editor />
        </Dialog>
    }
    .into_any()
}

/// What is not asked of one time of a series.
#[component]
fn Whole(editor: Editor) -> impl IntoView {
    view! {
        <div class="form__row">
            <TimeZone editor />
            <RepeatChoice editor />
        </div>
        <RepeatDetails editor />
        <ResetsChanges editor />
        <Invite editor />
        <Door editor />
        <Settings editor />
    }
    .into_any()
}

/// In whose clocks one time of a series is changed.
#[component]
fn OneOfSeries(editor: Editor) -> impl IntoView {
    move || {
        let subject = editor.subject.get();
        let Subject::One(meeting) = subject else {
            return None;
        };
        let place = meeting.zone.replace('_', " ");
        Some(view! {
            <p class="field__hint">
                {format!("Only this meeting of the series changes. Its times are those of {place}.")}
            </p>
        })
    }
}

/// Single changes do not outlive new times of the whole series.
#[component]
fn ResetsChanges(editor: Editor) -> impl IntoView {
    let has_changes = Memo::new(move |_| {
        let subject = editor.subject.read();
        matches!(&*subject, Subject::All(plan) if plan.exceptions > 0)
    });
    view! {
        <Show when=move || has_changes.get()>
            <p class="field__hint">
                "Some meetings of this series were changed or cancelled one by one. When you change the times of all meetings, these are as planned again."
            </p>
        </Show>
    }
}

#[component]
fn Foot(editor: Editor) -> impl IntoView {
    let busy = editor.is_saving();
    view! {
        <div class="dialog__foot">
            <Button
                variant="ghost"
                icon=IconName::CalendarPlus
                attr:data-push=""
                attr:aria-describedby="schedule-download-hint"
                on:click=move |_| editor.download()
            >
                "Download calendar file"
            </Button>
            <span class="visually-hidden" id="schedule-download-hint">
                "Saves the meeting first when it has changed."
            </span>
            <Button on:click=move |_| editor.open.set(false)>"Cancel"</Button>
            <Button variant="primary" kind="submit" attr:form=FORM busy>
                "Save meeting"
            </Button>
        </div>
    }
    .into_any()
}
