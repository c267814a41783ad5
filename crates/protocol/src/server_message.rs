//! What the server says.

use crate::{
    Arrival, ChatMessageId, ChatMessageView, ErrorCode, IceServer, MeetingView, Milliseconds,
    ParticipantId, ParticipantView, RequestId, ResumeToken, Signal, Timestamp,
};
use serde::{Deserialize, Serialize};

/// Why a participant is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeaveReason {
    /// They left.
    Left,
    /// They did not come back in time.
    Lost,
}

/// Why the server closes a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CloseReason {
    /// The server stops or starts again: come back after the delay.
    Restart,
    /// The same seat was taken from another tab: do not come back.
    Replaced,
    /// The reader was too slow or broke the limits: come back after the delay.
    Overloaded,
}

/// A message from the server. A type that this build does not know is read as [`ServerMessage::Unknown`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage {
    /// The whole state, as the answer to `hello`. It replaces what the client had.
    Snapshot {
        /// The participant's own seat.
        you: ParticipantId,
        /// The secret to take the seat again; `None` when the one that `hello` brought goes on being right.
        resume: Option<ResumeToken>,
        /// The meeting.
        meeting: MeetingView,
        /// Everybody who has a seat, the participant too, by id.
        participants: Vec<ParticipantView>,
        /// The newest chat messages by sequence, at most [`crate::limits::SNAPSHOT_CHAT_MESSAGES`].
        chat: Vec<ChatMessageView>,
        /// Whether there are older ones.
        chat_has_more: bool,
        /// Where ICE may go; empty when the operator configured none.
        ice_servers: Vec<IceServer>,
        /// The server's clock, in milliseconds since 1970-01-01 UTC.
        now: Timestamp,
    },
    /// Somebody came. Not sent to the one who came.
    ParticipantJoined {
        /// The newcomer.
        participant: ParticipantView,
    },
    /// Somebody's media, connection, name or arrival changed. Sent to everybody but them.
    ParticipantChanged {
        /// The participant as they are now.
        participant: ParticipantView,
    },
    /// Somebody is gone.
    ParticipantLeft {
        /// The seat.
        participant: ParticipantId,
        /// Why.
        reason: LeaveReason,
    },
    /// A step of a negotiation from another participant.
    Signal {
        /// From whom, as the server knows it.
        from: ParticipantId,
        /// From which page load of theirs.
        from_arrival: Arrival,
        /// The step.
        signal: Signal,
    },
    /// Somebody else wrote.
    ChatPosted {
        /// The message.
        message: ChatMessageView,
    },
    /// The participant's own message is stored.
    ChatAccepted {
        /// The message.
        id: ChatMessageId,
        /// Its place.
        sequence: u64,
        /// When it reached the server, in milliseconds since 1970-01-01 UTC.
        sent_at: Timestamp,
    },
    /// A request was refused; nothing changed.
    Refused {
        /// The request, when it had a number.
        request: Option<RequestId>,
        /// Why.
        code: ErrorCode,
    },
    /// The answer to `ping`.
    Pong {
        /// The request it answers.
        request: RequestId,
    },
    /// The server is about to close the socket.
    Closing {
        /// Why.
        reason: CloseReason,
        /// Wait this long before coming back, so that not everybody comes at once.
        retry_after: Milliseconds,
    },
    /// A message of a newer server.
    #[serde(other)]
    Unknown,
}
