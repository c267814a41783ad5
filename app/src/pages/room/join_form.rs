//! The name and the way in.

use super::dom;
use super::engine::Engine;
use super::store::{Room, use_room};
use super::view_parts::is_unreachable;
use crate::components::field::TextField;
use crate::components::icon::{Icon, IconName};
use crate::text::{UNREACHABLE, display_name_error};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use parley_protocol::DisplayName;
use parley_room_client::Phase;

const NAME_FIELD: &str = "your-name";

/// Title, name field and "Join meeting".
#[component]
pub(super) fn JoinForm(name: RwSignal<String>) -> impl IntoView {
    let room = use_room();
    let submitted = RwSignal::new(false);
    // Told on submitting and then on every change until it is right.
    let error = Signal::derive(move || {
        let wrong = DisplayName::new(&name.read()).err();
        wrong.filter(|_| submitted.get()).map(display_name_error)
    });
    let joining = room.part(|view| view.phase == Phase::Joining);
    fill_in_the_last_name(room, name);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if joining.get_untracked() {
            return;
        }
        if let Ok(display_name) = DisplayName::new(&name.read_untracked()) {
            submitted.set(false);
            room.join(display_name);
        } else {
            submitted.set(true);
            dom::focus_soon(NAME_FIELD);
        }
    };
    view! {
        <section class="lobby__side" aria-labelledby="join-title">
            <h1 id="join-title" tabindex="-1">
                {room.title()}
            </h1>
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
                    value=name
                    error
                    hint="Shown to the others."
                    autocomplete="name"
                />
                <Unreachable />
                <JoinButton joining />
            </form>
        </section>
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
            {move || if joining.get() { "Joining…" } else { "Join meeting" }}
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
