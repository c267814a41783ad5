//! The encodings of one camera: which are alive, how large they are, and when they may be asked for a key frame.

use std::time::{Duration, Instant};

use parley_protocol::VideoLayer;

use crate::meter::RateMeter;
use crate::rewriter::StreamId;

/// All layers, low to high.
pub(crate) const LAYERS: [VideoLayer; 3] = VideoLayer::ALL;
/// A layer of which nothing came for this long is not there.
const ALIVE: Duration = Duration::from_millis(1500);
/// A tile may be this much higher than the layer it shows, in percent: nobody sees it.
const STRETCH: u32 = 125;

/// A layer's place in an array.
pub(crate) fn index(layer: VideoLayer) -> usize {
    match layer {
        VideoLayer::Q => 0,
        VideoLayer::H => 1,
        VideoLayer::F => 2,
    }
}

/// Bits per second of a camera without simulcast that was never measured: it begins low.
const ALONE: u64 = 400_000;

/// Bits per second of a layer that was never measured.
fn expected_bitrate(layer: VideoLayer) -> u64 {
    match layer {
        VideoLayer::Q => 120_000,
        VideoLayer::H => 400_000,
        VideoLayer::F => 1_500_000,
    }
}

/// Key frames are large, those of the higher layers larger.
fn keyframe_interval(layer: VideoLayer) -> Duration {
    match layer {
        VideoLayer::Q => Duration::from_millis(500),
        VideoLayer::H | VideoLayer::F => Duration::from_secs(1),
    }
}

#[derive(Clone, Debug)]
struct Layer {
    stream: StreamId,
    last_packet: Instant,
    meter: RateMeter,
    height: Option<u16>,
    asked_for_keyframe: Option<Instant>,
}

/// What is known of the layers that one participant sends.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    offered: Vec<VideoLayer>,
    known: [Option<Layer>; 3],
    /// Bits per second when a layer was last measured whole.
    measured: [Option<u64>; 3],
}

impl Layers {
    /// Layers that the offer names, low to high. A camera without simulcast is one layer, [`VideoLayer::F`].
    pub fn new(mut offered: Vec<VideoLayer>) -> Self {
        if offered.is_empty() {
            offered.push(VideoLayer::F);
        }
        offered.sort();
        Self {
            offered,
            ..Self::default()
        }
    }

    /// Notes a packet. The same layer with another stream id is a new encoder.
    pub fn observe(&mut self, layer: VideoLayer, stream: StreamId, bytes: usize, now: Instant) {
        let entry = &mut self.known[index(layer)];
        let known = entry.as_mut().filter(|known| {
            known.stream == stream && now.saturating_duration_since(known.last_packet) < ALIVE
        });
        if let Some(known) = known {
            known.last_packet = known.last_packet.max(now);
            known.meter.add(bytes, now);
            return;
        }
        let mut meter = RateMeter::new(now);
        meter.add(bytes, now);
        *entry = Some(Layer {
            stream,
            last_packet: now,
            meter,
            height: entry.as_ref().and_then(|before| before.height),
            asked_for_keyframe: entry
                .as_ref()
                .filter(|before| before.stream == stream)
                .and_then(|before| before.asked_for_keyframe),
        });
    }

    /// Notes the height that a key frame tells, in pixels.
    pub fn set_height(&mut self, layer: VideoLayer, height: u16) {
        if let Some(known) = &mut self.known[index(layer)] {
            known.height = Some(height);
        }
    }

    /// Layers that the publisher can send, low to high.
    pub fn offered(&self) -> &[VideoLayer] {
        &self.offered
    }

    /// The stream of a layer, while packets come.
    pub fn alive(&self, layer: VideoLayer, now: Instant) -> Option<StreamId> {
        let known = self.known[index(layer)].as_ref()?;
        (now.saturating_duration_since(known.last_packet) < ALIVE).then_some(known.stream)
    }

    /// The layer of a stream.
    pub fn layer_of(&self, stream: StreamId) -> Option<VideoLayer> {
        let is_it = |layer: &&VideoLayer| {
            self.known[index(**layer)]
                .as_ref()
                .is_some_and(|known| known.stream == stream)
        };
        LAYERS.iter().find(is_it).copied()
    }

    /// What to forward while `target` is aimed at: the highest layer up to it that is there, else the lowest above it.
    pub fn best(&self, target: VideoLayer, now: Instant) -> Option<(VideoLayer, StreamId)> {
        let alive = |layer: &VideoLayer| Some((*layer, self.alive(*layer, now)?));
        let up_to = LAYERS
            .iter()
            .rev()
            .filter(|layer| **layer <= target)
            .find_map(alive);
        up_to.or_else(|| {
            LAYERS
                .iter()
                .filter(|layer| **layer > target)
                .find_map(alive)
        })
    }

    /// Bits per second of a layer: as it is, as it was, or as it is likely to be.
    pub fn bitrate(&mut self, layer: VideoLayer, now: Instant) -> u64 {
        let is_alive = self.alive(layer, now).is_some();
        let at = index(layer);
        if let Some(known) = self.known[at].as_mut().filter(|_| is_alive)
            && known.meter.is_settled(now)
        {
            // The mean of now and before: a key frame alone is no reason to think otherwise.
            let rate = known.meter.bits_per_second(now);
            let smooth = self.measured[at].map_or(rate, |before| (before * 3 + rate) / 4);
            self.measured[at] = Some(smooth);
        }
        self.measured[at].unwrap_or_else(|| {
            let guess = match self.offered[..] {
                [_] => ALONE,
                _ => expected_bitrate(layer),
            };
            // It takes no more than a higher one does.
            let above = self.measured[at..].iter().flatten().min();
            above.map_or(guess, |above| guess.min(*above))
        })
    }

    /// The layers of which a tile of this height (in pixels) has a use, low to high: up to the first that fills it.
    pub fn useful(&self, max_height: u16) -> &[VideoLayer] {
        let fills = |layer: &VideoLayer| {
            u32::from(self.height(*layer)) * STRETCH >= u32::from(max_height) * 100
        };
        let end = self
            .offered
            .iter()
            .position(fills)
            .map_or(self.offered.len(), |at| at + 1);
        &self.offered[..end]
    }

    /// Whether a key frame may be asked for now; if so, the asking is noted.
    pub fn ask_for_keyframe(&mut self, layer: VideoLayer, now: Instant) -> bool {
        let Some(known) = &mut self.known[index(layer)] else {
            return false;
        };
        let too_soon = known
            .asked_for_keyframe
            .is_some_and(|asked| now.saturating_duration_since(asked) < keyframe_interval(layer));
        if !too_soon {
            known.asked_for_keyframe = Some(now);
        }
        !too_soon
    }

    fn height(&self, layer: VideoLayer) -> u16 {
        let told = |layer: VideoLayer| {
            self.known[index(layer)]
                .as_ref()
                .and_then(|known| known.height)
        };
        let from_another = || {
            LAYERS.iter().find_map(|other| {
                let height = u32::from(told(*other)?) << index(layer) >> index(*other);
                u16::try_from(height).ok()
            })
        };
        told(layer)
            .or_else(from_another)
            .unwrap_or(180 << index(layer))
    }
}

#[cfg(test)]
mod tests {
    use super::VideoLayer::{F, H, Q};
    use super::*;

    fn send(
        layers: &mut Layers,
        layer: VideoLayer,
        bits_per_second: usize,
        from: Instant,
        seconds: u64,
    ) {
        for step in 0..seconds * 50 {
            let now = from + Duration::from_millis(step * 20);
            layers.observe(
                layer,
                StreamId(index(layer) as u64),
                bits_per_second / 8 / 50,
                now,
            );
        }
    }

    #[test]
    fn a_layer_that_is_silent_is_not_there() {
        let start = crate::start_of_test();
        let mut layers = Layers::new(vec![Q, H, F]);
        layers.observe(H, StreamId(5), 1000, start);
        assert_eq!(
            layers.alive(H, start + Duration::from_millis(1400)),
            Some(StreamId(5))
        );
        assert_eq!(layers.alive(H, start + Duration::from_millis(1600)), None);
    }

    #[test]
    fn the_best_layer_is_the_highest_up_to_the_target_else_the_lowest_above() {
        let start = crate::start_of_test();
        let mut layers = Layers::new(vec![Q, H, F]);
        assert_eq!(layers.best(F, start), None);
        layers.observe(H, StreamId(1), 100, start);
        layers.observe(F, StreamId(2), 100, start);
        assert_eq!(layers.best(F, start), Some((F, StreamId(2))));
        assert_eq!(layers.best(H, start), Some((H, StreamId(1))));
        assert_eq!(layers.best(Q, start), Some((H, StreamId(1))));
        layers.observe(Q, StreamId(3), 100, start);
        assert_eq!(layers.best(Q, start), Some((Q, StreamId(3))));
    }

    #[test]
    fn a_bitrate_is_guessed_then_measured_then_remembered() {
        let start = crate::start_of_test();
        let mut layers = Layers::new(vec![Q, H, F]);
        assert_eq!(layers.bitrate(H, start), 400_000);
        send(&mut layers, H, 600_000, start, 2);
        let measured = layers.bitrate(H, start + Duration::from_secs(2));
        assert!((580_000..=610_000).contains(&measured), "{measured}");
        let remembered = layers.bitrate(H, start + Duration::from_mins(1));
        assert_eq!(remembered, measured);
    }

    #[test]
    fn a_layer_is_not_guessed_to_need_more_than_a_higher_one_does() {
        let start = crate::start_of_test();
        let mut layers = Layers::new(vec![Q, H, F]);
        assert_eq!(layers.bitrate(Q, start), 120_000);
        send(&mut layers, H, 75_000, start, 2);
        let now = start + Duration::from_secs(2);
        let measured = layers.bitrate(H, now);
        assert!(measured < 80_000, "{measured}");
        assert_eq!(layers.bitrate(Q, now), measured);
        assert_eq!(layers.bitrate(F, now), 1_500_000);
    }

    #[test]
    fn a_tile_has_no_use_for_more_than_fills_it() {
        let mut layers = Layers::new(vec![Q, H, F]);
        assert_eq!(layers.useful(150), [Q]);
        assert_eq!(layers.useful(360), [Q, H]);
        assert_eq!(layers.useful(2000), [Q, H, F]);

        // A small camera: what the key frame tells counts, and tells of the others too.
        layers.observe(F, StreamId(1), 100, crate::start_of_test());
        layers.set_height(F, 360);
        assert_eq!(layers.useful(360), [Q, H, F]);
        assert_eq!(layers.useful(180), [Q, H]);
    }

    #[test]
    fn a_camera_without_simulcast_is_one_layer() {
        assert_eq!(Layers::new(Vec::new()).offered(), [F]);
        assert_eq!(Layers::new(Vec::new()).useful(90), [F]);
    }

    #[test]
    fn key_frames_are_not_asked_for_too_often() {
        let start = crate::start_of_test();
        let mut layers = Layers::new(vec![Q, H, F]);
        assert!(!layers.ask_for_keyframe(Q, start), "nothing came of it");
        for layer in [Q, H] {
            layers.observe(layer, StreamId(index(layer) as u64), 100, start);
            assert!(layers.ask_for_keyframe(layer, start));
            assert!(!layers.ask_for_keyframe(layer, start + Duration::from_millis(400)));
        }
        assert!(layers.ask_for_keyframe(Q, start + Duration::from_millis(500)));
        assert!(!layers.ask_for_keyframe(H, start + Duration::from_millis(900)));
        assert!(layers.ask_for_keyframe(H, start + Duration::from_secs(1)));
    }
}
