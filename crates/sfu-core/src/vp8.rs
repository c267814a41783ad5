//! The little of VP8 that a router reads: the RTP payload descriptor (RFC 7741, 4.2) and a key frame's height (RFC 6386, 9.1).

use str0m::rtp::Vp8Descriptor;

/// What the router knows of one VP8 packet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Vp8Packet {
    /// It is the first packet of a key frame.
    pub starts_keyframe: bool,
    /// Height of the picture in pixels; only in the first packet of a key frame.
    pub height: Option<u16>,
    /// Picture id; with one of 7 bits the highest is 127.
    pub picture_id: Option<u16>,
    /// The picture id has 15 bits.
    pub is_wide: bool,
    /// Index of the newest picture of the lowest temporal layer.
    pub tl0_pic_idx: Option<u8>,
}

impl Vp8Packet {
    /// Reads the start of an RTP payload; `None` when it is no VP8.
    pub fn parse(payload: &[u8]) -> Option<Self> {
        let descriptor = Vp8Descriptor::parse(payload).ok()?;
        let starts_keyframe = descriptor.starts_keyframe(payload);
        Some(Self {
            starts_keyframe,
            height: starts_keyframe.then(|| height(payload)).flatten(),
            picture_id: descriptor.picture_id(),
            is_wide: descriptor.picture_id().is_some()
                && payload.get(2).is_some_and(|b| b & 0x80 != 0),
            tl0_pic_idx: descriptor.tl0_pic_idx(),
        })
    }
}

/// The frame header of a key frame: 3 bytes of tag, the start code, then 14 bits of width and of height.
fn height(payload: &[u8]) -> Option<u16> {
    const START_CODE: [u8; 3] = [0x9d, 0x01, 0x2a];
    // The descriptor has at most 6 bytes; the start code is behind it and the 3 bytes of tag.
    let at = (4..10).find(|&at| payload.get(at..at + 3) == Some(&START_CODE))?;
    let bytes = payload.get(at + 5..at + 7)?;
    Some(u16::from_le_bytes([bytes[0], bytes[1]]) & 0x3fff)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 14] = [
        0x90, 0xe0, 0x81, 0x02, 0x07, 0x20, 0x10, 0x00, 0x00, 0x9d, 0x01, 0x2a, 0x80, 0x02,
    ];

    #[test]
    fn a_key_frame_tells_its_ids_and_its_height() {
        let mut payload = KEY.to_vec();
        payload.extend([0x68, 0x01, 0, 0]);
        assert_eq!(
            Vp8Packet::parse(&payload),
            Some(Vp8Packet {
                starts_keyframe: true,
                height: Some(360),
                picture_id: Some(0x102),
                is_wide: true,
                tl0_pic_idx: Some(7),
            })
        );
    }

    #[test]
    fn a_picture_id_of_seven_bits_is_known_as_one() {
        let packet = Vp8Packet::parse(&[0x90, 0x80, 0x05, 0x01, 0x00]).unwrap();
        assert_eq!((packet.picture_id, packet.is_wide), (Some(5), false));
        assert!(!packet.starts_keyframe);
    }

    #[test]
    fn t119_a_payload_cut_anywhere_is_no_panic() {
        for length in 0..KEY.len() {
            let _ = Vp8Packet::parse(&KEY[..length]);
        }
        assert_eq!(Vp8Packet::parse(&[]), None);
    }
}
