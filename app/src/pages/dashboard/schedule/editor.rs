//! What the dialog knows: what it is about, what is wrong, and what came of it.
//!
//! *Invariants*: what was typed stays until it is stored or the dialog is closed; errors come when the form is sent, and
//! then go or change with every change.

mod asked;

use super::{
    address::DialogAddress,
    download::download,
    draft::{PlanDraft, TimeDraft, judge_again, with_more},
    fields::{Fields, fresh},
    focus::{focus_first_invalid, focus_if_lost, focus_row},
    requests::{
        PlanView, SavedView, edit_occurrence, edit_schedule, judge_schedule, read_schedule,
        schedule_meeting,
    },
};
use crate::{
    components::toast::{Notices, use_notices},
    error::{AppError, PlanFault, PlanField, PlanProblem},
    pages::dashboard::upcoming::{agenda::Agenda, requests::UpcomingView},
    text,
};
use leptos::{prelude::*, task::spawn_local};

/// What the dialog is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// A new meeting.
    New,
    /// All of a plan.
    All(PlanView),
    /// One time of a series.
    One(UpcomingView),
}

/// The dialog.
#[derive(Clone, Copy)]
pub(in super::super) struct Editor {
    pub(super) fields: Fields,
    pub(super) open: RwSignal<bool>,
    pub(super) subject: RwSignal<Subject>,
    problems: RwSignal<Vec<PlanProblem>>,
    alert: RwSignal<Option<String>>,
    saving: RwSignal<bool>,
    loading: RwSignal<bool>,
    /// The id of what had the focus before.
    opener: RwSignal<String>,
    address: DialogAddress,
    agenda: Agenda,
    notices: Notices,
}

impl Editor {
    pub(in super::super) fn new(address: DialogAddress, agenda: Agenda) -> Self {
        let editor = Self {
            fields: Fields::new(),
            open: RwSignal::new(false),
            subject: RwSignal::new(Subject::New),
            problems: RwSignal::new(Vec::new()),
            alert: RwSignal::new(None),
            saving: RwSignal::new(false),
            loading: RwSignal::new(false),
            opener: RwSignal::new(String::new()),
            address,
            agenda,
            notices: use_notices(),
        };
        editor.follow_address();
        editor.judge_what_changes();
        editor
    }

    /// Opens for a new meeting when the address says so, and closes when it no longer does.
    fn follow_address(self) {
        Effect::new(move |_| {
            let asked = self.address.asked().get();
            let is_new = self
                .subject
                .with_untracked(|subject| *subject == Subject::New);
            match (asked, is_new && self.open.get_untracked()) {
                (true, false) => {
                    self.fields.fill(fresh());
                    self.begin(Subject::New, super::BUTTON.to_owned());
                }
                (false, true) => self.open.set(false),
                (true, true) | (false, false) => {}
            }
        });
        Effect::new(move |was_open: Option<bool>| {
            let open = self.open.get();
            if was_open == Some(true) && !open {
                if self
                    .subject
                    .with_untracked(|subject| *subject == Subject::New)
                {
                    self.address.close();
                }
                let opener = self.opener.get_untracked();
                request_animation_frame(move || focus_if_lost(&opener));
            }
            open
        });
    }

    fn judge_what_changes(self) {
        Effect::new(move |before: Option<PlanDraft>| {
            let now = self.fields.draft();
            if let Some(before) = before.filter(|before| *before != now) {
                let old = self.problems.get_untracked();
                let new = judge_again(&old, &before, &now);
                if new != old {
                    self.problems.set(new);
                }
            }
            now
        });
    }

    fn begin(self, subject: Subject, opener: String) {
        self.subject.set(subject);
        self.problems.set(Vec::new());
        self.alert.set(None);
        self.opener.set(opener);
        self.open.set(true);
    }

    /// Opens for a new meeting.
    pub(in super::super) fn open_new(self) {
        self.address.open();
    }

    /// Opens for one time of a series.
    pub(in super::super) fn open_one(self, meeting: &UpcomingView, opener: String) {
        let length = meeting.ends_at.since(meeting.starts_at).0 / 60_000;
        self.fields.fill_time(TimeDraft {
            title: meeting.title.clone(),
            date: meeting.date.clone(),
            time: meeting.time.clone(),
            minutes: u32::try_from(length).unwrap_or_default(),
        });
        self.fields.zone.set(meeting.zone.clone());
        self.begin(Subject::One(meeting.clone()), opener);
    }

    /// Asks for all of a plan and opens for it; told before it opens, or why it does not.
    pub(in super::super) fn load(
        self,
        id: String,
        opener: String,
        told: impl FnOnce(Result<(), String>) + 'static,
    ) {
        if self.loading.get_untracked() {
            return;
        }
        self.loading.set(true);
        spawn_local(async move {
            let outcome = read_schedule(id).await;
            if self.loading.try_set(false).is_some() {
                // The page is gone.
                return;
            }
            match outcome {
                Ok(plan) => {
                    told(Ok(()));
                    self.fields.fill(plan.draft.clone());
                    self.begin(Subject::All(plan), opener);
                }
                Err(error) => told(Err(text::app_error(&error))),
            }
        });
    }

    pub(in super::super) fn is_loading(self) -> Signal<bool> {
        self.loading.into()
    }

    /// Stores what was typed. `and_download`: and lets the browser keep the calendar file.
    pub(super) fn save(self, and_download: bool) {
        if self.saving.get_untracked() {
            return;
        }
        self.alert.set(None);
        let problems = untrack(|| self.problems_now());
        self.problems.set(problems.clone());
        self.saving.set(true);
        spawn_local(async move {
            let outcome = if problems.is_empty() {
                self.send().await
            } else {
                Err(AppError::Plan(problems))
            };
            let outcome = match outcome {
                Err(AppError::Plan(known)) => Err(AppError::Plan(self.with_all(known).await)),
                other => other,
            };
            if self.saving.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(saved) => self.saved(&saved, and_download),
                Err(error) => self.refused(&error),
            }
        });
    }

    /// What is known to be wrong, and what the server says beside it: storing a plan tells the first of it only. Without
    /// an answer what is known stays.
    async fn with_all(self, known: Vec<PlanProblem>) -> Vec<PlanProblem> {
        // The page may be gone meanwhile.
        let id = match self.subject.try_get_untracked() {
            Some(Subject::New) => None,
            Some(Subject::All(plan)) => Some(plan.id),
            Some(Subject::One(_)) | None => return known,
        };
        if known
            .iter()
            .any(|problem| problem.field == PlanField::Whole)
        {
            return known;
        }
        let draft = untrack(|| self.fields.draft());
        let found = judge_schedule(id, draft).await;
        with_more(known, found.unwrap_or_default())
    }

    /// What is left in the field for people is taken in first.
    fn problems_now(self) -> Vec<PlanProblem> {
        if matches!(self.subject.get(), Subject::One(_)) {
            return self.fields.time_draft().problems();
        }
        let left = super::invite::take_in(self.fields);
        let mut problems = self.fields.draft().problems();
        if let Some(fault) = left {
            problems.push(PlanProblem::new(PlanField::Invite, fault));
        }
        problems
    }

    async fn send(self) -> Result<SavedView, AppError> {
        let draft = untrack(|| self.fields.draft());
        match self.subject.get_untracked() {
            Subject::New => schedule_meeting(draft).await,
            Subject::All(plan) => edit_schedule(plan.id, draft).await,
            Subject::One(meeting) => edit_occurrence(meeting.id, meeting.key, draft.when).await,
        }
    }

    fn saved(self, saved: &SavedView, and_download: bool) {
        let id = saved.id.clone();
        let (words, key) = match self.subject.get_untracked() {
            Subject::New => ("Meeting scheduled", None),
            Subject::All(_) => ("Meeting saved", None),
            Subject::One(meeting) => ("Meeting saved", Some(meeting.key)),
        };
        self.open.set(false);
        self.notices.show(words);
        if and_download {
            download(&saved.address);
        }
        self.agenda.ask(move || focus_row(&id, key.as_deref()));
    }

    fn refused(self, error: &AppError) {
        let AppError::Plan(problems) = error else {
            return self.alert.set(Some(text::app_error(error)));
        };
        for problem in problems {
            // Whom nobody knows is typed again.
            if let PlanFault::Unknown(who) = &problem.fault {
                super::invite::put_back(self.fields, who);
            }
        }
        let whole = problems
            .iter()
            .find(|found| found.field == PlanField::Whole);
        self.alert.set(whole.map(text::schedule::plan_problem));
        let problems = problems.clone();
        // What was put back is a change of its own.
        request_animation_frame(move || {
            _ = self.problems.try_set(problems);
            focus_first_invalid();
        });
    }

    /// The calendar file: at once where nothing was changed, else of what is stored then.
    pub(super) fn download(self) {
        match self.subject.get_untracked() {
            Subject::All(plan) if plan.draft == untrack(|| self.fields.draft()) => {
                download(&plan.address);
            }
            Subject::New | Subject::All(_) | Subject::One(_) => self.save(true),
        }
    }
}
