//! The dialog with the settings of the personal meeting.

use super::requests::{PersonalDraft, PersonalView, read_personal_meeting, save_personal_meeting};
use crate::{
    components::{
        button::Button,
        dialog::Dialog,
        form_alert::FormAlert,
        toast::{Notices, use_notices},
    },
    error::{AppError, PlanField, PlanProblem},
    pages::{
        account::form_state::focus,
        dashboard::schedule::{
            door::MeetingPasswordField,
            settings::{HistoryDays, HostFirst, MayDo, RuleIds, WaitingRoom},
        },
    },
    text,
};
use leptos::{prelude::*, task::spawn_local};
use parley_protocol::MeetingRules;

const FORM: &str = "personal-form";

const IDS: RuleIds = RuleIds {
    waiting_room: "personal-waiting",
    host_first: "personal-host-first",
    unmute: "personal-unmute",
    camera: "personal-camera",
    share: "personal-share",
    chat: "personal-chat",
};

/// The dialog: what is chosen in it, and what came of it.
#[derive(Clone, Copy)]
pub(super) struct PersonalSettings {
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    rules: RwSignal<MeetingRules>,
    password: RwSignal<String>,
    without_password: RwSignal<bool>,
    had_password: RwSignal<bool>,
    history: RwSignal<String>,
    submitted: RwSignal<bool>,
    failed: RwSignal<Option<String>>,
    notices: Notices,
}

impl PersonalSettings {
    pub(super) fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            busy: RwSignal::new(false),
            rules: RwSignal::new(MeetingRules::default()),
            password: RwSignal::new(String::new()),
            without_password: RwSignal::new(false),
            had_password: RwSignal::new(false),
            history: RwSignal::new(String::new()),
            submitted: RwSignal::new(false),
            failed: RwSignal::new(None),
            notices: use_notices(),
        }
    }

    /// Whether the server is asked or told.
    pub(super) fn is_busy(self) -> Signal<bool> {
        self.busy.into()
    }

    /// Asks how the settings are and opens, or says why not.
    pub(super) fn load(self) {
        self.ask(read_personal_meeting(), move |outcome| match outcome {
            Ok(view) => self.fill(view),
            Err(error) => _ = self.notices.show(text::app_error(&error)),
        });
    }

    fn fill(self, view: PersonalView) {
        self.rules.set(view.rules);
        self.password.set(String::new());
        self.without_password.set(false);
        self.had_password.set(view.has_password);
        let history = view.history_days.map(|days| days.to_string());
        self.history.set(history.unwrap_or_default());
        self.submitted.set(false);
        self.failed.set(None);
        self.open.set(true);
        request_animation_frame(|| focus("#personal-password"));
    }

    fn save(self) {
        self.submitted.set(true);
        let draft = untrack(|| self.draft());
        if draft.fault().is_some() {
            return request_animation_frame(|| focus("#personal-password"));
        }
        self.failed.set(None);
        self.ask(save_personal_meeting(draft), move |outcome| match outcome {
            Ok(()) => {
                self.open.set(false);
                self.notices.show("Personal meeting saved");
            }
            Err(error) => self.failed.set(Some(text::app_error(&error))),
        });
    }

    fn draft(self) -> PersonalDraft {
        PersonalDraft {
            rules: self.rules.get(),
            password: self.password.get(),
            without_password: self.without_password.get(),
            history_days: self.history.read().parse().ok(),
        }
    }

    fn password_error(self) -> Signal<Option<String>> {
        Signal::derive(move || {
            let fault = self.draft().fault().filter(|_| self.submitted.get())?;
            let problem = PlanProblem::new(PlanField::Password, fault);
            Some(text::schedule::plan_problem(&problem))
        })
    }

    /// One question at a time. The page may be gone when the answer comes.
    fn ask<T: 'static>(
        self,
        question: impl Future<Output = Result<T, AppError>> + 'static,
        told: impl FnOnce(Result<T, AppError>) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let outcome = question.await;
            if self.busy.try_set(false).is_none() {
                told(outcome);
            }
        });
    }
}

/// The dialog `Personal meeting settings`.
#[component]
pub(super) fn PersonalDialog(settings: PersonalSettings) -> impl IntoView {
    let rules = settings.rules;
    view! {
        <Dialog
            id="personal-settings"
            title="Personal meeting settings"
            open=settings.open
            closable=true
        >
            <div class="dialog__body">
                <form
                    class="form"
                    id=FORM
                    novalidate
                    on:submit=move |event| {
                        event.prevent_default();
                        settings.save();
                    }
                >
                    <FormAlert words=settings.failed />
                    <MeetingPasswordField
                        id="personal-password"
                        value=settings.password
                        without=settings.without_password
                        had_password=settings.had_password
                        error=settings.password_error()
                        hint="Asked of everyone but you."
                    />
                    <div class="stack gap-0 ruled">
                        <WaitingRoom id=IDS.waiting_room rules />
                        <HostFirst id=IDS.host_first rules />
                    </div>
                    <MayDo ids=IDS rules />
                    <HistoryDays id="personal-history" value=settings.history />
                </form>
            </div>
            <div class="dialog__foot">
                <Button on:click=move |_| settings.open.set(false)>"Cancel"</Button>
                <Button variant="primary" kind="submit" attr:form=FORM busy=settings.is_busy()>
                    "Save settings"
                </Button>
            </div>
        </Dialog>
    }
    .into_any()
}
