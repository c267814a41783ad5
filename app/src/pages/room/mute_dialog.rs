//! Asks how everybody is to be muted.

use super::store::use_room;
use crate::components::button::Button;
use crate::components::check_line::CheckLine;
use crate::components::question::Question;
use leptos::prelude::*;
use parley_room_client::HostCommand;

/// "Mute everyone?", with the choice whether they may unmute themselves.
#[component]
pub(super) fn MuteAllDialog() -> impl IntoView {
    let room = use_room();
    let open = room.dialogs().mute_all;
    let may_unmute = RwSignal::new(true);
    // Every question begins with what the meeting allows.
    Effect::new(move |_| {
        if open.get() {
            may_unmute.set(room.peek(|view| view.rules.may_unmute));
        }
    });
    let mute = move |_| {
        room.host(HostCommand::MuteAll {
            may_unmute: may_unmute.get_untracked(),
        });
        open.set(false);
    };
    let more = move || {
        view! {
            <CheckLine on=may_unmute>"People may unmute themselves"</CheckLine>
        }
    };
    view! {
        <Question
            id="mute-all"
            title="Mute everyone?"
            words="All microphones are switched off, but not those of the host and the co-hosts."
            open
            more
        >
            <Button variant="primary" on:click=mute>
                "Mute everyone"
            </Button>
        </Question>
    }
}
