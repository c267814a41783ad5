//! What a publisher is to send: what somebody uses now or used a moment ago.

use std::time::{Duration, Instant};

use parley_protocol::VideoLayer;

use crate::layers::{LAYERS, index};

/// How long something goes on that nobody uses any more: a tile that comes back at once finds it still there.
const KEPT: Duration = Duration::from_secs(2);

/// What one publisher is to send.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Want {
    /// Sound.
    pub audio: bool,
    /// Layers of the picture, low to high.
    pub video: Vec<VideoLayer>,
}

/// Turns what is used into what is wanted: on at once, off after a while.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Sound, then the layers: until when each is wanted. `None`: not at all.
    until: [Option<Instant>; 4],
    used: [bool; 4],
    told: Option<Want>,
}

impl Wanted {
    /// Notes what is used now, of what may be sent at all: what must not be sent is not wanted at once.
    pub fn update(&mut self, used: &Want, allowed_audio: bool, allowed_video: bool, now: Instant) {
        let layer = |layer: VideoLayer| used.video.contains(&layer);
        self.used = [
            used.audio,
            layer(VideoLayer::Q),
            layer(VideoLayer::H),
            layer(VideoLayer::F),
        ];
        for (at, until) in self.until.iter_mut().enumerate() {
            let allowed = if at == 0 {
                allowed_audio
            } else {
                allowed_video
            };
            self.used[at] &= allowed;
            if !allowed {
                *until = None;
            } else if self.used[at] {
                *until = Some(now + KEPT);
            } else if until.is_some_and(|until| until <= now) {
                *until = None;
            }
        }
    }

    /// What is wanted now, if it is not what was told before.
    pub fn poll(&mut self) -> Option<Want> {
        let want = Want {
            audio: self.until[0].is_some(),
            video: LAYERS
                .into_iter()
                .filter(|layer| self.until[index(*layer) + 1].is_some())
                .collect(),
        };
        if self.told.as_ref() == Some(&want) {
            return None;
        }
        self.told = Some(want.clone());
        Some(want)
    }

    /// When something stops being wanted.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let idle = |(until, used): (&Option<Instant>, &bool)| until.filter(|_| !used);
        self.until.iter().zip(&self.used).filter_map(idle).min()
    }

    /// Says everything again: the publisher's connection is new.
    pub fn forget_told(&mut self) {
        self.told = None;
    }
}

#[cfg(test)]
mod tests {
    use super::VideoLayer::{F, H, Q};
    use super::*;

    fn video(layers: &[VideoLayer]) -> Want {
        Want {
            audio: true,
            video: layers.to_vec(),
        }
    }

    #[test]
    fn a_layer_is_wanted_at_once_and_let_go_after_two_seconds() {
        let start = crate::start_of_test();
        let mut wanted = Wanted::default();
        wanted.update(&video(&[Q, F]), true, true, start);
        assert_eq!(wanted.poll(), Some(video(&[Q, F])));
        assert_eq!(wanted.poll(), None);

        wanted.update(&video(&[Q]), true, true, start + Duration::from_secs(1));
        assert_eq!(wanted.poll(), None);
        assert_eq!(wanted.poll_timeout(), Some(start + KEPT));
        wanted.update(&video(&[Q]), true, true, start + KEPT);
        assert_eq!(wanted.poll(), Some(video(&[Q])));
        assert_eq!(wanted.poll_timeout(), None);
    }

    #[test]
    fn a_layer_that_is_used_again_was_never_off() {
        let start = crate::start_of_test();
        let mut wanted = Wanted::default();
        wanted.update(&video(&[H]), true, true, start);
        wanted.poll();
        wanted.update(&video(&[]), true, true, start + Duration::from_secs(1));
        wanted.update(
            &video(&[H]),
            true,
            true,
            start + Duration::from_millis(1900),
        );
        wanted.update(&video(&[H]), true, true, start + Duration::from_secs(5));
        assert_eq!(wanted.poll(), None);
    }

    #[test]
    fn what_may_not_be_sent_is_off_at_once() {
        let start = crate::start_of_test();
        let mut wanted = Wanted::default();
        wanted.update(&video(&[F]), true, true, start);
        wanted.poll();
        wanted.update(&video(&[F]), false, false, start);
        assert_eq!(wanted.poll(), Some(Want::default()));
    }

    #[test]
    fn a_new_connection_hears_it_again() {
        let mut wanted = Wanted::default();
        assert_eq!(wanted.poll(), Some(Want::default()));
        assert_eq!(wanted.poll(), None);
        wanted.forget_told();
        assert_eq!(wanted.poll(), Some(Want::default()));
    }
}
