//! What happens to a room.

use crate::{MediaEvent, StoreId};
use parley_domain::{ResumeHash, Seat, Visitor, accounts::UserId};
use parley_protocol::{
    Arrival, ChatMessageView, ClientMessage, DisplayName, ErrorCode, MediaState, MeetingRules,
    PictureId, ResumeToken,
};

/// One socket; the shell never gives the same number twice in one room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u64);

/// The first message of a connection, with what the shell found out for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello {
    /// The name to show.
    pub display_name: DisplayName,
    /// What the participant sends from the start.
    pub media: MediaState,
    /// The arrival that the page still holds; `None` for a page that was just loaded.
    pub arrival: Option<Arrival>,
    /// The seat that the resume token of the message opens in this meeting, held or given up; `None` for no token
    /// or an unknown one.
    pub returning: Option<Seat>,
    /// Why the meeting does not open: it was cancelled, or the password that came with it is none of it; `None` when it
    /// does open.
    pub door: Option<ErrorCode>,
    /// Who is on the connection.
    pub visitor: Visitor,
    /// The picture of their account; guests have none.
    pub picture: Option<PictureId>,
    /// A fresh secret, used when this becomes a new seat.
    pub token: ResumeToken,
    /// The hash of `token`.
    pub hash: ResumeHash,
}

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HowDisconnected {
    /// The page was closed or loaded again (`CloseCode::GOING_AWAY`, `CloseCode::PAGE_LEFT`): the seat waits for a short time.
    PageClosed,
    /// Who is on it was signed out (`CloseCode::SESSION_ENDED`): the seat is given up at once.
    SessionEnded,
    /// Any other way: the seat waits for longer.
    Broken,
}

/// A chat message could not be stored now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoreFailed;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A connection said hello, for the first time. It gets a snapshot or a refusal and a close.
    Hello {
        /// The connection.
        connection: ConnectionId,
        /// The message.
        hello: Box<Hello>,
    },
    /// A connection said something after its hello (a second hello comes here too and is refused).
    Message {
        /// The connection.
        connection: ConnectionId,
        /// The message.
        message: ClientMessage,
    },
    /// A connection is gone. One that the room closed itself may be reported too.
    Disconnected {
        /// The connection.
        connection: ConnectionId,
        /// How.
        how: HowDisconnected,
    },
    /// What came of [`crate::Effect::StoreChat`].
    ChatStored {
        /// The step.
        store: StoreId,
        /// The stored message with its sequence.
        outcome: Result<ChatMessageView, StoreFailed>,
    },
    /// The media router said something.
    Media(MediaEvent),
    /// Somebody changed outside of the meeting what it allows.
    RulesChanged {
        /// All of it but the lock, which stays as it is.
        rules: MeetingRules,
    },
    /// Somebody changed outside of the meeting what it is called.
    TitleChanged {
        /// From now on.
        title: Option<String>,
    },
    /// Somebody changed the picture of their account, or took it away.
    PictureChanged {
        /// Whose.
        user: UserId,
        /// From now on.
        picture: Option<PictureId>,
    },
    /// Somebody cancelled the meeting, which was planned.
    Cancelled,
    /// Somebody ended the meeting from outside.
    End,
    /// Time went on; due when [`crate::RoomServer::poll_timeout`] says so.
    Tick,
}
