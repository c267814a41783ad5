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
    /// In ticks of its clock.
    pub(crate) time: u64,
    /// Zeros if it was not decrypted.
    pub(crate) payload: &'a [u8],
}

/// What one client counts.
#[derive(Debug)]
pub(crate) struct Tally {
    start: Instant,
    joined: Instant,
    /// Nothing is decrypted once it has a key frame of so many pictures.
    thin_after: Option<u32>,
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
    /// Of one stream of pictures.
    pub(crate) fewest_packets: Option<u64>,
    /// In microseconds.
    pub(crate) latencies: Vec<u32>,
    /// In milliseconds.
    pub(crate) keyframes: Vec<u32>,
}

impl Tally {
    pub(crate) fn new(start: Instant, joined: Instant, thin_after: Option<u32>) -> Self {
        Self {
            start,
            joined,
            thin_after,
            connected: Cell::new(false),
            measured: Cell::new(false),
            keyframes: RefCell::default(),
            streams: RefCell::default(),
            latencies: RefCell::default(),
        }
    }

    /// Whether headers are all that is read by now.
    pub(crate) fn is_thin(&self) -> bool {
        self.thin_after
            .is_some_and(|after| self.pictures() >= after as usize)
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
        // Packets without room for a mark only probe the line.
        let Some(mark) = Mark::read(packet.payload).filter(|_| self.measured.get()) else {
            return;
        };
        let is_thin = self.is_thin();
        let sent = if is_thin {
            packet.time / u64::from(camera::FRAME_TICKS)
        } else {
            mark.number.into()
        };
        let mut streams = self.streams.borrow_mut();
        let stream = streams.entry(packet.ssrc).or_default();
        stream.is_picture = packet.is_picture;
        stream.by_frame = is_thin;
        stream.take(packet.seq, packet.is_picture.then_some(sent));
        if !is_thin {
            self.note_latency(mark, now);
        }
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
            if stream.is_picture {
                sum.picture_streams += 1;
                let fewest = sum.fewest_packets.unwrap_or(u64::MAX);
                sum.fewest_packets = Some(fewest.min(stream.packets));
            }
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

    /// A client that is measured, and the moment that it joined.
    fn measured(thin_after: Option<u32>) -> (Tally, Instant) {
        let now = crate::clock::now();
        let tally = Tally::new(now, now, thin_after);
        tally.measure(true);
        (tally, now)
    }

    fn sum(tally: &Tally) -> Sum {
        let mut sum = Sum::default();
        tally.add_to(&mut sum);
        sum
    }

    /// The packets of these numbers as a thin client gets them: three to a frame, from a time of the router's own.
    fn unread(tally: &Tally, now: Instant, numbers: impl Iterator<Item = u64>) {
        for (seq, number) in (90..).zip(numbers) {
            let packet = Packet {
                ssrc: PICTURE,
                seq,
                is_picture: true,
                time: 1_234_567 + number / 3 * u64::from(camera::FRAME_TICKS),
                payload: &[0; 40],
            };
            tally.take(packet, now);
        }
    }

    fn voice(seq: u64, payload: &[u8]) -> Packet<'_> {
        Packet {
            ssrc: VOICE,
            seq,
            is_picture: false,
            time: seq * u64::from(camera::SOUND_TICKS),
            payload,
        }
    }

    #[test]
    fn what_comes_off_the_wire_again_is_twice_though_nobody_gives_it_out() {
        let (thin, _) = measured(Some(0));
        thin.arrive(VOICE, 5);
        thin.arrive(PICTURE, 5);
        assert_eq!(sum(&thin).twice, 0);
        thin.arrive(PICTURE, 5);
        assert_eq!(sum(&thin).twice, 1);
    }

    #[test]
    fn a_thin_client_counts_by_header() {
        let (thin, now) = measured(Some(0));
        for seq in [4, 5, 7, 7] {
            thin.take(voice(seq, &[0; 80]), now);
        }
        // It probes the line.
        thin.take(voice(8, &[]), now);
        unread(&thin, now, 0..9);
        let sum = sum(&thin);
        assert_eq!((sum.packets, sum.missing, sum.twice), (13, 1, 1));
        assert_eq!((sum.picture_streams, sum.latencies.len()), (1, 0));
    }

    #[test]
    fn a_thin_client_misses_the_frames_that_a_router_left_out() {
        let (thin, now) = measured(Some(0));
        unread(&thin, now, (1..9).chain(15..21));
        assert_eq!(sum(&thin).missing, 6);
    }

    #[test]
    fn a_client_reads_until_it_has_its_pictures() {
        let (thin, now) = measured(Some(1));
        let keyframe = &camera::Camera::new().frame()[0];
        assert!(!thin.is_thin());
        thin.take(
            Packet {
                ssrc: PICTURE,
                is_picture: true,
                ..voice(1, keyframe)
            },
            now,
        );
        assert!(thin.is_thin());
        let (full, now) = measured(None);
        let sound = camera::marked(camera::sound(), Mark::new(now, now, 1));
        full.take(voice(1, &sound), now);
        assert!(!full.is_thin() && sum(&full).latencies.len() == 1);
    }
}
