//! `Send a new code`: a form of its own, which waits a minute after each mail.
//!
//! *Invariants*: the server counts the time; a page that is loaded again goes on where it was.

use super::form_state::FormState;
use crate::{components::toast::use_notices, error::AppError};
use leptos::prelude::*;
use parley_protocol::limits;
use std::time::Duration;

/// How many seconds are left, as a countdown.
fn countdown(seconds: u64) -> String {
    format!("in {}:{:02}", seconds / 60, seconds % 60)
}

/// How long to wait after a mail, in seconds.
pub(crate) const WAIT: u64 = limits::CODE_RESEND.0 / 1000;

/// How long to wait after an answer, in seconds.
fn wait_after(outcome: &Result<(), AppError>) -> u64 {
    match outcome {
        Ok(()) => WAIT,
        Err(AppError::TooOften { seconds }) => *seconds,
        Err(_) => 0,
    }
}

/// The form; `form` shows why a mail could not be sent.
#[component]
pub(crate) fn Resend(
    /// Where it is sent before the page has come to life.
    url: &'static str,
    /// How long to wait at first, in seconds.
    wait: u64,
    /// What the server answered.
    outcome: Signal<Option<Result<(), AppError>>>,
    /// The form that shows errors.
    form: FormState,
    /// Told to send.
    #[prop(into)]
    on_send: Callback<()>,
) -> impl IntoView {
    let left = RwSignal::new(wait);
    count_down(left);
    let notices = use_notices();
    Effect::new(move |_| {
        let Some(outcome) = outcome.get() else { return };
        left.set(wait_after(&outcome));
        match outcome {
            Ok(()) => {
                notices.show("A new code is on its way.");
            }
            Err(error) => form.refuse(&error),
        }
    });
    let waits = move || left.get() > 0;
    view! {
        <form
            method="post"
            action=url
            on:submit=move |event| {
                event.prevent_default();
                on_send.run(());
            }
        >
            <p class="muted text-small">
                "No email? Look in the spam folder, or "
                <button class="link-button" type="submit" disabled=waits>
                    "Send a new code"
                </button>
                " "
                <span role="timer" aria-live="off">
                    {move || waits().then(|| countdown(left.get()))}
                </span>
            </p>
        </form>
    }
    .into_any()
}

fn count_down(left: RwSignal<u64>) {
    Effect::new(move |_| {
        let tick = move || {
            if left.try_get_untracked().is_some_and(|left| left > 0) {
                left.update(|left| *left -= 1);
            }
        };
        if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || handle.clear());
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_countdown_reads_as_minutes_and_seconds() {
        assert_eq!(countdown(60), "in 1:00");
        assert_eq!(countdown(42), "in 0:42");
        assert_eq!(countdown(5), "in 0:05");
    }

    #[test]
    fn a_refused_mail_waits_as_long_as_the_server_says() {
        assert_eq!(wait_after(&Ok(())), 60);
        assert_eq!(wait_after(&Err(AppError::TooOften { seconds: 3000 })), 3000);
        assert_eq!(wait_after(&Err(AppError::Unreachable)), 0);
    }
}
