//! What a room wants done.

use crate::{ConnectionId, MediaCommand};
use parley_domain::{NewChatMessage, Seat, doors::Ban};
use parley_protocol::{CloseCode, MeetingRules, Milliseconds, ServerMessage, Wait};

/// One step of storing chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoreId(pub u64);

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
    /// Store what the meeting allows from now on.
    SaveRules(MeetingRules),
    /// Store who may not come back.
    SaveBan(Box<Ban>),
    /// Forget what is stored of somebody who may come back ([`Ban::is_same`]).
    RemoveBan(Box<Ban>),
    /// Store a chat message, maybe one that was given before. Answered by [`crate::Input::ChatStored`]; the next one comes only then.
    StoreChat {
        /// The step.
        store: StoreId,
        /// The message.
        message: NewChatMessage,
    },
    /// Tell the media router.
    Media(MediaCommand),
    /// Somebody had to wait for something: count it.
    Waited {
        /// For what.
        what: Wait,
        /// How long.
        length: Milliseconds,
    },
    /// Nobody holds a seat or waits for one, and nothing is being stored: the room may be dropped.
    Empty,
}
