//! Storing in the background what is answered by a command, or not at all.

use super::{Command, RoomTask};
use crate::attempt::attempt;
use parley_domain::NewChatMessage;
use parley_room_server::StoreId;
use std::sync::Arc;

impl RoomTask {
    /// So that after a crash it is known until when the run went on.
    pub(super) fn note_run(&self) {
        let Some(run) = self.room.run() else { return };
        let (seats, meeting) = (Arc::clone(&self.shared.ports.seats), self.meeting.id);
        let now = self.timeline.now();
        self.shared.tracker.spawn(async move {
            if let Err(error) = attempt(seats.note_run(meeting, run, now)).await {
                tracing::warn!(meeting = meeting.0, ?error, "a run was not noted");
            }
        });
    }

    pub(super) fn store_chat(&self, store: StoreId, message: NewChatMessage) {
        let chat = Arc::clone(&self.shared.ports.chat);
        let mailbox = self.handle.mailbox.clone();
        self.shared.tracker.spawn(async move {
            let outcome = attempt(chat.add(message)).await;
            // A room that is gone needs no answer; the writer asks again.
            let _ = mailbox.send(Command::ChatStored { store, outcome });
        });
    }
}
