//! What a browser measures of its connections, as `getStats` (W3C webrtc-stats) says it.

use crate::PeerId;
use parley_protocol::{Milliseconds, ParticipantId};
use std::collections::BTreeMap;

/// What was measured. Counters add up from when their stream began.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measurement {
    /// The connection that carries most; `None` while there is none.
    pub path: Option<Path>,
    /// To the other end and back, for every connection that is open; `None` while the browser does not know.
    pub round_trips: BTreeMap<PeerId, Option<Milliseconds>>,
    /// The own camera, while it is sent.
    pub video: Option<SentVideo>,
    /// The codec of the own microphone, while it is sent.
    pub audio_codec: Option<String>,
    /// Packets that the other end misses, in thousandths of those that were sent lately; `None` while it says nothing.
    pub sent_loss: Option<u16>,
    /// Bytes sent on all connections.
    pub bytes_sent: u64,
    /// Bytes received on all connections.
    pub bytes_received: u64,
    /// What comes.
    pub streams: Vec<ReceivedStream>,
}

/// The way that media take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Path {
    /// To the other end and back.
    pub round_trip: Option<Milliseconds>,
    /// Whether it leads to the media router, rather than to another browser.
    pub to_router: bool,
    /// Whether it leads through a TURN server.
    pub relayed: bool,
    /// Whether it is TCP.
    pub tcp: bool,
}

/// The own camera as it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentVideo {
    /// Pixels of the largest picture.
    pub width: u32,
    /// Pixels of the largest picture.
    pub height: u32,
    /// Pictures in a second.
    pub frames_per_second: u32,
    /// The codec.
    pub codec: Option<String>,
    /// What keeps it from being larger (`qualityLimitationReason`).
    pub limitation: Limitation,
}

/// What keeps the own camera from being sent larger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Limitation {
    /// Nothing, or nothing to do with the person's computer or line.
    #[default]
    None,
    /// The computer.
    Computer,
    /// The line.
    Line,
}

/// Sound or picture of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedStream {
    /// The peer connection.
    pub peer: PeerId,
    /// The media section.
    pub mid: String,
    /// Whose.
    pub participant: ParticipantId,
    /// Whether it comes from the media router.
    pub from_router: bool,
    /// Packets received.
    pub received: u64,
    /// Packets lost and not repaired.
    pub lost: u64,
    /// How unevenly packets come (RFC 3550 6.4.1).
    pub jitter: Milliseconds,
    /// For how long the picture stood still (`totalFreezesDuration`).
    pub frozen: Milliseconds,
}
