//! In which sizes the own camera and screen are sent to the media router (simulcast, RFC 8853).
//!
//! *Invariant*: a layer that is sent is no smaller than makes sense: of a small camera fewer layers are sent, and a layer
//! that it has not is sent as its largest one.

use parley_protocol::VideoLayer;

/// A camera that is narrower has two layers.
const WIDTH_FOR_THREE: u32 = 960;
/// A camera that is narrower has one layer.
const WIDTH_FOR_TWO: u32 = 480;
/// Bits in a second, from the smallest layer to the largest.
const BITRATES: [u32; 3] = [150_000, 500_000, 1_700_000];

/// One layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Encoding {
    pub(crate) rid: &'static str,
    pub(crate) active: bool,
    /// By how much the height and width are divided.
    pub(crate) scale: f64,
    /// Most bits in a second.
    pub(crate) bitrate: u32,
    /// Most pictures in a second; `None` for as many as come.
    pub(crate) frames: Option<u32>,
}

/// The layers of a screen: a small one with few pictures for who has little room or a bad line, and the whole one.
pub(crate) fn screen_encodings(wanted: &[VideoLayer]) -> [Encoding; 2] {
    [
        Encoding {
            rid: VideoLayer::Q.rid(),
            active: wanted.contains(&VideoLayer::Q),
            scale: 2.0,
            bitrate: 250_000,
            frames: Some(5),
        },
        Encoding {
            rid: VideoLayer::F.rid(),
            active: wanted.iter().any(|layer| *layer > VideoLayer::Q),
            scale: 1.0,
            bitrate: 2_500_000,
            frames: None,
        },
    ]
}

/// All layers, of which those that are `wanted` are sent. `width` is the camera's, in pixels; `None` when it is unknown.
pub(crate) fn encodings(width: Option<u32>, wanted: &[VideoLayer]) -> [Encoding; 3] {
    let width = width.unwrap_or(WIDTH_FOR_THREE);
    let largest = match width {
        WIDTH_FOR_THREE.. => 2,
        WIDTH_FOR_TWO.. => 1,
        _ => 0,
    };
    let place = |layer: VideoLayer| match layer {
        VideoLayer::Q => 0,
        VideoLayer::H => 1,
        VideoLayer::F => 2,
    };
    VideoLayer::ALL.map(|layer| {
        let index: usize = place(layer);
        let steps = usize::saturating_sub(largest, index);
        Encoding {
            rid: layer.rid(),
            active: wanted
                .iter()
                .any(|wanted| place(*wanted).min(largest) == index),
            scale: [1.0, 2.0, 4.0][steps.min(2)],
            bitrate: BITRATES[index],
            frames: None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_is_sent_small_whole_or_not_at_all() {
        let sent = |wanted: &[VideoLayer]| screen_encodings(wanted).map(|encoding| encoding.active);
        assert_eq!(sent(&[]), [false, false]);
        assert_eq!(sent(&[VideoLayer::Q]), [true, false]);
        assert_eq!(sent(&[VideoLayer::H]), [false, true]);
        assert_eq!(sent(&[VideoLayer::Q, VideoLayer::F]), [true, true]);
    }

    fn sent(width: Option<u32>, wanted: &[VideoLayer]) -> Vec<(&'static str, f64)> {
        let all = encodings(width, wanted).into_iter();
        let sent = all.filter(|encoding| encoding.active);
        sent.map(|encoding| (encoding.rid, encoding.scale))
            .collect()
    }

    #[test]
    fn a_wide_camera_has_three_layers() {
        let all = [("q", 4.0), ("h", 2.0), ("f", 1.0)];
        assert_eq!(sent(Some(1280), &VideoLayer::ALL), all);
        assert_eq!(sent(None, &VideoLayer::ALL), all);
    }

    #[test]
    fn a_small_camera_has_fewer() {
        assert_eq!(sent(Some(640), &VideoLayer::ALL), [("q", 2.0), ("h", 1.0)]);
        assert_eq!(sent(Some(320), &VideoLayer::ALL), [("q", 1.0)]);
    }

    #[test]
    fn only_what_is_wanted_is_sent() {
        assert_eq!(sent(Some(1280), &[]), []);
        assert_eq!(sent(Some(1280), &[VideoLayer::H]), [("h", 2.0)]);
    }

    #[test]
    fn a_layer_that_a_small_camera_has_not_is_sent_as_its_largest() {
        assert_eq!(sent(Some(640), &[VideoLayer::F]), [("h", 1.0)]);
        assert_eq!(sent(Some(320), &[VideoLayer::F]), [("q", 1.0)]);
    }
}
