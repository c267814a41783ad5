//! The buttons that switch the microphone and the camera, before and in the meeting.

use super::device_words::{Device, shown_on, toggle_label};
use super::store::use_room;
use crate::components::icon::{Icon, IconName};
use leptos::prelude::*;

/// Switches a device; its name says what a press will do.
#[component]
pub(super) fn DeviceToggle(device: Device) -> impl IntoView {
    let room = use_room();
    let (state, control, keys) = match device {
        Device::Microphone => (room.microphone(), "mic", "Control+D Meta+D"),
        Device::Camera => (room.camera(), "camera", "Control+E Meta+E"),
    };
    let on = Memo::new(move |_| shown_on(&state.read()));
    let label = move || toggle_label(device, on.get());
    let icon = move || match (device, on.get()) {
        (Device::Microphone, true) => IconName::Mic,
        (Device::Microphone, false) => IconName::MicOff,
        (Device::Camera, true) => IconName::Video,
        (Device::Camera, false) => IconName::VideoOff,
    };
    let toggle = move |_| {
        _ = match device {
            Device::Microphone => room.toggle_microphone(),
            Device::Camera => room.toggle_camera(),
        };
    };
    view! {
        <button
            class="ctl"
            type="button"
            data-control=control
            data-state=move || if on.get() { "on" } else { "off" }
            aria-label=label
            aria-keyshortcuts=keys
            aria-busy=move || state.read().asking.then_some("true")
            data-tip=label
            disabled=move || !room.ready.get()
            on:click=toggle
        >
            {move || view! { <Icon name=icon() /> }}
        </button>
    }
}
