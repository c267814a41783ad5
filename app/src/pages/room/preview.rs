//! The own picture before joining and while waiting.

use super::device_words::{Device, DeviceNotice, Remedy, device_notices, shown_on};
use super::store::use_room;
use super::toggles::DeviceToggle;
use leptos::html::Video;
use leptos::prelude::*;
use parley_room_client::Command;

/// The picture that others will see, with the buttons for microphone and camera, and what is wrong with them.
#[component]
pub(super) fn Preview(
    /// Set to `true` to show how a blocked device is allowed; without it asking again is all there is.
    #[prop(optional)]
    help: Option<RwSignal<bool>>,
) -> impl IntoView {
    let room = use_room();
    let video = NodeRef::<Video>::new();
    Effect::new(move |_| {
        if let Some(element) = video.get().filter(|_| room.ready.get()) {
            room.engine.attach_self_video(&element);
        }
    });
    on_cleanup(move || {
        if let Some(element) = video.get_untracked() {
            room.engine.detach(&element);
        }
    });
    let picture = room.part(|view| shown_on(&view.local.camera) && view.local.camera.on);
    let camera = room.part(|view| device_notices(&view.local).0);
    let microphone = room.part(|view| device_notices(&view.local).1);
    view! {
        <div class="preview__video" role="group" aria-label="Your video">
            <video
                node_ref=video
                class="preview__picture"
                hidden=move || !picture.get()
                autoplay
                playsinline
                muted
                prop:muted=true
                tabindex="-1"
            ></video>
            <div class="preview__words">
                <div role="status">{move || camera.get().map(|notice| notice_line(notice, help))}</div>
                <div role="status">
                    {move || microphone.get().map(|notice| notice_line(notice, help))}
                </div>
            </div>
            <div class="preview__controls">
                <DeviceToggle device=Device::Microphone />
                <DeviceToggle device=Device::Camera />
            </div>
        </div>
    }
}

fn notice_line(notice: DeviceNotice, help: Option<RwSignal<bool>>) -> impl IntoView {
    let room = use_room();
    let remedy = notice.remedy.map(|remedy| {
        let help = help.filter(|_| remedy == Remedy::HowToAllow);
        let words = match help {
            Some(_) => "How to allow it",
            None => "Try again",
        };
        let act = move |_| match help {
            Some(help) => help.set(true),
            None => room.engine.command(Command::RetryDevices),
        };
        view! {
            <button class="button" data-size="sm" type="button" on:click=act>
                {words}
            </button>
        }
    });
    view! {
        <p>{notice.words}</p>
        {remedy}
    }
}
