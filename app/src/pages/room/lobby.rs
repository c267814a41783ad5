//! Before joining: preview, devices, name.

use super::blocked::Blocked;
use super::device_words::{Device, DeviceNotice, Remedy, device_notices, shown_on};
use super::devices::Devices;
use super::join_form::JoinForm;
use super::store::use_room;
use super::toggles::DeviceToggle;
use crate::session::use_viewer;
use leptos::html::Video;
use leptos::prelude::*;
use parley_room_client::Command;

/// The page before joining.
#[component]
pub(super) fn Lobby() -> impl IntoView {
    let help = RwSignal::new(false);
    // Here, so that it outlives a look at the help.
    let name = RwSignal::new(
        use_viewer()
            .map(|viewer| viewer.full_name)
            .unwrap_or_default(),
    );
    view! {
        <Show
            when=move || help.get()
            fallback=move || {
                view! {
                    <main class="lobby" id="main">
                        <section class="preview" aria-label="Your preview">
                            <Preview help />
                        </section>
                        <JoinForm name />
                        <section class="lobby__setup" aria-label="Devices and effects">
                            <Devices />
                        </section>
                    </main>
                }
            }
        >
            <Blocked help name />
        </Show>
    }
}

#[component]
fn Preview(help: RwSignal<bool>) -> impl IntoView {
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

fn notice_line(notice: DeviceNotice, help: RwSignal<bool>) -> impl IntoView {
    let room = use_room();
    let remedy = notice.remedy.map(|remedy| {
        let words = match remedy {
            Remedy::HowToAllow => "How to allow it",
            Remedy::TryAgain => "Try again",
        };
        let act = move |_| match remedy {
            Remedy::HowToAllow => help.set(true),
            Remedy::TryAgain => room.engine.command(Command::RetryDevices),
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
