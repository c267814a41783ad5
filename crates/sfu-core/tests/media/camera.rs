//! A camera, a screen and a microphone that send what browsers send, without pictures and sound in it.

use parley_protocol::{VideoLayer, VideoSource};

/// What people show.
pub(crate) const SOURCES: [VideoSource; 2] = [VideoSource::Camera, VideoSource::Screen];

/// One VP8 encoder.
#[derive(Clone, Debug)]
pub(crate) struct Encoder {
    participant: u32,
    source: VideoSource,
    layer: VideoLayer,
    pub(crate) seq: u64,
    timestamp: u32,
    picture_id: u16,
    tl0: u8,
    needs_keyframe: bool,
    frames: u64,
    /// Payloads are as large as real ones.
    is_full_size: bool,
}

/// One packet of a frame.
#[derive(Clone, Debug)]
pub(crate) struct VideoPacket {
    pub(crate) seq: u64,
    pub(crate) timestamp: u32,
    pub(crate) marker: bool,
    pub(crate) payload: Vec<u8>,
}

/// Bytes of the descriptor that [`Encoder`] writes.
const DESCRIPTOR: usize = 6;
/// Bytes of the mark at the end of each payload: participant, source, layer.
const MARK: usize = 6;

impl Encoder {
    pub(crate) fn new(
        participant: u32,
        source: VideoSource,
        layer: VideoLayer,
        number: u64,
    ) -> Self {
        Self {
            participant,
            source,
            layer,
            seq: number * 1009 % 60_000,
            timestamp: (number as u32).wrapping_mul(2_654_435_761),
            picture_id: (number * 7919 % 0x8000) as u16,
            tl0: (number * 31 % 256) as u8,
            needs_keyframe: true,
            frames: 0,
            is_full_size: true,
        }
    }

    /// With payloads that hold no more than is looked at.
    pub(crate) fn lean(mut self) -> Self {
        self.is_full_size = false;
        self
    }

    pub(crate) fn ask_for_keyframe(&mut self) {
        self.needs_keyframe = true;
    }

    /// The next frame of something that does not move: a key frame that was asked for, or nothing.
    pub(crate) fn frame_at_rest(&mut self) -> Vec<VideoPacket> {
        if self.needs_keyframe {
            return self.frame();
        }
        self.timestamp = self.timestamp.wrapping_add(3600);
        Vec::new()
    }

    /// The next frame, 40 ms after the one before.
    pub(crate) fn frame(&mut self) -> Vec<VideoPacket> {
        let is_key = std::mem::take(&mut self.needs_keyframe);
        let (mut packets, bytes) = match self.layer {
            VideoLayer::Q => (1, 500),
            VideoLayer::H => (2, 900),
            VideoLayer::F => (6, 1000),
        };
        if is_key {
            packets *= 3;
        }
        self.frames += 1;
        self.timestamp = self.timestamp.wrapping_add(3600);
        self.picture_id = (self.picture_id + 1) & 0x7fff;
        // Every second frame is of the lowest temporal layer.
        let is_base = is_key || self.frames.is_multiple_of(2);
        self.tl0 = self.tl0.wrapping_add(u8::from(is_base));
        (0..packets)
            .map(|at| {
                self.seq += 1;
                VideoPacket {
                    seq: self.seq,
                    timestamp: self.timestamp,
                    marker: at + 1 == packets,
                    payload: self.payload(is_key, at == 0, is_base, bytes),
                }
            })
            .collect()
    }

    fn payload(&self, is_key: bool, is_first: bool, is_base: bool, bytes: usize) -> Vec<u8> {
        let [high, low] = self.picture_id.to_be_bytes();
        let start = if is_first { 0x90 } else { 0x80 };
        let tid = if is_base { 0 } else { 0x40 };
        let mut payload = vec![start, 0xe0, 0x80 | high, low, self.tl0, tid];
        payload.push(u8::from(!is_key));
        payload.extend([0, 0]);
        if is_key && is_first {
            let height: u16 = match (self.source, self.layer) {
                (VideoSource::Camera, layer) => 180 << layer as u16,
                (VideoSource::Screen, VideoLayer::F) => 1080,
                (VideoSource::Screen, _) => 540,
            };
            payload.extend([0x9d, 0x01, 0x2a, 0, 1]);
            payload.extend(height.to_le_bytes());
        }
        let length = if self.is_full_size {
            bytes - MARK
        } else {
            payload.len()
        };
        payload.resize(length, 0xaa);
        payload.extend(self.participant.to_be_bytes());
        payload.extend([self.source as u8, self.layer as u8]);
        payload
    }
}

/// Who sent a video payload, of what, and in which layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) participant: u32,
    pub(crate) source: VideoSource,
    pub(crate) layer: VideoLayer,
}

impl Mark {
    pub(crate) fn of(payload: &[u8]) -> Self {
        let (participant, picture) = payload[payload.len() - MARK..].split_at(4);
        Self {
            participant: u32::from_be_bytes(participant.try_into().unwrap()),
            source: SOURCES[usize::from(picture[0])],
            layer: VideoLayer::ALL[usize::from(picture[1])],
        }
    }

    /// Another number for each encoder.
    pub(crate) fn number(self) -> u64 {
        (u64::from(self.participant) * 2 + self.source as u64) * 3 + self.layer as u64
    }
}

/// Picture id and TL0PICIDX of a payload of [`Encoder`].
pub(crate) fn ids(payload: &[u8]) -> (u16, u8) {
    assert!(payload.len() > DESCRIPTOR);
    (
        u16::from_be_bytes([payload[2] & 0x7f, payload[3]]),
        payload[4],
    )
}

/// Whether a payload of [`Encoder`] is the first of a key frame.
pub(crate) fn starts_keyframe(payload: &[u8]) -> bool {
    payload[0] & 0x10 != 0 && payload[DESCRIPTOR] & 1 == 0
}

/// 20 ms of sound from somebody.
pub(crate) fn sound(participant: u32) -> Vec<u8> {
    let mut payload = vec![0x78; 60];
    payload.extend(participant.to_be_bytes());
    payload
}

/// Who sent a sound payload.
pub(crate) fn speaker(payload: &[u8]) -> u32 {
    u32::from_be_bytes(payload[payload.len() - 4..].try_into().unwrap())
}
