//! What happens to a room client.

use crate::{AcquireId, Command, Measurement, OperationId, PeerId, SocketId};
use parley_protocol::{
    DisplayName, IceCandidate, ParticipantId, ResumeToken, ServerMessage, VideoSource,
};

/// Everything that can happen to a [`crate::RoomClient`].
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The person wants something.
    Command(Command),
    /// A socket that was asked for is open.
    SocketOpened {
        /// Which.
        socket: SocketId,
    },
    /// The server said something.
    SocketMessage {
        /// On which socket.
        socket: SocketId,
        /// What.
        message: ServerMessage,
    },
    /// A socket is closed, or could not be opened.
    SocketClosed {
        /// Which.
        socket: SocketId,
        /// How.
        end: SocketEnd,
    },
    /// The browser's network came (`true`) or went.
    NetworkChanged {
        /// Whether the browser believes to be online.
        online: bool,
    },
    /// The tab was shown again or the computer woke up: check at once whether the socket still answers.
    Resumed,
    /// The list of devices, at the start and whenever something is plugged in or out.
    DevicesListed {
        /// Microphones; labels are empty until the person has allowed access.
        microphones: Vec<MediaDevice>,
        /// Cameras.
        cameras: Vec<MediaDevice>,
        /// Speakers; empty where the browser cannot choose one.
        speakers: Vec<MediaDevice>,
    },
    /// A microphone, a camera or a screen share runs.
    DeviceAcquired {
        /// The request it answers.
        acquire: AcquireId,
        /// The device that the browser gave; `None` when it does not say.
        device: Option<String>,
    },
    /// A microphone, a camera or a screen could not be had.
    DeviceFailed {
        /// The request it answers.
        acquire: AcquireId,
        /// Why.
        error: DeviceError,
    },
    /// A running microphone, camera or screen share stopped by itself: unplugged, access withdrawn, or ended by the
    /// person in the browser's own controls.
    DeviceEnded {
        /// The request by which it ran.
        acquire: AcquireId,
    },
    /// A running microphone or camera stopped giving sound or picture, or gives it again: a telephone call, the mute of
    /// the device or of the system (`muted` of W3C Media Capture and Streams 4.3.1).
    DeviceInterrupted {
        /// The request by which it runs.
        acquire: AcquireId,
        /// Whether it gives nothing now.
        interrupted: bool,
    },
    /// An offer is made and set as local description.
    OfferCreated {
        /// The peer connection.
        peer: PeerId,
        /// The effect it answers.
        operation: OperationId,
        /// The session description.
        sdp: String,
    },
    /// The other's offer is set, the answer is made and set as local description.
    AnswerCreated {
        /// The peer connection.
        peer: PeerId,
        /// The effect it answers.
        operation: OperationId,
        /// The session description.
        sdp: String,
    },
    /// The other's answer is set.
    AnswerAccepted {
        /// The peer connection.
        peer: PeerId,
        /// The effect it answers.
        operation: OperationId,
    },
    /// An offer or answer could not be made or set.
    PeerFailed {
        /// The peer connection.
        peer: PeerId,
        /// The effect it answers.
        operation: OperationId,
    },
    /// A candidate was gathered for the current local description.
    CandidateGathered {
        /// The peer connection.
        peer: PeerId,
        /// The candidate.
        candidate: IceCandidate,
    },
    /// `RTCPeerConnection.connectionState` changed.
    PeerStateChanged {
        /// The peer connection.
        peer: PeerId,
        /// The state.
        state: PeerState,
    },
    /// How much has come on a peer connection so far, read once a second.
    Heard {
        /// The peer connection.
        peer: PeerId,
        /// Bytes of packets on the path that it uses (`bytesReceived` of its candidate pair).
        bytes: u64,
    },
    /// The computer has another way to the network than before: another Wi-Fi, a cable, a telephone's.
    PathChanged,
    /// The page is shown, or is hidden behind others.
    PageShown {
        /// Whether it can be seen.
        shown: bool,
    },
    /// The tiles of the others on the page, as they stand there.
    TilesShown {
        /// Those that can be seen.
        tiles: Vec<ShownTile>,
    },
    /// A media section of the connection with the media router delivers sound or a picture of who is on it.
    SlotDelivers {
        /// The peer connection.
        peer: PeerId,
        /// The media section.
        mid: String,
        /// Which picture; `None` for sound.
        source: Option<VideoSource>,
    },
    /// The first picture came on a direct peer connection.
    PeerDelivers {
        /// The peer connection.
        peer: PeerId,
    },
    /// What the browser has measured, every two seconds.
    Measured(Measurement),
    /// The time of [`crate::RoomClient::poll_timeout`] has come.
    Tick,
}

/// A tile that can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShownTile {
    /// Whose.
    pub participant: ParticipantId,
    /// What it shows of them.
    pub source: VideoSource,
    /// How high it is, in pixels of the screen.
    pub height: u16,
}

/// How a socket ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SocketEnd {
    /// Closed or failed: worth another try.
    Lost,
    /// The HTTP answer or close code says that this meeting does not exist.
    MeetingNotFound,
    /// The close code says that the session of who is signed in is over.
    SessionEnded,
    /// The close code says that the meeting has a password and it was not there.
    Password,
    /// The close code says that the meeting is locked.
    Locked,
    /// The close code says that the meeting was cancelled.
    Cancelled,
    /// The close code says that a host removed them.
    Removed,
    /// The close code says that a host did not let them in for good.
    Blocked,
    /// The close code says that a host did not let them in.
    Denied,
    /// The close code says that nobody let them in.
    WaitedTooLong,
    /// The close code says that the meeting was ended for everybody.
    Ended,
}

/// Why a device could not be had (`getUserMedia`, W3C Media Capture and Streams 10.2; `getDisplayMedia`, W3C Screen Capture 5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceError {
    /// `NotAllowedError`: the browser or the person refused.
    BlockedByBrowser,
    /// `NotAllowedError` with the system as its cause: the operating system refuses the browser.
    BlockedBySystem,
    /// `NotFoundError`: there is none.
    NotFound,
    /// `NotReadableError`, `AbortError`: another program has it.
    InUse,
    /// `OverconstrainedError`: the chosen one is gone or cannot do it.
    Unusable,
    /// The page is not served securely, so the browser offers no devices.
    InsecurePage,
    /// The browser has no `mediaDevices`.
    Unsupported,
}

/// A microphone, camera or speaker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaDevice {
    /// `deviceId` of the browser.
    pub id: String,
    /// Its name.
    pub label: String,
}

/// `RTCPeerConnectionState` (W3C WebRTC 4.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerState {
    /// `new` or `connecting`.
    Connecting,
    /// `connected`.
    Connected,
    /// `disconnected`: may come back by itself.
    Disconnected,
    /// `failed`: needs an ICE restart.
    Failed,
}

/// The seat that the tab remembers over a reload (kept in `sessionStorage`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSeat {
    /// The secret to take it again.
    pub resume: ResumeToken,
    /// The name under which the person joined.
    pub display_name: DisplayName,
    /// Whether the microphone was on.
    pub microphone: bool,
    /// Whether the camera was on.
    pub camera: bool,
}
