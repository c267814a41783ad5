//! The encodings of one picture: which are alive, how large they are, and when they may be asked for a key frame.

mod expected;
mod keyframes;

use std::time::{Duration, Instant};

use parley_protocol::{VideoLayer, VideoSource};

use crate::meter::RateMeter;
use crate::rewriter::StreamId;
use expected::{ALONE, AT_REST, expected_bitrate, expected_height, filled};
use keyframes::Keyframes;

/// All layers, low to high.
pub(crate) const LAYERS: [VideoLayer; 3] = VideoLayer::ALL;
/// A layer of a camera of which nothing came for this long is not there; a screen rests.
const ALIVE: Duration = Duration::from_millis(1500);
/// A screen at rest is sent once a second, or not at all. A layer of it is not there when others have gone on without it
/// for this long.
const OUTLASTED: Duration = Duration::from_secs(3);
/// So often a rate is measured, however many look at it.
const MEASURED_EVERY: Duration = Duration::from_secs(1);
/// One of a camera that rises is measured this often.
const RISE_EVERY: Duration = Duration::from_millis(250);

/// A picture is taken to be smaller than it was once it was not as large for so long.
const SMALLER_AFTER: Duration = Duration::from_mins(1);

/// A layer's place in an array.
pub(crate) fn index(layer: VideoLayer) -> usize {
    match layer {
        VideoLayer::Q => 0,
        VideoLayer::H => 1,
        VideoLayer::F => 2,
    }
}

#[derive(Clone, Debug)]
struct Layer {
    stream: StreamId,
    last_packet: Instant,
    meter: RateMeter,
    /// When its rate was last measured.
    measured: Option<Instant>,
    /// Since when others came and this one did not.
    outlasted_since: Option<Instant>,
    keyframes: Keyframes,
}

/// What is known of the layers in which one picture is sent.
#[derive(Clone, Debug)]
pub struct Layers {
    source: VideoSource,
    offered: Vec<VideoLayer>,
    known: [Option<Layer>; 3],
    /// Bits per second when a layer was last measured whole.
    measured: [Option<u64>; 3],
    /// The height that a key frame told, in pixels, of which layer, and when. It tells of all: each is half as high as the
    /// next. A browser makes them smaller for a while; what they are otherwise counts for a minute longer, or another layer
    /// would be wanted each time, of which it is not so.
    told: Option<(VideoLayer, u16, Instant)>,
}

impl Layers {
    /// Layers that the offer names. A picture without simulcast is one layer, [`VideoLayer::F`].
    pub fn new(source: VideoSource, mut offered: Vec<VideoLayer>) -> Self {
        if offered.is_empty() {
            offered.push(VideoLayer::F);
        }
        offered.sort();
        offered.dedup();
        Self {
            source,
            offered,
            known: [const { None }; 3],
            measured: [None; 3],
            told: None,
        }
    }

    /// Forgets what came: what comes next is another picture.
    pub fn forget(&mut self) {
        self.known = [const { None }; 3];
        self.measured = [None; 3];
        self.told = None;
    }

    /// Notes a packet. The same layer with another stream id is a new encoder.
    pub fn observe(&mut self, layer: VideoLayer, stream: StreamId, bytes: usize, now: Instant) {
        let goes_on = self.alive(layer, now) == Some(stream);
        self.outlast_others(layer, now);
        let entry = &mut self.known[index(layer)];
        if let Some(known) = entry.as_mut().filter(|_| goes_on) {
            known.last_packet = known.last_packet.max(now);
            known.outlasted_since = None;
            known.meter.add(bytes, now);
            return;
        }
        let mut meter = RateMeter::new(now);
        meter.add(bytes, now);
        *entry = Some(Layer {
            stream,
            last_packet: now,
            meter,
            measured: None,
            outlasted_since: None,
            keyframes: entry
                .as_ref()
                .filter(|before| before.stream == stream)
                .map_or_else(Keyframes::default, |before| before.keyframes),
        });
    }

    /// Notes that a key frame has come, and the height that it tells, in pixels.
    pub fn observe_keyframe(&mut self, layer: VideoLayer, height: u16, now: Instant) {
        let is_over = |at| now.saturating_duration_since(at) >= SMALLER_AFTER;
        let counts = |(_, _, at)| is_over(at) || height >= self.height(layer);
        if self.told.is_none_or(counts) {
            self.told = Some((layer, height, now));
        }
        if let Some(known) = &mut self.known[index(layer)] {
            known.keyframes.came();
        }
    }

    /// Layers that the publisher can send, low to high.
    pub fn offered(&self) -> &[VideoLayer] {
        &self.offered
    }

    /// The stream of a layer, while packets come; of a screen also while none of its layers has anything to show.
    pub fn alive(&self, layer: VideoLayer, now: Instant) -> Option<StreamId> {
        let known = self.known[index(layer)].as_ref()?;
        let is_there = match self.source {
            VideoSource::Camera => now.saturating_duration_since(known.last_packet) < ALIVE,
            VideoSource::Screen => self.outlasted(known) < OUTLASTED,
        };
        is_there.then_some(known.stream)
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
        let at = index(layer);
        self.measured[at] = self.measure(layer, now).or(self.measured[at]);
        self.measured[at].unwrap_or_else(|| {
            // It takes no more than a higher one does.
            let above = self.measured[at..].iter().flatten().min();
            let guess = self.guess(layer);
            above.map_or(guess, |above| guess.min(*above))
        })
    }

    /// The layers of which a tile of this height (in pixels) has a use, low to high: up to the first that fills it.
    pub fn useful(&self, max_height: u16) -> &[VideoLayer] {
        let fills = |layer: &VideoLayer| {
            u32::from(self.height(*layer)) * filled(self.source) >= u32::from(max_height) * 100
        };
        let end = self
            .offered
            .iter()
            .position(fills)
            .map_or(self.offered.len(), |at| at + 1);
        &self.offered[..end]
    }

    /// The lowest layer of which something comes: its key frame is small, and comes soonest.
    pub fn lowest(&self, now: Instant) -> Option<(VideoLayer, StreamId)> {
        LAYERS.into_iter().find_map(|layer| {
            let known = self.known[index(layer)].as_ref()?;
            let comes = now.saturating_duration_since(known.last_packet) < ALIVE;
            comes.then_some((layer, known.stream))
        })
    }

    /// Whether a key frame may be asked for now; if so, the asking is noted. `is_first`: for somebody who has not seen this
    /// picture yet.
    pub fn ask_for_keyframe(&mut self, layer: VideoLayer, is_first: bool, now: Instant) -> bool {
        let known = self.known[index(layer)].as_mut();
        known.is_some_and(|known| known.keyframes.ask(layer, is_first, now))
    }

    /// A key frame of any layer may be asked for now.
    pub fn forget_asked_keyframes(&mut self) {
        for known in self.known.iter_mut().flatten() {
            known.keyframes = Keyframes::default();
        }
    }

    /// What a layer takes now, in the mean with what it took before; `None` when that is not known, or not known anew.
    fn measure(&mut self, layer: VideoLayer, now: Instant) -> Option<u64> {
        self.alive(layer, now)?;
        let guess = self.guess(layer);
        let before = self.measured[index(layer)];
        let outlasted = self.outlasted(self.known[index(layer)].as_ref()?);
        let known = self.known[index(layer)].as_mut()?;
        if !known.meter.is_settled(now) {
            return None;
        }
        let rate = known.meter.bits_per_second(now);
        let since = known.measured.map_or(Duration::MAX, |measured| {
            now.saturating_duration_since(measured)
        });
        match self.source {
            // A layer that ends is to be remembered as it was: it is not to be taken for a small one once it is wanted again.
            // A key frame alone is no reason to think otherwise.
            VideoSource::Camera => {
                let falls = before.is_some_and(|before| rate < before);
                let every = if falls { MEASURED_EVERY } else { RISE_EVERY };
                if since < every {
                    return None;
                }
                known.measured = Some(now);
                Some(before.map_or(rate, |before| (before * 3 + rate) / 4))
            }
            // A screen that turns a page and rests takes little; it may turn another at any time.
            VideoSource::Screen => {
                if since < MEASURED_EVERY || outlasted >= MEASURED_EVERY {
                    return None;
                }
                known.measured = Some(now);
                let mean = (before.unwrap_or(guess) * 3 + rate) / 4;
                Some(mean.max(guess / AT_REST))
            }
        }
    }

    /// Notes that a layer came and the others did not. While none came, none was outlasted.
    fn outlast_others(&mut self, layer: VideoLayer, now: Instant) {
        let rested = self
            .latest()
            .is_some_and(|latest| now.saturating_duration_since(latest) >= ALIVE);
        for other in LAYERS.into_iter().filter(|other| *other != layer) {
            if let Some(other) = &mut self.known[index(other)] {
                let since = other.outlasted_since.filter(|_| !rested);
                other.outlasted_since = since.or(Some(now));
            }
        }
    }

    fn latest(&self) -> Option<Instant> {
        let known = self.known.iter().flatten();
        known.map(|known| known.last_packet).max()
    }

    fn guess(&self, layer: VideoLayer) -> u64 {
        match self.offered[..] {
            [_] => ALONE,
            _ => expected_bitrate(self.source, layer),
        }
    }

    /// How long the others have gone on without a layer.
    fn outlasted(&self, layer: &Layer) -> Duration {
        let (Some(latest), Some(since)) = (self.latest(), layer.outlasted_since) else {
            return Duration::ZERO;
        };
        latest.saturating_duration_since(since)
    }

    /// Each layer that is offered is half as high as the next.
    fn height(&self, layer: VideoLayer) -> u16 {
        let steps = |layer: VideoLayer| self.offered.iter().filter(|other| **other > layer).count();
        let told = self.told.map(|(layer, height, _)| (layer, height));
        let (told, height) = told.unwrap_or((VideoLayer::F, expected_height(self.source)));
        let height = u32::from(height) << steps(told) >> steps(layer);
        u16::try_from(height).unwrap_or(u16::MAX)
    }
}

#[cfg(test)]
#[path = "layers_tests.rs"]
mod tests;
