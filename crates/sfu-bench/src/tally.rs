//! What a client received: counted while a trial is measured, checked at its end.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::camera::{self, Mark};
use crate::stream::Stream;

/// A packet that str0m gave out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packet<'a> {
    pub(crate) ssrc: u32,
    pub(crate) seq: u64,
    pub(crate) is_picture: bool,
    pub(crate) payload: &'a [u8],
}

/// What one client counts.
#[derive(Debug)]
pub(crate) struct Tally {
    start: Instant,
    joined: Instant,
    pub(crate) connected: Cell<bool>,
    measured: Cell<bool>,
    /// Time from joining to the first key frame of each stream.
    keyframes: RefCell<BTreeMap<u32, Duration>>,
    streams: RefCell<BTreeMap<u32, Stream>>,
    latencies: RefCell<Vec<u32>>,
}

/// What all clients counted together.
#[derive(Debug, Default)]
pub(crate) struct Sum {
    pub(crate) packets: u64,
    pub(crate) missing: u64,
    pub(crate) twice: u64,
    pub(crate) picture_streams: u64,
    /// In microseconds.
    pub(crate) latencies: Vec<u32>,
    /// In milliseconds.
    pub(crate) keyframes: Vec<u32>,
}

impl Tally {
    pub(crate) fn new(start: Instant, joined: Instant) -> Self {
        Self {
            start,
            joined,
            connected: Cell::new(false),
            measured: Cell::new(false),
            keyframes: RefCell::default(),
            streams: RefCell::default(),
            latencies: RefCell::default(),
        }
    }

    /// A packet of media is there, whatever str0m makes of it.
    pub(crate) fn arrive(&self, ssrc: u32, seq: u16) {
        if self.measured.get() {
            self.streams
                .borrow_mut()
                .entry(ssrc)
                .or_default()
                .arrive(seq);
        }
    }

    pub(crate) fn take(&self, packet: Packet<'_>, now: Instant) {
        if packet.is_picture && camera::starts_keyframe(packet.payload) {
            let mut keyframes = self.keyframes.borrow_mut();
            keyframes
                .entry(packet.ssrc)
                .or_insert_with(|| now.saturating_duration_since(self.joined));
        }
        // Packets without a mark only probe the line.
        let Some(mark) = Mark::read(packet.payload).filter(|_| self.measured.get()) else {
            return;
        };
        let mut streams = self.streams.borrow_mut();
        let stream = streams.entry(packet.ssrc).or_default();
        stream.is_picture = packet.is_picture;
        stream.take(packet.seq, packet.is_picture.then_some(mark.number.into()));
        self.note_latency(mark, now);
    }

    fn note_latency(&self, mark: Mark, now: Instant) {
        let arrived = Mark::new(self.start, now, 0).sent;
        let latency = arrived.saturating_sub(mark.sent) / 1000;
        let latency = u32::try_from(latency).unwrap_or(u32::MAX);
        self.latencies.borrow_mut().push(latency);
    }

    /// Streams of pictures of which a key frame has come.
    pub(crate) fn pictures(&self) -> usize {
        self.keyframes.borrow().len()
    }

    pub(crate) fn measure(&self, on: bool) {
        self.measured.set(on);
    }

    pub(crate) fn add_to(&self, sum: &mut Sum) {
        for stream in self.streams.borrow().values() {
            sum.packets += stream.packets;
            sum.missing += stream.missing();
            sum.twice += stream.twice();
            sum.picture_streams += u64::from(stream.is_picture);
        }
        sum.latencies.extend(&*self.latencies.borrow());
        let keyframes = self.keyframes.borrow();
        let times = keyframes.values().map(Duration::as_millis);
        sum.keyframes
            .extend(times.map(|time| u32::try_from(time).unwrap_or(u32::MAX)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOICE: u32 = 1;
    const PICTURE: u32 = 2;

    fn sum(tally: &Tally) -> Sum {
        let mut sum = Sum::default();
        tally.add_to(&mut sum);
        sum
    }

    #[test]
    fn what_comes_off_the_wire_again_is_twice_though_nobody_gives_it_out() {
        let now = crate::clock::now();
        let tally = Tally::new(now, now);
        tally.measure(true);
        tally.arrive(VOICE, 5);
        tally.arrive(PICTURE, 5);
        assert_eq!(sum(&tally).twice, 0);
        tally.arrive(PICTURE, 5);
        assert_eq!(sum(&tally).twice, 1);
    }
}
