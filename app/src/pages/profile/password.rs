//! The region `Password`.

use super::{fields::PasswordsTyped, requests::ChangePassword};
use crate::{
    components::{
        button::Button, form_alert::FormAlert, password_field::PasswordField,
        strength::StrengthMeter,
    },
    error::AccountField,
    pages::account::form_state::FormState,
};
use leptos::{prelude::*, server_fn::ServerFn};

/// What the form knows.
#[derive(Clone, Copy)]
struct PasswordState {
    action: ServerAction<ChangePassword>,
    form: FormState,
    current: RwSignal<String>,
    new: RwSignal<String>,
    confirm: RwSignal<String>,
}

impl PasswordState {
    fn new() -> Self {
        let action = ServerAction::<ChangePassword>::new();
        let value = action.value();
        let outcome = Signal::derive(move || value.get());
        let state = Self {
            action,
            form: FormState::new(outcome, action.pending().into()),
            current: RwSignal::default(),
            new: RwSignal::default(),
            confirm: RwSignal::default(),
        };
        let typed = move || PasswordsTyped {
            current: state.current.get_untracked(),
            new: state.new.get_untracked(),
            confirm: state.confirm.get_untracked(),
        };
        state.form.recheck(AccountField::CurrentPassword, move || {
            state.current.track();
            typed().problem(AccountField::CurrentPassword)
        });
        state.form.recheck(AccountField::Password, move || {
            state.new.track();
            typed().problem(AccountField::Password)
        });
        state.form.recheck(AccountField::ConfirmPassword, move || {
            state.new.track();
            state.confirm.track();
            typed().problem(AccountField::ConfirmPassword)
        });
        state
    }

    fn submit(self) {
        let typed = PasswordsTyped {
            current: self.current.get_untracked(),
            new: self.new.get_untracked(),
            confirm: self.confirm.get_untracked(),
        };
        if self.form.submit(typed.problems()) {
            self.action.dispatch(ChangePassword {
                current_password: typed.current,
                new_password: typed.new,
                confirm_new_password: typed.confirm,
            });
        }
    }
}

/// The region `Password`.
#[component]
pub(super) fn PasswordSection() -> impl IntoView {
    let state = PasswordState::new();
    let form = state.form;
    let busy = Signal::derive(move || form.is_busy());
    view! {
        <section class="card" id="password" aria-labelledby="password-title">
            <div class="section__intro">
                <h2 id="password-title">"Password"</h2>
                <p>"Changing it signs you out on your other devices."</p>
            </div>
            <form
                class="form"
                method="post"
                action=ChangePassword::url()
                aria-labelledby="password-title"
                novalidate
                data-state=move || form.data_state()
                on:submit=move |event| {
                    event.prevent_default();
                    state.submit();
                }
            >
                <FormAlert words=form.alert() />
                <PasswordFields state />
                <div class="card__foot">
                    <Button kind="submit" busy>
                        "Change password"
                    </Button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn PasswordFields(state: PasswordState) -> impl IntoView {
    let form = state.form;
    view! {
        <PasswordField
            id="current_password"
            label="Current password"
            show_label="Show current password"
            value=state.current
            error=form.error(AccountField::CurrentPassword)
            autocomplete="current-password"
        />
        <div class="form__row">
            <PasswordField
                id="new_password"
                label="New password"
                show_label="Show new password"
                value=state.new
                error=form.error(AccountField::Password)
                autocomplete="new-password"
            >
                <StrengthMeter password=state.new />
            </PasswordField>
            <PasswordField
                id="confirm_new_password"
                label="Confirm new password"
                show_label="Show new password confirmation"
                value=state.confirm
                error=form.error(AccountField::ConfirmPassword)
                autocomplete="new-password"
            />
        </div>
    }
    .into_any()
}
