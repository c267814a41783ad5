//! A packet on its way from one publisher to many subscribers.

use std::sync::Arc;
use std::time::Instant;

use parley_protocol::{VideoLayer, VideoSource};
use str0m::rtp::{RedDecoder, RtpPacket, VideoOrientation, Vp8Descriptor};

use crate::rewriter::{Incoming, StreamId};
use crate::vp8::Vp8Packet;

/// What a stream carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The microphone.
    Microphone,
    /// A layer of the camera or of the screen.
    Picture(VideoSource, VideoLayer),
}

/// The sound in a packet.
#[derive(Debug)]
pub(crate) enum Sound {
    /// Opus (RFC 7587).
    Opus,
    /// Opus with a copy of what was before (RFC 2198).
    Red {
        /// The payload type that stands inside for Opus.
        opus: u8,
        /// The newest block alone, for those who cannot take RED.
        primary: Arc<[u8]>,
    },
}

/// What is sent of a packet.
#[derive(Debug)]
pub(crate) struct Packet {
    pub(crate) source: Source,
    pub(crate) incoming: Incoming,
    pub(crate) payload: Arc<[u8]>,
    pub(crate) marker: bool,
    pub(crate) audio_level: Option<i8>,
    pub(crate) voice_activity: Option<bool>,
    pub(crate) orientation: Option<VideoOrientation>,
    /// `None` in a video packet.
    pub(crate) sound: Option<Sound>,
    /// `None` in a sound packet.
    pub(crate) descriptor: Option<Vp8Descriptor>,
}

impl Packet {
    /// Takes over what came; `None` when it is not what its source sends.
    pub(crate) fn read(
        packet: RtpPacket,
        source: Source,
        stream: StreamId,
        is_red: bool,
    ) -> Option<Self> {
        let (picture, sound) = match source {
            Source::Microphone if is_red => (None, Some(Sound::unwrap(&packet.payload)?)),
            Source::Microphone => (None, Some(Sound::Opus)),
            Source::Picture(..) => (Some(Vp8Packet::parse(&packet.payload)?), None),
        };
        let values = &packet.header.ext_vals;
        Some(Self {
            source,
            incoming: Incoming {
                stream,
                seq: *packet.seq_no,
                timestamp: packet.header.timestamp,
                arrival: packet.timestamp,
                is_start: picture.is_none_or(|picture| picture.starts_keyframe),
                picture,
            },
            marker: packet.header.marker,
            audio_level: values.audio_level,
            voice_activity: values.voice_activity,
            orientation: values.video_orientation,
            descriptor: picture.and_then(|_| Vp8Descriptor::parse(&packet.payload).ok()),
            sound,
            payload: packet.payload,
        })
    }

    /// When it came.
    pub(crate) fn arrival(&self) -> Instant {
        self.incoming.arrival
    }
}

impl Sound {
    fn unwrap(payload: &[u8]) -> Option<Self> {
        let blocks = RedDecoder::decode(payload).ok()?;
        let primary = blocks.iter().find(|block| block.is_primary)?;
        Some(Self::Red {
            opus: primary.pt,
            primary: Arc::from(primary.payload),
        })
    }
}
