//! Listens for the shortcuts and does what they mean.

use super::device_words::{Device, shown_on, toggled_words};
use super::dom;
use super::keyboard::{KeyPress, Shortcut, focus_of, shortcut};
use super::store::{Panel, Room};
use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use parley_room_client::Command;

/// Listens for as long as the room is shown.
pub(super) fn listen_for_shortcuts(room: Room) {
    let talking = StoredValue::new(false);
    Effect::new(move |_| {
        let down = window_event_listener(ev::keydown, move |event| {
            if let Some(shortcut) = read(&event)
                && act(room, shortcut, event.repeat(), talking)
            {
                event.prevent_default();
            }
        });
        let up = window_event_listener(ev::keyup, move |event| {
            if event.code() == "Space" {
                end_talk(room, talking);
            }
        });
        // A key that is released in another window is never reported here.
        let blur = window_event_listener(ev::blur, move |_| end_talk(room, talking));
        on_cleanup(move || {
            down.remove();
            up.remove();
            blur.remove();
        });
    });
}

fn read(event: &KeyboardEvent) -> Option<Shortcut> {
    if event.default_prevented() || event.is_composing() {
        return None;
    }
    let (tag, editable) = dom::focused();
    shortcut(KeyPress {
        code: &event.code(),
        control: event.ctrl_key() || event.meta_key(),
        alt: event.alt_key(),
        shift: event.shift_key(),
        alt_graph: event.get_modifier_state("AltGraph"),
        focus: focus_of(&tag, editable),
        in_dialog: dom::is_dialog_open(),
    })
}

/// Does it; `false` leaves the key to the browser.
fn act(room: Room, shortcut: Shortcut, repeated: bool, talking: StoredValue<bool>) -> bool {
    if repeated {
        return true;
    }
    match shortcut {
        Shortcut::ToggleMicrophone => toggle(room, Device::Microphone),
        Shortcut::ToggleCamera => toggle(room, Device::Camera),
        Shortcut::ToggleShare => room.toggle_share(),
        Shortcut::ToggleHand => room.toggle_hand(),
        Shortcut::PushToTalk => {
            if !room.peek(|view| shown_on(&view.local.microphone))
                && !room.says_barred(Device::Microphone)
            {
                talking.set_value(true);
                room.engine.command(Command::SetMicrophone { on: true });
            }
        }
        Shortcut::ToggleChat => room.toggle_panel(Panel::Chat),
        Shortcut::ToggleParticipants => room.toggle_panel(Panel::People),
        Shortcut::AnnounceSpeaker => room.notices.show(room.who_speaks()),
        Shortcut::Leave => room.leave(),
        Shortcut::FullScreen => dom::toggle_full_screen(),
        Shortcut::Escape => {
            let open = room.panel.get_untracked().is_some();
            room.close_panel();
            return open;
        }
    }
    true
}

fn toggle(room: Room, device: Device) {
    if let Some(on) = room.toggle(device) {
        room.notices.show(toggled_words(device, on));
    }
}

fn end_talk(room: Room, talking: StoredValue<bool>) {
    let was_talking = talking.try_update_value(std::mem::take).unwrap_or_default();
    if was_talking {
        room.engine.command(Command::SetMicrophone { on: false });
    }
}
