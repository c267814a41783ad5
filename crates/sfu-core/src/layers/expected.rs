//! What is taken to be so of the layers of a camera and of a screen.

use parley_protocol::{VideoLayer, VideoSource};

use super::index;

/// Bits per second of a picture without simulcast that was never measured: it begins low.
pub(super) const ALONE: u64 = 400_000;

/// Bits per second of a layer that was never measured. A screen rests most of the time.
pub(super) fn expected_bitrate(source: VideoSource, layer: VideoLayer) -> u64 {
    let of_layers = match source {
        VideoSource::Camera => [120_000, 400_000, 1_500_000],
        VideoSource::Screen => [100_000, 200_000, 400_000],
    };
    of_layers[index(layer)]
}

/// Of what a screen was expected to take so much is set aside for it while it rests: one part of this many.
pub(super) const AT_REST: u64 = 4;

/// The height of a whole picture that told none yet, in pixels.
pub(super) fn expected_height(source: VideoSource) -> u16 {
    match source {
        VideoSource::Camera => 720,
        VideoSource::Screen => 1080,
    }
}

/// A tile may be this high for a layer to fill it, in percent of the layer's height. Of a camera nobody sees that it is
/// stretched a little. What is smaller than a whole screen has fewer pictures too, and text in it cannot be read: it is for
/// small tiles.
pub(super) fn filled(source: VideoSource) -> u32 {
    match source {
        VideoSource::Camera => 125,
        VideoSource::Screen => 50,
    }
}
