//! Asks before an account is changed.

use super::requests::{ChangeUser, UserChange, UserView};
use crate::{
    components::{button::Button, question::Question, toast::use_notices},
    error::AppError,
    text,
};
use leptos::prelude::*;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Question {
    id: String,
    name: String,
    change: UserChange,
}

/// The question and its answer.
#[derive(Clone, Copy)]
pub(super) struct Confirm {
    action: ServerAction<ChangeUser>,
    question: RwSignal<Option<Question>>,
    open: RwSignal<bool>,
    refused: RwSignal<Option<String>>,
}

impl Confirm {
    /// Carries out what was confirmed, and says so.
    pub(super) fn new() -> Self {
        let action = ServerAction::<ChangeUser>::new();
        let state = Self {
            action,
            question: RwSignal::new(None),
            open: RwSignal::new(false),
            refused: RwSignal::new(None),
        };
        let notices = use_notices();
        Effect::new(move |_| match action.value().get() {
            None => {}
            Some(Ok(())) => {
                state.open.set(false);
                if let Some(asked) = state.question.get_untracked() {
                    notices.show(text::admin::done(asked.change, &asked.name));
                }
            }
            Some(Err(error)) => state.refused.set(Some(words(&error))),
        });
        state
    }

    /// Asks whether an account shall be changed.
    pub(super) fn ask(self, user: &UserView, change: UserChange) {
        self.question.set(Some(Question {
            id: user.id.clone(),
            name: user.full_name.clone(),
            change,
        }));
        self.refused.set(None);
        self.open.set(true);
    }

    /// How many changes were made: the list is out of date after each.
    pub(super) fn version(self) -> usize {
        self.action.version().get()
    }

    fn carry_out(self) {
        if let Some(asked) = self.question.get_untracked() {
            self.action.dispatch(ChangeUser {
                id: asked.id,
                change: asked.change,
            });
        }
    }

    fn said(self, words: fn(UserChange, &str) -> String) -> Signal<String> {
        Signal::derive(move || {
            self.question.with(|asked| {
                asked
                    .as_ref()
                    .map_or_else(String::new, |asked| words(asked.change, &asked.name))
            })
        })
    }

    fn is_harsh(self) -> bool {
        self.question.with(|asked| {
            asked.as_ref().is_some_and(|asked| {
                matches!(
                    asked.change,
                    UserChange::Suspend | UserChange::RemoveAdmin | UserChange::EndSessions
                )
            })
        })
    }
}

fn words(error: &AppError) -> String {
    if *error == AppError::NotAllowed {
        text::admin::NOT_ALLOWED.to_owned()
    } else {
        text::app_error(error)
    }
}

/// The alert dialog; the safe answer has the focus.
#[component]
pub(super) fn ConfirmDialog(confirm: Confirm) -> impl IntoView {
    let label = confirm.said(|change, _| text::admin::label(change).to_owned());
    view! {
        <Question
            id="change-user"
            title=confirm.said(text::admin::question)
            words=confirm.said(text::admin::consequence)
            open=confirm.open
            failed=confirm.refused
        >
            <Button
                busy=confirm.action.pending()
                attr:data-variant=move || if confirm.is_harsh() { "danger" } else { "primary" }
                on:click=move |_| confirm.carry_out()
            >
                {move || label.get()}
            </Button>
        </Question>
    }
}
