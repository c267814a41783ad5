//! Making an account: the form, then the code that proves the address.

mod countries;
mod draft;
pub(in crate::pages) mod fields;
mod form;
mod phone;
mod phone_field;
mod picture;
mod proof;
mod requests;
mod stash;
mod verify;

use super::account::layout::AccountPage;
use crate::{
    components::{avatar::Avatar, picture::Cropper},
    paths,
};
use form::{RegisterForm, RegisterState};
use leptos::prelude::*;
use picture::NewPictureDialog;
pub(in crate::pages) use requests::WITHOUT_PICTURE;
pub use verify::VerifyPage;

/// `/register`
#[component]
pub fn RegisterPage() -> impl IntoView {
    let state = RegisterState::new();
    let cropper = Cropper::default();
    let (name, picture) = (state.full_name, state.picture);
    view! {
        <AccountPage title="Create account" wide=true side=move || view! { <OwnTile name picture /> }>
            <section class="stack gap-6" aria-labelledby="register-title">
                <div class="auth__intro">
                    <Steps now=1 />
                    <h1 id="register-title">"Create account"</h1>
                </div>
                <RegisterForm state cropper />
                <NewPictureDialog cropper picture />
            </section>
            <WayToSignIn />
        </AccountPage>
    }
    .into_any()
}

/// Which of the two steps this is.
#[component]
fn Steps(now: usize) -> impl IntoView {
    view! {
        <p class="steps">
            <span aria-hidden="true" data-on=""></span>
            <span aria-hidden="true" data-on=(now == 2).then_some("")></span>
            {format!("Step {now} of 2")}
        </p>
    }
}

#[component]
fn WayToSignIn() -> impl IntoView {
    view! {
        <p class="auth__alt">
            "Already have an account? " <a href=paths::LOGIN rel="external">
                "Sign in"
            </a>
        </p>
    }
}

/// The own tile, as others will see it.
#[component]
fn OwnTile(name: RwSignal<String>, picture: RwSignal<Option<String>>) -> impl IntoView {
    let shown = move || {
        let typed = name.read().trim().to_owned();
        if typed.is_empty() {
            "Your name".to_owned()
        } else {
            typed
        }
    };
    view! {
        <div class="tile" data-video="off">
            <Avatar name=Signal::derive(shown) class="tile__face avatar" picture />
            <div class="tile__label">
                <span class="tile__name">{shown}</span>
            </div>
        </div>
        <p class="auth__caption">"This is how others will see your name in a meeting."</p>
    }
}
