//! The form `Join a meeting`. It works before the page has come to life, and without scripts.

use crate::{
    components::{
        field::{FieldError, keep_typed},
        icon::{Icon, IconName},
    },
    error::{AppError, Problem},
    text,
};
use leptos::{ev::SubmitEvent, html, prelude::*, server_fn::ServerFn};
use parley_protocol::MeetingCode;

const FIELD: &str = "code";

/// Leads to the meeting with this code, if there is one.
#[server(prefix = "/api", endpoint = "join_meeting")]
pub async fn join_meeting(code: String) -> Result<(), AppError> {
    let wrong = |problem| AppError::Wrong {
        problem,
        typed: code.clone(),
    };
    let read = MeetingCode::from_typed(&code).map_err(|error| wrong(error.into()))?;
    let meeting = crate::server::services()?.meetings.find(&read).await?;
    let meeting = meeting.ok_or_else(|| wrong(Problem::CodeUnknown))?;
    leptos_axum::redirect(&crate::paths::meeting(&meeting.code));
    Ok(())
}

/// Why what is typed is no meeting code.
fn problem_with(typed: &str) -> Option<Problem> {
    MeetingCode::from_typed(typed).err().map(Problem::from)
}

/// A field for a code or a link, and a button.
#[component]
pub fn JoinForm(
    /// What stands in the field at first.
    #[prop(optional, into)]
    typed: String,
) -> impl IntoView {
    let action = ServerAction::<JoinMeeting>::new();
    let refused = action
        .value()
        .with_untracked(|value| wrong_input(value.as_ref()));
    let value = RwSignal::new(refused.map_or(typed, |(_, typed)| typed));
    let shown = RwSignal::new(None::<&'static str>);
    let input = NodeRef::<html::Input>::new();
    keep_typed(input, value);
    let first = action
        .value()
        .with_untracked(|value| error_words(value.as_ref()));
    shown.set(first);
    Effect::new(move |_| {
        if let Some(words) = action.value().with(|value| error_words(value.as_ref())) {
            shown.set(Some(words));
            focus(input);
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let code = value.get_untracked();
        let problem = problem_with(&code);
        shown.set(problem.map(text::problem));
        if problem.is_none() {
            action.dispatch(JoinMeeting { code });
        } else {
            focus(input);
        }
    };
    // Errors come on submit, and then go or change with every change.
    let typed = move |now: String| {
        if shown.with_untracked(Option::is_some) {
            shown.set(problem_with(&now).map(text::problem));
        }
        value.set(now);
    };
    let state = move || match (action.pending().get(), shown.get()) {
        (true, _) => Some("busy"),
        (false, Some(_)) => Some("error"),
        (false, None) => None,
    };
    let error = Signal::derive(move || shown.get().map(str::to_owned));
    view! {
        <form
            class="join"
            method="post"
            action=JoinMeeting::url()
            aria-label="Join a meeting"
            novalidate
            data-state=state
            on:submit=submit
        >
            <div class="input-wrap">
                <Icon name=IconName::Keyboard />
                <input
                    node_ref=input
                    class="input"
                    id=FIELD
                    name=FIELD
                    data-size="lg"
                    aria-label="Meeting code or link"
                    placeholder="Code or link"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    value=value.get_untracked()
                    aria-describedby=move || shown.get().map(|_| "code-error")
                    aria-invalid=move || shown.get().map(|_| "true")
                    on:input:target=move |event| typed(event.target().value())
                />
            </div>
            <button class="button" data-size="lg" type="submit">
                "Join"
            </button>
            <FieldError id="code-error".to_owned() error />
        </form>
    }
}

type Outcome<'a> = Option<&'a Result<(), AppError>>;

fn error_words(outcome: Outcome) -> Option<&'static str> {
    Some(text::app_error(outcome?.as_ref().err()?))
}

fn wrong_input(outcome: Outcome) -> Option<(Problem, String)> {
    match outcome?.as_ref().err()? {
        AppError::Wrong { problem, typed } => Some((*problem, typed.clone())),
        AppError::NotAllowed | AppError::TryLater | AppError::Ours => None,
    }
}

fn focus(input: NodeRef<html::Input>) {
    if let Some(element) = input.get_untracked() {
        drop(element.focus());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_checked_before_it_is_sent() {
        assert_eq!(problem_with(" "), Some(Problem::CodeEmpty));
        assert_eq!(problem_with("hello"), Some(Problem::CodeForm));
        assert_eq!(problem_with("https://x.org/m/mkd-vqtr-hba"), None);
    }

    #[test]
    fn what_was_typed_comes_back() {
        let refused = Err(AppError::Wrong {
            problem: Problem::CodeUnknown,
            typed: "mkd-vqtr-hba".to_owned(),
        });
        assert_eq!(
            error_words(Some(&refused)),
            Some("No meeting has this code.")
        );
        assert_eq!(
            wrong_input(Some(&refused)),
            Some((Problem::CodeUnknown, "mkd-vqtr-hba".to_owned()))
        );
        assert_eq!(error_words(Some(&Ok(()))), None);
    }
}
