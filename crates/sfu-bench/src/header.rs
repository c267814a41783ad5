//! What of an RTP packet can be read on the wire, without its keys (RFC 3550, section 5.1).

const LENGTH: usize = 12;
/// Second bytes of what is RTCP (RFC 5761, section 4).
const CONTROL: std::ops::RangeInclusive<u8> = 192..=223;

/// The start of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) is_padded: bool,
    pub(crate) payload_type: u8,
    pub(crate) seq: u16,
    pub(crate) ssrc: u32,
}

impl Header {
    /// None of STUN, DTLS and RTCP.
    pub(crate) fn read(datagram: &[u8]) -> Option<Self> {
        let (header, _) = datagram.split_first_chunk::<LENGTH>()?;
        let [flags, kind, high, low, _, _, _, _, ssrc @ ..] = *header;
        (flags >> 6 == 2 && !CONTROL.contains(&kind)).then_some(Self {
            is_padded: flags & 0x20 != 0,
            payload_type: kind & 0x7f,
            seq: u16::from_be_bytes([high, low]),
            ssrc: u32::from_be_bytes(ssrc),
        })
    }

    /// Whether the packet is sound or pictures as they were sent. Not what repairs others (RTX): the number of the packet
    /// that it repeats is in its payload. Not what is padded: only its payload says whether anything but padding is in it.
    pub(crate) fn is_media(self, mut payload_types: impl Iterator<Item = u8>) -> bool {
        !self.is_padded && payload_types.any(|one| one == self.payload_type)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPUS: u8 = 111;
    const VP8: u8 = 96;
    const RTX: u8 = 97;

    fn packet(flags: u8, kind: u8) -> [u8; 20] {
        let mut packet = [0xee; 20];
        packet[..12].copy_from_slice(&[flags, kind, 1, 2, 0, 0, 0, 0, 3, 4, 5, 6]);
        packet
    }

    fn is_media(flags: u8, kind: u8) -> bool {
        let header = Header::read(&packet(flags, kind));
        header.is_some_and(|header| header.is_media([OPUS, VP8].into_iter()))
    }

    #[test]
    fn the_fields_are_where_the_rfc_says() {
        let header = Header::read(&packet(0xb0, 0x80 | VP8)).unwrap();
        let expected = Header {
            is_padded: true,
            payload_type: VP8,
            seq: 0x0102,
            ssrc: 0x0304_0506,
        };
        assert_eq!(header, expected);
        assert_eq!(Header::read(&packet(0x80, VP8)[..11]), None, "too short");
    }

    #[test]
    fn sound_and_pictures_are_media_with_and_without_the_marker() {
        for kind in [OPUS, VP8, 0x80 | OPUS, 0x80 | VP8] {
            assert!(is_media(0x90, kind), "{kind}");
        }
    }

    #[test]
    fn what_has_to_be_decrypted_is_no_media() {
        assert!(!is_media(0x90, RTX) && !is_media(0x90, 0x80 | RTX), "RTX");
        assert!(!is_media(0xb0, VP8), "padded");
        for control in 200..=206 {
            assert_eq!(Header::read(&packet(0x80, control)), None, "RTCP {control}");
        }
        assert_eq!(Header::read(&packet(0x16, 0xfe)), None, "DTLS");
        assert_eq!(Header::read(&packet(0x00, 0x01)), None, "STUN");
    }
}
