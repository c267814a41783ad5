//! What the room client does with what the server says.

use super::RoomClient;
use crate::{Effect, LeftReason, Phase, SocketEnd, SocketId};
use parley_protocol::{ErrorCode, RequestId, ServerMessage, Timestamp};

impl RoomClient {
    pub(super) fn handle_closed(&mut self, socket: SocketId, end: SocketEnd, now: Timestamp) {
        if !self.link.is_current(socket) {
            return;
        }
        if self.farewell.is_some() && end != SocketEnd::Lost {
            return self.end_farewell();
        }
        match end {
            SocketEnd::Lost => self.lose_link(now),
            SocketEnd::MeetingNotFound => self.refuse(ErrorCode::MeetingNotFound, now),
            // Else a reload would come back into the seat as a guest.
            SocketEnd::SessionEnded => self.expel(LeftReason::SignedOut, now),
            SocketEnd::Password => self.ask_for_password(self.door.likely_refusal(), now),
            SocketEnd::Locked => self.refuse(ErrorCode::MeetingLocked, now),
            SocketEnd::Cancelled => self.refuse(ErrorCode::MeetingCancelled, now),
            SocketEnd::Removed if self.link.is_greeting() => {
                self.refuse(ErrorCode::Removed, now);
            }
            SocketEnd::Blocked => self.refuse(ErrorCode::Blocked, now),
            SocketEnd::Removed => self.expel(LeftReason::Removed, now),
            SocketEnd::Denied => self.expel(LeftReason::Denied, now),
            SocketEnd::WaitedTooLong => self.expel(LeftReason::WaitedTooLong, now),
            SocketEnd::Ended => self.expel(LeftReason::Ended, now),
        }
    }

    pub(super) fn lose_link(&mut self, now: Timestamp) {
        self.link.lose(now, &mut self.out);
        self.forget_what_was_sent(now);
    }

    /// The answers to what was sent will not come.
    pub(super) fn forget_what_was_sent(&mut self, now: Timestamp) {
        if self.phase == Phase::InMeeting {
            self.waits.handle_lost(now);
        }
        self.media.lose_link();
        self.sfu.lose_link();
        self.paths.lose_link();
        self.wishes.lose_link();
        self.hosting.lose_link();
        if let Some(chat) = &mut self.chat {
            chat.lose_link();
        }
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
            self.handle_closing(reason, retry_after, now);
        } else if let ServerMessage::Lobby { title, state } = message {
            self.handle_lobby(title, state, now);
        } else if matches!(message, ServerMessage::Snapshot { .. }) {
            self.handle_snapshot(message, now);
        } else if let ServerMessage::Pong { request } = message {
            self.link.handle_pong(request);
            self.hosting.handle_pong(request);
        } else if self.phase == Phase::InMeeting && self.out.can_send() {
            self.handle_event(message, now);
        }
    }

    fn handle_event(&mut self, message: ServerMessage, now: Timestamp) {
        self.roster.handle(&message, now);
        self.hosting
            .handle(&message, &mut self.media, &mut self.out);
        if let ServerMessage::Signal {
            from,
            from_arrival,
            signal,
        } = message
        {
            let around = (&self.roster, now, &mut self.out);
            self.negotiation
                .handle_signal(from, from_arrival, signal, around);
        } else if let ServerMessage::Speaking { participants } = message {
            self.wishes.set_speakers(participants);
        } else if matches!(
            message,
            ServerMessage::MediaAnswer { .. }
                | ServerMessage::MediaSlots { .. }
                | ServerMessage::MediaWanted { .. }
        ) {
            self.sfu.handle_message(message, &mut self.out);
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
        self.sync_peers(false, now);
    }

    fn handle_refused(&mut self, request: Option<RequestId>, code: ErrorCode, now: Timestamp) {
        if code == ErrorCode::ProtocolVersion {
            self.link.stop(&mut self.out);
            self.out.push(Effect::ReloadPage);
        } else if self.link.is_greeting() {
            self.handle_shut(code, now);
        } else if let Some(request) = request {
            self.handle_request_refused(request, code, now);
        } else if self.is_at_the_door() {
            self.handle_shut(code, now);
        }
    }

    fn handle_request_refused(&mut self, request: RequestId, code: ErrorCode, now: Timestamp) {
        self.hosting.handle_refused(request, code, &mut self.roster);
        self.sfu.handle_refused(request, now);
        self.wishes.handle_refused(request, now);
        let refused = self.media.handle_refused(request, now);
        if let Some(refused) = refused.filter(|_| code == ErrorCode::Forbidden) {
            let (media, out) = (&mut self.media, &mut self.out);
            self.hosting
                .handle_forbidden(refused, &self.roster, media, out);
        }
        if let Some(chat) = &mut self.chat {
            chat.handle_refused(request, code, now);
        }
    }
}
