//! What goes into the router and what comes out of it.

use std::net::SocketAddr;

use parley_protocol::{
    MediaState, NegotiationId, ParticipantId, SlotView, VideoLayer, VideoSource, VideoWish,
};

/// A meeting. Whoever opens it counts the keys and uses none twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomKey(pub u64);

/// A participant of a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerKey {
    /// The meeting.
    pub room: RoomKey,
    /// The participant.
    pub participant: ParticipantId,
}

/// A picture that somebody sends. Everybody has at most one of each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PictureKey {
    /// Whose.
    pub participant: ParticipantId,
    /// Which of theirs.
    pub source: VideoSource,
}

/// What the room asks of the router. Nothing about a participant is known before the first command that names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// The client's session description: the first one, one that restarts ICE (same fingerprint), or that of a new
    /// peer connection (another fingerprint), which takes the place of the old one. Answered by [`Event::Answer`] or
    /// [`Event::Refused`].
    Offer {
        /// Whose.
        peer: PeerKey,
        /// Repeated in the answer.
        negotiation: NegotiationId,
        /// The description (RFC 8866).
        sdp: String,
    },
    /// What they want to receive; replaces what they wanted before. Wishes beyond `limits::VIDEO_SLOTS` are dropped.
    Wishes {
        /// Whose.
        peer: PeerKey,
        /// The others' sound.
        audio: bool,
        /// The others' pictures, the most important first.
        video: Vec<VideoWish>,
    },
    /// What they may send. A source that is off forwards nothing, whatever the page sends.
    Sends {
        /// Who.
        peer: PeerKey,
        /// What is on.
        media: MediaState,
    },
    /// They left: their connection ends and their slots are free.
    Leave {
        /// Who.
        peer: PeerKey,
    },
    /// The meeting is over.
    CloseRoom {
        /// Which.
        room: RoomKey,
    },
}

impl Command {
    /// The meeting that the command is about.
    pub fn room(&self) -> RoomKey {
        match self {
            Self::Offer { peer, .. }
            | Self::Wishes { peer, .. }
            | Self::Sends { peer, .. }
            | Self::Leave { peer } => peer.room,
            Self::CloseRoom { room } => *room,
        }
    }
}

/// What the router tells the room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The answer to an offer.
    Answer {
        /// To whom.
        peer: PeerKey,
        /// Which offer.
        negotiation: NegotiationId,
        /// The description, with all candidates.
        sdp: String,
    },
    /// An offer was not taken; a connection that was there before goes on.
    Refused {
        /// Whose.
        peer: PeerKey,
        /// Which offer.
        negotiation: NegotiationId,
        /// Why.
        error: OfferError,
    },
    /// Whose sound and which pictures of whom come on which media section: all of them, whenever it changes.
    Slots {
        /// To whom.
        peer: PeerKey,
        /// Audio slots, then video slots, in the order of the offer.
        slots: Vec<SlotView>,
    },
    /// What they are to send now, whenever it changes.
    Wanted {
        /// To whom.
        peer: PeerKey,
        /// Sound.
        audio: bool,
        /// Layers of the camera, low to high.
        video: Vec<VideoLayer>,
        /// Layers of the screen, low to high.
        screen: Vec<VideoLayer>,
    },
    /// Who speaks, whenever it changes.
    Speaking {
        /// Where.
        room: RoomKey,
        /// The one who has spoken longest first.
        participants: Vec<ParticipantId>,
    },
    /// ICE and DTLS are done: media flows.
    Connected {
        /// Whose connection.
        peer: PeerKey,
    },
    /// The connection is gone; only a new peer connection helps.
    Disconnected {
        /// Whose.
        peer: PeerKey,
    },
}

impl Event {
    /// The meeting that the event is about.
    pub fn room(&self) -> RoomKey {
        match self {
            Self::Answer { peer, .. }
            | Self::Refused { peer, .. }
            | Self::Slots { peer, .. }
            | Self::Wanted { peer, .. }
            | Self::Connected { peer }
            | Self::Disconnected { peer } => peer.room,
            Self::Speaking { room, .. } => *room,
        }
    }
}

/// Why an offer was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OfferError {
    /// Not a session description, or one that does not fit the connection that is there.
    #[error("not a session description that fits")]
    Malformed,
    /// More bytes than `limits::SDP_BYTES`.
    #[error("too many bytes")]
    TooLarge,
    /// More or other media sections, layers or streams than a client has.
    #[error("too many streams")]
    TooManyStreams,
    /// The meeting or the server holds as many connections as it can; try later.
    #[error("no room for another connection")]
    Full,
}

/// How a datagram travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transport {
    /// UDP.
    Udp,
    /// TCP, framed by the shell (RFC 4571).
    Tcp,
}

/// What the shell has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send a datagram.
    Transmit {
        /// How.
        proto: Transport,
        /// From which of the addresses given in the configuration.
        source: SocketAddr,
        /// Where to.
        destination: SocketAddr,
        /// The bytes.
        contents: Vec<u8>,
    },
    /// Tell the room.
    Event(Event),
}
