//! The participants panel.

use super::store::{Panel, use_room};
use super::view_parts::is_searched;
use crate::components::avatar::Avatar;
use crate::components::icon::{Icon, IconName};
use leptos::prelude::*;
use parley_protocol::ParticipantId;

/// Everybody in the meeting, oneself first.
#[component]
pub(super) fn PeoplePanel() -> impl IntoView {
    let room = use_room();
    let wanted = RwSignal::new(String::new());
    let people = room.people(wanted);
    let count = room.part(|view| view.tiles.len());
    view! {
        <aside
            class="panel"
            id="panel-people"
            role="region"
            aria-label="Participants"
            hidden=move || room.panel.get() != Some(Panel::People)
        >
            <span class="panel__grip" aria-hidden="true"></span>
            <div class="panel__head">
                <h2>"Participants"</h2>
                <button
                    class="icon-button"
                    type="button"
                    id="close-people"
                    aria-label="Close participants"
                    data-tip="Close participants"
                    data-tip-side="bottom"
                    data-tip-align="end"
                    on:click=move |_| room.close_panel()
                >
                    <Icon name=IconName::X />
                </button>
            </div>
            <div class="panel__body">
                <Search wanted />
                <section class="panel__section" aria-labelledby="in-meeting">
                    <div class="panel__label">
                        <h3 id="in-meeting">"In the meeting"</h3>
                        <span class="count" aria-hidden="true">
                            {move || count.get()}
                        </span>
                    </div>
                    <ul role="list" aria-label="Participants">
                        <For each=move || people.get() key=|id| *id let:participant>
                            <Person participant />
                        </For>
                    </ul>
                    <p class="text-small" role="status">
                        {move || people.read().is_empty().then_some("Nobody here has this name.")}
                    </p>
                </section>
            </div>
        </aside>
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

#[component]
fn Person(participant: ParticipantId) -> impl IntoView {
    let room = use_room();
    let name = room.tile(participant, |tile| tile.display_name.to_string());
    let own = room.tile(participant, |tile| tile.is_self);
    let microphone = room.tile(participant, |tile| tile.microphone);
    let lost = room.tile(participant, |tile| tile.lost);
    let line = move || {
        if own.get() {
            format!("{} (you)", name.get())
        } else {
            name.get()
        }
    };
    let sound = move || {
        if microphone.get() {
            view! { <Icon name=IconName::Mic label="Microphone on" /> }
        } else {
            view! { <Icon name=IconName::MicOff label="Muted" /> }
        }
    };
    view! {
        <li class="person" data-participant=participant.to_string()>
            <Avatar name=name />
            <span class="row__main">
                <strong>{line}</strong>
                {move || lost.get().then(|| view! { <small>"Reconnecting"</small> })}
            </span>
            <span class="person__state">{sound}</span>
        </li>
    }
}
