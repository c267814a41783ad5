//! Choosing and testing microphone, camera and speaker before joining.

use super::store::{Room, use_room};
use super::view_parts::device_label;
use crate::components::icon::IconName;
use crate::components::level::LevelMeter;
use crate::components::select::{Choice, SelectField};
use leptos::prelude::*;
use parley_room_client::{Command, MediaDevice};

/// The three fields.
#[component]
pub(super) fn Devices() -> impl IntoView {
    let room = use_room();
    let (microphone, camera) = (room.microphone(), room.camera());
    view! {
        <div class="devices">
            <div class="field">
                <DeviceSelect
                    id="microphone"
                    kind="Microphone"
                    icon=IconName::Mic
                    devices=Signal::derive(move || microphone.get().choices)
                    chosen=Signal::derive(move || microphone.get().device)
                    on_choose=Callback::new(move |device| {
                        room.engine.command(Command::ChooseMicrophone { device });
                    })
                />
                <LevelMeter label="Microphone level" level=room.level />
            </div>
            <DeviceSelect
                id="camera"
                kind="Camera"
                icon=IconName::Video
                devices=Signal::derive(move || camera.get().choices)
                chosen=Signal::derive(move || camera.get().device)
                on_choose=Callback::new(move |device| {
                    room.engine.command(Command::ChooseCamera { device });
                })
            />
            <div class="field">
                <SpeakerSelect />
                <SpeakerTest />
            </div>
        </div>
    }
}

/// A labelled select; with nothing to choose from it says that the system decides.
#[component]
fn DeviceSelect(
    id: &'static str,
    kind: &'static str,
    icon: IconName,
    devices: Signal<Vec<MediaDevice>>,
    chosen: Signal<Option<String>>,
    on_choose: Callback<String>,
) -> impl IntoView {
    let choices = Memo::new(move |_| choices(&devices.read(), kind));
    let on_choose = move |device: String| {
        if !device.is_empty() {
            on_choose.run(device);
        }
    };
    view! { <SelectField id label=kind icon choices chosen on_choose /> }
}

fn choices(devices: &[MediaDevice], kind: &str) -> Vec<Choice> {
    if devices.is_empty() {
        return vec![Choice {
            value: String::new(),
            label: "System default".to_owned(),
        }];
    }
    devices
        .iter()
        .enumerate()
        .map(|(index, device)| Choice {
            value: device.id.clone(),
            label: device_label(device, kind, index),
        })
        .collect()
}

/// The speakers to choose from and the one that was chosen.
pub(super) fn speaker_signals(room: Room) -> (Memo<Vec<MediaDevice>>, RwSignal<Option<String>>) {
    let chosen = RwSignal::new(None);
    Effect::new(move |_| {
        if room.ready.get() {
            chosen.set(room.engine.chosen_speaker());
        }
    });
    (room.part(|view| view.local.speakers.clone()), chosen)
}

/// Left out where the browser cannot choose a speaker.
#[component]
fn SpeakerSelect() -> impl IntoView {
    let room = use_room();
    let (speakers, chosen) = speaker_signals(room);
    let choose = Callback::new(move |device: String| {
        room.engine.choose_speaker(&device);
        chosen.set(Some(device));
    });
    view! {
        <Show when=move || !speakers.read().is_empty()>
            <DeviceSelect
                id="speaker"
                kind="Speaker"
                icon=IconName::Volume2
                devices=speakers.into()
                chosen=chosen.into()
                on_choose=choose
            />
        </Show>
    }
}

#[component]
fn SpeakerTest() -> impl IntoView {
    let room = use_room();
    let playing = RwSignal::new(false);
    on_cleanup(move || room.engine.stop_speaker_test());
    let press = move |_| {
        if playing.get_untracked() {
            room.engine.stop_speaker_test();
            playing.set(false);
        } else {
            let started = room.engine.test_speaker(move || _ = playing.try_set(false));
            playing.set(started);
        }
    };
    view! {
        <button
            class="link-button text-small"
            type="button"
            disabled=move || !room.ready.get()
            on:click=press
        >
            {move || if playing.get() { "Stop test" } else { "Test speaker" }}
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_devices_the_system_decides() {
        let only = choices(&[], "Camera");
        assert_eq!(only.len(), 1);
        assert_eq!(only[0].label, "System default");
    }
}
