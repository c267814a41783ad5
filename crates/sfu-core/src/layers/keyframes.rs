//! When a layer may be asked for a key frame.

use std::time::{Duration, Instant};

use parley_protocol::VideoLayer;

/// Browsers make no two key frames within 300 ms, and forget what they were asked in between.
const APART: Duration = Duration::from_millis(350);

/// What one layer was asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Keyframes {
    asked: Option<Instant>,
}

impl Keyframes {
    /// Whether one may be asked for now; if so, the asking is noted. `is_first`: for somebody who has not seen this picture
    /// since they wish for it. Everybody else waits: they may ask again and again, and a key frame goes to all.
    pub(super) fn ask(&mut self, layer: VideoLayer, is_first: bool, now: Instant) -> bool {
        let interval = if is_first { APART } else { interval(layer) };
        let is_soon = |asked| now.saturating_duration_since(asked) < interval;
        if self.asked.is_some_and(is_soon) {
            return false;
        }
        self.asked = Some(now);
        true
    }
}

/// Key frames are large, those of the higher layers larger.
fn interval(layer: VideoLayer) -> Duration {
    match layer {
        VideoLayer::Q => Duration::from_millis(500),
        VideoLayer::H | VideoLayer::F => Duration::from_secs(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When a key frame is asked for by somebody who asks every 10 ms for 2.5 seconds.
    fn asked(layer: VideoLayer, is_first: bool) -> Vec<u64> {
        let start = crate::start_of_test();
        let mut keyframes = Keyframes::default();
        (0..2500)
            .step_by(10)
            .filter(|at| keyframes.ask(layer, is_first, start + Duration::from_millis(*at)))
            .collect()
    }

    #[test]
    fn key_frames_are_not_asked_for_too_often() {
        assert_eq!(asked(VideoLayer::Q, false), [0, 500, 1000, 1500, 2000]);
        assert_eq!(asked(VideoLayer::F, false), [0, 1000, 2000]);
    }

    #[test]
    fn who_sees_a_picture_for_the_first_time_waits_only_for_what_a_browser_makes() {
        assert_eq!(
            asked(VideoLayer::F, true),
            [0, 350, 700, 1050, 1400, 1750, 2100, 2450]
        );
    }
}
