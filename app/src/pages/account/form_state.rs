//! What a form around accounts knows of its errors. They come when the form is sent, and then go or change with every
//! change; nobody is told while typing for the first time.

use crate::{
    error::{AccountField, AccountProblem, AppError, FieldProblem},
    onward::Onward,
    text,
};
use leptos::prelude::*;

/// What came back from the server.
pub(crate) type Outcome = Option<Result<Onward, AppError>>;

/// The errors of a form.
#[derive(Clone, Copy)]
pub(crate) struct FormState {
    problems: RwSignal<Vec<FieldProblem>>,
    alert: RwSignal<Option<String>>,
    leaving: RwSignal<bool>,
    pending: Signal<bool>,
}

impl FormState {
    /// Follows what the server answers: loads the page that comes next, or shows what is wrong. A refusal that the
    /// page was loaded with shows at once.
    pub(crate) fn new(outcome: Signal<Outcome>, pending: Signal<bool>) -> Self {
        let state = Self {
            problems: RwSignal::default(),
            alert: RwSignal::default(),
            leaving: RwSignal::new(false),
            pending,
        };
        if let Some(Err(error)) = outcome.get_untracked() {
            state.show(&error);
        }
        Effect::new(move |_| match outcome.get() {
            None => {}
            Some(Ok(onward)) => {
                state.leaving.set(true);
                onward.load();
            }
            Some(Err(error)) => state.refuse(&error),
        });
        state
    }

    /// Shows why it was refused, and gives the focus to the first field with an error.
    pub(crate) fn refuse(self, error: &AppError) {
        self.show(error);
        focus_first_invalid();
    }

    /// Who could not judge the form leaves what is known to be wrong with it.
    fn show(self, error: &AppError) {
        if let AppError::Form(problems) = error {
            self.problems.set(problems.clone());
        }
        self.alert.set(alert(error));
    }

    /// Whether the form may be sent: nothing is wrong, and it is not on its way.
    pub(crate) fn submit(self, problems: Vec<FieldProblem>) -> bool {
        if untrack(|| self.is_busy()) {
            return false;
        }
        let fine = problems.is_empty();
        self.alert.set(None);
        self.problems.set(problems);
        if !fine {
            focus_first_invalid();
        }
        fine
    }

    /// The sentence under a field.
    pub(crate) fn error(self, field: AccountField) -> Signal<Option<String>> {
        Signal::derive(move || self.problem(field).as_ref().map(text::field_problem))
    }

    /// What is wrong with a field.
    pub(crate) fn problem(self, field: AccountField) -> Option<FieldProblem> {
        self.problems
            .with(|problems| problems.iter().find(|found| found.field == field).cloned())
    }

    /// Judges a field again whenever what is typed changes, if it had something wrong.
    pub(crate) fn recheck(
        self,
        field: AccountField,
        check: impl Fn() -> Option<AccountProblem> + 'static,
    ) {
        Effect::new(move |first: Option<()>| {
            let now = check();
            if first.is_some() {
                self.problems
                    .update(|problems| replace(problems, field, now));
            }
        });
    }

    /// The sentence above the fields.
    pub(crate) fn alert(self) -> Signal<Option<String>> {
        self.alert.into()
    }

    /// The same, and what is wrong with a field that this form does not have.
    pub(crate) fn alert_with(self, field: AccountField) -> Signal<Option<String>> {
        let error = self.error(field);
        Signal::derive(move || self.alert.get().or_else(|| error.get()))
    }

    /// Whether the server works on it, or the next page is loading.
    pub(crate) fn is_busy(self) -> bool {
        self.pending.get() || self.leaving.get()
    }

    /// The state for styles and tests.
    pub(crate) fn data_state(self) -> Option<&'static str> {
        if self.is_busy() {
            return Some("busy");
        }
        let wrong = self.alert.with(Option::is_some) || !self.problems.with(Vec::is_empty);
        wrong.then_some("error")
    }
}

/// What is said above the fields: what is wrong with the form as a whole, or why there was no judgement.
fn alert(error: &AppError) -> Option<String> {
    match error {
        AppError::Form(problems) => {
            let whole = problems
                .iter()
                .find(|found| found.field == AccountField::Whole);
            whole.map(text::field_problem)
        }
        AppError::NotAllowed
        | AppError::SignedOut
        | AppError::Plan(_)
        | AppError::TooOften { .. }
        | AppError::Wrong { .. }
        | AppError::Malformed
        | AppError::Unreachable
        | AppError::TryLater
        | AppError::Ours => Some(text::app_error(error)),
    }
}

/// Puts a new judgement in place of the old one of the same field; a field that was fine stays unmentioned.
fn replace(problems: &mut Vec<FieldProblem>, field: AccountField, now: Option<AccountProblem>) {
    let Some(place) = problems.iter().position(|found| found.field == field) else {
        return;
    };
    match now {
        Some(problem) => problems[place].problem = problem,
        None => {
            problems.remove(place);
        }
    }
}

/// Gives the focus to the first field with an error, once it is marked as such.
fn focus_first_invalid() {
    request_animation_frame(|| focus("main [aria-invalid=true]"));
}

/// Gives the focus to what the selector finds first.
pub(crate) fn focus(selector: &'static str) {
    use leptos::wasm_bindgen::JsCast;
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
        // What cannot take the focus leaves it where it is.
        drop(element.focus());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty(field: AccountField) -> FieldProblem {
        FieldProblem::new(field, AccountProblem::Empty)
    }

    #[test]
    fn an_error_changes_and_goes_with_what_is_typed() {
        let mut problems = vec![empty(AccountField::Email), empty(AccountField::Username)];
        replace(
            &mut problems,
            AccountField::Email,
            Some(AccountProblem::Form),
        );
        assert_eq!(problems[0].problem, AccountProblem::Form);
        replace(&mut problems, AccountField::Email, None);
        assert_eq!(problems, [empty(AccountField::Username)]);
    }

    #[test]
    fn a_field_that_was_fine_is_not_told_of_while_typing() {
        let mut problems = Vec::new();
        replace(
            &mut problems,
            AccountField::Email,
            Some(AccountProblem::Form),
        );
        assert_eq!(problems, []);
    }

    #[test]
    fn what_belongs_to_no_field_stands_above_them() {
        let refused = FieldProblem::new(AccountField::Whole, AccountProblem::Refused);
        assert_eq!(
            alert(&AppError::Form(vec![refused])).as_deref(),
            Some(
                "That did not work. The email, username or password is not right. Please try again."
            )
        );
        let field = AppError::Form(vec![empty(AccountField::Email)]);
        assert_eq!(alert(&field), None);
        assert_eq!(
            alert(&AppError::Unreachable).as_deref(),
            Some(text::UNREACHABLE)
        );
    }
}
