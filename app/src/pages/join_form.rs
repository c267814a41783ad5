//! The form `Join a meeting`. It works before the page has come to life, and without scripts.

use crate::{
    components::{
        button::Button,
        field::{FieldError, keep_typed},
        icon::{Icon, IconName},
    },
    error::{AppError, Problem},
    text,
};
use leptos::{ev::SubmitEvent, html, prelude::*, server_fn::ServerFn};
use parley_protocol::MeetingAddress;

const FIELD: &str = "code";

/// Leads to the meeting with this code or custom link, if there is one.
#[server(prefix = "/api", endpoint = "join_meeting")]
pub async fn join_meeting(code: String) -> Result<(), AppError> {
    let wrong = |problem| {
        crate::server::refuse_with(http::StatusCode::UNPROCESSABLE_ENTITY);
        AppError::Wrong {
            problem,
            typed: code.clone(),
        }
    };
    let address = MeetingAddress::from_typed(&code).map_err(|error| wrong(error.into()))?;
    let meetings = crate::server::services()?.meetings;
    if meetings.find_by_address(&address).await?.is_none() {
        return Err(wrong(unknown(&address)));
    }
    leptos_axum::redirect(&crate::paths::meeting_at(&address));
    Ok(())
}

/// What is told of an address without a meeting: whoever typed a word is shown what a code looks like.
#[cfg(feature = "ssr")]
fn unknown(address: &MeetingAddress) -> Problem {
    match address {
        MeetingAddress::Code(_) => Problem::CodeUnknown,
        MeetingAddress::Link(_) => Problem::CodeForm,
    }
}

/// Why what is typed is no meeting code.
fn problem_with(typed: &str) -> Option<Problem> {
    MeetingAddress::from_typed(typed).err().map(Problem::from)
}

/// What the form knows.
#[derive(Clone, Copy)]
struct JoinState {
    action: ServerAction<JoinMeeting>,
    value: RwSignal<String>,
    shown: RwSignal<Option<String>>,
    input: NodeRef<html::Input>,
}

impl JoinState {
    /// A refusal that the page was loaded with shows at once, and what was typed then stands in the field again.
    fn new(typed: String) -> Self {
        let action = ServerAction::<JoinMeeting>::new();
        let (words, came_back) = action
            .value()
            .with_untracked(|value| (error_words(value.as_ref()), typed_before(value.as_ref())));
        let state = Self {
            action,
            value: RwSignal::new(came_back.unwrap_or(typed)),
            shown: RwSignal::new(words),
            input: NodeRef::new(),
        };
        keep_typed(state.input, state.value);
        Effect::new(move |_| {
            if let Some(words) = action.value().with(|value| error_words(value.as_ref())) {
                state.refuse(words);
            }
        });
        state
    }

    fn refuse(self, words: String) {
        self.shown.set(Some(words));
        if let Some(element) = self.input.get_untracked() {
            // An input that is drawn takes the focus.
            drop(element.focus());
        }
    }

    fn submit(self, event: &SubmitEvent) {
        event.prevent_default();
        let code = self.value.get_untracked();
        if let Some(problem) = problem_with(&code) {
            return self.refuse(text::problem(problem).to_owned());
        }
        self.shown.set(None);
        self.action.dispatch(JoinMeeting { code });
    }

    /// Errors come on submit, and then go or change with every change.
    fn type_in(self, now: String) {
        if self.shown.with_untracked(Option::is_some) {
            self.shown
                .set(problem_with(&now).map(|problem| text::problem(problem).to_owned()));
        }
        self.value.set(now);
    }

    fn data_state(self) -> Option<&'static str> {
        match (self.action.pending().get(), self.shown.get()) {
            (true, _) => Some("busy"),
            (false, Some(_)) => Some("error"),
            (false, None) => None,
        }
    }
}

/// A field for a code or a link, and a button.
#[component]
pub fn JoinForm(
    /// What stands in the field at first.
    #[prop(optional, into)]
    typed: String,
) -> impl IntoView {
    let state = JoinState::new(typed);
    let shown = state.shown;
    view! {
        <form
            class="join"
            method="post"
            action=JoinMeeting::url()
            aria-label="Join a meeting"
            novalidate
            data-state=move || state.data_state()
            on:submit=move |event| state.submit(&event)
        >
            <div class="input-wrap">
                <Icon name=IconName::Keyboard />
                <input
                    node_ref=state.input
                    class="input"
                    id=FIELD
                    name=FIELD
                    data-size="lg"
                    aria-label="Meeting code or link"
                    placeholder="Code or link"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    value=state.value.get_untracked()
                    aria-describedby=move || shown.get().map(|_| "code-error")
                    aria-invalid=move || shown.get().map(|_| "true")
                    on:input:target=move |event| state.type_in(event.target().value())
                />
            </div>
            <Button size="lg" kind="submit">
                "Join"
            </Button>
            <FieldError id="code-error".to_owned() error=shown />
        </form>
    }
    .into_any()
}

type Outcome<'a> = Option<&'a Result<(), AppError>>;

fn error_words(outcome: Outcome) -> Option<String> {
    Some(text::app_error(outcome?.as_ref().err()?))
}

fn typed_before(outcome: Outcome) -> Option<String> {
    match outcome?.as_ref().err()? {
        AppError::Wrong { typed, .. } => Some(typed.clone()),
        AppError::NotAllowed
        | AppError::SignedOut
        | AppError::Form(_)
        | AppError::Plan(_)
        | AppError::TooOften { .. }
        | AppError::Malformed
        | AppError::Unreachable
        | AppError::TryLater
        | AppError::Ours => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_checked_before_it_is_sent() {
        assert_eq!(problem_with(" "), Some(Problem::CodeEmpty));
        assert_eq!(problem_with("hello you"), Some(Problem::CodeForm));
        assert_eq!(problem_with("https://x.org/m/mkd-vqtr-hba"), None);
    }

    #[test]
    fn what_was_typed_comes_back() {
        let refused = Err(AppError::Wrong {
            problem: Problem::CodeUnknown,
            typed: "mkd-vqtr-hba".to_owned(),
        });
        assert_eq!(
            error_words(Some(&refused)).as_deref(),
            Some("No meeting has this code.")
        );
        assert_eq!(
            typed_before(Some(&refused)).as_deref(),
            Some("mkd-vqtr-hba")
        );
        assert_eq!(error_words(Some(&Ok(()))), None);
    }
}
