//! The first step's form.

use super::{
    draft,
    fields::{FIELDS, Typed},
    phone_field::PhoneField,
    picture::NewPicture,
    requests::BeginRegistration,
    stash,
};
use crate::{
    components::{
        button::Button,
        field::{FieldKind, TextField},
        form_alert::FormAlert,
        password_field::PasswordField,
        picture::Cropper,
        strength::StrengthMeter,
    },
    error::AccountField,
    pages::account::form_state::FormState,
};
use leptos::{prelude::*, server_fn::ServerFn};

/// What the form knows.
#[derive(Clone, Copy)]
pub(super) struct RegisterState {
    pub(super) full_name: RwSignal<String>,
    username: RwSignal<String>,
    email: RwSignal<String>,
    country: RwSignal<String>,
    phone: RwSignal<String>,
    password: RwSignal<String>,
    confirm_password: RwSignal<String>,
    /// The text of a `data:` URL.
    pub(super) picture: RwSignal<Option<String>>,
    action: ServerAction<BeginRegistration>,
    form: FormState,
}

impl RegisterState {
    pub(super) fn new() -> Self {
        let action = ServerAction::<BeginRegistration>::new();
        let value = action.value();
        let outcome = Signal::derive(move || value.get());
        let draft = draft::kept(value.with_untracked(|value| matches!(value, Some(Err(_)))));
        let state = Self {
            full_name: RwSignal::new(draft.full_name),
            username: RwSignal::new(draft.username),
            email: RwSignal::new(draft.email),
            country: RwSignal::new(draft.country),
            phone: RwSignal::new(draft.phone),
            password: RwSignal::default(),
            confirm_password: RwSignal::default(),
            picture: RwSignal::default(),
            action,
            form: FormState::new(outcome, action.pending().into()),
        };
        for field in FIELDS {
            state.form.recheck(field, move || {
                state.track(field);
                untrack(|| state.typed().problem(field))
            });
        }
        Effect::new(move |_| {
            state.fill_in(stash::kept());
            if state.picture.with_untracked(Option::is_none) {
                state.picture.set(stash::kept_picture());
            }
        });
        state
    }

    /// Follows what a field is judged by, and nothing else: what the server said of the other fields stays.
    fn track(self, field: AccountField) {
        match field {
            AccountField::FullName => self.full_name.track(),
            AccountField::Username => self.username.track(),
            AccountField::Email => self.email.track(),
            AccountField::Phone => {
                self.country.track();
                self.phone.track();
            }
            AccountField::Password => self.password.track(),
            AccountField::ConfirmPassword => {
                self.password.track();
                self.confirm_password.track();
            }
            AccountField::Whole
            | AccountField::Identifier
            | AccountField::CurrentPassword
            | AccountField::Code
            | AccountField::Picture => {}
        }
    }

    fn typed(self) -> Typed {
        Typed {
            full_name: self.full_name.get(),
            username: self.username.get(),
            email: self.email.get(),
            country: self.country.get(),
            phone: self.phone.get(),
            password: self.password.get(),
            confirm_password: self.confirm_password.get(),
        }
    }

    /// What was kept does not take the place of what stands there.
    fn fill_in(self, kept: Typed) {
        for (signal, kept) in [
            (self.full_name, kept.full_name),
            (self.username, kept.username),
            (self.email, kept.email),
            (self.country, kept.country),
            (self.phone, kept.phone),
        ] {
            if !kept.is_empty() && signal.with_untracked(String::is_empty) {
                signal.set(kept);
            }
        }
    }

    fn submit(self) {
        let typed = untrack(|| self.typed());
        if untrack(|| self.form.is_busy()) {
            return;
        }
        // How easy a password is only the server says: it is asked for that, too, where something else is wrong.
        let judged = typed.problem(AccountField::Password).is_none();
        if !self.form.submit(typed.problems()) && !judged {
            return;
        }
        stash::keep(typed.clone());
        stash::keep_picture(self.picture.get_untracked().as_deref());
        self.action.dispatch(BeginRegistration {
            full_name: typed.full_name,
            username: typed.username,
            email: typed.email,
            country: typed.country,
            phone: typed.phone,
            password: typed.password,
            confirm_password: typed.confirm_password,
        });
    }
}

/// All fields, and the button `Send code`.
#[component]
pub(super) fn RegisterForm(state: RegisterState, cropper: Cropper) -> impl IntoView {
    let form = state.form;
    let busy = Signal::derive(move || form.is_busy());
    view! {
        <form
            class="form"
            method="post"
            action=BeginRegistration::url()
            aria-labelledby="register-title"
            novalidate
            data-state=move || form.data_state()
            on:submit=move |event| {
                event.prevent_default();
                state.submit();
            }
        >
            <FormAlert words=form.alert() />
            <NewPicture cropper picture=state.picture name=state.full_name />
            <Names state />
            <PhoneField
                country=state.country
                value=state.phone
                error=form.error(AccountField::Phone)
            />
            <Passwords state />
            <Button variant="primary" size="lg" kind="submit" block=true busy>
                {move || if busy.get() { "Sending code…" } else { "Send code" }}
            </Button>
        </form>
    }
    .into_any()
}

#[component]
fn Names(state: RegisterState) -> impl IntoView {
    let form = state.form;
    view! {
        <div class="form__row">
            <TextField
                id="full_name"
                label="Full name"
                value=state.full_name
                error=form.error(AccountField::FullName)
                autocomplete="name"
            />
            <TextField
                id="username"
                label="Username"
                value=state.username
                error=form.error(AccountField::Username)
                autocomplete="username"
                kind=FieldKind::Username
            />
        </div>
        <TextField
            id="email"
            label="Email"
            value=state.email
            error=form.error(AccountField::Email)
            hint="We send a code here to check that it is yours."
            autocomplete="email"
            kind=FieldKind::Email
        />
    }
}

#[component]
fn Passwords(state: RegisterState) -> impl IntoView {
    let form = state.form;
    let words = Signal::derive(move || {
        let own = [
            state.full_name.get(),
            state.username.get(),
            state.email.get(),
        ];
        own.join("\n")
    });
    view! {
        <PasswordField
            id="password"
            label="Password"
            show_label="Show password"
            value=state.password
            error=form.error(AccountField::Password)
            hint="At least 10 characters, 15 are better. A few unrelated words work well."
            autocomplete="new-password"
        >
            <StrengthMeter password=state.password words />
        </PasswordField>
        <PasswordField
            id="confirm_password"
            label="Confirm password"
            show_label="Show password confirmation"
            value=state.confirm_password
            error=form.error(AccountField::ConfirmPassword)
            autocomplete="new-password"
        />
    }
}
