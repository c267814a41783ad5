//! The room: header, stage, panel, controls.

use super::block_dialog::BlockDialog;
use super::chat::ChatPanel;
use super::controls::Controls;
use super::dom;
use super::hand_over_dialog::HandOverDialog;
use super::header::RoomHeader;
use super::host_controls::HostControlsPanel;
use super::leave_dialogs::{EndDialog, LeaveDialog};
use super::mute_dialog::MuteAllDialog;
use super::people::PeoplePanel;
use super::remove_dialog::RemoveDialog;
use super::settings::SettingsDialog;
use super::shortcuts::listen_for_shortcuts;
use super::stage::Stage;
use super::standing_notices::keep_standing_notices;
use super::store::use_room;
use crate::components::{skip_link::SkipLink, toast::NoticesRegion};
use leptos::prelude::*;

/// The meeting. Its parts are boxed: as one type they are too deep for the compiler to lay out.
#[component]
pub(super) fn Meeting() -> impl IntoView {
    let room = use_room();
    listen_for_shortcuts(room);
    keep_standing_notices(room);
    Effect::new(|_| dom::focus_soon("room-title"));
    view! {
        <div class="room">
            <SkipLink to="#stage" label="Skip to the meeting" />
            {view! { <RoomHeader /> }.into_any()}
            {view! { <Stage /> }.into_any()}
            {view! { <ChatPanel /> }.into_any()}
            {view! { <PeoplePanel /> }.into_any()}
            {view! { <HostControlsPanel /> }.into_any()}
            {view! { <Controls /> }.into_any()}
            <NoticesRegion />
            <LeaveDialog />
            <EndDialog />
            <MuteAllDialog />
            <RemoveDialog />
            <HandOverDialog />
            <BlockDialog />
            {view! { <SettingsDialog /> }.into_any()}
        </div>
    }
}
