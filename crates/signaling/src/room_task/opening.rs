//! Opening a room on what is stored, or not.

use super::Command;
use crate::attempt::attempt;
use crate::outbox::Outbox;
use crate::rooms::Shared;
use crate::wire;
use parley_domain::{Meeting, MeetingId, RepositoryError, SeatCounters};
use parley_protocol::{CloseCode, ErrorCode, ServerMessage, limits};
use parley_room_server::RoomHistory;
use std::collections::BTreeMap;
use tokio::sync::mpsc;

/// A meeting as it is by now and what is stored of it, with what is not stored yet. Whoever changes the meeting after it is
/// read finds the room to tell it.
pub(super) async fn load(
    shared: &Shared,
    id: MeetingId,
) -> Result<(Meeting, RoomHistory), RepositoryError> {
    // Before the database is asked: what is stored in between is in both, what was stored before is in the database.
    let unsaved = shared.seat_saver.list(id);
    let (seats, chat) = (&shared.ports.seats, &shared.ports.chat);
    let (meeting, stored, mut counters, noted_at, (chat, chat_has_more), bans) = tokio::try_join!(
        attempt(shared.ports.meetings.lookup(id)),
        attempt(seats.list_open(id)),
        attempt(seats.counters(id)),
        attempt(seats.last_noted(id)),
        attempt(chat.list_newest(id, limits::SNAPSHOT_CHAT_MESSAGES)),
        attempt(shared.ports.bans.list(id)),
    )?;
    let mut seats: BTreeMap<_, _> = stored
        .into_iter()
        .map(|seat| (seat.participant, seat))
        .collect();
    for seat in unsaved {
        counters = SeatCounters {
            participant: counters.participant.max(seat.participant.0),
            arrival: counters.arrival.max(seat.arrival.0),
        };
        seats.insert(seat.participant, seat);
    }
    let history = RoomHistory {
        seats: seats.into_values().collect(),
        noted_at,
        counters,
        chat,
        chat_has_more,
        bans,
    };
    let meeting = meeting.ok_or_else(|| RepositoryError::Unavailable("no such meeting".into()))?;
    Ok((meeting, history))
}

/// Refuses everybody who came to a room that cannot be opened.
pub(super) fn refuse_all(mailbox: &mut mpsc::UnboundedReceiver<Command>) {
    while let Ok(command) = mailbox.try_recv() {
        if let Command::Hello { outbox, .. } = command {
            refuse_unavailable(outbox);
        }
    }
}

/// Sends somebody away for now.
pub(super) fn refuse_unavailable(outbox: Outbox) {
    outbox.send(wire::write(&ServerMessage::Refused {
        request: None,
        code: ErrorCode::Unavailable,
    }));
    outbox.close(CloseCode::TRY_AGAIN_LATER);
}
