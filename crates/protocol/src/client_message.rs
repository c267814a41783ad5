//! What the browser says. No message has a sender: the sender is the socket's participant.

use crate::{
    Arrival, ChatMessageId, ChatText, DisplayName, MediaState, ParticipantId, RequestId,
    ResumeToken, Signal,
};
use serde::{Deserialize, Serialize};

/// A message from a browser. Unknown types and unknown fields are refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientMessage {
    /// Takes a seat, or takes it again. The first message of every socket, and only that. Answered by
    /// [`crate::ServerMessage::Snapshot`] or [`crate::ServerMessage::Refused`].
    Hello {
        /// [`crate::PROTOCOL_VERSION`] of the page.
        protocol: u16,
        /// The name to show.
        display_name: DisplayName,
        /// What the participant sends from the start.
        media: MediaState,
        /// The secret of the seat to take again.
        resume: Option<ResumeToken>,
        /// The arrival that the page holds from its last snapshot, while its peer connections are still there;
        /// `None` for a page that was just loaded.
        arrival: Option<Arrival>,
    },
    /// Says what the participant sends now.
    SetMedia {
        /// Answered only when refused.
        request: RequestId,
        /// What is on.
        media: MediaState,
    },
    /// Passes a step of a negotiation to one participant.
    Signal {
        /// Answered only when refused.
        request: RequestId,
        /// To whom.
        to: ParticipantId,
        /// To which page load of theirs; one for an older page load is dropped.
        to_arrival: Arrival,
        /// The step.
        signal: Signal,
    },
    /// Writes to everybody. Answered by [`crate::ServerMessage::ChatAccepted`] once it is stored. The same `id`
    /// again is answered again and stored once.
    SendChat {
        /// Repeated in a refusal.
        request: RequestId,
        /// The id of the message.
        id: ChatMessageId,
        /// What is written.
        text: ChatText,
    },
    /// Leaves the meeting and gives up the seat.
    Leave {},
    /// Asks whether the server still answers. Answered by [`crate::ServerMessage::Pong`].
    Ping {
        /// Repeated in the answer.
        request: RequestId,
    },
}
