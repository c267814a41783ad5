//! What the machines want done: effects in order, and messages for the server while there is a greeted socket. It
//! numbers requests, peer connections and their steps too.
//!
//! *Invariant*: a message is only made when the socket can take it, so nothing waits here for a socket.

use crate::{Effect, OperationId, PeerId, SocketId};
use parley_protocol::{ClientMessage, RequestId};
use std::collections::VecDeque;

/// Collects effects; the machines share it.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    effects: VecDeque<Effect>,
    socket: Option<SocketId>,
    last_request: u32,
    last_peer: u32,
    last_operation: u32,
}

impl Outbox {
    pub(crate) fn push(&mut self, effect: Effect) {
        self.effects.push_back(effect);
    }

    pub(crate) fn pop(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// Names the socket on which the server has answered `hello`, or that there is none.
    pub(crate) fn set_socket(&mut self, socket: Option<SocketId>) {
        self.socket = socket;
    }

    pub(crate) fn can_send(&self) -> bool {
        self.socket.is_some()
    }

    /// The id of a new peer connection.
    pub(crate) fn next_peer(&mut self) -> PeerId {
        self.last_peer = self.last_peer.wrapping_add(1);
        PeerId(self.last_peer)
    }

    /// The id of a new step on a peer connection.
    pub(crate) fn next_operation(&mut self) -> OperationId {
        self.last_operation = self.last_operation.wrapping_add(1);
        OperationId(self.last_operation)
    }

    /// Sends what `make` makes of a fresh request number; `None` when there is no socket.
    pub(crate) fn send(
        &mut self,
        make: impl FnOnce(RequestId) -> ClientMessage,
    ) -> Option<RequestId> {
        let socket = self.socket?;
        self.last_request = self.last_request.wrapping_add(1);
        let request = RequestId(self.last_request);
        self.push(Effect::Send {
            socket,
            message: make(request),
        });
        Some(request)
    }
}
