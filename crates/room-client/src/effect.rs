//! What a room client wants done.

use crate::{Reception, StoredSeat};
use parley_protocol::{
    ClientMessage, IceCandidate, IceServer, MediaState, Milliseconds, ParticipantId, VideoLayer,
    VideoSource,
};

/// One socket; a new try has a new id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SocketId(pub u32);

/// One request for a microphone, a camera or a screen, and the track that it gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AcquireId(pub u32);

/// One peer connection; a new one to the same participant has a new id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerId(pub u32);

/// One asynchronous step on a peer connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationId(pub u32);

/// Where somebody's media come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaSource {
    /// Their own browser.
    Direct,
    /// The server's media router.
    Router,
}

/// What comes on a media section of the connection with the media router.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedSlot {
    /// The media section (`a=mid`).
    pub mid: String,
    /// Whose it is.
    pub participant: ParticipantId,
    /// Which picture of theirs; `None` for sound.
    pub source: Option<VideoSource>,
    /// What is played of it: silence in place of a microphone and no picture in place of a camera that is off.
    pub media: MediaState,
    /// Whether it is awaited: the first sound or picture of it from now on is to be answered by `SlotDelivers`.
    pub awaited: bool,
}

/// What somebody wants to have of the own tracks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sending {
    /// The microphone.
    pub audio: bool,
    /// The layers of the camera.
    pub camera: Vec<VideoLayer>,
    /// The layers of the screen.
    pub screen: Vec<VideoLayer>,
}

/// How a direct connection is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerOptions {
    /// Whether this side makes the offers.
    pub offerer: bool,
    /// Whether own pictures begin as sharp as a usual line carries them, and not as blurred as for a narrow one: who
    /// saves data rather waits until the browser knows the line.
    pub starts_sharp: bool,
    /// Whether the other side is to learn no address but that of a relay (`iceTransportPolicy: "relay"`, RFC 8829 3.5.3).
    pub relay_only: bool,
}

/// Something for the shell to do, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Open a socket to the meeting. Answered by `SocketOpened` or `SocketClosed`.
    OpenSocket {
        /// Its id.
        socket: SocketId,
    },
    /// Send on a socket that is open.
    Send {
        /// Which.
        socket: SocketId,
        /// What.
        message: ClientMessage,
    },
    /// Close a socket; nothing that comes on it later counts.
    CloseSocket {
        /// Which.
        socket: SocketId,
    },
    /// Ask the browser for a microphone. Answered by `DeviceAcquired` or `DeviceFailed`. The track becomes the
    /// microphone track of all peer connections, in place of the one before, which is stopped.
    AcquireMicrophone {
        /// The request.
        acquire: AcquireId,
        /// The wanted device; `None` for the browser's choice.
        device: Option<String>,
    },
    /// The same for the camera, which is shown in the own tile too.
    AcquireCamera {
        /// The request.
        acquire: AcquireId,
        /// The wanted device; `None` for the browser's choice.
        device: Option<String>,
    },
    /// Ask the browser for a screen, a window or a tab (`getDisplayMedia`). Answered by `DeviceAcquired` or
    /// `DeviceFailed`. The track becomes the screen track of all peer connections and is shown in the own screen tile.
    AcquireScreen {
        /// The request.
        acquire: AcquireId,
    },
    /// Let the microphone through or send silence (`MediaStreamTrack.enabled`).
    EnableMicrophone {
        /// Let it through.
        on: bool,
    },
    /// Stop the microphone and take its track out of all peer connections.
    ReleaseMicrophone,
    /// Stop the camera (its light goes off) and take its track out of all peer connections.
    ReleaseCamera,
    /// Stop the screen share and take its track out of all peer connections.
    ReleaseScreen,
    /// Make a peer connection. When it offers, add an audio transceiver and two video transceivers, the first for the
    /// camera and the second for the screen, all `sendrecv`, with the local tracks there are; else the transceivers come with the offer and get the local tracks then.
    CreatePeer {
        /// Its id.
        peer: PeerId,
        /// With whom; the shell shows the tracks it receives in that participant's tile.
        participant: ParticipantId,
        /// Where ICE may go.
        ice_servers: Vec<IceServer>,
        /// How.
        options: PeerOptions,
    },
    /// Make the peer connection with the media router, and on it, in this order: a `sendonly` audio transceiver, two
    /// `sendonly` video transceivers, the first for the camera with the layers of [`VideoLayer::ALL`] and the second for
    /// the screen with the smallest and the largest of them, [`parley_protocol::limits::AUDIO_SLOTS`] `recvonly` audio and
    /// [`parley_protocol::limits::VIDEO_SLOTS`] `recvonly` video transceivers. It has no candidates of its own to tell.
    CreateSfuPeer {
        /// Its id.
        peer: PeerId,
        /// Where ICE may go.
        ice_servers: Vec<IceServer>,
    },
    /// Send these of the own tracks to the media router and nothing else. Follows every `CreateSfuPeer`.
    SetSending {
        /// The peer connection.
        peer: PeerId,
        /// These.
        sending: Sending,
    },
    /// What comes on the media sections of the connection with the media router; on those that are not named nothing is
    /// played. It is said once an offer of the connection is answered: before, its media sections have no names (`mid`,
    /// RFC 8829 5.2.1).
    SetSlots {
        /// The peer connection.
        peer: PeerId,
        /// By media section.
        slots: Vec<ReceivedSlot>,
    },
    /// Play somebody from there from now on; before the first time, from wherever they come.
    PlayFrom {
        /// Whom.
        participant: ParticipantId,
        /// From where.
        source: MediaSource,
    },
    /// Keep what comes on a peer connection in the jitter buffer for so long before it is played
    /// (`RTCRtpReceiver.jitterBufferTarget`, W3C webrtc-extensions), sound and pictures alike.
    SetJitterBufferTarget {
        /// Which.
        peer: PeerId,
        /// For how long; `None` for as long as the browser likes.
        target: Option<Milliseconds>,
    },
    /// Remember how much the person wants to receive.
    StoreReception {
        /// How much.
        reception: Reception,
    },
    /// Remember whether the person hides their address from others.
    StoreHidesAddress {
        /// Whether they do.
        hides: bool,
    },
    /// Make an offer and set it as local description. Answered by `OfferCreated` or `PeerFailed`.
    CreateOffer {
        /// The peer connection.
        peer: PeerId,
        /// The step.
        operation: OperationId,
        /// Restart ICE (RFC 8445 9).
        ice_restart: bool,
    },
    /// Set the other's offer, put the local tracks in, make the answer and set it. Answered by `AnswerCreated` or
    /// `PeerFailed`.
    AcceptOffer {
        /// The peer connection.
        peer: PeerId,
        /// The step.
        operation: OperationId,
        /// The offer.
        sdp: String,
    },
    /// Set the other's answer. Answered by `AnswerAccepted` or `PeerFailed`.
    AcceptAnswer {
        /// The peer connection.
        peer: PeerId,
        /// The step.
        operation: OperationId,
        /// The answer.
        sdp: String,
    },
    /// Add a candidate of the other; its remote description is set.
    AddCandidate {
        /// The peer connection.
        peer: PeerId,
        /// The candidate.
        candidate: IceCandidate,
    },
    /// Play these of what comes on a peer connection and nothing else, whatever the other page sends: silence in place
    /// of a microphone and no picture in place of a camera or screen that the server says is off. Follows every `CreatePeer`.
    SetPlayback {
        /// The peer connection.
        peer: PeerId,
        /// What is played.
        media: MediaState,
    },
    /// Close a peer connection.
    ClosePeer {
        /// Which.
        peer: PeerId,
    },
    /// Remember the seat over a reload of this tab.
    StoreSeat {
        /// The seat.
        seat: StoredSeat,
    },
    /// Forget the seat.
    ForgetSeat,
    /// The page is older than the server: load it again.
    ReloadPage,
}
