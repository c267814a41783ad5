//! What hosts and co-hosts want done in a meeting.

use parley_protocol::{
    BanId, ClientMessage, KnockId, MeetingRulesChange, ParticipantId, RequestId,
};

/// Something that only who runs the meeting may do; the server decides, by `parley_protocol::permissions`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostCommand {
    /// Switch off somebody's microphone.
    Mute {
        /// Whose.
        participant: ParticipantId,
    },
    /// Switch off the microphones of all who do not run the meeting.
    MuteAll {
        /// Whether they may unmute themselves.
        may_unmute: bool,
    },
    /// Ask somebody to unmute.
    AskToUnmute {
        /// Whom.
        participant: ParticipantId,
    },
    /// Switch off somebody's camera.
    StopVideo {
        /// Whose.
        participant: ParticipantId,
    },
    /// End somebody's screen share.
    StopSharing {
        /// Whose.
        participant: ParticipantId,
    },
    /// Ask somebody to switch on their camera.
    AskToStartVideo {
        /// Whom.
        participant: ParticipantId,
    },
    /// Lower somebody's hand, or every hand.
    LowerHand {
        /// Whose; `None` for everybody's.
        participant: Option<ParticipantId>,
    },
    /// Show somebody large to everybody.
    Spotlight {
        /// Whom; `None` for nobody any more.
        participant: Option<ParticipantId>,
    },
    /// Let somebody in who waits, or all of them.
    Admit {
        /// Whom; `None` for all.
        knock: Option<KnockId>,
    },
    /// Do not let somebody in who waits.
    Deny {
        /// Whom.
        knock: KnockId,
        /// Whether they may not ask again.
        block: bool,
    },
    /// Let somebody back in who is kept out.
    Readmit {
        /// Whom.
        ban: BanId,
    },
    /// Change what the meeting allows.
    SetRules {
        /// What changes.
        change: MeetingRulesChange,
    },
    /// Remove somebody from the meeting.
    Remove {
        /// Whom.
        participant: ParticipantId,
        /// Whether they may not come back.
        block: bool,
    },
    /// Make somebody a co-host, or take that back.
    SetCoHost {
        /// Whom.
        participant: ParticipantId,
        /// Whether they are one.
        co_host: bool,
    },
    /// Make somebody else the host.
    HandOver {
        /// Whom.
        participant: ParticipantId,
    },
    /// End the meeting for everybody.
    End,
}

impl HostCommand {
    /// The message for the server.
    pub(crate) fn into_message(self, request: RequestId) -> ClientMessage {
        match self {
            Self::Mute { participant } => ClientMessage::Mute {
                request,
                participant,
            },
            Self::MuteAll { may_unmute } => ClientMessage::MuteAll {
                request,
                may_unmute,
            },
            Self::AskToUnmute { participant } => ClientMessage::AskToUnmute {
                request,
                participant,
            },
            Self::StopVideo { participant } => ClientMessage::StopVideo {
                request,
                participant,
            },
            Self::StopSharing { participant } => ClientMessage::StopSharing {
                request,
                participant,
            },
            Self::AskToStartVideo { participant } => ClientMessage::AskToStartVideo {
                request,
                participant,
            },
            Self::LowerHand { participant } => ClientMessage::LowerHand {
                request,
                participant,
            },
            Self::Spotlight { participant } => ClientMessage::Spotlight {
                request,
                participant,
            },
            Self::Admit { knock } => ClientMessage::Admit { request, knock },
            Self::Deny { knock, block } => ClientMessage::Deny {
                request,
                knock,
                block,
            },
            Self::Readmit { ban } => ClientMessage::Readmit { request, ban },
            Self::SetRules { change } => ClientMessage::SetRules { request, change },
            Self::Remove { participant, block } => ClientMessage::Remove {
                request,
                participant,
                block,
            },
            Self::SetCoHost {
                participant,
                co_host,
            } => ClientMessage::SetCoHost {
                request,
                participant,
                co_host,
            },
            Self::HandOver { participant } => ClientMessage::HandOver {
                request,
                participant,
            },
            Self::End => ClientMessage::End { request },
        }
    }
}
