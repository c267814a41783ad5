//! The notices that go once they are not true any more: who knocks, what the host asks, and that the line is bad, which
//! is told once and stands on the tile.
//!
//! *Invariants*: a knock is told only while the list of those who wait is closed, and not again once it was seen there;
//! whoever a notice would let in does not change while it is shown.

use super::device_words::Device;
use super::dom;
use super::line_words::unstable_words;
use super::store::{Panel, Room};
use super::waiting_list::admit_id;
use crate::components::toast::{Notice, NoticeButton, NoticeId, Tone, use_notices};
use leptos::prelude::*;
use parley_protocol::{KnockId, KnockView};
use parley_room_client::Command;

/// Keeps them for as long as the meeting is shown.
pub(super) fn keep_standing_notices(room: Room) {
    let asked = room.part(|view| view.asked);
    let to_unmute = Memo::new(move |_| asked.read().to_unmute);
    let to_start_video = Memo::new(move |_| asked.read().to_start_video);
    keep(move || {
        to_unmute.get().then(|| {
            ask(
                room,
                Device::Microphone,
                "The host asks you to unmute",
                "Unmute",
            )
        })
    });
    keep(move || {
        let words = "The host asks you to turn on your camera";
        to_start_video
            .get()
            .then(|| ask(room, Device::Camera, words, "Turn on"))
    });
    let line = room.part(|view| view.line);
    keep(move || unstable_words(line.get()).map(unstable));
    let hidden = room.part(|view| view.hidden_from_all);
    keep(move || hidden.get().then(|| hidden_from_all(room)));
    keep_knock(room);
}

fn unstable(words: String) -> Notice {
    Notice {
        text: words,
        tone: Tone::Warning,
        ..Notice::default()
    }
}

fn hidden_from_all(room: Room) -> Notice {
    let stop = NoticeButton {
        face: Some("Stop hiding"),
        ..NoticeButton::new("Stop hiding my address", move |()| {
            room.engine.command(Command::SetHidesAddress(false));
            dom::focus_soon("controls");
        })
    };
    Notice {
        text: "Others can't see or hear you: your network address is hidden, and this server has no relay."
            .to_owned(),
        tone: Tone::Warning,
        sticky: true,
        buttons: vec![stop],
        ..Notice::default()
    }
}

/// Shows what `notice` makes, and takes it away when that changes or the meeting is left.
fn keep(notice: impl Fn() -> Option<Notice> + 'static) {
    let notices = use_notices();
    let shown = StoredValue::new(None::<NoticeId>);
    let dismiss = move || {
        let before = shown.try_update_value(Option::take).flatten();
        if let Some(before) = before {
            notices.dismiss(before);
        }
    };
    Effect::new(move |_| {
        dismiss();
        shown.set_value(notice().map(|notice| notices.add(notice)));
    });
    on_cleanup(dismiss);
}

fn ask(room: Room, device: Device, words: &str, yes: &str) -> Notice {
    let accept = NoticeButton {
        variant: Some("primary"),
        ..NoticeButton::new(yes, move |()| {
            room.switch(device, true);
            dom::focus_soon("controls");
        })
    };
    let decline = NoticeButton {
        variant: Some("ghost"),
        ..NoticeButton::new("Not now", move |()| {
            room.engine.command(Command::DismissAsk);
            dom::focus_soon("controls");
        })
    };
    Notice {
        text: words.to_owned(),
        sticky: true,
        buttons: vec![decline, accept],
        ..Notice::default()
    }
}

fn keep_knock(room: Room) {
    let waiting = room.part(|view| view.waiting.clone());
    let seen = Memo::new(move |before: Option<&KnockId>| {
        let open = room.panel.get() == Some(Panel::People);
        seen_up_to(before.copied(), open, &waiting.read())
    });
    let told = Memo::new(move |_| {
        let waiting = waiting.read();
        waiting.iter().find(|knock| knock.id > seen.get()).cloned()
    });
    let others = Signal::derive(move || others_words(waiting.read().len().saturating_sub(1)));
    keep(move || told.get().map(|knock| knocking(room, &knock, others)));
}

/// Up to whom those who wait were seen in their list.
fn seen_up_to(before: Option<KnockId>, open: bool, waiting: &[KnockView]) -> KnockId {
    let before = before.unwrap_or(KnockId(0));
    let last = waiting.iter().map(|knock| knock.id).max();
    last.filter(|_| open)
        .map_or(before, |last| last.max(before))
}

fn others_words(others: usize) -> Option<String> {
    match others {
        0 => None,
        1 => Some("and 1 other".to_owned()),
        others => Some(format!("and {others} others")),
    }
}

fn knocking(room: Room, knock: &KnockView, others: Signal<Option<String>>) -> Notice {
    let id = knock.id;
    let view = NoticeButton {
        face: Some("View"),
        variant: Some("ghost"),
        ..NoticeButton::new("View waiting room", move |()| {
            room.open_panel(Panel::People);
            dom::focus_first_soon([admit_id(id)]);
        })
    };
    let admit = NoticeButton {
        face: Some("Admit"),
        variant: Some("primary"),
        ..NoticeButton::new(&format!("Admit {} now", knock.display_name), move |()| {
            room.admit(Some(id));
            dom::focus_soon("controls");
        })
    };
    Notice {
        who: Some(knock.display_name.to_string()),
        text: "wants to join".to_owned(),
        detail: Some(others),
        sticky: true,
        buttons: vec![view, admit],
        ..Notice::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::room::fixtures::knock;

    #[test]
    fn who_was_seen_in_the_list_is_not_told_again() {
        let waiting = [knock(1, "Ruth"), knock(2, "Oskar")];
        let closed = seen_up_to(None, false, &waiting);
        assert_eq!(closed, KnockId(0));
        let opened = seen_up_to(Some(closed), true, &waiting);
        assert_eq!(opened, KnockId(2));
        let later = [knock(2, "Oskar"), knock(3, "Wei")];
        assert_eq!(seen_up_to(Some(opened), false, &later), KnockId(2));
        assert_eq!(seen_up_to(Some(opened), true, &[]), KnockId(2));
    }

    #[test]
    fn the_others_are_counted() {
        assert_eq!(others_words(0), None);
        assert_eq!(others_words(1).as_deref(), Some("and 1 other"));
        assert_eq!(others_words(4).as_deref(), Some("and 4 others"));
    }
}
