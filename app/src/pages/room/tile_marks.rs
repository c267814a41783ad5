//! What stands in the corners of a tile: a raised hand, and what one may do to the person.

use super::person_menu::{MenuPlace, PersonMenu, person_actions};
use super::store::use_room;
use crate::components::icon::{Icon, IconName};
use leptos::prelude::*;
use parley_protocol::ParticipantId;

/// A raised hand with its place in the queue.
#[component]
pub(super) fn HandMark(hand: Memo<Option<usize>>) -> impl IntoView {
    let mark = |place: usize| {
        view! {
            <span
                class="mark"
                data-mark="hand"
                role="img"
                aria-label=format!("Hand raised, number {place}")
            >
                <Icon name=IconName::Hand />
                {place}
            </span>
        }
    };
    view! { <div class="tile__marks">{move || hand.get().map(mark)}</div> }
}

/// There only while there is something that one may do.
#[component]
pub(super) fn TileTools(participant: ParticipantId) -> impl IntoView {
    let actions = person_actions(use_room(), participant);
    view! {
        <Show when=move || !actions.read().is_empty()>
            <div class="tile__tools">
                <PersonMenu participant place=MenuPlace::Tile actions />
            </div>
        </Show>
    }
    .into_any()
}
