//! Telling the server that the person left, when there was no socket to say it on.
//!
//! *Invariants*: the person is out of the meeting all the time and sees nothing of it; it ends in bounded time; the
//! seat's peer connections are not made again.

use super::RoomClient;
use crate::Phase;
use parley_protocol::{
    Arrival, ClientMessage, Milliseconds, ResumeToken, ServerMessage, Timestamp,
};

/// How long it is tried; later the server gives the seat up by itself.
const PATIENCE: Milliseconds = Milliseconds::from_seconds(15);

/// A seat that is to be given up.
#[derive(Debug)]
pub(super) struct Farewell {
    pub(super) resume: ResumeToken,
    pub(super) arrival: Option<Arrival>,
    pub(super) until: Timestamp,
}

impl RoomClient {
    /// What is to be given up by way of a new socket; `None` when there is no seat or a socket to say it on.
    pub(super) fn farewell_needed(&self, now: Timestamp) -> Option<Farewell> {
        let in_seat = matches!(self.phase, Phase::Joining | Phase::InMeeting);
        let resume = self.seat.resume().filter(|_| in_seat)?;
        (!self.out.can_send()).then(|| Farewell {
            resume: resume.clone(),
            arrival: self.roster.own_arrival(),
            until: now + PATIENCE,
        })
    }

    pub(super) fn end_farewell(&mut self) {
        if self.farewell.take().is_some() {
            self.link.stop(&mut self.out);
        }
    }

    /// Takes what the server says to somebody who is out of the meeting already.
    pub(super) fn handle_farewell(&mut self, message: &ServerMessage, now: Timestamp) {
        if matches!(message, ServerMessage::Snapshot { .. }) && self.link.is_greeting() {
            self.link.handle_greeted(now, &mut self.out);
            self.out.send(|_| ClientMessage::Leave {});
            self.end_farewell();
        } else if matches!(
            message,
            ServerMessage::Closing { .. }
                | ServerMessage::Refused { .. }
                | ServerMessage::Lobby { .. }
        ) {
            self.end_farewell();
        }
    }
}
