//! Packets as a camera and a microphone make them, without pictures and sound in them: VP8 (RFC 7741) in 20 frames a
//! second of three packets of 1,000 bytes, 480 kbit/s, and 50 packets of sound a second.
//!
//! At the end of each payload stands when it was sent, and its number in its stream.

use std::time::{Duration, Instant};

pub(crate) const FRAME: Duration = Duration::from_millis(50);
pub(crate) const SOUND: Duration = Duration::from_millis(20);
/// Ticks of the video clock (90 kHz) in a frame, and of the sound clock (48 kHz) in a packet.
pub(crate) const FRAME_TICKS: u32 = 4500;
pub(crate) const SOUND_TICKS: u32 = 960;
/// Of a frame; a key frame has more.
pub(crate) const PACKETS: u32 = 3;
const KEYFRAME_PACKETS: u32 = 9;
const PICTURE_BYTES: usize = 1000;
const SOUND_BYTES: usize = 80;
const MARK: usize = 12;

/// What stands at the end of a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Nanoseconds since the start of the trial.
    pub(crate) sent: u64,
    pub(crate) number: u32,
}

impl Mark {
    pub(crate) fn new(start: Instant, now: Instant, number: u32) -> Self {
        let sent = now.saturating_duration_since(start).as_nanos();
        Self {
            sent: u64::try_from(sent).unwrap_or(u64::MAX),
            number,
        }
    }

    fn write(self, payload: &mut Vec<u8>) {
        payload.extend(self.sent.to_be_bytes());
        payload.extend(self.number.to_be_bytes());
    }

    pub(crate) fn read(payload: &[u8]) -> Option<Self> {
        let (_, mark) = payload.split_last_chunk::<MARK>()?;
        let (sent, number) = mark.split_first_chunk()?;
        Some(Self {
            sent: u64::from_be_bytes(*sent),
            number: u32::from_be_bytes(number.try_into().ok()?),
        })
    }
}

/// One VP8 encoder.
#[derive(Debug, Default)]
pub(crate) struct Camera {
    picture_id: u16,
    tl0: u8,
    needs_keyframe: bool,
}

impl Camera {
    pub(crate) fn new() -> Self {
        Self {
            needs_keyframe: true,
            ..Self::default()
        }
    }

    pub(crate) fn ask_for_keyframe(&mut self) {
        self.needs_keyframe = true;
    }

    /// The next frame: payloads without their marks.
    pub(crate) fn frame(&mut self) -> Vec<Vec<u8>> {
        let is_key = std::mem::take(&mut self.needs_keyframe);
        self.picture_id = (self.picture_id + 1) & 0x7fff;
        self.tl0 = self.tl0.wrapping_add(1);
        let packets = if is_key { KEYFRAME_PACKETS } else { PACKETS };
        (0..packets)
            .map(|at| self.payload(is_key, at == 0))
            .collect()
    }

    fn payload(&self, is_key: bool, is_first: bool) -> Vec<u8> {
        let [high, low] = self.picture_id.to_be_bytes();
        let start = if is_first { 0x90 } else { 0x80 };
        let mut payload = vec![start, 0xe0, 0x80 | high, low, self.tl0, 0];
        payload.push(u8::from(!is_key));
        payload.extend([0, 0]);
        if is_key && is_first {
            // The start code, 640 wide and 360 high.
            payload.extend([0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01]);
        }
        payload.resize(PICTURE_BYTES - MARK, 0xaa);
        payload
    }
}

/// Whether a payload is the first of a key frame.
pub(crate) fn starts_keyframe(payload: &[u8]) -> bool {
    matches!(payload, [descriptor, _, _, _, _, _, header, ..] if descriptor & 0x10 != 0 && header & 1 == 0)
}

/// Twenty milliseconds of sound.
pub(crate) fn sound() -> Vec<u8> {
    vec![0x78; SOUND_BYTES - MARK]
}

/// With its mark.
pub(crate) fn marked(mut payload: Vec<u8>, mark: Mark) -> Vec<u8> {
    mark.write(&mut payload);
    payload
}
