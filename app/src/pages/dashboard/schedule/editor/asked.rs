//! What the fields ask of the dialog.

use super::{Editor, Subject};
use crate::{
    error::{PlanFault, PlanField, PlanProblem},
    text,
};
use leptos::prelude::*;

impl Editor {
    /// The sentence under a field.
    pub(in super::super) fn error(self, field: PlanField) -> Signal<Option<String>> {
        Signal::derive(move || {
            let problem = self.problem(field);
            problem.as_ref().map(text::schedule::plan_problem)
        })
    }

    /// What is wrong with a field.
    pub(in super::super) fn problem(self, field: PlanField) -> Option<PlanProblem> {
        let problems = self.problems.read();
        problems.iter().find(|found| found.field == field).cloned()
    }

    /// Judges a field anew.
    pub(in super::super) fn judge(self, field: PlanField, fault: Option<PlanFault>) {
        self.problems.update(|problems| {
            problems.retain(|found| found.field != field);
            problems.extend(fault.map(|fault| PlanProblem::new(field, fault)));
        });
    }

    pub(in super::super) fn alert(self) -> Signal<Option<String>> {
        self.alert.into()
    }

    pub(in super::super) fn is_saving(self) -> Signal<bool> {
        self.saving.into()
    }

    /// Whether it is about one time of a series.
    pub(in super::super) fn is_one(self) -> Memo<bool> {
        Memo::new(move |_| {
            self.subject
                .with(|subject| matches!(subject, Subject::One(_)))
        })
    }

    /// The state for styles and tests.
    pub(in super::super) fn data_state(self) -> Option<&'static str> {
        if self.saving.get() {
            return Some("busy");
        }
        let wrong = self.alert.with(Option::is_some) || !self.problems.with(Vec::is_empty);
        wrong.then_some("error")
    }
}
