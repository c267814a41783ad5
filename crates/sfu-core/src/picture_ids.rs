//! Keeps VP8 picture ids and TL0PICIDX running over changes of the stream (RFC 7741, 4.2).

use crate::rewriter::Outgoing;
use crate::vp8::Vp8Packet;

/// How picture ids of one stream are moved, and the newest ones that were sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct PictureIds {
    /// Added (wrapping) to picture ids.
    picture: u16,
    /// Added (wrapping) to TL0PICIDX.
    tl0: u8,
    newest_picture: Option<u16>,
    newest_tl0: Option<u8>,
}

impl PictureIds {
    /// The numbering of a stream that goes on from here with the given packet.
    pub(crate) fn continued_by(&self, first: Option<&Vp8Packet>) -> Self {
        let mut continued = self.clone();
        let Some(first) = first else {
            return continued;
        };
        if let (Some(newest), Some(id)) = (self.newest_picture, first.picture_id) {
            continued.picture = newest.wrapping_add(1).wrapping_sub(id);
        } else {
            continued.picture = 0;
        }
        if let (Some(newest), Some(id)) = (self.newest_tl0, first.tl0_pic_idx) {
            continued.tl0 = newest.wrapping_add(1).wrapping_sub(id);
        } else {
            continued.tl0 = 0;
        }
        continued
    }

    /// The picture id that a packet goes out with.
    pub(crate) fn picture_id(&self, packet: Option<&Vp8Packet>) -> Option<u16> {
        let packet = packet?;
        let mask = if packet.is_wide { 0x7fff } else { 0x7f };
        Some(packet.picture_id?.wrapping_add(self.picture) & mask)
    }

    /// The TL0PICIDX that a packet goes out with.
    pub(crate) fn tl0_pic_idx(&self, packet: Option<&Vp8Packet>) -> Option<u8> {
        Some(packet?.tl0_pic_idx?.wrapping_add(self.tl0))
    }

    /// Notes what was sent, so that the next stream goes on behind it.
    pub(crate) fn remember(&mut self, outgoing: &Outgoing) {
        if let Some(id) = outgoing.picture_id {
            let is_newer = self
                .newest_picture
                .is_none_or(|newest| id.wrapping_sub(newest) & 0x7fff < 0x4000);
            if is_newer {
                self.newest_picture = Some(id);
            }
        }
        if let Some(id) = outgoing.tl0_pic_idx {
            let is_newer = self
                .newest_tl0
                .is_none_or(|newest| id.wrapping_sub(newest) < 0x80);
            if is_newer {
                self.newest_tl0 = Some(id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(picture_id: u16, tl0_pic_idx: u8) -> Vp8Packet {
        Vp8Packet {
            picture_id: Some(picture_id),
            is_wide: true,
            tl0_pic_idx: Some(tl0_pic_idx),
            ..Vp8Packet::default()
        }
    }

    fn send(ids: &mut PictureIds, slot: &mut PictureIds, packet: Vp8Packet) -> (u16, u8) {
        let outgoing = Outgoing {
            seq: 0,
            timestamp: 0,
            picture_id: ids.picture_id(Some(&packet)),
            tl0_pic_idx: ids.tl0_pic_idx(Some(&packet)),
            is_switch: false,
        };
        slot.remember(&outgoing);
        (outgoing.picture_id.unwrap(), outgoing.tl0_pic_idx.unwrap())
    }

    #[test]
    fn another_stream_goes_on_behind_the_newest_picture() {
        let mut slot = PictureIds::default();
        let mut first = slot.continued_by(Some(&packet(0x7ffe, 255)));
        assert_eq!(
            send(&mut first, &mut slot, packet(0x7ffe, 255)),
            (0x7ffe, 255)
        );
        assert_eq!(send(&mut first, &mut slot, packet(0x7fff, 0)), (0x7fff, 0));
        assert_eq!(
            send(&mut first, &mut slot, packet(0x7ffe, 255)),
            (0x7ffe, 255)
        ); // late

        let mut second = slot.continued_by(Some(&packet(77, 9)));
        assert_eq!(send(&mut second, &mut slot, packet(77, 9)), (0, 1));
        assert_eq!(send(&mut second, &mut slot, packet(78, 9)), (1, 1));
    }

    #[test]
    fn a_stream_without_ids_stays_without() {
        let ids = PictureIds::default();
        assert_eq!(ids.picture_id(Some(&Vp8Packet::default())), None);
        assert_eq!(ids.tl0_pic_idx(None), None);
    }
}
