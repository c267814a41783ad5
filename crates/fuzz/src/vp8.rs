//! VP8 in RTP, read as RFC 7741 (4.2) and RFC 6386 (9.1) say.

/// What stands in front of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// Bytes of it.
    pub length: usize,
    /// Where the picture id stands, and how many bytes it has.
    pub picture_at: Option<(usize, usize)>,
    pub picture_id: Option<u16>,
    /// Where TL0PICIDX stands.
    pub tl0_at: Option<usize>,
    /// It is the first packet of a frame.
    pub is_start: bool,
}

impl Descriptor {
    /// `None` when it is cut, nothing is behind it, or TL0PICIDX comes without a layer.
    pub fn read(payload: &[u8]) -> Option<Self> {
        let first = *payload.first()?;
        let mut at = 1;
        let mut descriptor = Self {
            length: 0,
            picture_at: None,
            picture_id: None,
            tl0_at: None,
            is_start: first & 0x17 == 0x10,
        };
        if first & 0x80 != 0 {
            let extension = *payload.get(1)?;
            let [picture, tl0, layer, key] =
                [0x80, 0x40, 0x20, 0x10].map(|bit| extension & bit != 0);
            if tl0 && !layer {
                return None;
            }
            at = 2;
            if picture {
                let high = *payload.get(at)?;
                let bytes = if high & 0x80 == 0 { 1 } else { 2 };
                descriptor.picture_id = Some(if bytes == 1 {
                    u16::from(high)
                } else {
                    u16::from_be_bytes([high & 0x7f, *payload.get(at + 1)?])
                });
                descriptor.picture_at = Some((at, bytes));
                at += bytes;
            }
            if tl0 {
                descriptor.tl0_at = Some(at);
                at += 1;
            }
            at += usize::from(layer || key);
        }
        descriptor.length = at;
        (at < payload.len()).then_some(descriptor)
    }

    /// Whether a decoder can begin with this packet.
    pub fn starts_keyframe(&self, payload: &[u8]) -> bool {
        self.is_start && payload[self.length] & 1 == 0
    }

    /// The height that the key frame says, when its start is a start.
    pub fn height(&self, payload: &[u8]) -> Option<u16> {
        let frame = payload.get(self.length..self.length + 10)?;
        let known_version = frame[0] >> 1 & 7 < 4;
        let starts = self.starts_keyframe(payload) && known_version;
        let height = u16::from_le_bytes([frame[8], frame[9]]) & 0x3fff;
        (starts && frame[3..6] == [0x9d, 0x01, 0x2a]).then_some(height)
    }

    /// A payload with both numbers set to nothing: what a router must not change.
    pub fn without_numbers(&self, payload: &[u8]) -> Vec<u8> {
        let mut rest = payload.to_vec();
        if let Some((at, bytes)) = self.picture_at {
            // The bit that says how long it is stays.
            rest[at] &= 0x80;
            if bytes == 2 {
                rest[at + 1] = 0;
            }
        }
        if let Some(at) = self.tl0_at {
            rest[at] = 0;
        }
        rest
    }
}
