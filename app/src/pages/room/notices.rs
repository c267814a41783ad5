//! What the room says in the notices.

use super::announcements::Announcement;
use super::engine::Engine;
use crate::components::toast::{Notice, NoticeButton, NoticeId, Notices, Tone, use_notices};
use leptos::prelude::*;
use parley_room_client::Command;

/// The notices, with those that stay for as long as they are true.
#[derive(Clone, Copy)]
pub(super) struct RoomNotices {
    notices: Notices,
    connection: StoredValue<Option<NoticeId>>,
    sound: StoredValue<Option<NoticeId>>,
}

impl RoomNotices {
    pub(super) fn new() -> Self {
        Self {
            notices: use_notices(),
            connection: StoredValue::new(None),
            sound: StoredValue::new(None),
        }
    }

    /// Says something for a moment.
    pub(super) fn show(self, words: impl Into<String>) {
        self.notices.show(words);
    }

    /// Says what changed.
    pub(super) fn announce(self, announcement: Announcement, engine: Engine) {
        match announcement {
            Announcement::Note(words) => self.show(words),
            Announcement::Warning(words) => {
                self.notices.add(Notice {
                    text: words,
                    tone: Tone::Warning,
                    ..Notice::default()
                });
            }
            Announcement::ConnectionLost => {
                let id = self.notices.add(Notice {
                    text: "Connection lost. Reconnecting…".to_owned(),
                    tone: Tone::Warning,
                    sticky: true,
                    buttons: vec![NoticeButton::new(
                        "Leave instead of reconnecting",
                        move |()| engine.command(Command::Leave),
                    )],
                    ..Notice::default()
                });
                self.keep(self.connection, Some(id));
            }
            Announcement::ConnectionBack => {
                self.keep(self.connection, None);
                self.show("You are back in the meeting");
            }
        }
    }

    /// Browsers play no sound on a page that was not touched yet, for example after loading it again.
    pub(super) fn sound_blocked(self, blocked: bool, engine: Engine) {
        let id = blocked.then(|| {
            self.notices.add(Notice {
                text: "Your browser holds the sound back until you say so.".to_owned(),
                tone: Tone::Warning,
                sticky: true,
                buttons: vec![NoticeButton::new("Turn on sound", move |()| {
                    engine.resume_playback();
                })],
                ..Notice::default()
            })
        });
        self.keep(self.sound, id);
    }

    /// Takes away what is no longer true outside the meeting.
    pub(super) fn calm(self) {
        self.keep(self.connection, None);
        self.keep(self.sound, None);
    }

    fn keep(self, place: StoredValue<Option<NoticeId>>, id: Option<NoticeId>) {
        let before = place
            .try_update_value(|place| std::mem::replace(place, id))
            .flatten();
        if let Some(before) = before.filter(|before| Some(*before) != id) {
            self.notices.dismiss(before);
        }
    }
}
