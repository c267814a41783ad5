//! What participants say, one method for each message.

use super::RoomServer;
use crate::chat::ChatOutcome;
use crate::limiter::{Kind, Verdict};
use crate::{ConnectionId, Effect, signals};
use parley_domain::NewChatMessage;
use parley_protocol::{
    Arrival, ChatMessageId, ChatText, ClientMessage, CloseCode, ErrorCode, LeaveReason,
    ParticipantId, RequestId, ServerMessage, Signal, Timestamp, limits, permissions::Action,
};

impl RoomServer {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "what is left is an order, and `handle_order` names each"
    )]
    pub(super) fn handle_message(
        &mut self,
        connection: ConnectionId,
        message: ClientMessage,
        now: Timestamp,
    ) {
        if !self.may_say(connection, &message, now) {
            return;
        }
        let Some(from) = self.roster.find_by_connection(connection) else {
            return self.handle_waiting(connection, message);
        };
        match message {
            ClientMessage::Hello { .. } => self.refuse(connection, None, ErrorCode::OutOfOrder),
            ClientMessage::SetMedia { request, media } => {
                if let Err(code) = self.handle_media(from, media) {
                    self.refuse(connection, Some(request), code);
                }
            }
            ClientMessage::Signal {
                request,
                to,
                to_arrival,
                signal,
            } => {
                if let Err(code) = self.handle_signal(from, to, to_arrival, signal) {
                    self.refuse(connection, Some(request), code);
                }
            }
            ClientMessage::SendChat { request, id, text } => {
                match self.authorize(from, Action::Chat) {
                    Ok(()) => self.handle_chat(from, request, id, text, now),
                    Err(code) => self.refuse(connection, Some(request), code),
                }
            }
            routed @ (ClientMessage::MediaOffer { .. }
            | ClientMessage::SetWishes { .. }
            | ClientMessage::DirectFailed { .. }) => {
                let request = request_of(&routed);
                if let Err(code) = self.handle_routed(connection, from, routed) {
                    self.refuse(connection, request, code);
                }
            }
            ClientMessage::Waited {
                request, length, ..
            } if length > limits::LONGEST_WAIT => {
                self.refuse(connection, Some(request), ErrorCode::BadMessage);
            }
            ClientMessage::Waited { what, length, .. } => {
                self.effects.push_back(Effect::Waited { what, length });
            }
            ClientMessage::Leave {} => self.handle_leave(connection, from, now),
            ClientMessage::Ping { request } => {
                self.tell(connection, ServerMessage::Pong { request });
            }
            order => {
                let request = request_of(&order);
                if let Err(code) = self.handle_order(from, order, now) {
                    self.refuse(connection, request, code);
                }
            }
        }
    }

    /// Whether a connection has not said too much; else it hears so.
    fn may_say(
        &mut self,
        connection: ConnectionId,
        message: &ClientMessage,
        now: Timestamp,
    ) -> bool {
        let limiter = self.limiters.get_mut(&connection);
        let verdict = limiter.map_or(Verdict::Pass, |l| l.take(kind_of(message), now));
        match verdict {
            Verdict::Pass => {}
            Verdict::Refuse => {
                let request = request_of(message);
                self.refuse(connection, request, ErrorCode::TooManyRequests);
            }
            Verdict::Close => self.close_flooding(connection, now),
        }
        verdict == Verdict::Pass
    }

    /// Whoever waits may give up or be asked whether they still wait; nothing else (T-059).
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "whatever is added is forbidden to who waits"
    )]
    fn handle_waiting(&mut self, connection: ConnectionId, message: ClientMessage) {
        let Some(knock) = self.admission.find(connection) else {
            return;
        };
        match message {
            ClientMessage::Leave {} => {
                self.admission.take(knock);
                self.close(connection, CloseCode::LEFT);
                self.tell_waiting();
            }
            ClientMessage::Ping { request } => {
                self.tell(connection, ServerMessage::Pong { request });
            }
            ClientMessage::Hello { .. } => self.refuse(connection, None, ErrorCode::OutOfOrder),
            other => self.refuse(connection, request_of(&other), ErrorCode::Forbidden),
        }
    }

    /// A signal for somebody who is away for a moment, or for an older page load of theirs, is late and dropped.
    fn handle_signal(
        &mut self,
        from: ParticipantId,
        to: ParticipantId,
        to_arrival: Arrival,
        signal: Signal,
    ) -> Result<(), ErrorCode> {
        if to == from || !signals::fits(&signal) {
            return Err(ErrorCode::BadMessage);
        }
        let target = self.roster.lookup(to).map(|seat| seat.arrival);
        let current = target.ok_or(ErrorCode::ParticipantNotFound)? == to_arrival;
        let sender = self.roster.lookup(from).map(|seat| seat.arrival);
        if let (true, Some(connection), Some(from_arrival)) =
            (current, self.roster.connection(to), sender)
        {
            let message = ServerMessage::Signal {
                from,
                from_arrival,
                signal,
            };
            self.tell(connection, message);
        }
        Ok(())
    }

    fn handle_chat(
        &mut self,
        from: ParticipantId,
        request: RequestId,
        id: ChatMessageId,
        text: ChatText,
        now: Timestamp,
    ) {
        let Some(seat) = self.roster.lookup(from) else {
            return;
        };
        let message = NewChatMessage {
            meeting: self.config.meeting.id,
            id,
            from,
            display_name: seat.display_name.clone(),
            text,
            sent_at: now,
        };
        if let Some(outcome) = self.chat.send(request, message) {
            self.handle_chat_outcome(outcome);
        }
    }

    /// Answers go to the connection that the writer has now; it may be another than the one they wrote on.
    pub(super) fn handle_chat_outcome(&mut self, outcome: ChatOutcome) {
        match outcome {
            ChatOutcome::Store { store, message } => {
                self.effects.push_back(Effect::StoreChat { store, message });
            }
            ChatOutcome::Accepted { message, news } => {
                let from = message.from;
                let accepted = ServerMessage::ChatAccepted {
                    id: message.id.clone(),
                    sequence: message.sequence,
                    sent_at: message.sent_at,
                };
                if let Some(connection) = self.roster.connection(from) {
                    self.tell(connection, accepted);
                }
                if news {
                    self.tell_others(from, ServerMessage::ChatPosted { message });
                }
            }
            ChatOutcome::Refused {
                from,
                request,
                code,
            } => {
                if let Some(connection) = self.roster.connection(from) {
                    self.refuse(connection, Some(request), code);
                }
            }
        }
    }

    fn handle_leave(&mut self, connection: ConnectionId, from: ParticipantId, now: Timestamp) {
        self.close(connection, CloseCode::LEFT);
        self.give_up(from, LeaveReason::Left, now);
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever is added counts as any message"
)]
fn kind_of(message: &ClientMessage) -> Kind {
    match message {
        ClientMessage::SendChat { .. } => Kind::Chat,
        ClientMessage::Signal { signal, .. } => Kind::Signal {
            bytes: signals::bytes(signal),
        },
        ClientMessage::MediaOffer { sdp, .. } => Kind::Offer {
            bytes: u64::try_from(sdp.len()).unwrap_or(u64::MAX),
        },
        ClientMessage::SetWishes { .. } => Kind::Wishes,
        _ => Kind::Other,
    }
}

fn request_of(message: &ClientMessage) -> Option<RequestId> {
    match message {
        ClientMessage::SetMedia { request, .. }
        | ClientMessage::Signal { request, .. }
        | ClientMessage::MediaOffer { request, .. }
        | ClientMessage::SetWishes { request, .. }
        | ClientMessage::DirectFailed { request }
        | ClientMessage::Waited { request, .. }
        | ClientMessage::SendChat { request, .. }
        | ClientMessage::SetHand { request, .. }
        | ClientMessage::Mute { request, .. }
        | ClientMessage::MuteAll { request, .. }
        | ClientMessage::AskToUnmute { request, .. }
        | ClientMessage::StopVideo { request, .. }
        | ClientMessage::StopSharing { request, .. }
        | ClientMessage::AskToStartVideo { request, .. }
        | ClientMessage::LowerHand { request, .. }
        | ClientMessage::Spotlight { request, .. }
        | ClientMessage::Admit { request, .. }
        | ClientMessage::Deny { request, .. }
        | ClientMessage::Readmit { request, .. }
        | ClientMessage::SetRules { request, .. }
        | ClientMessage::Remove { request, .. }
        | ClientMessage::SetCoHost { request, .. }
        | ClientMessage::HandOver { request, .. }
        | ClientMessage::End { request }
        | ClientMessage::Ping { request } => Some(*request),
        ClientMessage::Hello { .. } | ClientMessage::Leave {} => None,
    }
}
