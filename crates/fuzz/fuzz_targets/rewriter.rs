//! Streams that change, jump, repeat themselves and say whatever they like of their pictures, through one slot.
#![no_main]

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use libfuzzer_sys::fuzz_target;
use parley_fuzz::{bytes::Bytes, idle::start};
use parley_sfu_core::{Incoming, Outgoing, Rewriter, StreamId, Vp8Packet};

/// Packets that are kept for a key frame that is late, and that key frame.
const AT_ONCE: usize = 129;

/// What has gone out so far.
#[derive(Default)]
struct Slot {
    used: BTreeSet<u64>,
    stream: Option<StreamId>,
    newest_picture: Option<u16>,
}

fuzz_target!(|input: &[u8]| {
    let mut bytes = Bytes(input);
    let mut rewriter = Rewriter::new(90_000);
    let mut slot = Slot::default();
    let mut now = start();
    let mut places = [0_u64, 1 << 16, 1 << 40];
    while let Some(what) = bytes.byte() {
        let number = usize::from(what >> 4) % places.len();
        let stream = StreamId(number as u64);
        match what & 0x0f {
            0 => rewriter.switch_to(None),
            1 => rewriter.switch_to(Some(stream)),
            2 => rewriter.cut_to(stream),
            3 => rewriter.stop(),
            _ => {
                let Some(incoming) = packet(&mut bytes, stream, &mut places[number], &mut now)
                else {
                    return;
                };
                slot.push(&mut rewriter, incoming);
            }
        }
    }
});

/// The next packet of a stream; its number is a step away from where the stream is.
fn packet(
    bytes: &mut Bytes<'_>,
    stream: StreamId,
    place: &mut u64,
    now: &mut Instant,
) -> Option<Incoming> {
    let step = i64::from(bytes.short()?.cast_signed());
    *place = place.saturating_add_signed(step);
    *now += Duration::from_millis(u64::from(bytes.byte()?));
    let timestamp = bytes.long()?;
    let payload = bytes.piece()?;
    let picture = Vp8Packet::parse(payload);
    Some(Incoming {
        stream,
        seq: *place,
        timestamp,
        arrival: *now,
        is_start: picture.is_none_or(|picture| picture.starts_keyframe),
        picture,
    })
}

impl Slot {
    fn push(&mut self, rewriter: &mut Rewriter<Incoming>, incoming: Incoming) {
        let mut out = Vec::new();
        rewriter.push(incoming, incoming, &mut out);
        assert!(out.len() <= AT_ONCE);
        for (outgoing, incoming) in out {
            self.check(&outgoing, &incoming);
        }
    }

    fn check(&mut self, outgoing: &Outgoing, incoming: &Incoming) {
        let newest = self.used.last().copied();
        assert!(
            self.used.insert(outgoing.seq),
            "{} is used twice",
            outgoing.seq
        );
        if outgoing.is_switch {
            assert!(incoming.is_start, "begins with what nobody can decode");
            assert!(newest.map_or(outgoing.seq < 1 << 16, |newest| outgoing.seq == newest + 1));
        } else {
            assert!(newest.is_some(), "the first packet of a slot is a switch");
        }
        self.check_picture(outgoing, incoming);
        if outgoing.is_switch {
            self.stream = Some(incoming.stream);
        }
    }

    /// The picture ids are there where they were, fit, and go on behind the newest at a switch.
    fn check_picture(&mut self, outgoing: &Outgoing, incoming: &Incoming) {
        let picture = incoming.picture.unwrap_or_default();
        assert_eq!(outgoing.picture_id.is_some(), picture.picture_id.is_some());
        assert_eq!(
            outgoing.tl0_pic_idx.is_some(),
            picture.tl0_pic_idx.is_some()
        );
        let mask = if picture.is_wide { 0x7fff } else { 0x7f };
        let Some(id) = outgoing.picture_id else {
            return;
        };
        assert!(id <= mask);
        if let (true, Some(newest)) = (outgoing.is_switch, self.newest_picture) {
            assert_eq!(id, (newest + 1) & mask);
        }
        let is_of_now = outgoing.is_switch || self.stream == Some(incoming.stream);
        let is_newer = |newest: u16| id.wrapping_sub(newest) & 0x7fff < 0x4000;
        if is_of_now && self.newest_picture.is_none_or(is_newer) {
            self.newest_picture = Some(id);
        }
    }
}
