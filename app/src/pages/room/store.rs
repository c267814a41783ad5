//! The state of the meeting page: the room's view as a signal, what is derived from it, and what only the page knows.
//!
//! *Invariants*: only [`Room::receive`] writes the view; whatever a component reads is a memo of its part, so that
//! only what changed is drawn again.

mod door;
mod own;
mod panels;

use super::announcements::announcements;
use super::chat_lines::{ChatRow, chat_rows, last_stored, unread};
use super::dialogs::RoomDialogs;
use super::engine::Engine;
use super::join_fields::JoinFields;
use super::lookup::MeetingSummary;
use super::notices::RoomNotices;
use super::people_order::people_order;
use super::view_parts::{empty_view, large_tile, meeting_title, speakers_words, tile_order};
use crate::paths;
use crate::session::use_viewer;
use leptos::prelude::*;
pub(super) use panels::Panel;
use parley_protocol::{
    ChatMessageId, DisplayName, KnockId, MeetingAddress, MeetingCode, MeetingPassword,
    ParticipantId, Timestamp,
};
use parley_room_client::{Command, HostCommand, Phase, RoomView, TileView};
use std::collections::BTreeSet;

/// The meeting page's state; copies are the same state.
#[derive(Clone, Copy)]
pub(super) struct Room {
    /// The room client.
    pub(super) engine: Engine,
    /// The meeting's code.
    pub(super) code: StoredValue<MeetingCode>,
    /// By what the person came: the code or the meeting's own link.
    address: StoredValue<MeetingAddress>,
    /// What the server told of the meeting before joining, the last time.
    known: RwSignal<MeetingSummary>,
    fields: StoredValue<JoinFields>,
    /// Whether the room client runs: false on the server and until the page is hydrated.
    pub(super) ready: RwSignal<bool>,
    view: RwSignal<RoomView>,
    /// Who speaks.
    pub(super) speaking: RwSignal<BTreeSet<ParticipantId>>,
    /// The microphone's level, 0 to 1.
    pub(super) level: RwSignal<f64>,
    /// The open panel.
    pub(super) panel: RwSignal<Option<Panel>>,
    /// Up to where the chat is read.
    read: RwSignal<Option<ChatMessageId>>,
    /// When the meeting was entered and left; `None` for who was never in it.
    pub(super) stay: RwSignal<Option<(Timestamp, Timestamp)>>,
    /// What is told in the notices.
    pub(super) notices: RoomNotices,
    dialogs: StoredValue<RoomDialogs>,
    /// Whether nobody is signed in.
    pub(super) is_guest: bool,
}

/// The state, for the components of the page.
pub(super) fn use_room() -> Room {
    expect_context::<Room>()
}

impl Room {
    pub(super) fn new(meeting: MeetingSummary, address: MeetingAddress) -> Self {
        let viewer = use_viewer();
        let is_guest = viewer.is_none();
        let name = viewer.map(|viewer| viewer.full_name).unwrap_or_default();
        Self {
            engine: Engine::new(),
            code: StoredValue::new(meeting.code.clone()),
            address: StoredValue::new(address),
            fields: StoredValue::new(JoinFields::new(name, meeting.needs_password)),
            known: RwSignal::new(meeting),
            ready: RwSignal::new(false),
            view: RwSignal::new(empty_view()),
            speaking: RwSignal::new(BTreeSet::new()),
            level: RwSignal::new(0.0),
            panel: RwSignal::new(None),
            read: RwSignal::new(None),
            stay: RwSignal::new(None),
            notices: RoomNotices::new(),
            dialogs: StoredValue::new(RoomDialogs::default()),
            is_guest,
        }
    }

    /// The page, by the address that brought the person here.
    pub(super) fn page_path(self) -> String {
        self.address.with_value(paths::meeting_at)
    }

    /// Joins under this name. The browser remembers it for guests only.
    pub(super) fn join(self, display_name: DisplayName, password: Option<MeetingPassword>) {
        if self.is_guest {
            Engine::store_display_name(&display_name);
        }
        self.engine.command(Command::Join {
            display_name,
            password,
        });
    }

    /// Lets somebody in who waits, or all of them.
    pub(super) fn admit(self, knock: Option<KnockId>) {
        self.host(HostCommand::Admit { knock });
    }

    /// Does what only who runs the meeting may do. What the server refuses is told in the notices.
    pub(super) fn host(self, command: HostCommand) {
        self.engine.command(Command::Host(command));
    }

    /// Starts the room client. Browser only.
    pub(super) fn start(self) {
        self.engine
            .start(&self.code.get_value(), move |view| self.receive(view));
        self.engine
            .on_microphone_level(move |level| _ = self.level.try_set(level));
        self.engine.on_speaking(move |participant, on| {
            _ = self.speaking.try_update(|speaking| {
                if on {
                    speaking.insert(participant);
                } else {
                    speaking.remove(&participant);
                }
            });
        });
        self.engine
            .on_autoplay_blocked(move |blocked| self.notices.sound_blocked(blocked, self.engine));
        self.ready.set(true);
    }

    fn receive(self, new: RoomView) {
        let Some(old) = self.view.try_get_untracked() else {
            return;
        };
        let chat_open = self.panel.get_untracked() == Some(Panel::Chat);
        self.note_stay(old.phase, &new);
        if old.phase != new.phase {
            self.fields().follow_phase(new.phase);
        }
        for announcement in announcements(&old, &new, chat_open) {
            self.notices.announce(announcement, self.engine);
        }
        if !matches!(new.phase, Phase::InMeeting | Phase::Waiting(_)) {
            self.notices.calm();
        }
        if chat_open {
            self.read.set(last_stored(&new.chat));
        }
        self.view.set(new);
    }

    /// What was written before somebody came counts as read.
    fn note_stay(self, before: Phase, new: &RoomView) {
        match (before == Phase::InMeeting, new.phase == Phase::InMeeting) {
            (false, true) => {
                self.read.set(last_stored(&new.chat));
                self.stay.set(Some((Engine::now(), Engine::now())));
            }
            (true, false) => self.stay.update(|stay| {
                if let Some((_, left)) = stay {
                    *left = Engine::now();
                }
            }),
            _ => {}
        }
    }

    /// The dialogs.
    pub(super) fn dialogs(self) -> RoomDialogs {
        self.dialogs.get_value()
    }

    /// A memo of a part of the view.
    pub(super) fn part<T>(self, read: impl Fn(&RoomView) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.view.with(&read))
    }

    /// A part of the view now, without watching it.
    pub(super) fn peek<T>(self, read: impl FnOnce(&RoomView) -> T) -> T {
        self.view.with_untracked(read)
    }

    pub(super) fn phase(self) -> Memo<Phase> {
        self.part(|view| view.phase)
    }

    pub(super) fn title(self) -> Memo<String> {
        self.part(move |view| match &view.meeting {
            Some(meeting) => meeting_title(meeting.title.as_deref(), &meeting.code),
            None => self.known.with(|known| {
                let told = view.lobby_title.as_deref();
                meeting_title(told.or(known.title.as_deref()), &known.code)
            }),
        })
    }

    pub(super) fn tiles(self) -> Memo<Vec<ParticipantId>> {
        self.part(|view| tile_order(&view.tiles, large_tile(&view.tiles)))
    }

    /// The participants' list, as it is searched.
    pub(super) fn people(self, wanted: RwSignal<String>) -> Memo<Vec<ParticipantId>> {
        self.part(move |view| people_order(&view.tiles, &wanted.read()))
    }

    /// A part of somebody's tile; the default once they are gone.
    pub(super) fn tile<T>(
        self,
        participant: ParticipantId,
        read: impl Fn(&TileView) -> T + Send + Sync + 'static,
    ) -> Memo<T>
    where
        T: PartialEq + Default + Send + Sync + 'static,
    {
        self.part(move |view| {
            view.tiles
                .iter()
                .find(|tile| tile.participant == participant)
                .map(&read)
                .unwrap_or_default()
        })
    }

    pub(super) fn chat(self) -> Memo<Vec<ChatRow>> {
        self.part(|view| chat_rows(&view.chat))
    }

    pub(super) fn unread(self) -> Memo<usize> {
        Memo::new(move |_| {
            let read = self.read.get();
            self.view.with(|view| unread(&view.chat, read.as_ref()))
        })
    }

    /// Whether somebody speaks: it is heard here, or by the server of somebody whose sound does not come here now.
    pub(super) fn speaks(self, participant: ParticipantId) -> Memo<bool> {
        let told = self.part(move |view| view.speakers.contains(&participant));
        Memo::new(move |_| told.get() || self.speaking.read().contains(&participant))
    }

    /// The names of those who speak, in words.
    pub(super) fn who_speaks(self) -> String {
        let mut speaking = self.speaking.get_untracked();
        self.peek(|view| {
            speaking.extend(&view.speakers);
            speakers_words(&view.tiles, &speaking)
        })
    }
}
