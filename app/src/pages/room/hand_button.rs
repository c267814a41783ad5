//! Raising the own hand.

use super::store::use_room;
use crate::components::icon::IconName;
use crate::components::icon_button::IconButton;
use leptos::prelude::*;

/// Raises the own hand, or lowers it; its name says what a press will do.
#[component]
pub(super) fn HandButton() -> impl IntoView {
    let room = use_room();
    let raised = room.part(|view| view.hand.is_some());
    let label = Signal::derive(move || {
        let words = if raised.get() {
            "Lower hand"
        } else {
            "Raise hand"
        };
        words.to_owned()
    });
    view! {
        <IconButton
            label
            icon=IconName::Hand
            class="ctl"
            attr:data-hand=move || raised.get().then_some("up")
            attr:aria-keyshortcuts="Control+Alt+H Meta+Alt+H"
            on:click=move |_| room.toggle_hand()
        />
    }
}
