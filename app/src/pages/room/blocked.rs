//! How to let the browser use camera and microphone again, for each kind of browser.

use super::browser_help::{BROWSERS, BrowserHelp, browser_of};
use super::device_words::{Device, shown_on};
use super::dom;
use super::join_fields::JoinFields;
use super::store::use_room;
use crate::components::icon::{Icon, IconName};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use parley_room_client::{Command, DeviceError};

/// The help page; `help` is set to `false` to go back, `fields` is what the person has typed.
#[component]
pub(super) fn Blocked(help: RwSignal<bool>, fields: JoinFields) -> impl IntoView {
    let room = use_room();
    let device = room.peek(|view| {
        let camera_blocked = view.local.camera.error == Some(DeviceError::BlockedByBrowser);
        if camera_blocked && !shown_on(&view.local.camera) {
            Device::Camera
        } else {
            Device::Microphone
        }
    });
    let (title, icon) = match device {
        Device::Camera => ("Your browser blocks the camera", IconName::VideoOff),
        Device::Microphone => ("Your browser blocks the microphone", IconName::MicOff),
    };
    Effect::new(|_| dom::focus_soon("blocked-title"));
    let again = move |_| {
        room.engine.command(Command::RetryDevices);
        help.set(false);
        dom::focus_soon("join-title");
    };
    let without = move |_| {
        room.engine.command(Command::SetMicrophone { on: false });
        room.engine.command(Command::SetCamera { on: false });
        help.set(false);
        fields.submit(room);
    };
    view! {
        <main class="notice" id="main" aria-labelledby="blocked-title">
            <span class="notice__mark" data-tone="warning" aria-hidden="true">
                <Icon name=icon />
            </span>
            <div>
                <h1 id="blocked-title" tabindex="-1">
                    {title}
                </h1>
                <p>
                    "Parley asked for the camera and microphone, and the answer was no. You can change that in a moment."
                </p>
            </div>
            <BrowserTabs />
            <div class="actions">
                <button class="button" data-variant="primary" type="button" on:click=again>
                    <Icon name=IconName::RotateCw />
                    "Try again"
                </button>
                <button class="button" type="button" on:click=without>
                    "Join without camera and microphone"
                </button>
            </div>
        </main>
    }
}

#[component]
fn BrowserTabs() -> impl IntoView {
    let chosen = RwSignal::new(browser_of(&dom::user_agent()));
    let on_key = move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => 1,
            "ArrowLeft" | "ArrowUp" => BROWSERS.len() - 1,
            _ => return,
        };
        event.prevent_default();
        chosen.update(|chosen| *chosen = (*chosen + step) % BROWSERS.len());
        dom::focus_soon(BROWSERS[chosen.get_untracked()].tab);
    };
    view! {
        <div class="card howto">
            <div class="tabs" role="tablist" aria-label="Browser" on:keydown=on_key>
                {BROWSERS
                    .iter()
                    .enumerate()
                    .map(|(index, browser)| tab(index, browser, chosen))
                    .collect_view()}
            </div>
            {BROWSERS
                .iter()
                .enumerate()
                .map(|(index, browser)| steps(index, browser, chosen))
                .collect_view()}
        </div>
    }
}

fn tab(index: usize, browser: &'static BrowserHelp, chosen: RwSignal<usize>) -> impl IntoView {
    let selected = move || chosen.get() == index;
    view! {
        <button
            role="tab"
            type="button"
            id=browser.tab
            aria-controls=browser.panel
            aria-selected=move || selected().to_string()
            tabindex=move || if selected() { "0" } else { "-1" }
            on:click=move |_| chosen.set(index)
        >
            {browser.name}
        </button>
    }
}

fn steps(index: usize, browser: &'static BrowserHelp, chosen: RwSignal<usize>) -> impl IntoView {
    view! {
        <div
            role="tabpanel"
            id=browser.panel
            aria-labelledby=browser.tab
            hidden=move || chosen.get() != index
        >
            <ol>
                {browser
                    .steps
                    .iter()
                    .map(|step| view! { <li><span>{*step}</span></li> })
                    .collect_view()}
            </ol>
        </div>
    }
}
