//! Datagrams in a TCP stream (RFC 4571): the first byte of an input says in which pieces the rest of it comes.
#![no_main]

#[path = "../../sfu-net/src/framing.rs"]
mod framing;

use framing::{Deframer, LONGEST, frame};
use libfuzzer_sys::fuzz_target;

/// The whole frames of a stream that are not empty, and whether one that is too long comes behind them.
fn frames(mut stream: &[u8]) -> (Vec<&[u8]>, bool) {
    let mut frames = Vec::new();
    let mut is_broken = false;
    while let [high, low, rest @ ..] = stream {
        let length = usize::from(*high) << 8 | usize::from(*low);
        if length > LONGEST {
            is_broken = true;
            break;
        }
        let Some((frame, behind)) = rest.split_at_checked(length) else {
            break;
        };
        frames.push(frame);
        stream = behind;
    }
    frames.retain(|frame| !frame.is_empty());
    (frames, is_broken)
}

fuzz_target!(|input: &[u8]| {
    let Some((size, stream)) = input.split_first() else {
        return;
    };
    let (expected, is_broken) = frames(stream);

    let mut deframer = Deframer::default();
    let mut got = Vec::new();
    let mut read = 0;
    let mut went_well = true;
    for piece in stream.chunks(usize::from(*size).max(1)) {
        went_well = deframer.push(piece, |frame| got.push(frame)).is_ok();
        read += piece.len();
        // Nothing is held back, so nothing but the beginning of one frame is kept.
        let (there, is_over) = frames(&stream[..read]);
        assert_eq!(
            (&got[..], went_well),
            (
                &there.iter().map(|frame| frame.to_vec()).collect::<Vec<_>>()[..],
                !is_over
            )
        );
        if !went_well {
            break;
        }
    }
    assert_eq!(went_well, !is_broken);
    assert_eq!(got, expected);

    let written: Vec<u8> = got
        .iter()
        .flat_map(|datagram| frame(datagram).expect("what came in a frame fits into one"))
        .collect();
    let mut again = Vec::new();
    let outcome = Deframer::default().push(&written, |frame| again.push(frame));
    assert_eq!(outcome, Ok(()));
    assert_eq!(again, got);
});
