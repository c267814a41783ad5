//! Asks before somebody who waits is kept out for good.

use super::store::use_room;
use super::waiting_list::answer;
use crate::components::button::Button;
use crate::components::question::Question;
use leptos::prelude::*;
use parley_room_client::HostCommand;

/// "Deny and block somebody?"
#[component]
pub(super) fn BlockDialog() -> impl IntoView {
    let room = use_room();
    let dialogs = room.dialogs();
    let title = Signal::derive(move || {
        let knock = dialogs.blocking.get();
        let name = knock.map(|knock| knock.display_name.to_string());
        format!("Deny and block {}?", name.unwrap_or_default())
    });
    let block = move |_| {
        let knock = dialogs.blocking.get_untracked().map(|knock| knock.id);
        dialogs.block.set(false);
        if let Some(knock) = knock {
            answer(room, knock, || {
                room.host(HostCommand::Deny { knock, block: true });
            });
        }
    };
    view! {
        <Question
            id="block"
            title
            words="They are not let in, and cannot ask again unless a host lets them back in under Participants."
            open=dialogs.block
        >
            <Button variant="danger" on:click=block>
                "Deny and block"
            </Button>
        </Question>
    }
}
