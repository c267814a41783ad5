//! Whether others learn where the person is.

use super::store::use_room;
use crate::components::switch::Switch;
use leptos::prelude::*;
use parley_room_client::Command;

/// The choice, before joining and in the settings.
#[component]
pub(super) fn HideAddress() -> impl IntoView {
    let room = use_room();
    view! {
        <Switch
            id="hide-address"
            label="Hide my network address"
            hint="Others reach you through the server or a relay, never directly"
            on=room.part(|view| view.hides_address)
            on_change=move |on| room.engine.command(Command::SetHidesAddress(on))
        />
    }
}
