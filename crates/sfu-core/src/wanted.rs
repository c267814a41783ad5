//! What a publisher is to send: what somebody uses now or used a moment ago.

use std::time::{Duration, Instant};

use parley_protocol::{MediaState, VideoLayer};

use crate::layers::{LAYERS, index};

/// How long something goes on that nobody uses any more: a tile that comes back at once finds it still there.
const KEPT: Duration = Duration::from_secs(2);

/// The places of what a publisher can send: sound, and the first layer of each picture.
const SOUND: usize = 0;
const CAMERA: usize = 1;
const SCREEN: usize = CAMERA + LAYERS.len();
const PARTS: usize = SCREEN + LAYERS.len();

/// What one publisher is to send.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Want {
    /// Sound.
    pub audio: bool,
    /// Layers of the camera, low to high.
    pub video: Vec<VideoLayer>,
    /// Layers of the screen, low to high.
    pub screen: Vec<VideoLayer>,
}

/// Turns what is used into what is wanted: on at once, off after a while.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Sound, the layers of the camera, those of the screen: until when each is wanted. `None`: not at all.
    until: [Option<Instant>; PARTS],
    used: [bool; PARTS],
    told: Option<Want>,
}

impl Wanted {
    /// Notes what is used now, of what may be sent at all: what must not be sent is not wanted at once.
    pub fn update(&mut self, used: &Want, allowed: MediaState, now: Instant) {
        self.used = [false; PARTS];
        self.used[SOUND] = used.audio;
        for layer in LAYERS {
            self.used[CAMERA + index(layer)] = used.video.contains(&layer);
            self.used[SCREEN + index(layer)] = used.screen.contains(&layer);
        }
        for (at, until) in self.until.iter_mut().enumerate() {
            let allowed = match at {
                ..CAMERA => allowed.microphone,
                CAMERA..SCREEN => allowed.camera,
                SCREEN.. => allowed.screen,
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
        let layers = |first: usize| {
            let is_wanted = |layer: &VideoLayer| self.until[first + index(*layer)].is_some();
            LAYERS.into_iter().filter(is_wanted).collect()
        };
        let want = Want {
            audio: self.until[SOUND].is_some(),
            video: layers(CAMERA),
            screen: layers(SCREEN),
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

    const ALL: MediaState = MediaState {
        microphone: true,
        camera: true,
        screen: true,
    };

    fn video(layers: &[VideoLayer]) -> Want {
        Want {
            audio: true,
            video: layers.to_vec(),
            screen: Vec::new(),
        }
    }

    #[test]
    fn a_layer_is_wanted_at_once_and_let_go_after_two_seconds() {
        let start = crate::start_of_test();
        let mut wanted = Wanted::default();
        wanted.update(&video(&[Q, F]), ALL, start);
        assert_eq!(wanted.poll(), Some(video(&[Q, F])));
        assert_eq!(wanted.poll(), None);

        wanted.update(&video(&[Q]), ALL, start + Duration::from_secs(1));
        assert_eq!(wanted.poll(), None);
        assert_eq!(wanted.poll_timeout(), Some(start + KEPT));
        wanted.update(&video(&[Q]), ALL, start + KEPT);
        assert_eq!(wanted.poll(), Some(video(&[Q])));
        assert_eq!(wanted.poll_timeout(), None);
    }

    #[test]
    fn a_layer_that_is_used_again_was_never_off() {
        let start = crate::start_of_test();
        let mut wanted = Wanted::default();
        wanted.update(&video(&[H]), ALL, start);
        wanted.poll();
        wanted.update(&video(&[]), ALL, start + Duration::from_secs(1));
        wanted.update(&video(&[H]), ALL, start + Duration::from_millis(1900));
        wanted.update(&video(&[H]), ALL, start + Duration::from_secs(5));
        assert_eq!(wanted.poll(), None);
    }

    #[test]
    fn what_may_not_be_sent_is_off_at_once() {
        let start = crate::start_of_test();
        let mut wanted = Wanted::default();
        wanted.update(&video(&[F]), ALL, start);
        wanted.poll();
        wanted.update(&video(&[F]), MediaState::default(), start);
        assert_eq!(wanted.poll(), Some(Want::default()));
    }

    #[test]
    fn a_screen_is_wanted_beside_the_camera_and_off_without_it() {
        let start = crate::start_of_test();
        let mut wanted = Wanted::default();
        let both = Want {
            screen: vec![Q, F],
            ..video(&[H])
        };
        wanted.update(&both, ALL, start);
        assert_eq!(wanted.poll(), Some(both.clone()));
        let allowed = MediaState {
            screen: false,
            ..ALL
        };
        wanted.update(&both, allowed, start);
        assert_eq!(wanted.poll(), Some(video(&[H])));
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
