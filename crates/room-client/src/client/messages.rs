//! What the room client does with what the server says.

use super::RoomClient;
use crate::{Effect, LeftReason, Phase, SocketEnd, SocketId};
use parley_protocol::{
    ClientMessage, CloseReason, ErrorCode, PROTOCOL_VERSION, RequestId, ServerMessage, Timestamp,
};

impl RoomClient {
    pub(super) fn handle_opened(&mut self, socket: SocketId, now: Timestamp) {
        let Some(display_name) = self.seat.display_name().cloned() else {
            return;
        };
        if self.link.handle_opened(socket, now) {
            let farewell = self.farewell.as_ref();
            let message = ClientMessage::Hello {
                protocol: PROTOCOL_VERSION,
                display_name,
                media: self.media.actual(),
                resume: farewell.map(|f| &f.resume).or(self.seat.resume()).cloned(),
                arrival: farewell.map_or(self.roster.own_arrival(), |f| f.arrival),
            };
            self.out.push(Effect::Send { socket, message });
        }
    }

    pub(super) fn handle_closed(&mut self, socket: SocketId, end: SocketEnd, now: Timestamp) {
        if !self.link.is_current(socket) {
            return;
        }
        match end {
            SocketEnd::MeetingNotFound | SocketEnd::SessionEnded if self.farewell.is_some() => {
                self.end_farewell();
            }
            SocketEnd::SessionEnded => {
                // Else a reload would come back into the seat as a guest.
                self.seat.forget(&mut self.out);
                self.end(LeftReason::SignedOut, now);
            }
            SocketEnd::MeetingNotFound => self.refuse(ErrorCode::MeetingNotFound, now),
            SocketEnd::Lost => self.lose_link(now),
        }
    }

    fn lose_link(&mut self, now: Timestamp) {
        self.link.lose(now, &mut self.out);
        self.forget_what_was_sent();
    }

    /// The answers to what was sent will not come.
    pub(super) fn forget_what_was_sent(&mut self) {
        self.media.lose_link();
        if let Some(chat) = &mut self.chat {
            chat.lose_link();
        }
    }

    fn refuse(&mut self, code: ErrorCode, now: Timestamp) {
        self.seat.forget(&mut self.out);
        self.end(LeftReason::Refused(code), now);
    }

    pub(super) fn handle_message(&mut self, message: ServerMessage, now: Timestamp) {
        if self.farewell.is_some() {
            self.handle_farewell(&message, now);
        } else if let ServerMessage::Refused { request, code } = message {
            self.handle_refused(request, code, now);
        } else if let ServerMessage::Closing {
            reason,
            retry_after,
        } = message
        {
            if reason == CloseReason::Replaced {
                self.end(LeftReason::Replaced, now);
            } else {
                self.link.handle_closing(retry_after, now, &mut self.out);
                self.forget_what_was_sent();
            }
        } else if matches!(message, ServerMessage::Snapshot { .. }) {
            self.handle_snapshot(message, now);
        } else if self.phase == Phase::InMeeting && self.out.can_send() {
            self.handle_event(message, now);
        }
    }

    fn handle_snapshot(&mut self, message: ServerMessage, now: Timestamp) {
        if !self.link.is_greeting() {
            return;
        }
        self.roster.handle(&message, now);
        let ServerMessage::Snapshot {
            you, resume, chat, ..
        } = message
        else {
            return;
        };
        self.phase = Phase::InMeeting;
        self.link.handle_greeted(now, &mut self.out);
        self.seat.set_resume(resume);
        self.media.set_told(self.roster.own().map(|own| own.media));
        let own_name = self.roster.own().map(|own| &own.display_name);
        if let Some(own) = &mut self.chat {
            own.handle_snapshot(you, own_name, &chat);
        }
        self.negotiation
            .sync(&self.roster, true, now, &mut self.out);
    }

    fn handle_event(&mut self, message: ServerMessage, now: Timestamp) {
        self.roster.handle(&message, now);
        if let ServerMessage::Signal {
            from,
            from_arrival,
            signal,
        } = message
        {
            let around = (&self.roster, now, &mut self.out);
            self.negotiation
                .handle_signal(from, from_arrival, signal, around);
        } else if let ServerMessage::Pong { request } = message {
            self.link.handle_pong(request);
        } else if let Some(chat) = &mut self.chat {
            if let ServerMessage::ChatPosted { message } = message {
                chat.handle_posted(&message);
            } else if let ServerMessage::ChatAccepted {
                id,
                sequence,
                sent_at,
            } = message
            {
                chat.handle_accepted(&id, sequence, sent_at);
            }
        }
        self.negotiation
            .sync(&self.roster, false, now, &mut self.out);
    }

    fn handle_refused(&mut self, request: Option<RequestId>, code: ErrorCode, now: Timestamp) {
        if code == ErrorCode::ProtocolVersion {
            self.link.stop(&mut self.out);
            self.out.push(Effect::ReloadPage);
        } else if self.link.is_greeting() {
            let passes = matches!(
                code,
                ErrorCode::Unavailable
                    | ErrorCode::TooManyRequests
                    | ErrorCode::OutOfOrder
                    | ErrorCode::Unknown
            );
            if passes {
                self.lose_link(now);
            } else {
                self.refuse(code, now);
            }
        } else if let Some(request) = request {
            self.media.handle_refused(request, now);
            if let Some(chat) = &mut self.chat {
                chat.handle_refused(request, code, now);
            }
        }
    }
}
