//! The second step: the code that came by e-mail. The sixth digit sends it.

use super::{
    Steps, WayToSignIn, proof,
    requests::{CompleteRegistration, ResendRegistration},
    stash,
};
use crate::{
    components::{
        button::Button,
        code_field::CodeField,
        field::{FieldKind, TextField},
        form_alert::FormAlert,
    },
    error::{AccountField, AccountProblem},
    pages::account::{
        about::{flow_subject, flow_wait},
        form_state::FormState,
        layout::AccountPage,
        resend::Resend,
    },
    paths,
};
use leptos::{prelude::*, server_fn::ServerFn};
use parley_protocol::Username;

/// `/register/verify`
#[component]
pub fn VerifyPage() -> impl IntoView {
    let state = VerifyState::new();
    let again = ServerAction::<ResendRegistration>::new();
    let answer = again.value();
    let email = flow_subject().unwrap_or_else(|| "your address".to_owned());
    let wait = flow_wait();
    view! {
        <AccountPage title="Create account" wide=true>
            <section class="stack gap-6" aria-labelledby="verify-title">
                <div class="auth__intro">
                    <Steps now=2 />
                    <h1 id="verify-title">"Check your email"</h1>
                    <p>"We sent a 6-digit code to " <b>{email}</b> "."</p>
                </div>
                <VerifyForm state />
                <Resend
                    url=ResendRegistration::url()
                    wait
                    outcome=Signal::derive(move || answer.get())
                    form=state.form
                    on_send=move |()| {
                        again.dispatch(ResendRegistration {});
                    }
                />
                <form method="get" action=paths::REGISTER class="text-small">
                    <button class="link-button" type="submit">
                        "Use a different email"
                    </button>
                </form>
            </section>
            <WayToSignIn />
        </AccountPage>
    }
    .into_any()
}

/// What the form knows.
#[derive(Clone, Copy)]
struct VerifyState {
    action: ServerAction<CompleteRegistration>,
    form: FormState,
    code: RwSignal<String>,
    /// Whether the first username turned out to be taken.
    asks_username: RwSignal<bool>,
    username: RwSignal<String>,
}

impl VerifyState {
    fn new() -> Self {
        let action = ServerAction::<CompleteRegistration>::new();
        let value = action.value();
        let outcome = Signal::derive(move || value.get());
        let state = Self {
            action,
            form: FormState::new(outcome, action.pending().into()),
            code: RwSignal::default(),
            asks_username: RwSignal::default(),
            username: RwSignal::default(),
        };
        untrack(|| state.ask_username_if_taken());
        Effect::new(move |_| {
            // By the answer only: what is asked changes what is wrong, which would ask again for ever.
            outcome.track();
            untrack(|| state.ask_username_if_taken());
            if outcome.with(|outcome| matches!(outcome, Some(Ok(_)))) {
                stash::forget();
            }
        });
        state.form.recheck(AccountField::Code, move || {
            state.code.track();
            None
        });
        state.form.recheck(AccountField::Username, move || {
            state.username.track();
            untrack(|| state.username_problem())
        });
        state
    }

    /// Asks for another username, and suggests one that is free, if there is one near to it.
    fn ask_username_if_taken(self) {
        let problem = self.form.problem(AccountField::Username);
        if let Some(AccountProblem::UsernameTaken(free)) = problem.map(|found| found.problem) {
            self.asks_username.set(true);
            if let Some(free) = free {
                self.username.set(free);
            }
        }
    }

    /// What is wrong with the other username. While the suggestion stands there, it is said why.
    fn username_problem(self) -> Option<AccountProblem> {
        let typed = self.username.get();
        let problem = self.form.problem(AccountField::Username)?.problem;
        let suggested = AccountProblem::UsernameTaken(Some(typed.clone()));
        if problem == suggested {
            return Some(suggested);
        }
        Username::new(&typed).err().map(Into::into)
    }

    fn submit(self) {
        let (code, username) = (self.code.get_untracked(), self.username.get_untracked());
        let problems = proof::checked(&code, &username).err().unwrap_or_default();
        if self.form.submit(problems) {
            self.action.dispatch(CompleteRegistration {
                code,
                username,
                picture: stash::kept_picture().unwrap_or_default(),
            });
        }
    }
}

#[component]
fn VerifyForm(state: VerifyState) -> impl IntoView {
    let form = state.form;
    let busy = Signal::derive(move || form.is_busy());
    view! {
        <form
            class="form"
            method="post"
            action=CompleteRegistration::url()
            aria-labelledby="verify-title"
            novalidate
            data-state=move || form.data_state()
            on:submit=move |event| {
                event.prevent_default();
                state.submit();
            }
        >
            <FormAlert words=form.alert_with(AccountField::Email) />
            <CodeField
                value=state.code
                error=form.error(AccountField::Code)
                on_full=move |()| state.submit()
            />
            {move || {
                state
                    .asks_username
                    .get()
                    .then(|| {
                        view! {
                            <TextField
                                id="username"
                                label="Username"
                                value=state.username
                                error=form.error(AccountField::Username)
                                autocomplete="username"
                                kind=FieldKind::Username
                            />
                        }
                    })
            }}
            <Button variant="primary" size="lg" kind="submit" block=true busy>
                "Complete registration"
            </Button>
        </form>
    }
    .into_any()
}
