//! The header of the room: title, time, and what concerns the whole view.

use super::dom;
use super::engine::Engine;
use super::store::use_room;
use super::view_parts::timer_text;
use crate::components::icon::{Icon, IconName};
use leptos::leptos_dom::helpers::set_interval_with_handle;
use leptos::prelude::*;
use std::time::Duration;

/// The header.
#[component]
pub(super) fn RoomHeader() -> impl IntoView {
    let room = use_room();
    view! {
        <header class="room__head">
            <h1 class="room__title" id="room-title" tabindex="-1">
                {room.title()}
            </h1>
            <Timer />
            <div class="room__view">
                <button
                    class="icon-button"
                    type="button"
                    aria-label="Copy meeting link"
                    data-tip="Copy meeting link"
                    data-tip-side="bottom"
                    data-tip-align="end"
                    on:click=move |_| room.copy_link()
                >
                    <Icon name=IconName::Link />
                </button>
                <span class="only-wide">
                    <FullScreenButton />
                </span>
            </div>
        </header>
    }
}

/// The time in the meeting, by the server's clock.
#[component]
fn Timer() -> impl IntoView {
    let room = use_room();
    let clock = room.part(|view| {
        (
            view.clock_offset,
            view.meeting.as_ref().map(|meeting| meeting.started_at),
        )
    });
    let now = RwSignal::new(Engine::now());
    Effect::new(move |_| {
        let every_second = set_interval_with_handle(
            move || _ = now.try_set(Engine::now()),
            Duration::from_secs(1),
        );
        if let Ok(handle) = every_second {
            on_cleanup(move || handle.clear());
        }
    });
    let text = Memo::new(move |_| {
        let (offset, started_at) = clock.get();
        Some(timer_text(now.get(), offset, started_at?))
    });
    view! {
        <span class="room__time">
            <span class="visually-hidden">"Time in meeting "</span>
            <time role="timer">{move || text.get().unwrap_or_else(|| "00:00".to_owned())}</time>
        </span>
    }
}

#[component]
fn FullScreenButton() -> impl IntoView {
    let full = RwSignal::new(false);
    Effect::new(move |_| {
        let listener = window_event_listener(leptos::ev::fullscreenchange, move |_| {
            full.set(dom::is_full_screen());
        });
        on_cleanup(move || listener.remove());
    });
    let label = move || {
        if full.get() {
            "Exit full screen"
        } else {
            "Enter full screen"
        }
    };
    view! {
        <button
            class="icon-button"
            type="button"
            aria-label=label
            data-tip=label
            data-tip-side="bottom"
            data-tip-align="end"
            on:click=move |_| dom::toggle_full_screen()
        >
            <Icon name=IconName::Maximize />
        </button>
    }
}
