//! The menus beside the microphone and the camera button.

use super::devices::speaker_signals;
use super::store::use_room;
use super::view_parts::device_label;
use crate::components::icon::IconName;
use crate::components::menu::{MenuButton, MenuItem};
use leptos::prelude::*;
use parley_room_client::{Command, MediaDevice};

/// Microphones, then speakers.
#[component]
pub(super) fn MicrophoneMenu() -> impl IntoView {
    let room = use_room();
    let microphone = room.microphone();
    let (speakers, speaker) = speaker_signals(room);
    let choose_microphone = Callback::new(move |device| {
        room.engine.command(Command::ChooseMicrophone { device });
    });
    let choose_speaker = Callback::new(move |device: String| {
        room.engine.choose_speaker(&device);
        speaker.set(Some(device));
    });
    view! {
        <DeviceMenu id="mic-menu" label="Microphone and speaker options">
            <DeviceItems
                kind="Microphone"
                icon=IconName::Mic
                choices=microphone.get().choices
                chosen=microphone.get().device
                on_choose=choose_microphone
            />
            <DeviceItems
                kind="Speaker"
                icon=IconName::Volume2
                choices=speakers.get()
                chosen=speaker.get()
                on_choose=choose_speaker
            />
        </DeviceMenu>
    }
}

/// Cameras.
#[component]
pub(super) fn CameraMenu() -> impl IntoView {
    let room = use_room();
    let camera = room.camera();
    let choose = Callback::new(move |device| {
        room.engine.command(Command::ChooseCamera { device });
    });
    view! {
        <DeviceMenu id="camera-menu" label="Camera and background options">
            <DeviceItems
                kind="Camera"
                icon=IconName::Video
                choices=camera.get().choices
                chosen=camera.get().device
                on_choose=choose
            />
        </DeviceMenu>
    }
}

/// The menu of a button of the control bar, above its arrow.
#[component]
fn DeviceMenu(id: &'static str, label: &'static str, children: ChildrenFn) -> impl IntoView {
    view! {
        <MenuButton id label icon=IconName::ChevronUp class="ctl" place=("top", "start")>
            {children()}
        </MenuButton>
    }
}

/// One item for each device; without any, nothing for a speaker that cannot be chosen, else a line that says so.
#[component]
fn DeviceItems(
    kind: &'static str,
    icon: IconName,
    choices: Vec<MediaDevice>,
    chosen: Option<String>,
    on_choose: Callback<String>,
) -> impl IntoView {
    if choices.is_empty() {
        return (kind != "Speaker").then(|| {
            view! {
                <p class="menu__label" role="presentation">
                    {format!("No {} found", kind.to_lowercase())}
                </p>
            }
            .into_any()
        });
    }
    let items = choices
        .into_iter()
        .enumerate()
        .map(|(index, device)| {
            let label = device_label(&device, kind, index);
            let checked = chosen
                .as_ref()
                .map_or(index == 0, |chosen| *chosen == device.id);
            let choose = Callback::new(move |()| on_choose.run(device.id.clone()));
            view! { <MenuItem label icon role="menuitemradio" checked on_choose=choose /> }
        })
        .collect_view();
    Some(
        view! {
            <p class="menu__label" role="presentation">
                {kind}
            </p>
            {items}
        }
        .into_any(),
    )
}
