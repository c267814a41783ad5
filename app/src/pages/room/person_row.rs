//! One person in the list of participants.

use super::people_order::role_words;
use super::person_menu::{MenuPlace, PersonMenu, person_actions};
use super::store::use_room;
use super::tile_marks::SPOTLIGHT;
use crate::components::avatar::Avatar;
use crate::components::icon::{Icon, IconName};
use crate::paths;
use leptos::prelude::*;
use parley_protocol::{ParticipantId, Role};

/// Name, role, hand, microphone, and what one may do to them. Guests wear a badge, whatever they call themselves
/// (T-087).
#[component]
pub(super) fn PersonRow(participant: ParticipantId) -> impl IntoView {
    let room = use_room();
    let name = room.tile(participant, |tile| tile.display_name.to_string());
    let own = room.tile(participant, |tile| tile.is_self);
    let face = room.tile(participant, |tile| tile.picture.clone());
    let picture =
        Signal::derive(move || face.get().map(|face| paths::picture(face.as_str(), true)));
    let actions = person_actions(room, participant);
    let line = move || {
        if own.get() {
            format!("{} (you)", name.get())
        } else {
            name.get()
        }
    };
    let guest = room.tile(participant, |tile| tile.role == Role::Guest);
    let under = room.tile(participant, |tile| {
        let away = tile.lost.then_some("Reconnecting");
        away.or(role_words(tile.role))
    });
    view! {
        <li class="person" data-participant=participant.to_string()>
            <Avatar name picture />
            <span class="row__main">
                <span>
                    <strong>
                        <bdi>{line}</bdi>
                    </strong>
                    {move || guest.get().then(|| view! { <span class="badge">"Guest"</span> })}
                </span>
                {move || under.get().map(|words| view! { <small>{words}</small> })}
            </span>
            <PersonState participant />
            <Show when=move || !actions.read().is_empty()>
                <PersonMenu participant place=MenuPlace::Row actions />
            </Show>
        </li>
    }
    .into_any()
}

/// Spotlight, hand and microphone.
#[component]
fn PersonState(participant: ParticipantId) -> impl IntoView {
    let room = use_room();
    let microphone = room.tile(participant, |tile| tile.microphone);
    let hand = room.tile(participant, |tile| tile.hand);
    let lit = room.tile(participant, |tile| tile.in_spotlight);
    let star = || view! { <Icon name=IconName::Star label=SPOTLIGHT /> };
    let raised = |place: usize| {
        view! { <Icon name=IconName::Hand label=format!("Hand raised, number {place}") /> }
    };
    let sound = move || {
        if microphone.get() {
            view! { <Icon name=IconName::Mic label="Microphone on" /> }
        } else {
            view! { <Icon name=IconName::MicOff label="Muted" /> }
        }
    };
    view! {
        <span class="person__state">
            {move || lit.get().then(star)}
            {move || hand.get().map(raised)}
            {sound}
        </span>
    }
}
