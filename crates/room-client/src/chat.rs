//! The chat: what is stored, by sequence, and what is still on its way.
//!
//! *Invariants*: one message is in flight at a time, so the server stores them in the order they were written; a
//! message stays here until the server says that it is stored; no message is shown twice.

use crate::{ChatLineView, outbox::Outbox};
use parley_protocol::{
    ChatMessageId, ChatMessageView, ChatText, ClientMessage, DisplayName, ErrorCode, Milliseconds,
    ParticipantId, RequestId, Timestamp,
};
use std::collections::{BTreeMap, BTreeSet};

/// The first wait after a refusal that may pass; it doubles up to [`RETRY_MOST`].
const RETRY_FIRST: Milliseconds = Milliseconds::from_seconds(1);
const RETRY_MOST: Milliseconds = Milliseconds::from_seconds(8);

#[derive(Debug)]
struct Pending {
    id: ChatMessageId,
    text: ChatText,
    refused: Option<ErrorCode>,
}

/// The machine.
#[derive(Debug)]
pub(crate) struct Chat {
    own_name: DisplayName,
    me: Option<ParticipantId>,
    own_seats: BTreeSet<ParticipantId>,
    stored: BTreeMap<u64, ChatMessageView>,
    pending: Vec<Pending>,
    in_flight: Option<(RequestId, ChatMessageId)>,
    retry_at: Option<Timestamp>,
    retry_delay: Milliseconds,
}

impl Chat {
    pub(crate) fn new(own_name: DisplayName) -> Self {
        Self {
            own_name,
            me: None,
            own_seats: BTreeSet::new(),
            stored: BTreeMap::new(),
            pending: Vec::new(),
            in_flight: None,
            retry_at: None,
            retry_delay: RETRY_FIRST,
        }
    }

    /// Keeps a message until it is stored. The same id again is the same message.
    pub(crate) fn write(&mut self, id: ChatMessageId, text: ChatText) {
        let known = self.pending.iter().any(|pending| pending.id == id)
            || self.stored.values().any(|message| message.id == id);
        if !known {
            self.pending.push(Pending {
                id,
                text,
                refused: None,
            });
        }
    }

    /// The socket is gone, and with it the answer to what was in flight.
    pub(crate) fn lose_link(&mut self) {
        self.in_flight = None;
        self.retry_at = None;
    }

    /// Nobody may read here any more; what is still on its way waits until they may.
    pub(crate) fn forget_stored(&mut self) {
        self.lose_link();
        self.stored.clear();
        self.me = None;
    }

    /// Joins the server's newest messages with those that are here already.
    pub(crate) fn handle_snapshot(
        &mut self,
        me: ParticipantId,
        own_name: Option<&DisplayName>,
        messages: &[ChatMessageView],
    ) {
        self.lose_link();
        self.retry_delay = RETRY_FIRST;
        self.me = Some(me);
        self.own_seats.insert(me);
        if let Some(name) = own_name {
            self.own_name = name.clone();
        }
        for message in messages {
            self.handle_posted(message);
        }
    }

    pub(crate) fn handle_posted(&mut self, message: &ChatMessageView) {
        if self.own_seats.contains(&message.from) {
            self.pending.retain(|pending| pending.id != message.id);
        }
        self.stored.insert(message.sequence, message.clone());
    }

    pub(crate) fn handle_accepted(
        &mut self,
        id: &ChatMessageId,
        sequence: u64,
        sent_at: Timestamp,
    ) {
        if matches!(&self.in_flight, Some((_, sent)) if sent == id) {
            self.in_flight = None;
            self.retry_delay = RETRY_FIRST;
        }
        let place = self.pending.iter().position(|pending| &pending.id == id);
        if let (Some(place), Some(from)) = (place, self.me) {
            let Pending { id, text, .. } = self.pending.remove(place);
            self.stored.insert(
                sequence,
                ChatMessageView {
                    sequence,
                    id,
                    from,
                    display_name: self.own_name.clone(),
                    text,
                    sent_at,
                },
            );
        }
    }

    /// A refusal: one that may pass is tried again after a while, another one stays with its line.
    pub(crate) fn handle_refused(&mut self, request: RequestId, code: ErrorCode, now: Timestamp) {
        if !matches!(self.in_flight, Some((sent, _)) if sent == request) {
            return;
        }
        let Some((_, id)) = self.in_flight.take() else {
            return;
        };
        if matches!(code, ErrorCode::Unavailable | ErrorCode::TooManyRequests) {
            self.retry_at = Some(now + self.retry_delay);
            self.retry_delay = Milliseconds(self.retry_delay.0 * 2).min(RETRY_MOST);
        } else if let Some(pending) = self.pending.iter_mut().find(|pending| pending.id == id) {
            pending.refused = Some(code);
        }
    }

    pub(crate) fn tick(&mut self, now: Timestamp) {
        if self.retry_at.is_some_and(|at| now >= at) {
            self.retry_at = None;
        }
    }

    /// Sends the oldest message that waits, if nothing is in flight.
    pub(crate) fn pump(&mut self, out: &mut Outbox) {
        if self.in_flight.is_some() || self.retry_at.is_some() {
            return;
        }
        let Some(next) = self.pending.iter().find(|p| p.refused.is_none()) else {
            return;
        };
        self.in_flight = out
            .send(|request| ClientMessage::SendChat {
                request,
                id: next.id.clone(),
                text: next.text.clone(),
            })
            .map(|request| (request, next.id.clone()));
    }

    pub(crate) fn timeout(&self) -> Option<Timestamp> {
        self.retry_at
    }

    pub(crate) fn view(&self) -> Vec<ChatLineView> {
        let stored = self.stored.values().map(|message| ChatLineView {
            id: message.id.clone(),
            from: message.from,
            display_name: message.display_name.clone(),
            is_self: self.own_seats.contains(&message.from),
            text: message.text.clone(),
            sent_at: Some(message.sent_at),
            refused: None,
        });
        let pending = self.pending.iter().map(|pending| ChatLineView {
            id: pending.id.clone(),
            from: self.me.unwrap_or(ParticipantId(0)),
            display_name: self.own_name.clone(),
            is_self: true,
            text: pending.text.clone(),
            sent_at: None,
            refused: pending.refused,
        });
        stored.chain(pending).collect()
    }

    /// Whether the server has messages that are not here: sequences have no gaps.
    pub(crate) fn has_more(&self) -> bool {
        let newest = self.stored.keys().next_back().copied().unwrap_or(0);
        u64::try_from(self.stored.len()).unwrap_or(u64::MAX) < newest
    }
}
