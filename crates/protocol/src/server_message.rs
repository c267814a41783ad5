//! What the server says.

use crate::{
    Arrival, ChatMessageId, ChatMessageView, ErrorCode, IceServer, KeptOutView, KnockView,
    MeetingView, Milliseconds, NegotiationId, ParticipantId, ParticipantView, RequestId,
    ResumeToken, Signal, SlotView, Timestamp, VideoLayer,
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
    /// A host removed them: every peer connection with them ends now.
    Removed,
}

/// Why somebody waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LobbyState {
    /// Until a host lets them in.
    WaitingForHost,
    /// Until the host comes: nobody is in the meeting.
    NotStarted,
    /// Until the host is back, or somebody else is the host: the meeting goes on without one at the moment.
    HostAway,
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
    /// A host removed the participant: do not come back.
    Removed,
    /// A host did not let them in.
    Denied,
    /// Nobody let them in for [`crate::limits::WAITING_KEPT`].
    WaitedTooLong,
    /// A host, or an admin of the server, ended the meeting for everybody.
    Ended,
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
        /// Who waits to be let in; empty for who may not let them in.
        waiting: Vec<KnockView>,
        /// Who may not come back; empty for who may not let them.
        kept_out: Vec<KeptOutView>,
        /// Where ICE may go; empty when the operator configured none.
        ice_servers: Vec<IceServer>,
        /// The server's clock, in milliseconds since 1970-01-01 UTC.
        now: Timestamp,
    },
    /// The answer to `hello` for somebody who waits, and again when it changes. They hear of nothing else until they
    /// are let in, which comes as a snapshot, or sent away.
    Lobby {
        /// The title of the meeting, when it has one.
        title: Option<String>,
        /// For what they wait.
        state: LobbyState,
    },
    /// Who waits to be let in: all of them, whenever that changes. Sent to hosts and co-hosts.
    Waiting {
        /// By when they came.
        waiting: Vec<KnockView>,
    },
    /// Who may not come back: the newest [`crate::limits::KEPT_OUT`], whenever that changes. Sent to hosts and co-hosts.
    KeptOut {
        /// The newest first.
        kept_out: Vec<KeptOutView>,
    },
    /// Where ICE may go from now on, before the credentials of the snapshot end. What is connected stays so.
    IceServers {
        /// All of them.
        ice_servers: Vec<IceServer>,
    },
    /// What the meeting allows, who is in the spotlight, or between whom media flow changed.
    MeetingChanged {
        /// The meeting as it is now.
        meeting: MeetingView,
    },
    /// A host switched off the participant's microphone. It stays off until they switch it on.
    Muted {
        /// Whether everybody's was switched off.
        all: bool,
    },
    /// A host switched off the participant's camera.
    VideoStopped {},
    /// A host ended the participant's screen share.
    SharingStopped {},
    /// A host asks the participant to unmute.
    AskedToUnmute {},
    /// A host asks the participant to switch on their camera.
    AskedToStartVideo {},
    /// Somebody came. Not sent to the one who came.
    ParticipantJoined {
        /// The newcomer.
        participant: ParticipantView,
    },
    /// Somebody's media, connection, name, arrival, role or hand changed. Sent to everybody else, and to them when it was
    /// somebody else's doing or is their hand, which others lower too.
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
    /// The media router's side of the connection that `media_offer` described.
    MediaAnswer {
        /// The offer it answers.
        negotiation: NegotiationId,
        /// The session description (RFC 8866), with the candidates of the router.
        sdp: String,
    },
    /// Whose sound or picture comes on which media section: all of them, whenever that changes.
    MediaSlots {
        /// By media section.
        slots: Vec<SlotView>,
    },
    /// What somebody wants to have of the participant through the media router. Nothing else needs to be sent to it.
    MediaWanted {
        /// Whether the microphone is wanted.
        audio: bool,
        /// The layers of the camera that are wanted, the smallest first; empty for none.
        video: Vec<VideoLayer>,
        /// The layers of the shared screen that are wanted, the smallest first; empty for none.
        screen: Vec<VideoLayer>,
    },
    /// Who speaks: all of them, whenever that changes.
    Speaking {
        /// The one who speaks most is the first.
        participants: Vec<ParticipantId>,
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
