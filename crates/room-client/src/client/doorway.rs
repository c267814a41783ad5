//! Getting in: greeting, waiting in front of the door, and being sent away.
//!
//! *Invariant*: while somebody waits nothing of the meeting is here: no people, no chat, no peer connections.

use super::RoomClient;
use crate::{Effect, LeftReason, Phase, SocketId, door::is_about_password, roster::Roster};
use parley_protocol::{
    ClientMessage, CloseReason, ErrorCode, LobbyState, MediaState, Milliseconds, PROTOCOL_VERSION,
    ServerMessage, Timestamp,
};

impl RoomClient {
    pub(super) fn handle_opened(&mut self, socket: SocketId, now: Timestamp) {
        let Some(display_name) = self.seat.display_name().cloned() else {
            return;
        };
        if self.link.handle_opened(socket, now) {
            let farewell = self.farewell.as_ref();
            let password = self.door.password().filter(|_| farewell.is_none());
            let message = ClientMessage::Hello {
                protocol: PROTOCOL_VERSION,
                display_name,
                media: match farewell {
                    // The preview before joining again is nobody's to see.
                    Some(_) => MediaState::default(),
                    None => self.media.greet(),
                },
                resume: farewell.map(|f| &f.resume).or(self.seat.resume()).cloned(),
                arrival: farewell.map_or(self.roster.own_arrival(), |f| f.arrival),
                password: password.cloned(),
            };
            self.out.push(Effect::Send { socket, message });
        }
    }

    /// Whether the server's answer to `hello` is awaited, or that somebody lets the person in.
    pub(super) fn is_at_the_door(&self) -> bool {
        let waiting = matches!(self.phase, Phase::Waiting(_));
        self.link.is_greeting() || waiting && self.out.can_send()
    }

    pub(super) fn handle_snapshot(&mut self, message: ServerMessage, now: Timestamp) {
        if !self.is_at_the_door() {
            return;
        }
        self.roster.handle(&message, now);
        self.hosting
            .handle(&message, &mut self.media, &mut self.out);
        let ServerMessage::Snapshot {
            you, resume, chat, ..
        } = message
        else {
            return;
        };
        self.phase = Phase::InMeeting;
        self.door.set_title(None);
        self.link.handle_greeted(now, &mut self.out);
        self.waits.handle_seated(now, &mut self.out);
        self.seat.set_resume(resume);
        let own = self.roster.own();
        self.media
            .handle_snapshot(own.map(|own| own.media), &mut self.out);
        if let Some(lines) = &mut self.chat {
            lines.handle_snapshot(you, own.map(|own| &own.display_name), &chat);
        }
        self.wishes.lose_link();
        self.sync_peers(true, now);
    }

    /// The person waits. A seat that they had is gone, and with it all that they knew of the meeting.
    pub(super) fn handle_lobby(
        &mut self,
        title: Option<String>,
        state: LobbyState,
        now: Timestamp,
    ) {
        if !self.is_at_the_door() {
            return;
        }
        self.link.handle_greeted(now, &mut self.out);
        self.forget_meeting(now);
        if let Some(chat) = &mut self.chat {
            chat.forget_stored();
        }
        self.door.set_title(title);
        self.phase = Phase::Waiting(state);
    }

    /// The server does not let the person in.
    pub(super) fn handle_shut(&mut self, code: ErrorCode, now: Timestamp) {
        let passes = matches!(
            code,
            ErrorCode::Unavailable
                | ErrorCode::TooManyRequests
                | ErrorCode::OutOfOrder
                | ErrorCode::Unknown
        );
        if passes {
            self.lose_link(now);
        } else if is_about_password(code) {
            self.ask_for_password(code, now);
        } else {
            self.refuse(code, now);
        }
    }

    /// Back in front of the door; microphone and camera go on.
    pub(super) fn ask_for_password(&mut self, code: ErrorCode, now: Timestamp) {
        self.link.stop(&mut self.out);
        self.forget_meeting(now);
        self.chat = None;
        self.door.refuse(code);
        self.phase = Phase::Lobby;
    }

    pub(super) fn refuse(&mut self, code: ErrorCode, now: Timestamp) {
        self.expel(LeftReason::Refused(code), now);
    }

    /// Out, and not back into the seat by a reload.
    pub(super) fn expel(&mut self, reason: LeftReason, now: Timestamp) {
        self.seat.forget(&mut self.out);
        self.end(reason, now);
    }

    pub(super) fn handle_closing(
        &mut self,
        reason: CloseReason,
        retry_after: Milliseconds,
        now: Timestamp,
    ) {
        match reason {
            CloseReason::Restart | CloseReason::Overloaded => {
                self.link.handle_closing(retry_after, now, &mut self.out);
                self.forget_what_was_sent(now);
            }
            CloseReason::Replaced => self.end(LeftReason::Replaced, now),
            CloseReason::Removed => self.expel(LeftReason::Removed, now),
            CloseReason::Denied => self.expel(LeftReason::Denied, now),
            CloseReason::WaitedTooLong => self.expel(LeftReason::WaitedTooLong, now),
            CloseReason::Ended => self.expel(LeftReason::Ended, now),
        }
    }

    fn forget_meeting(&mut self, now: Timestamp) {
        if self.seat.resume().is_some() {
            self.seat.forget(&mut self.out);
        }
        self.close_peers(now);
        self.media.lose_link();
        self.media.stop_sharing(&mut self.out);
        self.hosting.reset();
        self.waits.forget();
        self.roster = Roster::default();
    }
}
