//! Which way media take to a client.

use std::net::SocketAddr;

use str0m::net::{Protocol, Receive, Transmit};

/// Where media go, and from where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Path {
    proto: Protocol,
    own: SocketAddr,
    other: SocketAddr,
}

impl Path {
    /// The one by which something came.
    pub(super) fn of(receive: &Receive<'_>) -> Self {
        Self {
            proto: receive.proto,
            own: receive.destination,
            other: receive.source,
        }
    }

    /// Answers to checks go where those came from. Sound and pictures follow the client at once: to the agent the path of
    /// before is as good as the new one for as long as checks of it are recent, 15 seconds.
    pub(super) fn redirect(self, transmit: &mut Transmit) {
        let is_stun = transmit.contents.first().is_some_and(|byte| *byte < 4);
        if !is_stun {
            transmit.proto = self.proto;
            transmit.source = self.own;
            transmit.destination = self.other;
        }
    }
}
