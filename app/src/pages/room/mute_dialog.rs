//! Asks how everybody is to be muted.

use super::store::use_room;
use crate::components::button::Button;
use crate::components::dialog::Dialog;
use leptos::prelude::*;
use parley_room_client::HostCommand;

/// "Mute everyone?", with the choice whether they may unmute themselves.
#[component]
pub(super) fn MuteAllDialog() -> impl IntoView {
    let room = use_room();
    let open = room.dialogs.mute_all;
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
    view! {
        <Dialog id="mute-all" title="Mute everyone?" open role="alertdialog">
            <div class="dialog__body form">
                <p class="muted" id="mute-all-text">
                    "All microphones are switched off, but not those of the host and the co-hosts."
                </p>
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=may_unmute
                        on:change:target=move |event| may_unmute.set(event.target().checked())
                    />
                    "People may unmute themselves"
                </label>
            </div>
            <div class="dialog__foot">
                <Button attr:autofocus="" on:click=move |_| open.set(false)>
                    "Cancel"
                </Button>
                <Button variant="primary" on:click=mute>
                    "Mute everyone"
                </Button>
            </div>
        </Dialog>
    }
    .into_any()
}
