//! What is known of the door, and going back to it.

use super::Room;
use crate::pages::room::{
    dom,
    join_fields::JoinFields,
    lookup::{MeetingSummary, find_meeting},
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use parley_protocol::Timestamp;
use parley_room_client::Command;

impl Room {
    /// What is typed before joining. It is nowhere but here.
    pub(in crate::pages::room) fn fields(self) -> JoinFields {
        self.fields.get_value()
    }

    /// Whether the person will wait to be let in.
    pub(in crate::pages::room) fn waits(self) -> Memo<bool> {
        Memo::new(move |_| self.known.with(|known| known.waiting_room))
    }

    /// When it starts that is planned.
    pub(in crate::pages::room) fn starts_at(self) -> Memo<Option<Timestamp>> {
        Memo::new(move |_| self.known.with(|known| known.starts_at))
    }

    /// Goes back to before joining without loading the page again: what was typed there is nowhere else.
    pub(in crate::pages::room) fn go_back(self) {
        self.stay.set(None);
        self.panel.set(None);
        self.dialogs().close();
        self.engine.command(Command::ReturnToLobby);
        dom::focus_soon("join-title");
        self.look_again();
    }

    /// Asks the server how the door is by now. A meeting that nobody can join any more has a page that says so.
    fn look_again(self) {
        let address = self.address.get_value();
        spawn_local(async move {
            match find_meeting(address).await {
                Ok(Some(meeting)) if meeting.cancelled.is_none() => self.know(meeting),
                Ok(_) => dom::reload(),
                // Joining says what is wrong.
                Err(_) => {}
            }
        });
    }

    /// The person may have gone to another page meanwhile.
    fn know(self, meeting: MeetingSummary) {
        if let Some(fields) = self.fields.try_get_value() {
            _ = fields.asks_password.try_set(meeting.needs_password);
        }
        _ = self.known.try_set(meeting);
    }
}
