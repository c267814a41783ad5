//! Choosing a new password with the code that came by e-mail.

use super::{
    fields,
    requests::{ResendReset, ResetPassword},
};
use crate::{
    components::{
        button::Button, code_field::CodeField, form_alert::FormAlert,
        password_field::PasswordField, strength::StrengthMeter,
    },
    error::{AccountField, FieldProblem},
    pages::account::{
        about::{flow_subject, flow_wait},
        form_state::FormState,
        layout::AccountPage,
        resend::Resend,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// `/forgot/reset`
#[component]
pub fn ResetPage() -> impl IntoView {
    let state = ResetState::new();
    let again = ServerAction::<ResendReset>::new();
    let answer = again.value();
    let name = flow_subject().unwrap_or_else(|| "what you typed".to_owned());
    let wait = flow_wait();
    view! {
        <AccountPage title="Reset password">
            <section class="stack gap-6" aria-labelledby="reset-title">
                <div class="auth__intro">
                    <h1 id="reset-title">"Choose a new password"</h1>
                    <p>"If an account matches " <b>{name}</b> ", a code is on its way."</p>
                </div>
                <ResetForm state />
                <Resend
                    url=ResendReset::url()
                    wait
                    outcome=Signal::derive(move || answer.get())
                    form=state.form
                    on_send=move |()| {
                        again.dispatch(ResendReset {});
                    }
                />
            </section>
        </AccountPage>
    }
    .into_any()
}

/// What the form knows.
#[derive(Clone, Copy)]
struct ResetState {
    action: ServerAction<ResetPassword>,
    form: FormState,
    code: RwSignal<String>,
    password: RwSignal<String>,
    confirm: RwSignal<String>,
}

impl ResetState {
    fn new() -> Self {
        let action = ServerAction::<ResetPassword>::new();
        let value = action.value();
        let outcome = Signal::derive(move || value.get());
        let state = Self {
            action,
            form: FormState::new(outcome, action.pending().into()),
            code: RwSignal::default(),
            password: RwSignal::default(),
            confirm: RwSignal::default(),
        };
        state.form.recheck(AccountField::Code, move || {
            state.code.track();
            None
        });
        state.form.recheck(AccountField::Password, move || {
            state.password.track();
            state.problem(AccountField::Password)
        });
        state.form.recheck(AccountField::ConfirmPassword, move || {
            state.password.track();
            state.confirm.track();
            state.problem(AccountField::ConfirmPassword)
        });
        state
    }

    fn problems(self) -> Vec<FieldProblem> {
        let (code, password, confirm) = (
            self.code.get_untracked(),
            self.password.get_untracked(),
            self.confirm.get_untracked(),
        );
        let checked = fields::checked(&code, &password, &confirm);
        checked.err().unwrap_or_default()
    }

    fn problem(self, field: AccountField) -> Option<crate::error::AccountProblem> {
        let mut problems = self.problems().into_iter();
        let found = problems.find(|found| found.field == field);
        found.map(|found| found.problem)
    }

    fn submit(self) {
        if self.form.submit(self.problems()) {
            self.action.dispatch(ResetPassword {
                code: self.code.get_untracked(),
                new_password: self.password.get_untracked(),
                confirm_new_password: self.confirm.get_untracked(),
            });
        }
    }
}

#[component]
fn ResetForm(state: ResetState) -> impl IntoView {
    let form = state.form;
    let busy = Signal::derive(move || form.is_busy());
    view! {
        <form
            class="form"
            method="post"
            action=ResetPassword::url()
            aria-labelledby="reset-title"
            novalidate
            data-state=move || form.data_state()
            on:submit=move |event| {
                event.prevent_default();
                state.submit();
            }
        >
            <FormAlert words=form.alert() />
            <CodeField
                value=state.code
                error=form.error(AccountField::Code)
                on_full=|()| {}
            />
            <PasswordField
                id="new_password"
                label="New password"
                show_label="Show new password"
                value=state.password
                error=form.error(AccountField::Password)
                hint="At least 10 characters, 15 are better. A few unrelated words work well."
                autocomplete="new-password"
            >
                <StrengthMeter password=state.password />
            </PasswordField>
            <PasswordField
                id="confirm_new_password"
                label="Confirm new password"
                show_label="Show new password confirmation"
                value=state.confirm
                error=form.error(AccountField::ConfirmPassword)
                autocomplete="new-password"
            />
            <Button variant="primary" size="lg" kind="submit" block=true busy>
                "Save new password"
            </Button>
        </form>
    }
    .into_any()
}
