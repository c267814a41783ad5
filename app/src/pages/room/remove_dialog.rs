//! Asks before somebody is removed from the meeting.

use super::dom;
use super::store::use_room;
use crate::components::button::Button;
use crate::components::check_line::CheckLine;
use crate::components::question::Question;
use leptos::prelude::*;
use parley_room_client::HostCommand;

/// "Remove somebody?", with the choice whether they may come back.
#[component]
pub(super) fn RemoveDialog() -> impl IntoView {
    let room = use_room();
    let dialogs = room.dialogs();
    let block = RwSignal::new(true);
    // Every question begins with the same answer.
    Effect::new(move |_| {
        if dialogs.remove.get() {
            block.set(true);
        }
    });
    let title = Signal::derive(move || {
        let name = dialogs.removing.get().map(|removing| removing.display_name);
        format!("Remove {}?", name.unwrap_or_default())
    });
    let remove = move |_| {
        if let Some(removing) = dialogs.removing.get_untracked() {
            room.host(HostCommand::Remove {
                participant: removing.participant,
                block: block.get_untracked(),
            });
        }
        dialogs.remove.set(false);
        // The menu that it was chosen from goes with them.
        dom::focus_first_soon(["controls", "close-people"]);
    };
    let more = move || {
        view! {
            <CheckLine on=block>"Do not let them come back"</CheckLine>
        }
    };
    view! {
        <Question
            id="remove"
            title
            words="They leave the meeting at once. A host can let them back in under Participants."
            open=dialogs.remove
            more
        >
            <Button variant="danger" on:click=remove>
                "Remove"
            </Button>
        </Question>
    }
}
