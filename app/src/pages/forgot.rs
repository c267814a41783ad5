//! Resetting a password: ask for a code, choose a new password with it, done.

mod fields;
mod requests;
mod reset;

use super::account::{form_state::FormState, layout::AccountPage};
use crate::{
    components::{
        button::Button,
        field::{FieldKind, TextField},
        form_alert::FormAlert,
    },
    error::AccountField,
    paths,
};
use leptos::{prelude::*, server_fn::ServerFn};
use requests::RequestReset;
pub use reset::ResetPage;

/// `/forgot`
#[component]
pub fn ForgotPage() -> impl IntoView {
    view! {
        <AccountPage title="Reset password">
            <section class="stack gap-6" aria-labelledby="forgot-title">
                <div class="auth__intro">
                    <h1 id="forgot-title">"Reset password"</h1>
                    <p>"Enter the email or username of your account. We will send a 6-digit code."</p>
                </div>
                <RequestForm />
            </section>
            <p class="auth__alt">
                "Remembered it? " <a href=paths::LOGIN rel="external">
                    "Sign in"
                </a>
            </p>
        </AccountPage>
    }
    .into_any()
}

#[component]
fn RequestForm() -> impl IntoView {
    let action = ServerAction::<RequestReset>::new();
    let value = action.value();
    let outcome = Signal::derive(move || value.get());
    let form = FormState::new(outcome, action.pending().into());
    let identifier = RwSignal::new(String::new());
    form.recheck(AccountField::Identifier, move || {
        identifier.with(|typed| fields::identifier(typed))
    });
    let submit = move || {
        let identifier = identifier.get_untracked();
        if form.submit(fields::request(&identifier)) {
            action.dispatch(RequestReset { identifier });
        }
    };
    let busy = Signal::derive(move || form.is_busy());
    view! {
        <form
            class="form"
            method="post"
            action=RequestReset::url()
            aria-labelledby="forgot-title"
            novalidate
            data-state=move || form.data_state()
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
        >
            <FormAlert words=form.alert() />
            <TextField
                id="identifier"
                label="Email or username"
                value=identifier
                error=form.error(AccountField::Identifier)
                autocomplete="username"
                kind=FieldKind::Identifier
            />
            <Button variant="primary" size="lg" kind="submit" block=true busy>
                {move || if busy.get() { "Sending code…" } else { "Send code" }}
            </Button>
        </form>
    }
    .into_any()
}

/// `/forgot/done`
#[component]
pub fn ResetDonePage() -> impl IntoView {
    view! {
        <AccountPage title="Reset password">
            <section class="stack gap-6" aria-labelledby="done-title">
                <div class="auth__intro">
                    <h1 id="done-title">"Password changed"</h1>
                    <p>"You have been signed out on your other devices."</p>
                </div>
                <a
                    class="button"
                    data-variant="primary"
                    data-size="lg"
                    data-block
                    href=paths::LOGIN
                    rel="external"
                >
                    "Sign in"
                </a>
            </section>
        </AccountPage>
    }
    .into_any()
}
