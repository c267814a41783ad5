//! The name and the way in.

use super::engine::Engine;
use super::join_fields::{JoinFields, NAME_FIELD, PASSWORD_FIELD};
use super::planned_start::PlannedStart;
use super::store::{Room, use_room};
use super::title_words::TitleWords;
use super::view_parts::is_unreachable;
use crate::components::field::{FieldKind, TextField};
use crate::components::icon::{Icon, IconName};
use crate::paths;
use crate::text::UNREACHABLE;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use parley_room_client::Phase;

/// Title, name, password and "Join meeting".
#[component]
pub(super) fn JoinForm(fields: JoinFields) -> impl IntoView {
    let room = use_room();
    let joining = room.part(|view| view.phase == Phase::Joining);
    fill_in_the_last_name(room, fields.name);
    fields.follow_refusals(room);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        fields.submit(room);
    };
    view! {
        <section class="lobby__side" aria-labelledby="join-title">
            <div class="stack gap-3">
                <h1 id="join-title" tabindex="-1">
                    <TitleWords title=room.title() />
                </h1>
                <PlannedStart />
            </div>
            <form
                class="form"
                aria-label="Join"
                novalidate
                data-state=move || joining.get().then_some("busy")
                on:submit=submit
            >
                <TextField
                    id=NAME_FIELD
                    label="Your name"
                    value=fields.name
                    error=fields.name_error()
                    hint="Shown to the others."
                    autocomplete="name"
                />
                <PasswordOfMeeting fields />
                <Unreachable />
                <JoinButton joining />
            </form>
            <SignInFirst />
        </section>
    }
}

/// The way to sign in and back here, for who has not.
#[component]
fn SignInFirst() -> impl IntoView {
    let room = use_room();
    room.is_guest.then(|| {
        view! {
            <p class="quiet text-small">
                "Have an account? " <a href=paths::sign_in_for(&room.page_path()) rel="external">
                    "Sign in"
                </a>
            </p>
        }
    })
}

/// There only where a password has to be known that the server has not taken yet. It is shown as it is typed: it is no secret of the person's own.
#[component]
fn PasswordOfMeeting(fields: JoinFields) -> impl IntoView {
    let room = use_room();
    let shown = fields.shows_password();
    view! {
        <Show when=move || shown.get()>
            <TextField
                id=PASSWORD_FIELD
                label="Meeting password"
                value=fields.password
                error=fields.password_error(room)
                kind=FieldKind::Identifier
            />
        </Show>
    }
}

/// Why joining takes so long. The tries go on.
#[component]
fn Unreachable() -> impl IntoView {
    let unreachable = use_room().part(|view| is_unreachable(view.connection));
    move || {
        unreachable.get().then(|| {
            view! {
                <p class="field__error" role="alert">
                    <Icon name=IconName::CircleAlert />
                    {UNREACHABLE}
                </p>
            }
        })
    }
}

/// Takes no presses until the room client runs, because then it could not do what it says.
#[component]
fn JoinButton(joining: Memo<bool>) -> impl IntoView {
    let room = use_room();
    let busy = move || (joining.get() || !room.ready.get()).then_some("true");
    let waits = room.waits();
    let words = move || match (joining.get(), waits.get()) {
        (true, _) => "Joining…",
        (false, true) => "Ask to join",
        (false, false) => "Join meeting",
    };
    view! {
        <button
            class="button"
            data-variant="primary"
            data-size="lg"
            data-block=""
            type="submit"
            disabled=move || !room.ready.get()
            aria-busy=busy
        >
            {words}
        </button>
    }
}

/// Fills in the name under which a guest joined last in this browser, unless somebody was faster than the page: what is
/// being typed would stand behind it. For who is signed in the name of the account stands there from the start.
fn fill_in_the_last_name(room: Room, name: RwSignal<String>) {
    Effect::new(move |_| {
        if !room.ready.get() || !room.is_guest {
            return;
        }
        if let Some(stored) = Engine::stored_display_name()
            && name.read_untracked().is_empty()
            && !is_in_the_field()
        {
            name.set(stored);
        }
    });
}

fn is_in_the_field() -> bool {
    document()
        .active_element()
        .is_some_and(|focused| focused.id() == NAME_FIELD)
}
