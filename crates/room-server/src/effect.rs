//! What a room wants done.

use crate::ConnectionId;
use parley_domain::{NewChatMessage, Seat};
use parley_protocol::ServerMessage;

/// One step of storing chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoreId(pub u64);

/// A close code of a WebSocket (RFC 6455 7.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CloseCode(pub u16);

impl CloseCode {
    /// The participant left.
    pub const LEFT: Self = Self(1000);
    /// Bad messages, too many of them, or a reader that is too slow.
    pub const POLICY: Self = Self(1008);
    /// A message was too long.
    pub const TOO_BIG: Self = Self(1009);
    /// The server starts again.
    pub const RESTART: Self = Self(1012);
    /// The server cannot look anything up at the moment.
    pub const TRY_AGAIN_LATER: Self = Self(1013);
    /// There is no such meeting.
    pub const MEETING_NOT_FOUND: Self = Self(4404);
    /// The meeting is full.
    pub const MEETING_FULL: Self = Self(4403);
    /// The seat was taken from another tab.
    pub const REPLACED: Self = Self(4409);
}

/// Something for the shell to do, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send one message to these connections; never to none.
    Send {
        /// To whom.
        to: Vec<ConnectionId>,
        /// What.
        message: ServerMessage,
    },
    /// Close a connection after what was sent to it before. The room has let go of it.
    Close {
        /// Which.
        connection: ConnectionId,
        /// With which code.
        code: CloseCode,
    },
    /// Store a seat. Of several for one participant only the newest counts.
    SaveSeat(Seat),
    /// Store a chat message. Answered by [`crate::Input::ChatStored`]; the next one comes only then.
    StoreChat {
        /// The step.
        store: StoreId,
        /// The message.
        message: NewChatMessage,
    },
    /// Nobody holds a seat and nothing is being stored: the room may be dropped.
    Empty,
}
