//! When a layer may be asked for a key frame.

use std::time::{Duration, Instant};

use parley_protocol::VideoLayer;

/// Browsers make no two key frames within 300 ms, and forget what they were asked in between.
const APART: Duration = Duration::from_millis(350);
/// So many may be asked for in such haste while none comes: on a line that loses every one of them, asking makes it worse.
const HASTY: u32 = 4;

/// What one layer was asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Keyframes {
    asked: Option<Instant>,
    /// How often it was asked since a key frame came.
    unanswered: u32,
}

impl Keyframes {
    /// Whether one may be asked for now; if so, the asking is noted. `is_first`: for somebody who has not seen this picture
    /// since they wish for it. Everybody else waits: they may ask again and again, and a key frame goes to all.
    pub(super) fn ask(&mut self, layer: VideoLayer, is_first: bool, now: Instant) -> bool {
        let interval = if is_first && self.unanswered < HASTY {
            APART
        } else {
            interval(layer)
        };
        let is_soon = |asked| now.saturating_duration_since(asked) < interval;
        if self.asked.is_some_and(is_soon) {
            return false;
        }
        self.asked = Some(now);
        self.unanswered = self.unanswered.saturating_add(1);
        true
    }

    /// A key frame has come.
    pub(super) fn came(&mut self) {
        self.unanswered = 0;
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

    /// When a key frame is asked for by somebody who asks every 10 ms for 2.5 seconds. `comes`: each time there is one.
    fn asked(layer: VideoLayer, is_first: bool, comes: bool) -> Vec<u64> {
        let start = crate::start_of_test();
        let mut keyframes = Keyframes::default();
        let mut ask = |at: u64| {
            let asks = keyframes.ask(layer, is_first, start + Duration::from_millis(at));
            if asks && comes {
                keyframes.came();
            }
            asks
        };
        (0..2500).step_by(10).filter(|at| ask(*at)).collect()
    }

    #[test]
    fn key_frames_are_not_asked_for_too_often() {
        for comes in [true, false] {
            let low = asked(VideoLayer::Q, false, comes);
            assert_eq!(low, [0, 500, 1000, 1500, 2000]);
            assert_eq!(asked(VideoLayer::F, false, comes), [0, 1000, 2000]);
        }
    }

    #[test]
    fn who_sees_a_picture_for_the_first_time_waits_only_for_what_a_browser_makes() {
        assert_eq!(
            asked(VideoLayer::F, true, true),
            [0, 350, 700, 1050, 1400, 1750, 2100, 2450]
        );
    }

    #[test]
    fn of_who_sends_none_however_often_they_are_asked_it_is_asked_less_often() {
        assert_eq!(asked(VideoLayer::F, true, false), [0, 350, 700, 1050, 2050]);
    }
}
