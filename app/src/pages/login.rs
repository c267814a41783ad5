//! Signing in. The form works before the page has come to life.

mod sign_in;

use super::account::{
    about::flow_subject,
    form_state::{FormState, focus},
    layout::AccountPage,
};
use super::register::WITHOUT_PICTURE;
use crate::{
    components::{
        button::Button,
        field::{FieldKind, TextField},
        form_alert::{FormAlert, FormStatus},
        password_field::PasswordField,
    },
    error::{AccountField, AppError},
    instance::use_instance,
    onward::{Next, safe_next},
    paths,
    session::use_viewer,
    text::app_error,
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::{components::Redirect, hooks::use_query_map};
use sign_in::{SignIn, check};

/// What is said after an account was made.
fn created_words(created: &str) -> &'static str {
    if created == WITHOUT_PICTURE {
        "Account created, but its picture could not be saved. Sign in and choose it in your profile"
    } else {
        "Account created. Sign in to go on"
    }
}

/// Where guests go: to the meeting that was asked for, or home.
fn guest_way(next: &str) -> String {
    match safe_next(next) {
        Next::Page(page) if page.starts_with("/m/") => page.to_owned(),
        Next::Page(_) | Next::NewMeeting => paths::HOME.to_owned(),
    }
}

/// `/login`
#[component]
pub fn LoginPage() -> impl IntoView {
    let query = use_query_map();
    let next = query.with_untracked(|query| query.get("next").unwrap_or_default());
    if use_viewer().is_some() {
        let path = match safe_next(&next) {
            Next::Page(page) => page.to_owned(),
            Next::NewMeeting => paths::DASHBOARD.to_owned(),
        };
        return view! { <Redirect path /> }.into_any();
    }
    let ended = query.with_untracked(|query| query.get("ended").is_some());
    let created = query.with_untracked(|query| query.get("created"));
    let created = created.as_deref().map(created_words);
    let host = use_instance().host;
    let as_guest = guest_way(&next);
    let state = SignInState::new();
    // What is wrong now takes the place of what was right before.
    let status = move || {
        let is_fine = state.form.alert().with(Option::is_none);
        let words = created.filter(|_| is_fine);
        words.map(|words| view! { <FormStatus words /> })
    };
    view! {
        <AccountPage title="Sign in">
            <section class="stack gap-6" aria-labelledby="login-title">
                <div class="auth__intro">
                    <h1 id="login-title">"Sign in"</h1>
                    <p>{format!("Welcome back to {host}.")}</p>
                </div>
                {ended.then(|| view! { <FormAlert words=Some(app_error(&AppError::SignedOut)) /> })}
                {status}
                <SignInForm state next />
                <div class="divider">"or"</div>
                <a class="button" data-size="lg" data-block href=as_guest>
                    "Join a meeting as a guest"
                </a>
            </section>
            <p class="auth__alt">
                "New here? " <a href=paths::REGISTER rel="external">
                    "Create account"
                </a>
            </p>
        </AccountPage>
    }
    .into_any()
}

/// What the form knows.
#[derive(Clone, Copy)]
struct SignInState {
    action: ServerAction<SignIn>,
    form: FormState,
    identifier: RwSignal<String>,
    password: RwSignal<String>,
    keep: RwSignal<bool>,
}

impl SignInState {
    fn new() -> Self {
        let action = ServerAction::<SignIn>::new();
        let value = action.value();
        let outcome = Signal::derive(move || value.get());
        let form = FormState::new(outcome, action.pending().into());
        let identifier = RwSignal::new(flow_subject().unwrap_or_default());
        let password = RwSignal::new(String::new());
        form.recheck(AccountField::Identifier, move || {
            identifier.with(|typed| check::identifier(typed))
        });
        form.recheck(AccountField::Password, move || {
            password.with(|typed| check::password(typed))
        });
        focus_password_when_refused(form);
        Self {
            action,
            form,
            identifier,
            password,
            keep: RwSignal::new(true),
        }
    }

    fn submit(self, next: String) {
        let (identifier, password) = (
            self.identifier.get_untracked(),
            self.password.get_untracked(),
        );
        if self.form.submit(check::all(&identifier, &password)) {
            self.action.dispatch(SignIn {
                identifier,
                password,
                keep: self.keep.get_untracked(),
                next,
            });
        }
    }
}

fn focus_password_when_refused(form: FormState) {
    Effect::new(move |_| {
        if form.alert().with(Option::is_some) {
            request_animation_frame(|| focus("#password"));
        }
    });
}

#[component]
fn SignInForm(state: SignInState, next: String) -> impl IntoView {
    let form = state.form;
    let busy = Signal::derive(move || form.is_busy());
    let asked_for = next.clone();
    view! {
        <form
            class="form"
            method="post"
            action=SignIn::url()
            aria-labelledby="login-title"
            novalidate
            data-state=move || form.data_state()
            on:submit=move |event| {
                event.prevent_default();
                state.submit(asked_for.clone());
            }
        >
            <FormAlert words=form.alert() />
            <input type="hidden" name="next" value=next />
            <TextField
                id="identifier"
                label="Email or username"
                value=state.identifier
                error=form.error(AccountField::Identifier)
                autocomplete="username"
                kind=FieldKind::Identifier
            />
            <PasswordField
                id="password"
                label="Password"
                show_label="Show password"
                value=state.password
                error=form.error(AccountField::Password)
                autocomplete="current-password"
            />
            <div class="cluster between">
                <label class="check">
                    <input
                        type="checkbox"
                        name="keep"
                        value="true"
                        checked
                        on:change:target=move |event| state.keep.set(event.target().checked())
                    />
                    "Keep me signed in"
                </label>
                <a class="text-ui" href=paths::FORGOT rel="external">
                    "Forgot password?"
                </a>
            </div>
            <Button variant="primary" size="lg" kind="submit" block=true busy>
                {move || if busy.get() { "Signing in…" } else { "Sign in" }}
            </Button>
        </form>
    }
    .into_any()
}
