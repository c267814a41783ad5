//! The region `Profile`. It is saved as a whole: at once, or with a new address once that is confirmed.

use super::{
    email_change::EmailDialog,
    fields::ProfileTyped,
    picture::{self, OwnPicture},
    requests::SaveProfile,
};
use crate::{
    components::{
        button::Button,
        field::{FieldKind, TextField},
        form_alert::FormAlert,
        picture::{CropDialog, Cropper},
    },
    error::{AccountField, AccountProblem, AppError},
    pages::account::form_state::FormState,
    session::Viewer,
};
use leptos::{prelude::*, server_fn::ServerFn};

/// What the form knows.
#[derive(Clone, Copy)]
pub(super) struct ProfileState {
    action: ServerAction<SaveProfile>,
    form: FormState,
    full_name: RwSignal<String>,
    username: RwSignal<String>,
    email: RwSignal<String>,
    phone: RwSignal<String>,
    /// What the server has.
    saved: StoredValue<ProfileTyped>,
    /// Whether the new address is being confirmed.
    confirming: RwSignal<bool>,
}

impl ProfileState {
    fn new(viewer: &Viewer) -> Self {
        let action = ServerAction::<SaveProfile>::new();
        let value = action.value();
        // Without a page to load, the new address is to be confirmed.
        let outcome = Signal::derive(move || value.get().and_then(Result::transpose));
        let saved = ProfileTyped::of(viewer);
        let state = Self {
            action,
            form: FormState::new(outcome, action.pending().into()),
            full_name: RwSignal::new(saved.full_name.clone()),
            username: RwSignal::new(saved.username.clone()),
            email: RwSignal::new(saved.email.clone()),
            phone: RwSignal::new(saved.phone.clone()),
            saved: StoredValue::new(saved),
            confirming: RwSignal::new(false),
        };
        state.recheck(AccountField::FullName, state.full_name);
        state.recheck(AccountField::Username, state.username);
        state.recheck(AccountField::Email, state.email);
        state.recheck(AccountField::Phone, state.phone);
        Effect::new(move |_| {
            if matches!(value.get(), Some(Ok(None))) {
                state.confirming.set(true);
            }
        });
        state
    }

    fn recheck(self, field: AccountField, value: RwSignal<String>) {
        self.form.recheck(field, move || -> Option<AccountProblem> {
            value.track();
            untrack(|| self.typed()).problem(field)
        });
    }

    fn typed(self) -> ProfileTyped {
        ProfileTyped {
            full_name: self.full_name.get(),
            username: self.username.get(),
            email: self.email.get(),
            phone: self.phone.get(),
            phone_optional: self.saved.with_value(|saved| saved.phone_optional),
        }
    }

    fn is_changed(self) -> bool {
        let typed = self.typed();
        self.saved.with_value(|saved| *saved != typed)
    }

    fn submit(self) {
        let typed = untrack(|| self.typed());
        if self.form.submit(typed.problems()) {
            self.action.dispatch(SaveProfile {
                full_name: typed.full_name,
                username: typed.username,
                email: typed.email,
                phone: typed.phone,
            });
        }
    }

    fn discard(self) {
        let saved = self.saved.get_value();
        self.full_name.set(saved.full_name);
        self.username.set(saved.username);
        self.email.set(saved.email);
        self.phone.set(saved.phone);
        // Nothing is wrong with what was saved.
        self.form.submit(Vec::new());
    }

    /// Whether the new address is being confirmed.
    pub(super) fn confirming(self) -> RwSignal<bool> {
        self.confirming
    }

    /// The address that is being confirmed.
    pub(super) fn new_email(self) -> String {
        self.email.get().trim().to_owned()
    }

    /// What will be saved with it.
    pub(super) fn rest(self) -> ProfileTyped {
        untrack(|| self.typed())
    }

    /// Goes back to the form, which cannot be saved as it is.
    pub(super) fn refuse(self, error: &AppError) {
        self.confirming.set(false);
        self.form.refuse(error);
    }
}

/// The region `Profile`.
#[component]
pub(super) fn ProfileSection(viewer: Viewer) -> impl IntoView {
    let state = ProfileState::new(&viewer);
    let form = state.form;
    let cropper = Cropper::default();
    let busy = Signal::derive(move || form.is_busy());
    view! {
        <section class="card" id="profile" aria-labelledby="profile-title">
            <div class="section__intro">
                <h2 id="profile-title">"Profile"</h2>
                <p>
                    "People in your meetings see your name and picture. Your email is also seen by people you invite and by the admins of this server, your phone number by you alone."
                </p>
            </div>
            <form
                class="form"
                method="post"
                action=SaveProfile::url()
                aria-labelledby="profile-title"
                novalidate
                data-state=move || form.data_state()
                on:submit=move |event| {
                    event.prevent_default();
                    state.submit();
                }
            >
                <FormAlert words=form.alert() />
                <OwnPicture cropper name=state.full_name />
                <ProfileFields state />
                <div class="card__foot">
                    <Show when=move || state.is_changed()>
                        <Button variant="ghost" on:click=move |_| state.discard()>
                            "Discard changes"
                        </Button>
                    </Show>
                    <Button variant="primary" kind="submit" busy>
                        "Save profile"
                    </Button>
                </div>
            </form>
            <EmailDialog state />
            <CropDialog cropper on_use=picture::take(cropper) />
        </section>
    }
    .into_any()
}

#[component]
fn ProfileFields(state: ProfileState) -> impl IntoView {
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
        <div class="form__row">
            <TextField
                id="email"
                label="Email"
                value=state.email
                error=form.error(AccountField::Email)
                hint="Changing it sends a code to the new address."
                autocomplete="email"
                kind=FieldKind::Email
            />
            <TextField
                id="phone"
                label="Phone number"
                value=state.phone
                error=form.error(AccountField::Phone)
                autocomplete="tel"
                kind=FieldKind::Phone
            />
        </div>
    }
    .into_any()
}
