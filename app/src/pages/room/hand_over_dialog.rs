//! Asks before the meeting is handed over.

use super::dom;
use super::store::use_room;
use crate::components::button::Button;
use crate::components::question::Question;
use leptos::prelude::*;
use parley_room_client::HostCommand;

/// What follows; whose meeting it is gets it back only by coming anew.
fn words(own_meeting: bool) -> &'static str {
    if own_meeting {
        "They run the meeting from now on, and you help as a co-host. It stays your meeting."
    } else {
        "They run the meeting from now on, and you help as a co-host."
    }
}

/// "Make somebody the host?"
#[component]
pub(super) fn HandOverDialog() -> impl IntoView {
    let room = use_room();
    let dialogs = room.dialogs();
    let title = Signal::derive(move || {
        let next = dialogs.handing_over.get().map(|next| next.display_name);
        format!("Make {} the host?", next.unwrap_or_default())
    });
    let words = room.part(|view| {
        let own = view.tiles.iter().find(|tile| tile.is_self);
        words(own.is_some_and(|tile| tile.owner)).to_owned()
    });
    let hand_over = move |_| {
        if let Some(next) = dialogs.handing_over.get_untracked() {
            room.host(HostCommand::HandOver {
                participant: next.participant,
            });
        }
        dialogs.hand_over.set(false);
        // The menu that it was chosen from may go with the rights.
        dom::focus_first_soon(["controls", "close-people"]);
    };
    view! {
        <Question id="hand-over" title words open=dialogs.hand_over>
            <Button variant="primary" on:click=hand_over>
                "Hand over"
            </Button>
        </Question>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_meeting_it_is_hears_that_it_stays_so() {
        assert!(words(true).ends_with("It stays your meeting."));
        assert!(!words(false).contains("stays"));
    }
}
