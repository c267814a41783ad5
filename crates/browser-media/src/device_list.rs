//! The list of devices, at the start and whenever it changes.

use crate::{inputs::Inputs, listener::Listener, rtc_ext, timers::window};
use js_sys::Array;
use parley_room_client::{Input, MediaDevice};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{MediaDeviceInfo, MediaDeviceKind, MediaDevices};

/// The browser's devices; `None` on a page that is not secure or in a browser without them.
pub(crate) fn media_devices() -> Option<MediaDevices> {
    window()
        .navigator()
        .media_devices()
        .ok()
        .filter(|devices| !devices.is_undefined() && !devices.is_null())
}

/// Reports the list whenever a device comes or goes.
pub(crate) fn watch(inputs: &Inputs) -> Option<Listener> {
    let inputs = inputs.clone();
    media_devices()
        .map(|devices| Listener::new(&devices, "devicechange", move |_| report(inputs.clone())))
}

/// Reports the list as it is now.
pub(crate) fn report(inputs: Inputs) {
    spawn_local(async move {
        if let Some(listed) = list().await {
            inputs.send(listed);
        }
    });
}

async fn list() -> Option<Input> {
    let promise = media_devices()?.enumerate_devices().ok()?;
    let infos: Array = JsFuture::from(promise).await.ok()?.unchecked_into();
    let infos: Vec<MediaDeviceInfo> = infos.iter().map(JsCast::unchecked_into).collect();
    let of_kind = |kind: MediaDeviceKind| {
        infos
            .iter()
            .filter(|info| info.kind() == kind)
            .map(|info| MediaDevice {
                id: info.device_id(),
                label: info.label(),
            })
            .collect()
    };
    Some(Input::DevicesListed {
        microphones: of_kind(MediaDeviceKind::Audioinput),
        cameras: of_kind(MediaDeviceKind::Videoinput),
        speakers: if rtc_ext::can_choose_speaker() {
            of_kind(MediaDeviceKind::Audiooutput)
        } else {
            Vec::new()
        },
    })
}
