//! The participants panel.

use super::kept_out_list::KeptOutList;
use super::panel::PanelFrame;
use super::people_order::is_searched;
use super::person_row::PersonRow;
use super::store::{Panel, use_room};
use super::waiting_list::WaitingList;
use crate::components::icon::{Icon, IconName};
use leptos::prelude::*;
use parley_protocol::permissions::Action;
use parley_room_client::HostCommand;

/// Who waits, everybody in the meeting, and who is kept out.
#[component]
pub(super) fn PeoplePanel() -> impl IntoView {
    let room = use_room();
    let wanted = RwSignal::new(String::new());
    let people = room.people(wanted);
    view! {
        <PanelFrame panel=Panel::People>
            <div class="panel__body">
                <WaitingList />
                <section class="panel__section" aria-labelledby="in-meeting">
                    <ListHead />
                    <Search wanted />
                    <ul role="list" aria-label="Participants">
                        <For each=move || people.get() key=|id| *id let:participant>
                            <PersonRow participant />
                        </For>
                    </ul>
                    <p class="text-small" role="status">
                        {move || people.read().is_empty().then_some("Nobody here has this name.")}
                    </p>
                </section>
                <KeptOutList />
            </div>
        </PanelFrame>
    }
}

/// How many there are, and what hosts and co-hosts may do to all of them.
#[component]
fn ListHead() -> impl IntoView {
    let room = use_room();
    let (lowers, mutes) = (room.may(Action::LowerHand), room.may(Action::MuteAll));
    let count = room.part(|view| view.tiles.len());
    let others_hands = room.part(|view| {
        let others = view.tiles.iter().filter(|tile| !tile.is_self);
        others.filter(|tile| tile.hand.is_some()).count()
    });
    let lower_all = move |_| room.host(HostCommand::LowerHand { participant: None });
    view! {
        <div class="panel__label">
            <h3 id="in-meeting">"In the meeting"</h3>
            <span class="count" aria-hidden="true">
                {count}
            </span>
            <span class="cluster gap-3">
                <Show when=move || lowers.get() && (others_hands.get() > 1)>
                    <button class="link-button" type="button" on:click=lower_all>
                        "Lower all hands"
                    </button>
                </Show>
                <Show when=move || mutes.get()>
                    <button
                        class="link-button"
                        type="button"
                        aria-haspopup="dialog"
                        on:click=move |_| room.dialogs().mute_all.set(true)
                    >
                        "Mute all"
                    </button>
                </Show>
            </span>
        </div>
    }
}

/// There only while the list is long.
#[component]
fn Search(wanted: RwSignal<String>) -> impl IntoView {
    let there = use_room().part(|view| is_searched(&view.tiles));
    view! {
        <Show when=move || there.get()>
            <div class="input-wrap panel__search">
                <Icon name=IconName::Search />
                <input
                    class="input"
                    data-size="sm"
                    type="search"
                    id="search-people"
                    aria-label="Search participants"
                    placeholder="Search"
                    autocomplete="off"
                    prop:value=wanted
                    on:input:target=move |event| wanted.set(event.target().value())
                />
            </div>
        </Show>
    }
}
