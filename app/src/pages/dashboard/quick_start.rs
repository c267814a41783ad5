//! Ways to start a meeting, and to join one. The button is a real form, so that it works before the page has come to
//! life.

use super::{
    later::LinkDialog,
    requests::{CreateLink, StartPersonalMeeting},
    schedule::{BUTTON, editor::Editor},
};
use crate::{
    components::{
        button::Button,
        icon::{Icon, IconName},
        menu::{MenuButton, MenuItem},
    },
    error::AppError,
    pages::{join_form::JoinForm, landing::start::StartMeeting},
    text,
};
use leptos::prelude::*;

/// The region `Quick start`.
#[component]
pub(super) fn QuickStart(editor: Editor) -> impl IntoView {
    let start = ServerAction::<StartMeeting>::new();
    let personal = ServerAction::<StartPersonalMeeting>::new();
    let later = ServerAction::<CreateLink>::new();
    let refused = Signal::derive(move || {
        let words = start.value().with(|value| refusal(value.as_ref()));
        let words = words.or_else(|| personal.value().with(|value| refusal(value.as_ref())));
        words.or_else(|| later.value().with(|value| refusal(value.as_ref())))
    });
    view! {
        <section aria-labelledby="quick-title">
            <h2 class="visually-hidden" id="quick-title">
                "Quick start"
            </h2>
            <div class="quick">
                <div class="divided">
                    <ActionForm action=start>
                        <Button
                            variant="primary"
                            size="lg"
                            kind="submit"
                            icon=IconName::Video
                            busy=start.pending()
                        >
                            "New meeting"
                        </Button>
                    </ActionForm>
                    <MoreWays start personal later />
                </div>
                <Button
                    size="lg"
                    icon=IconName::CalendarPlus
                    attr:id=BUTTON
                    attr:aria-haspopup="dialog"
                    on:click=move |_| editor.open_new()
                >
                    "Schedule meeting"
                </Button>
                <JoinForm />
            </div>
            <Refusal words=refused />
        </section>
        <LinkDialog made=later />
    }
    .into_any()
}

#[component]
fn MoreWays(
    start: ServerAction<StartMeeting>,
    personal: ServerAction<StartPersonalMeeting>,
    later: ServerAction<CreateLink>,
) -> impl IntoView {
    let start_now = move |()| {
        start.dispatch(StartMeeting {});
    };
    let start_personal = move |()| {
        personal.dispatch(StartPersonalMeeting {});
    };
    let make_link = move |()| {
        later.dispatch(CreateLink {});
    };
    view! {
        <MenuButton
            id="start-menu"
            label="More ways to start"
            icon=IconName::ChevronDown
            class="button"
            face=|| view! { <Icon name=IconName::ChevronDown size="sm" /> }
            place=("bottom", "end")
        >
            <MenuItem label="Start now" icon=IconName::Video on_choose=start_now />
            <MenuItem
                label="Start with my personal ID"
                icon=IconName::UserRound
                on_choose=start_personal
            />
            <MenuItem label="Create a link for later" icon=IconName::Link on_choose=make_link />
        </MenuButton>
    }
    .into_any()
}

/// Why it could not be done.
#[component]
fn Refusal(words: Signal<Option<String>>) -> impl IntoView {
    move || {
        words.get().map(|words| {
            view! {
                <p class="field__error" role="alert">
                    <Icon name=IconName::CircleAlert />
                    {words}
                </p>
            }
        })
    }
}

fn refusal<T>(outcome: Option<&Result<T, AppError>>) -> Option<String> {
    Some(text::app_error(outcome?.as_ref().err()?))
}
