//! The button `Start a meeting`: a real form, so that it works before the page has come to life.

use crate::{
    components::{
        button::Button,
        icon::{Icon, IconName},
    },
    error::AppError,
    text,
};
use leptos::prelude::*;

/// Makes a meeting and leads to it. Whoever is signed in may; guests by the setting.
#[server(prefix = "/api", endpoint = "start_meeting")]
pub async fn start_meeting() -> Result<(), AppError> {
    let meetings = crate::server::services()?.meetings;
    let meeting = match crate::server::signed_in().await? {
        Some(who) => meetings.start_as_user(who.user.id).await?,
        None => meetings.start_as_guest().await?,
    };
    leptos_axum::redirect(&crate::paths::meeting(&meeting.code));
    Ok(())
}

/// Starts a meeting where guests may; else leads to signing in.
#[component]
pub(super) fn StartMeeting(guests_may_start: bool) -> impl IntoView {
    if guests_may_start {
        view! { <StartAsGuest /> }.into_any()
    } else {
        view! {
            <form method="get" action="/login">
                <input type="hidden" name="next" value="new" />
                <StartButton />
            </form>
        }
        .into_any()
    }
}

#[component]
fn StartAsGuest() -> impl IntoView {
    let action = ServerAction::<StartMeeting>::new();
    let error = move || {
        let words = action
            .value()
            .with(|value| Some(text::app_error(value.as_ref()?.as_ref().err()?)));
        words.map(|words| {
            view! {
                <p class="field__error" role="alert">
                    <Icon name=IconName::CircleAlert />
                    {words}
                </p>
            }
        })
    };
    view! {
        <ActionForm action=action attr:class="hero__start">
            <StartButton busy=action.pending() />
            {error}
        </ActionForm>
    }
}

#[component]
fn StartButton(#[prop(optional, into)] busy: Signal<bool>) -> impl IntoView {
    view! {
        <Button variant="primary" size="lg" kind="submit" icon=IconName::Video busy>
            "Start a meeting"
        </Button>
    }
}
