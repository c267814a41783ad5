//! The buttons that switch the microphone and the camera, before and in the meeting.

use super::device_words::{Device, shown_on, toggle_label};
use super::store::use_room;
use crate::components::icon::{Icon, IconName};
use leptos::prelude::*;

/// Switches a device; its name says what a press will do.
#[component]
pub(super) fn DeviceToggle(device: Device) -> impl IntoView {
    let room = use_room();
    let (control, keys) = match device {
        Device::Microphone => ("mic", "Control+D Meta+D"),
        Device::Camera => ("camera", "Control+E Meta+E"),
    };
    let (state, barred) = (room.device(device), room.barred(device));
    let on = Memo::new(move |_| shown_on(&state.read()));
    let label = move || toggle_label(device, on.get());
    let icon = move || match (device, on.get()) {
        (Device::Microphone, true) => IconName::Mic,
        (Device::Microphone, false) => IconName::MicOff,
        (Device::Camera, true) => IconName::Video,
        (Device::Camera, false) => IconName::VideoOff,
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
            // It keeps the focus and says why: a disabled button would be passed over.
            aria-disabled=move || barred.get().map(|_| "true")
            aria-description=move || barred.get()
            data-tip=move || barred.get().unwrap_or_else(label)
            disabled=move || !room.ready.get()
            on:click=move |_| _ = room.toggle(device)
        >
            {move || view! { <Icon name=icon() /> }}
        </button>
    }
}
