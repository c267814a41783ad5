//! What a room says to the media router and hears from it.

use parley_protocol::{
    MediaState, NegotiationId, ParticipantId, ServerMessage, SlotView, VideoLayer, VideoWish,
    limits,
};

/// What the operator wants of media.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TopologySetting {
    /// Directly between two, through the router from three on or where direct does not work.
    Auto,
    /// Between all browsers; there is no router.
    #[default]
    Mesh,
    /// Always through the router.
    Sfu,
}

impl TopologySetting {
    /// Seats in one meeting.
    pub const fn capacity(self) -> usize {
        match self {
            Self::Mesh => limits::MESH_PARTICIPANTS,
            Self::Auto | Self::Sfu => limits::SFU_PARTICIPANTS,
        }
    }

    /// Whether there is a router.
    pub const fn has_router(self) -> bool {
        !matches!(self, Self::Mesh)
    }
}

/// Something for the media router to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaCommand {
    /// Take an offer. Answered by [`MediaEvent::Answer`] or [`MediaEvent::Refused`].
    Offer {
        /// Whose.
        participant: ParticipantId,
        /// The step; no two offers of a room have the same.
        negotiation: NegotiationId,
        /// The session description (RFC 8866), at most [`limits::SDP_BYTES`].
        sdp: String,
    },
    /// Send them this and nothing else.
    Wishes {
        /// To whom.
        participant: ParticipantId,
        /// Whether they hear the others.
        audio: bool,
        /// What they see, the most important first; at most [`limits::VIDEO_SLOTS`], nothing twice, each of somebody with a
        /// seat.
        video: Vec<VideoWish>,
    },
    /// Pass on from them only what is on here.
    Sends {
        /// From whom.
        participant: ParticipantId,
        /// What they may send.
        media: MediaState,
    },
    /// Let go of them and of all that was said of them.
    Leave {
        /// Of whom.
        participant: ParticipantId,
    },
}

/// Why the router did not take an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaRefusal {
    /// The offer cannot be taken.
    BadOffer,
    /// The router has no room for it now.
    Full,
}

/// What others want to have of somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Whether the microphone is wanted.
    pub audio: bool,
    /// The layers of the camera, the smallest first.
    pub video: Vec<VideoLayer>,
    /// The layers of the shared screen, the smallest first.
    pub screen: Vec<VideoLayer>,
}

impl From<Wanted> for ServerMessage {
    fn from(wanted: Wanted) -> Self {
        Self::MediaWanted {
            audio: wanted.audio,
            video: wanted.video,
            screen: wanted.screen,
        }
    }
}

/// What the media router says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaEvent {
    /// The answer to an offer.
    Answer {
        /// To whom.
        participant: ParticipantId,
        /// The step.
        negotiation: NegotiationId,
        /// The session description (RFC 8866).
        sdp: String,
    },
    /// An offer was not taken.
    Refused {
        /// Whose.
        participant: ParticipantId,
        /// The step.
        negotiation: NegotiationId,
        /// Why.
        refusal: MediaRefusal,
    },
    /// Who comes on which media section.
    Slots {
        /// To whom.
        participant: ParticipantId,
        /// All of them.
        slots: Vec<SlotView>,
    },
    /// What others want to have of somebody.
    Wanted {
        /// Of whom.
        participant: ParticipantId,
        /// What.
        wanted: Wanted,
    },
    /// Who speaks.
    Speaking {
        /// The one who speaks most is the first.
        participants: Vec<ParticipantId>,
    },
    /// A connection is gone, and only a new one helps.
    Disconnected {
        /// Whose.
        participant: ParticipantId,
    },
}
