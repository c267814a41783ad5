//! The chat panel.

use super::chat_line::ChatLine;
use super::composer::Composer;
use super::panel::PanelFrame;
use super::store::{Panel, use_room};
use leptos::html::Div;
use leptos::prelude::*;
use parley_protocol::ChatMessageId;
use std::collections::{BTreeMap, BTreeSet};

/// Within this distance of the end, new messages are scrolled to.
const NEAR_END: i32 = 120;

/// The chat.
#[component]
pub(super) fn ChatPanel() -> impl IntoView {
    view! {
        <PanelFrame panel=Panel::Chat>
            <Messages />
            <div class="panel__foot">
                <Composer />
            </div>
        </PanelFrame>
    }
}

#[component]
fn Messages() -> impl IntoView {
    let room = use_room();
    let body = NodeRef::<Div>::new();
    let rows = room.chat();
    // Refused lines that were sent again under a new id.
    let given_up = RwSignal::new(BTreeSet::<ChatMessageId>::new());
    let shown = Memo::new(move |_| {
        let given_up = given_up.read();
        let mut rows = rows.get();
        rows.retain(|row| !given_up.contains(&row.line.id));
        rows
    });
    let more = room.part(|view| view.chat_has_more);
    let faces = room.part(|view| {
        let tiles = view.tiles.iter();
        let face = tiles.filter_map(|tile| Some((tile.participant, tile.picture.clone()?)));
        face.collect::<BTreeMap<_, _>>()
    });
    let newest = Memo::new(move |_| {
        let rows = shown.read();
        let row = rows.last()?;
        Some((row.line.id.clone(), row.line.is_self))
    });
    let at_end = StoredValue::new(true);
    keep_at_end(body, at_end, newest);
    let on_scroll = move |_| {
        if let Some(body) = body.get_untracked() {
            let below = body.scroll_height() - body.scroll_top() - body.client_height();
            at_end.set_value(below < NEAR_END);
        }
    };
    view! {
        <div class="panel__body" node_ref=body on:scroll=on_scroll>
            <Show when=move || shown.read().is_empty()>
                <p class="muted chat__empty">
                    "No messages yet. Everyone who is in this meeting, now or another time, can read what you write here."
                </p>
            </Show>
            <Show when=move || more.get()>
                <p class="chat__day">"Older messages are not shown."</p>
            </Show>
            <div role="log" aria-label="Messages" aria-live="polite">
                <ol class="chat" role="list">
                    <For
                        each=move || shown.get()
                        key=|row| (row.line.id.clone(), row.line.sent_at, row.line.refused, row.follows)
                        let:row
                    >
                        <ChatLine row given_up faces />
                    </For>
                </ol>
            </div>
        </div>
    }
}

/// Scrolls to the newest message when the panel opens, when the message is one's own, and while its reader is near the
/// end; `at_end` is where they were before it came.
fn keep_at_end(
    body: NodeRef<Div>,
    at_end: StoredValue<bool>,
    newest: Memo<Option<(ChatMessageId, bool)>>,
) {
    let room = use_room();
    Effect::new(move |before: Option<(bool, Option<ChatMessageId>)>| {
        let open = room.panel.get() == Some(Panel::Chat);
        let (id, is_own) = newest.get().unzip();
        let (was_open, last) = before.unwrap_or_default();
        let wrote = is_own == Some(true) && id != last;
        if let Some(body) = body.get().filter(|_| open)
            && (!was_open || wrote || at_end.get_value())
        {
            request_animation_frame(move || body.set_scroll_top(body.scroll_height()));
        }
        (open, id)
    });
}
