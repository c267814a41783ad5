//! Confirming a new address: first the password, because whoever has the address has the account, then the code that
//! was sent to it. With the code the whole profile is saved.

use super::{
    email_form::{CodeStep, PasswordStep},
    fields,
    form::ProfileState,
    requests::{BeginEmailChange, ChangeEmail},
};
use crate::{
    components::dialog::Dialog,
    error::{AccountField, AppError},
    pages::account::form_state::{FormState, Outcome, focus},
};
use leptos::prelude::*;

/// What the dialog knows.
#[derive(Clone, Copy)]
pub(super) struct EmailChange {
    profile: ProfileState,
    begin: ServerAction<BeginEmailChange>,
    change: ServerAction<ChangeEmail>,
    /// Sends another code.
    pub(super) again: ServerAction<BeginEmailChange>,
    pub(super) password: RwSignal<String>,
    pub(super) code: RwSignal<String>,
    pub(super) password_form: FormState,
    pub(super) code_form: FormState,
    /// Whether a code is on its way.
    sent: RwSignal<bool>,
}

/// Why a step was refused, as far as its own form can show it; what is wrong with the profile is shown there.
fn refusal<T>(value: Option<Result<T, AppError>>) -> Outcome {
    let error = value?.err()?;
    (!fields::is_about_profile(&error)).then_some(Err(error))
}

impl EmailChange {
    fn new(profile: ProfileState) -> Self {
        let begin = ServerAction::<BeginEmailChange>::new();
        let change = ServerAction::<ChangeEmail>::new();
        let (code_sent, changed) = (begin.value(), change.value());
        let state = Self {
            profile,
            begin,
            change,
            again: ServerAction::new(),
            password: RwSignal::default(),
            code: RwSignal::default(),
            password_form: FormState::new(
                Signal::derive(move || refusal(code_sent.get())),
                begin.pending().into(),
            ),
            code_form: FormState::new(
                Signal::derive(move || match changed.get() {
                    Some(Ok(onward)) => Some(Ok(onward)),
                    refused => refusal(refused),
                }),
                change.pending().into(),
            ),
            sent: RwSignal::new(false),
        };
        state.go_on();
        state
    }

    fn go_on(self) {
        Effect::new(move |_| {
            if matches!(self.begin.value().get(), Some(Ok(()))) {
                self.sent.set(true);
                request_animation_frame(|| focus("#code"));
            }
        });
        self.hand_back(self.begin.value());
        self.hand_back(self.again.value());
        self.hand_back(self.change.value());
        // Opened again, it starts again.
        Effect::new(move |_| {
            if !self.profile.confirming().get() {
                self.sent.set(false);
                self.password.set(String::new());
                self.code.set(String::new());
                untrack(|| {
                    self.password_form.submit(Vec::new());
                    self.code_form.submit(Vec::new());
                });
            }
        });
        self.password_form
            .recheck(AccountField::CurrentPassword, move || {
                self.password.track();
                None
            });
        self.code_form.recheck(AccountField::Code, move || {
            self.code.track();
            None
        });
    }

    /// Leads back to the profile where it is refused: somebody else has the username or the address meanwhile.
    fn hand_back<T: 'static>(
        self,
        answer: impl Get<Value = Option<Result<T, AppError>>> + 'static,
    ) {
        Effect::new(move |_| {
            if let Some(Err(error)) = answer.get()
                && fields::is_about_profile(&error)
            {
                self.profile.refuse(&error);
            }
        });
    }

    /// The address.
    pub(super) fn new_email(self) -> String {
        self.profile.new_email()
    }

    /// Closes the dialog; nothing has changed.
    pub(super) fn cancel(self) {
        self.profile.confirming().set(false);
    }

    pub(super) fn send_password(self) {
        let problems = fields::current_password(&self.password.get_untracked());
        if self.password_form.submit(problems) {
            self.begin.dispatch(self.request());
        }
    }

    pub(super) fn send_again(self) {
        self.again.dispatch(self.request());
    }

    fn request(self) -> BeginEmailChange {
        BeginEmailChange {
            current_password: self.password.get_untracked(),
            email: untrack(|| self.new_email()),
            username: self.profile.rest().username,
        }
    }

    pub(super) fn send_code(self) {
        let code = self.code.get_untracked();
        if self.code_form.submit(fields::code(&code)) {
            let rest = self.profile.rest();
            self.change.dispatch(ChangeEmail {
                code,
                full_name: rest.full_name,
                username: rest.username,
                phone: rest.phone,
            });
        }
    }
}

/// The dialog.
#[component]
pub(super) fn EmailDialog(state: ProfileState) -> impl IntoView {
    let change = StoredValue::new(EmailChange::new(state));
    let sent = change.with_value(|change| change.sent);
    view! {
        <Dialog id="email-change" title="Confirm your new email" open=state.confirming()>
            {move || {
                if sent.get() {
                    view! { <CodeStep change /> }.into_any()
                } else {
                    view! { <PasswordStep change /> }.into_any()
                }
            }}
        </Dialog>
    }
    .into_any()
}
