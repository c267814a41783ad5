//! Tests of the rewriter in single steps; `tests/continuity.rs` runs it through seeded networks.

use super::*;

const CAMERA: StreamId = StreamId(1);
const OTHER: StreamId = StreamId(2);

struct Slot {
    rewriter: Rewriter<u64>,
    start: Instant,
}

impl Slot {
    fn new() -> Self {
        Self {
            rewriter: Rewriter::new(90_000),
            start: crate::start_of_test(),
        }
    }

    /// Feeds one packet; gives back what goes out as (payload, outgoing).
    fn push(
        &mut self,
        stream: StreamId,
        seq: u64,
        frame: u32,
        is_start: bool,
    ) -> Vec<(u64, Outgoing)> {
        let mut out = Vec::new();
        let incoming = Incoming {
            stream,
            seq,
            timestamp: frame * 3000 + stream.ssrc() * 1_000_000,
            arrival: self.start + Duration::from_micros(u64::from(frame) * 33_333),
            is_start,
            picture: None,
        };
        self.rewriter.push(incoming, seq, &mut out);
        out.into_iter()
            .map(|(outgoing, payload)| (payload, outgoing))
            .collect()
    }

    fn seqs(&mut self, stream: StreamId, seq: u64, frame: u32, is_start: bool) -> Vec<u64> {
        self.push(stream, seq, frame, is_start)
            .iter()
            .map(|(_, outgoing)| outgoing.seq)
            .collect()
    }
}

#[test]
fn nothing_goes_out_before_a_start() {
    let mut slot = Slot::new();
    slot.rewriter.switch_to(Some(CAMERA));
    assert_eq!(slot.seqs(CAMERA, 500, 0, false), [0u64; 0]);
    assert_eq!(slot.seqs(CAMERA, 501, 1, true), [1]);
    assert_eq!(slot.seqs(CAMERA, 502, 1, false), [2]);
}

#[test]
fn a_hole_stays_open_until_its_packet_comes() {
    let mut slot = Slot::new();
    slot.rewriter.switch_to(Some(CAMERA));
    slot.push(CAMERA, 10, 0, true);
    assert_eq!(slot.seqs(CAMERA, 12, 1, false), [3]);
    assert_eq!(slot.seqs(CAMERA, 11, 1, false), [2]);
    assert_eq!(slot.seqs(CAMERA, 11, 1, false), [0u64; 0]);
}

#[test]
fn another_layer_goes_on_where_the_one_before_was() {
    let mut slot = Slot::new();
    slot.rewriter.switch_to(Some(CAMERA));
    let first = slot.push(CAMERA, 10, 0, true)[0].1;
    slot.rewriter.switch_to(Some(OTHER));
    assert_eq!(slot.seqs(CAMERA, 11, 1, false), [2]);
    assert_eq!(slot.seqs(OTHER, 7000, 1, false), [0u64; 0]);
    let switched = slot.push(OTHER, 7001, 2, true)[0].1;
    assert!(switched.is_switch);
    assert_eq!(switched.seq, 3);
    let elapsed = switched.timestamp.wrapping_sub(first.timestamp);
    assert!((5990..=6010).contains(&elapsed), "{elapsed}"); // two frames later
    assert_eq!(slot.seqs(CAMERA, 12, 2, false), [0u64; 0]);
}

#[test]
fn a_hole_of_the_layer_before_is_filled_after_the_switch() {
    let mut slot = Slot::new();
    slot.rewriter.switch_to(Some(CAMERA));
    slot.push(CAMERA, 10, 0, true);
    slot.push(CAMERA, 12, 0, false);
    slot.rewriter.switch_to(Some(OTHER));
    slot.push(OTHER, 1, 1, true);
    assert_eq!(slot.seqs(CAMERA, 11, 0, false), [2]);
    assert_eq!(slot.seqs(CAMERA, 13, 1, false), [0u64; 0]);
}

#[test]
fn packets_that_overtook_their_key_frame_follow_it() {
    let mut slot = Slot::new();
    slot.rewriter.switch_to(Some(CAMERA));
    assert_eq!(slot.seqs(CAMERA, 12, 0, false), [0u64; 0]);
    assert_eq!(slot.seqs(CAMERA, 11, 0, false), [0u64; 0]);
    assert_eq!(slot.seqs(CAMERA, 10, 0, true), [1, 2, 3]);
}

#[test]
fn a_source_that_is_cut_sends_nothing_more() {
    let mut slot = Slot::new();
    slot.rewriter.switch_to(Some(CAMERA));
    slot.push(CAMERA, 10, 0, true);
    slot.rewriter.cut_to(OTHER);
    assert_eq!(slot.seqs(CAMERA, 11, 1, false), [0u64; 0]);
    assert_eq!(slot.seqs(OTHER, 99, 1, true), [2]);

    slot.rewriter.stop();
    assert_eq!(slot.seqs(OTHER, 100, 2, true), [0u64; 0]);
}

#[test]
fn a_far_jump_waits_for_a_start_and_goes_on_without_a_hole() {
    let mut slot = Slot::new();
    slot.rewriter.switch_to(Some(CAMERA));
    slot.push(CAMERA, 10, 0, true);
    assert_eq!(slot.seqs(CAMERA, 60_000, 1, false), [0u64; 0]);
    assert_eq!(slot.seqs(CAMERA, 60_010, 2, true), [2]);
}

#[test]
fn going_back_to_the_stream_that_is_sent_changes_nothing() {
    let mut slot = Slot::new();
    slot.rewriter.switch_to(Some(CAMERA));
    slot.push(CAMERA, 10, 0, true);
    slot.rewriter.switch_to(Some(OTHER));
    slot.rewriter.switch_to(Some(CAMERA));
    assert_eq!(slot.rewriter.awaited(), None);
    assert_eq!(slot.seqs(OTHER, 1, 1, true), [0u64; 0]);
    assert_eq!(slot.seqs(CAMERA, 11, 1, false), [2]);
}
