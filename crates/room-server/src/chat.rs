//! Chat: messages are stored one after the other, so that everybody sees them in the order of their sequence.
//!
//! *Invariants*: at most one message is being stored; the same id from the same participant is stored and posted
//! once; a message is answered and posted only after it is stored. A store that failed may have stored the message all
//! the same, so it is tried again here before the writer is asked to: they may be gone by then.

use crate::{StoreFailed, StoreId};
use parley_domain::NewChatMessage;
use parley_protocol::{
    ChatMessageId, ChatMessageView, ErrorCode, ParticipantId, RequestId, limits,
};
use std::collections::{BTreeMap, VecDeque};

/// Messages that may wait for the one being stored.
const WAITING: usize = 64;
/// How often a message is given to the store before its writer is refused.
const TRIES: u32 = 2;
/// Bytes of chat in a snapshot; with everything else in it, it stays below the socket's backlog.
const TAIL_BYTES: usize = 128 * 1024;

/// A message that is not stored yet.
#[derive(Clone, Debug)]
struct Waiting {
    request: RequestId,
    message: NewChatMessage,
    tries: u32,
}

/// What is to be done about chat.
#[derive(Clone, Debug)]
pub(crate) enum ChatOutcome {
    /// Store this.
    Store {
        store: StoreId,
        message: NewChatMessage,
    },
    /// Tell the writer that it is stored, and the others what it is when it is `news` to them.
    Accepted {
        message: ChatMessageView,
        news: bool,
    },
    /// Tell the writer that it is not.
    Refused {
        from: ParticipantId,
        request: RequestId,
        code: ErrorCode,
    },
}

/// The chat of a room.
#[derive(Debug)]
pub(crate) struct Chat {
    tail: BTreeMap<u64, ChatMessageView>,
    has_more: bool,
    waiting: VecDeque<Waiting>,
    storing: Option<(StoreId, Waiting)>,
    stores: u64,
}

impl Chat {
    /// Starts with the newest stored messages.
    pub(crate) fn new(tail: Vec<ChatMessageView>, has_more: bool) -> Self {
        let tail = tail.into_iter().map(|message| (message.sequence, message));
        let mut chat = Self {
            tail: tail.collect(),
            has_more,
            waiting: VecDeque::new(),
            storing: None,
            stores: 0,
        };
        chat.trim();
        chat
    }

    /// Takes a message from its writer.
    pub(crate) fn send(
        &mut self,
        request: RequestId,
        message: NewChatMessage,
    ) -> Option<ChatOutcome> {
        if let Some(stored) = self.find_stored(message.from, &message.id) {
            let message = stored.clone();
            return Some(ChatOutcome::Accepted {
                message,
                news: false,
            });
        }
        if let Some(same) = self.find_waiting(message.from, &message.id) {
            same.request = request;
            return None;
        }
        if self.waiting.len() >= WAITING {
            return Some(ChatOutcome::Refused {
                from: message.from,
                request,
                code: ErrorCode::Unavailable,
            });
        }
        self.waiting.push_back(Waiting {
            request,
            message,
            tries: 0,
        });
        self.next()
    }

    /// Takes what came of storing; an outcome of another step than the present one is late and nothing.
    pub(crate) fn stored(
        &mut self,
        store: StoreId,
        outcome: Result<ChatMessageView, StoreFailed>,
    ) -> Vec<ChatOutcome> {
        let Some((_, waiting)) = self.storing.take_if(|(storing, _)| *storing == store) else {
            return Vec::new();
        };
        let done = match outcome {
            Ok(message) => {
                let news = self.remember(message.clone());
                ChatOutcome::Accepted { message, news }
            }
            Err(StoreFailed) if waiting.tries < TRIES => return vec![self.store(waiting)],
            Err(StoreFailed) => ChatOutcome::Refused {
                from: waiting.message.from,
                request: waiting.request,
                code: ErrorCode::Unavailable,
            },
        };
        std::iter::once(done).chain(self.next()).collect()
    }

    /// The newest messages by sequence, as many as a snapshot holds.
    pub(crate) fn list_newest(&self) -> Vec<ChatMessageView> {
        self.tail.values().cloned().collect()
    }

    /// Whether there are older ones.
    pub(crate) fn has_more(&self) -> bool {
        self.has_more
    }

    /// Whether nothing is being stored.
    pub(crate) fn is_idle(&self) -> bool {
        self.storing.is_none()
    }

    fn next(&mut self) -> Option<ChatOutcome> {
        if self.storing.is_some() {
            return None;
        }
        let waiting = self.waiting.pop_front()?;
        Some(self.store(waiting))
    }

    fn store(&mut self, mut waiting: Waiting) -> ChatOutcome {
        waiting.tries += 1;
        self.stores += 1;
        let store = StoreId(self.stores);
        let message = waiting.message.clone();
        self.storing = Some((store, waiting));
        ChatOutcome::Store { store, message }
    }

    fn find_stored(&self, from: ParticipantId, id: &ChatMessageId) -> Option<&ChatMessageView> {
        let mut newest_first = self.tail.values().rev();
        newest_first.find(|message| message.from == from && message.id == *id)
    }

    fn find_waiting(&mut self, from: ParticipantId, id: &ChatMessageId) -> Option<&mut Waiting> {
        let storing = self.storing.iter_mut().map(|(_, waiting)| waiting);
        let mut all = storing.chain(self.waiting.iter_mut());
        all.find(|waiting| waiting.message.from == from && waiting.message.id == *id)
    }

    /// Whether the message was not in the tail yet. One that was stored although its store seemed to fail comes here
    /// late, with a sequence before the newest, and is news all the same.
    fn remember(&mut self, message: ChatMessageView) -> bool {
        let oldest = self.tail.keys().next().copied().unwrap_or(0);
        let before_the_tail = self.has_more && message.sequence < oldest;
        if before_the_tail || self.tail.contains_key(&message.sequence) {
            return false;
        }
        self.tail.insert(message.sequence, message);
        self.trim();
        true
    }

    fn trim(&mut self) {
        let mut bytes: usize = self.tail.values().map(cost).sum();
        while self.tail.len() > limits::SNAPSHOT_CHAT_MESSAGES || bytes > TAIL_BYTES {
            let Some((_, dropped)) = self.tail.pop_first() else {
                return;
            };
            bytes -= cost(&dropped);
            self.has_more = true;
        }
    }
}

/// About the size of a message on the wire: JSON writes some characters as two, and the rest of it has its keys.
fn cost(message: &ChatMessageView) -> usize {
    let text = message.text.as_str();
    let escaped = text
        .bytes()
        .filter(|byte| matches!(byte, b'"' | b'\\' | b'\n' | b'\t'));
    text.len() + escaped.count() + message.display_name.as_str().len() + 200
}
