//! Holds an RTP stream against what a receiver relies on.

use std::collections::BTreeMap;

/// What counts of one packet that went out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) seq: u64,
    pub(crate) timestamp: u32,
    pub(crate) picture_id: Option<u16>,
    pub(crate) tl0_pic_idx: Option<u8>,
    pub(crate) is_keyframe: bool,
    /// Which encoder it comes from.
    pub(crate) stream: u64,
}

/// Everything that came on one slot, by sequence number.
#[derive(Debug, Default)]
pub(crate) struct Continuity {
    packets: BTreeMap<u64, Sent>,
}

impl Continuity {
    /// Takes one packet; each sequence number comes once.
    pub(crate) fn take(&mut self, sent: Sent) {
        let before = self.packets.insert(sent.seq, sent);
        assert_eq!(before, None, "a sequence number was used twice");
    }

    pub(crate) fn len(&self) -> usize {
        self.packets.len()
    }

    /// Sequence numbers between the first and the last that nothing came for.
    pub(crate) fn holes(&self) -> Vec<u64> {
        let (Some((first, _)), Some((last, _))) = (
            self.packets.first_key_value(),
            self.packets.last_key_value(),
        ) else {
            return Vec::new();
        };
        (*first..=*last)
            .filter(|seq| !self.packets.contains_key(seq))
            .collect()
    }

    /// Checks the order of everything that came.
    pub(crate) fn check(&self, is_video: bool) {
        let mut before: Option<&Sent> = None;
        for sent in self.packets.values() {
            match before {
                None => {
                    assert!(
                        sent.seq < 65_536,
                        "begins with {}: SRTP's rollover counter is not 0",
                        sent.seq
                    );
                    assert!(
                        !is_video || sent.is_keyframe,
                        "begins without a key frame: {sent:?}"
                    );
                }
                Some(before) => Self::check_pair(before, sent, is_video),
            }
            before = Some(sent);
        }
    }

    fn check_pair(before: &Sent, sent: &Sent, is_video: bool) {
        let since = sent.timestamp.wrapping_sub(before.timestamp);
        assert!(
            since < 1 << 31,
            "the timestamp goes back: {before:?}, {sent:?}"
        );
        if !is_video {
            return;
        }
        if before.stream != sent.stream {
            // A line may lose the key frame itself: then its number is missing here.
            assert!(
                sent.is_keyframe || sent.seq > before.seq + 1,
                "a switch without a key frame: {before:?}, {sent:?}"
            );
            assert!(
                since > 0,
                "a switch in the same instant: {before:?}, {sent:?}"
            );
        }
        if let (Some(old), Some(new)) = (before.picture_id, sent.picture_id) {
            let pictures = new.wrapping_sub(old) & 0x7fff;
            assert!(
                pictures < 0x4000,
                "the picture id goes back: {before:?}, {sent:?}"
            );
            assert_eq!(
                pictures == 0,
                since == 0,
                "picture id and timestamp disagree: {before:?}, {sent:?}"
            );
        }
        if let (Some(old), Some(new)) = (before.tl0_pic_idx, sent.tl0_pic_idx) {
            assert!(
                new.wrapping_sub(old) < 0x80,
                "TL0PICIDX goes back: {before:?}, {sent:?}"
            );
        }
    }
}
