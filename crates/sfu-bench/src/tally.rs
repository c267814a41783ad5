//! What a client received: counted while a trial is measured, checked at its end.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::camera::{self, Mark};

/// The packets of one stream (SSRC): none may be missing or twice by its sequence numbers, and of a picture none that its
/// sender numbered: a router that leaves some out numbers the others anew.
#[derive(Debug, Default)]
struct Stream {
    is_picture: bool,
    first: Option<u64>,
    seen: Vec<bool>,
    twice: u64,
    packets: u64,
    /// The least and the largest number that the sender gave.
    numbers: Option<(u32, u32)>,
}

impl Stream {
    fn take(&mut self, seq: u64) {
        let first = *self.first.get_or_insert(seq);
        // What comes late from before the measurement is not of it.
        let Some(at) = seq
            .checked_sub(first)
            .and_then(|at| usize::try_from(at).ok())
        else {
            return;
        };
        if self.seen.len() <= at {
            self.seen.resize(at + 1, false);
        }
        self.twice += u64::from(self.seen[at]);
        self.seen[at] = true;
        self.packets += 1;
    }

    fn note(&mut self, number: u32) {
        let (least, most) = self.numbers.unwrap_or((number, number));
        self.numbers = Some((least.min(number), most.max(number)));
    }

    fn missing(&self) -> u64 {
        let gaps = self.seen.iter().filter(|seen| !**seen).count() as u64;
        // A slot for sound may have another sender from one moment to the next.
        let numbers = self.numbers.filter(|_| self.is_picture);
        let sent = numbers.map_or(0, |(least, most)| u64::from(most - least) + 1);
        gaps.max(sent.saturating_sub(self.packets - self.twice))
    }
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

    pub(crate) fn take(&self, ssrc: u32, seq: u64, is_picture: bool, payload: &[u8], now: Instant) {
        if is_picture && camera::starts_keyframe(payload) {
            let mut keyframes = self.keyframes.borrow_mut();
            keyframes
                .entry(ssrc)
                .or_insert_with(|| now.saturating_duration_since(self.joined));
        }
        // Packets without a mark only probe the line.
        let Some(mark) = Mark::read(payload).filter(|_| self.measured.get()) else {
            return;
        };
        let mut streams = self.streams.borrow_mut();
        let stream = streams.entry(ssrc).or_default();
        stream.is_picture = is_picture;
        stream.take(seq);
        stream.note(mark.number);
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
            sum.twice += stream.twice;
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

    #[test]
    fn what_is_missing_or_twice_is_counted() {
        let mut stream = Stream::default();
        for seq in [7, 8, 10, 10, 11, 9, 13] {
            stream.take(seq);
        }
        assert_eq!((stream.missing(), stream.twice, stream.packets), (1, 1, 7));
        stream.take(3);
        assert_eq!(stream.packets, 7, "it came before");
    }

    #[test]
    fn what_a_router_left_out_is_missing_though_it_numbers_the_others_anew() {
        let mut stream = Stream {
            is_picture: true,
            ..Stream::default()
        };
        for (seq, number) in [(1, 70), (2, 71), (3, 75)] {
            stream.take(seq);
            stream.note(number);
        }
        assert_eq!(stream.missing(), 3);
    }
}
