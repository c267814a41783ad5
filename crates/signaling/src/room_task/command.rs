//! What a room's task is told.

use crate::outbox::Outbox;
use parley_domain::{RepositoryError, Seat, Visitor, accounts::UserId};
use parley_protocol::{
    Arrival, ChatMessageView, ClientMessage, DisplayName, ErrorCode, MediaState, MeetingRules,
    PictureId, ResumeToken,
};
use parley_room_server::{ConnectionId, Hello, HowDisconnected, StoreId};
use tokio::sync::OwnedSemaphorePermit;

/// A hello as it came.
#[derive(Clone, Debug)]
pub(crate) struct Greeting {
    pub(crate) visitor: Visitor,
    pub(crate) picture: Option<PictureId>,
    pub(crate) display_name: DisplayName,
    pub(crate) media: MediaState,
    pub(crate) resume: Option<ResumeToken>,
    pub(crate) arrival: Option<Arrival>,
    pub(crate) door: Option<ErrorCode>,
}

/// What is said to a room task.
#[derive(Debug)]
pub(crate) enum Command {
    /// A session begins.
    Hello {
        connection: ConnectionId,
        greeting: Box<Greeting>,
        outbox: Outbox,
    },
    /// A session says something; the permit lets it say the next thing once this one is handled.
    Message {
        connection: ConnectionId,
        message: ClientMessage,
        permit: OwnedSemaphorePermit,
    },
    /// A session ended.
    Disconnected {
        connection: ConnectionId,
        how: HowDisconnected,
    },
    /// A seat was looked up.
    SeatFound {
        connection: ConnectionId,
        hello: Box<Hello>,
        outcome: Result<Option<Seat>, RepositoryError>,
    },
    /// Somebody changed outside of the meeting what it allows.
    RulesChanged { rules: MeetingRules },
    /// Somebody changed outside of the meeting what it is called.
    TitleChanged { title: Option<String> },
    /// Somebody changed the picture of their account.
    PictureChanged {
        user: UserId,
        picture: Option<PictureId>,
    },
    /// Somebody cancelled the meeting.
    Cancelled,
    /// Somebody ends the meeting from outside.
    End,
    /// A chat message was stored or not.
    ChatStored {
        store: StoreId,
        outcome: Result<ChatMessageView, RepositoryError>,
    },
}
