//! The two steps of confirming a new address.

use super::{email_change::EmailChange, requests::BeginEmailChange};
use crate::{
    components::{
        button::Button, code_field::CodeField, form_alert::FormAlert, password_field::PasswordField,
    },
    error::AccountField,
    pages::account::resend::{Resend, WAIT},
};
use leptos::{prelude::*, server_fn::ServerFn};

/// Asks for the current password.
#[component]
pub(super) fn PasswordStep(change: StoredValue<EmailChange>) -> impl IntoView {
    let change = change.get_value();
    let form = change.password_form;
    let busy = Signal::derive(move || form.is_busy());
    view! {
        <form
            novalidate
            data-state=move || form.data_state()
            on:submit=move |event| {
                event.prevent_default();
                change.send_password();
            }
        >
            <div class="dialog__body form">
                <FormAlert words=form.alert() />
                <p class="muted">
                    "We send a code to " <b>{move || change.new_email()}</b>
                    ". Your account moves there once you have typed it."
                </p>
                <PasswordField
                    id="email_current_password"
                    label="Current password"
                    show_label="Show current password"
                    value=change.password
                    error=form.error(AccountField::CurrentPassword)
                    autocomplete="current-password"
                />
            </div>
            <div class="dialog__foot">
                <Button on:click=move |_| change.cancel()>"Cancel"</Button>
                <Button variant="primary" kind="submit" busy>
                    "Send code"
                </Button>
            </div>
        </form>
    }
    .into_any()
}

/// Asks for the code.
#[component]
pub(super) fn CodeStep(change: StoredValue<EmailChange>) -> impl IntoView {
    let change = change.get_value();
    let form = change.code_form;
    let busy = Signal::derive(move || form.is_busy());
    let again = change.again.value();
    view! {
        <div class="dialog__body form">
            <form
                class="form"
                id="email-code"
                novalidate
                data-state=move || form.data_state()
                on:submit=move |event| {
                    event.prevent_default();
                    change.send_code();
                }
            >
                <FormAlert words=form.alert() />
                <p class="muted">
                    "A code is on its way to " <b>{move || change.new_email()}</b> "."
                </p>
                <CodeField
                    value=change.code
                    error=form.error(AccountField::Code)
                    on_full=move |()| change.send_code()
                />
            </form>
            <Resend
                url=BeginEmailChange::url()
                wait=WAIT
                outcome=Signal::derive(move || again.get())
                form
                on_send=move |()| change.send_again()
            />
        </div>
        <div class="dialog__foot">
            <Button on:click=move |_| change.cancel()>"Cancel"</Button>
            <Button variant="primary" kind="submit" busy attr:form="email-code">
                "Change email"
            </Button>
        </div>
    }
    .into_any()
}
