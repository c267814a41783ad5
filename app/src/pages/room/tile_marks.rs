//! What stands in the corners of a tile: a raised hand, the spotlight, a bad connection, and what one may do to the person.

use super::line_words::{level_name, reason_words};
use super::person_menu::{MenuPlace, PersonMenu, person_actions};
use super::store::use_room;
use crate::components::icon::{Icon, IconName};
use leptos::prelude::*;
use parley_protocol::ParticipantId;
use parley_room_client::{QualityLevel, QualityView};

/// Said of who is shown large to everybody.
pub(super) const SPOTLIGHT: &str = "In the spotlight";

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
    view! { {move || hand.get().map(mark)} }
}

/// A star while everybody sees them large.
#[component]
pub(super) fn SpotlightMark(lit: Memo<bool>) -> impl IntoView {
    let mark = || {
        view! {
            <span
                class="mark"
                data-mark="spotlight"
                role="img"
                aria-label=SPOTLIGHT
                title=SPOTLIGHT
            >
                <Icon name=IconName::Star />
            </span>
        }
    };
    view! { {move || lit.get().then(mark)} }
}

/// How bad the connection is, and why; nothing while it is good.
#[component]
pub(super) fn ConnectionMark(quality: Signal<Option<QualityView>>) -> impl IntoView {
    let mark = |quality: QualityView| {
        let level = level_name(quality.level);
        view! {
            <span
                class="mark"
                data-mark="connection"
                data-level=level
                role="img"
                aria-label=format!("Connection: {level}")
                aria-description=quality.reason.map(reason_words)
                title=quality.reason.map(reason_words)
            >
                <span class="signal" aria-hidden="true">
                    <span></span>
                    <span></span>
                    <span></span>
                </span>
            </span>
        }
    };
    let bad = move || {
        quality
            .get()
            .filter(|quality| quality.level != QualityLevel::Good)
    };
    view! { {move || bad().map(mark)} }
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
