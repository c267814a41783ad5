//! Waiting to be let in: nothing of the meeting is known here but its title.

use super::devices::Devices;
use super::dom;
use super::planned_start::PlannedStart;
use super::preview::Preview;
use super::store::use_room;
use super::title_words::TitleWords;
use crate::components::button::Button;
use crate::components::dialog::Dialog;
use crate::components::icon::IconName;
use leptos::prelude::*;
use parley_protocol::LobbyState;
use parley_room_client::{Command, Phase};

/// The heading and what stands around the meeting's title under it.
fn words(state: LobbyState) -> (&'static str, &'static str, &'static str) {
    match state {
        LobbyState::WaitingForHost => (
            "Waiting for the host",
            "The host has been told that you are here. You will join ",
            " as soon as someone lets you in.",
        ),
        LobbyState::NotStarted => (
            "The meeting has not started",
            "Nobody can join ",
            " before the host is there.",
        ),
        LobbyState::HostAway => (
            "Waiting for the host",
            "The host is not in the meeting at the moment. You can join ",
            " once there is one again.",
        ),
    }
}

/// The waiting room.
#[component]
pub(super) fn WaitingRoom() -> impl IntoView {
    let room = use_room();
    let checking = RwSignal::new(false);
    let state = room.part(|view| match view.phase {
        Phase::Waiting(state) => state,
        Phase::Lobby | Phase::Joining | Phase::InMeeting | Phase::Left(_) => {
            LobbyState::WaitingForHost
        }
    });
    Effect::new(|_| dom::focus_soon("waiting-title"));
    view! {
        <main class="notice" id="main" aria-labelledby="waiting-title">
            <div class="waiting">
                <Preview />
            </div>
            <div role="status" aria-live="polite">
                <span class="pulse" aria-hidden="true">
                    <span></span>
                    <span></span>
                    <span></span>
                </span>
                <h1 id="waiting-title" tabindex="-1">
                    {move || words(state.get()).0}
                </h1>
                <p>
                    {move || words(state.get()).1}
                    <b>
                        <TitleWords title=room.title() />
                    </b>
                    {move || words(state.get()).2}
                </p>
            </div>
            <PlannedStart />
            <div class="actions">
                <Button on:click=move |_| room.engine.command(Command::Leave)>
                    "Leave waiting room"
                </Button>
                <Button
                    variant="ghost"
                    icon=IconName::Settings
                    attr:aria-haspopup="dialog"
                    on:click=move |_| checking.set(true)
                >
                    "Check devices"
                </Button>
            </div>
            <CheckDevices open=checking />
        </main>
    }
}

/// The devices and how loud the microphone is.
#[component]
fn CheckDevices(open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog id="settings" title="Settings" open closable=true close_label="Close settings">
            <div class="dialog__body">
                <Devices />
            </div>
        </Dialog>
    }
}
