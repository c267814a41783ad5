//! What goes over a socket, whoever made it.

use parley_protocol::Milliseconds;
use std::time::Duration;

/// A frame of a WebSocket (RFC 6455).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// A message.
    Text(String),
    /// Bytes: no message of ours, so it is refused. The bytes themselves are of no interest.
    Binary,
    /// Asks for a sign of life. Whoever gives us the socket answers those that come in.
    Ping,
    /// The sign of life.
    Pong,
    /// The end.
    Close {
        /// Why; 1005 when the other end gave no code.
        code: u16,
        /// The same for people.
        reason: String,
    },
}

/// As the timers of tokio want it.
pub(crate) const fn duration(length: Milliseconds) -> Duration {
    Duration::from_millis(length.0)
}
