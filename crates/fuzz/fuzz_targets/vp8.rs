//! The payload descriptor of VP8, beside what RFC 7741 says of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parley_fuzz::vp8::Descriptor;
use parley_sfu_core::Vp8Packet;
use str0m::rtp::Vp8Descriptor;

fuzz_target!(|payload: &[u8]| {
    let ours = Vp8Packet::parse(payload);
    let theirs = Descriptor::read(payload);
    let (Some(ours), Some(theirs)) = (ours, theirs) else {
        assert!(ours.is_none() && theirs.is_none(), "{ours:?}, {theirs:?}");
        return;
    };
    assert_eq!(ours.starts_keyframe, theirs.starts_keyframe(payload));
    assert_eq!(ours.picture_id, theirs.picture_id);
    assert_eq!(
        ours.is_wide,
        theirs.picture_at.is_some_and(|(_, bytes)| bytes == 2)
    );
    assert_eq!(ours.tl0_pic_idx, theirs.tl0_at.map(|at| payload[at]));
    assert!(ours.starts_keyframe || ours.height.is_none());
    assert!(ours.height.is_none_or(|height| height < 1 << 14));
    if let Some(height) = theirs.height(payload) {
        assert_eq!(ours.height, Some(height));
    }

    // Every number that a slot can come to finds room where the old one stood.
    let largest = if ours.is_wide { 0x7fff } else { 0x7f };
    let mut patch = Vp8Descriptor::parse(payload)
        .expect("it was read before")
        .patch();
    if ours.picture_id.is_some() {
        patch = patch.picture_id(largest);
    }
    if ours.tl0_pic_idx.is_some() {
        patch = patch.tl0_pic_idx(u8::MAX);
    }
    assert!(patch.build().is_ok());
});
