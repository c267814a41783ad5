//! What waits to be sent on one socket: bounded by bytes, never waited for by the room.
//!
//! *Invariants*: when more than [`limits::SOCKET_BACKLOG_BYTES`] would wait, the outbox is overloaded for good and
//! takes nothing more; when the room lets go of it without a close, the reader sees its end.

use parley_protocol::{CloseCode, limits};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// What a message costs in memory beside its bytes.
const OVERHEAD_BYTES: usize = 64;

/// Something to send.
#[derive(Debug)]
pub(crate) enum Outgoing {
    Message(String),
    Close(CloseCode),
}

#[derive(Debug, Default)]
struct Backlog {
    bytes: AtomicUsize,
    overloaded: CancellationToken,
}

/// The room's end.
#[derive(Debug)]
pub(crate) struct Outbox {
    sender: mpsc::UnboundedSender<Outgoing>,
    backlog: Arc<Backlog>,
}

/// The end of the session's reader, which answers nonsense without the room, and does not keep the outbox open.
#[derive(Debug)]
pub(crate) struct WeakOutbox {
    sender: mpsc::WeakUnboundedSender<Outgoing>,
    backlog: Arc<Backlog>,
}

/// The end of the session's writer.
#[derive(Debug)]
pub(crate) struct OutboxReader {
    receiver: mpsc::UnboundedReceiver<Outgoing>,
    backlog: Arc<Backlog>,
}

/// An empty outbox.
pub(crate) fn outbox() -> (Outbox, WeakOutbox, OutboxReader) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let backlog = Arc::new(Backlog::default());
    let weak = WeakOutbox {
        sender: sender.downgrade(),
        backlog: Arc::clone(&backlog),
    };
    let reader = OutboxReader {
        receiver,
        backlog: Arc::clone(&backlog),
    };
    (Outbox { sender, backlog }, weak, reader)
}

impl Outbox {
    /// Queues a message, or marks the socket as overloaded.
    pub(crate) fn send(&self, text: String) {
        let cost = text.len() + OVERHEAD_BYTES;
        let before = self.backlog.bytes.fetch_add(cost, Ordering::Relaxed);
        if before + cost > limits::SOCKET_BACKLOG_BYTES {
            self.backlog.overloaded.cancel();
        } else {
            // A reader that is gone reports so itself.
            let _ = self.sender.send(Outgoing::Message(text));
        }
    }

    /// Queues the end.
    pub(crate) fn close(self, code: CloseCode) {
        let _ = self.sender.send(Outgoing::Close(code));
    }
}

impl WeakOutbox {
    /// Queues a message, as long as the room holds the outbox.
    pub(crate) fn send(&self, text: String) {
        if let Some(sender) = self.sender.upgrade() {
            let backlog = Arc::clone(&self.backlog);
            Outbox { sender, backlog }.send(text);
        }
    }
}

impl OutboxReader {
    /// The next thing to send; `None` when the room is gone.
    pub(crate) async fn recv(&mut self) -> Option<Outgoing> {
        self.receiver.recv().await
    }

    /// Frees the place of a message that was sent.
    pub(crate) fn sent(&self, bytes: usize) {
        let cost = bytes + OVERHEAD_BYTES;
        self.backlog.bytes.fetch_sub(cost, Ordering::Relaxed);
    }

    /// Waits until too much waits.
    pub(crate) fn overloaded(&self) -> CancellationToken {
        self.backlog.overloaded.clone()
    }
}
