//! What the browser says. No message has a sender: the sender is the socket's participant.

use crate::{
    Arrival, BanId, ChatMessageId, ChatText, DisplayName, KnockId, MediaState, MeetingPassword,
    MeetingRulesChange, Milliseconds, NegotiationId, ParticipantId, RequestId, ResumeToken, Signal,
    VideoWish, Wait,
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
        /// The password of the meeting, when it has one and the page knows it.
        password: Option<MeetingPassword>,
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
    /// Describes the browser's side of its connection with the media router: the first time, for an ICE restart, or for
    /// a new connection. Answered by [`crate::ServerMessage::MediaAnswer`].
    MediaOffer {
        /// Repeated in a refusal.
        request: RequestId,
        /// Counts the offers of this page load, from 1.
        negotiation: NegotiationId,
        /// The session description (RFC 8866); the router finds the candidates out by itself.
        sdp: String,
    },
    /// Says what the participant wants to hear and see through the media router.
    SetWishes {
        /// Answered only when refused.
        request: RequestId,
        /// Whether they want to hear the others.
        audio: bool,
        /// What they want to see, the most important first; at most [`crate::limits::VIDEO_SLOTS`].
        video: Vec<VideoWish>,
    },
    /// Says that the direct connection of the two in a meeting does not work, or that the participant wants to receive less
    /// than what comes over it, or to hide their address from the other one.
    DirectFailed {
        /// Answered only when refused.
        request: RequestId,
    },
    /// Says how long the person had to wait for something. The server adds it to its figures, without their name.
    Waited {
        /// Answered only when refused.
        request: RequestId,
        /// For what.
        what: Wait,
        /// How long, at most [`crate::limits::LONGEST_WAIT`].
        length: Milliseconds,
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
    /// Raises or lowers the own hand.
    SetHand {
        /// Answered only when refused.
        request: RequestId,
        /// Whether it is up.
        raised: bool,
    },
    /// Switches off somebody's microphone.
    Mute {
        /// Answered only when refused.
        request: RequestId,
        /// Whose.
        participant: ParticipantId,
    },
    /// Switches off the microphones of all who do not run the meeting.
    MuteAll {
        /// Answered only when refused.
        request: RequestId,
        /// Whether they may unmute themselves.
        may_unmute: bool,
    },
    /// Asks somebody to unmute. Nothing switches on a microphone but its owner.
    AskToUnmute {
        /// Answered only when refused.
        request: RequestId,
        /// Whom.
        participant: ParticipantId,
    },
    /// Switches off somebody's camera.
    StopVideo {
        /// Answered only when refused.
        request: RequestId,
        /// Whose.
        participant: ParticipantId,
    },
    /// Ends somebody's screen share.
    StopSharing {
        /// Answered only when refused.
        request: RequestId,
        /// Whose.
        participant: ParticipantId,
    },
    /// Asks somebody to switch on their camera.
    AskToStartVideo {
        /// Answered only when refused.
        request: RequestId,
        /// Whom.
        participant: ParticipantId,
    },
    /// Lowers somebody's hand, or every hand.
    LowerHand {
        /// Answered only when refused.
        request: RequestId,
        /// Whose; `None` for everybody's.
        participant: Option<ParticipantId>,
    },
    /// Shows somebody large to everybody.
    Spotlight {
        /// Answered only when refused.
        request: RequestId,
        /// Whom; `None` for nobody any more.
        participant: Option<ParticipantId>,
    },
    /// Lets somebody in who waits, or all of them.
    Admit {
        /// Answered only when refused.
        request: RequestId,
        /// Whom; `None` for all.
        knock: Option<KnockId>,
    },
    /// Does not let somebody in who waits.
    Deny {
        /// Answered only when refused.
        request: RequestId,
        /// Whom.
        knock: KnockId,
        /// Whether they may not ask again.
        block: bool,
    },
    /// Lets somebody back in who is kept out: they may come again as everybody does.
    Readmit {
        /// Answered only when refused.
        request: RequestId,
        /// Whom.
        ban: BanId,
    },
    /// Changes what the meeting allows, now and from now on.
    SetRules {
        /// Answered only when refused.
        request: RequestId,
        /// What changes.
        change: MeetingRulesChange,
    },
    /// Removes somebody from the meeting.
    Remove {
        /// Answered only when refused.
        request: RequestId,
        /// Whom.
        participant: ParticipantId,
        /// Whether they may not come back.
        block: bool,
    },
    /// Makes somebody a co-host, or takes that back.
    SetCoHost {
        /// Answered only when refused.
        request: RequestId,
        /// Whom.
        participant: ParticipantId,
        /// Whether they are one.
        co_host: bool,
    },
    /// Makes somebody else the host; who was it becomes a co-host.
    HandOver {
        /// Answered only when refused.
        request: RequestId,
        /// Whom.
        participant: ParticipantId,
    },
    /// Ends the meeting for everybody.
    End {
        /// Answered only when refused.
        request: RequestId,
    },
    /// Leaves the meeting and gives up the seat.
    Leave {},
    /// Asks whether the server still answers. Answered by [`crate::ServerMessage::Pong`].
    Ping {
        /// Repeated in the answer.
        request: RequestId,
    },
}
