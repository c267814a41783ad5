//! Makes one continuous RTP stream out of the layers and sources that share a slot.
//!
//! *Invariants*: what goes out has each sequence number at most once; a number that was not sent stays free, so that a
//! repaired packet finds its place; a stream begins, and changes, only with a packet that can be decoded alone, and
//! then the sequence number, the timestamp and the picture ids go on where they were.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::picture_ids::PictureIds;
use crate::seen::Seen;
use crate::vp8::Vp8Packet;

/// One encoding of one source, as long as its SSRC lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId(pub u64);

impl StreamId {
    /// A stream of a connection; the connections of a room are counted.
    pub(crate) fn of(connection: u32, ssrc: u32) -> Self {
        Self(u64::from(connection) << 32 | u64::from(ssrc))
    }

    /// The SSRC of the stream in its own connection.
    pub(crate) fn ssrc(self) -> u32 {
        let [.., a, b, c, d] = self.0.to_be_bytes();
        u32::from_be_bytes([a, b, c, d])
    }
}

/// A packet as it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// Which stream.
    pub stream: StreamId,
    /// Its sequence number, extended beyond 16 bits.
    pub seq: u64,
    /// Its timestamp, in ticks of the codec's clock.
    pub timestamp: u32,
    /// When it came.
    pub arrival: Instant,
    /// A decoder can start with it.
    pub is_start: bool,
    /// What a video packet says of its picture.
    pub picture: Option<Vp8Packet>,
}

/// A packet as it goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Sequence number, extended; the first one is below 65,536 (SRTP's rollover counter starts at 0).
    pub seq: u64,
    /// Timestamp.
    pub timestamp: u32,
    /// Picture id to be written into the payload descriptor.
    pub picture_id: Option<u16>,
    /// TL0PICIDX to be written into the payload descriptor.
    pub tl0_pic_idx: Option<u8>,
    /// It is the first one of its stream on this slot.
    pub is_switch: bool,
}

/// The sequence number of the first packet of a slot.
const FIRST_SEQ: u64 = 1;
/// A jump further than this is a new start: receivers would take it for a step back.
const LARGEST_JUMP: u64 = 3000;
/// Packets of the stream to come that are kept because they may belong behind a key frame that is late.
const EARLY_PACKETS: usize = 128;

/// How a stream that is forwarded is moved.
#[derive(Clone, Debug)]
struct Mapping {
    stream: StreamId,
    /// Where it begins: nothing before it is forwarded.
    first: u64,
    /// The newest packet that came.
    last: u64,
    /// Added (wrapping) to the sequence number.
    seq: u64,
    /// Added (wrapping) to the timestamp.
    timestamp: u32,
    pictures: PictureIds,
    seen: Seen,
}

/// The rewriter of one slot; `P` is what the caller needs to send a packet.
#[derive(Debug)]
pub struct Rewriter<P> {
    clock_rate: u32,
    current: Option<Mapping>,
    /// The stream before: only its holes are filled.
    previous: Option<Mapping>,
    /// The stream that is waited for.
    next: Option<StreamId>,
    early: VecDeque<(Incoming, P)>,
    highest_seq: Option<u64>,
    highest_timestamp: u32,
    pictures: PictureIds,
    /// Nothing was sent since the slot has its source.
    is_new: bool,
    /// The first packet of the slot: when it came and its timestamp. Every stream is placed against it, so that errors
    /// do not add up.
    epoch: Option<(Instant, u32)>,
}

impl<P> Rewriter<P> {
    /// A slot that has sent nothing; `clock_rate` in Hz.
    pub fn new(clock_rate: u32) -> Self {
        Self {
            clock_rate,
            current: None,
            previous: None,
            next: None,
            early: VecDeque::new(),
            highest_seq: None,
            highest_timestamp: 0,
            pictures: PictureIds::default(),
            is_new: true,
            epoch: None,
        }
    }

    /// The stream that is being sent.
    pub fn current(&self) -> Option<StreamId> {
        self.current.as_ref().map(|mapping| mapping.stream)
    }

    /// The stream that takes over as soon as a packet comes with which it can start.
    pub fn awaited(&self) -> Option<StreamId> {
        self.next
    }

    /// Whether nothing was sent since the slot has its source.
    pub fn is_new(&self) -> bool {
        self.is_new
    }

    /// The slot has another source from now on: stops.
    pub fn hand_over(&mut self) {
        self.stop();
        self.is_new = true;
    }

    /// Changes to a stream at its next start; until then the one before goes on. `None` stops at once.
    pub fn switch_to(&mut self, stream: Option<StreamId>) {
        match stream {
            None => self.stop(),
            Some(stream) if self.current() == Some(stream) => self.wait_for(None),
            Some(stream) => self.wait_for(Some(stream)),
        }
    }

    /// Changes to a stream at its next start and sends nothing until then: the source before must not be seen any more.
    pub fn cut_to(&mut self, stream: StreamId) {
        if self.current() != Some(stream) {
            self.current = None;
            self.previous = None;
        }
        self.switch_to(Some(stream));
    }

    /// Sends nothing any more; whatever comes next begins with a start.
    pub fn stop(&mut self) {
        self.current = None;
        self.previous = None;
        self.wait_for(None);
    }

    /// Takes a packet in and appends what is to be sent to `out`: nothing, this packet, or this packet and some that
    /// were kept for it.
    pub fn push(&mut self, incoming: Incoming, payload: P, out: &mut Vec<(Outgoing, P)>) {
        if self.next == Some(incoming.stream) {
            if incoming.is_start {
                self.start(incoming, payload, out);
            } else {
                self.keep_early(incoming, payload);
            }
            return;
        }
        let jumped = self.current.as_ref().is_some_and(|current| {
            current.stream == incoming.stream && incoming.seq > current.last + LARGEST_JUMP
        });
        if jumped {
            self.current = None;
            self.previous = None;
            self.wait_for(Some(incoming.stream));
            self.push(incoming, payload, out);
            return;
        }
        if let Some(outgoing) = self.forward(&incoming) {
            out.push((outgoing, payload));
        }
    }

    fn wait_for(&mut self, stream: Option<StreamId>) {
        if self.next != stream {
            self.next = stream;
            self.early.clear();
        }
    }

    fn keep_early(&mut self, incoming: Incoming, payload: P) {
        if self.early.len() == EARLY_PACKETS {
            self.early.pop_front();
        }
        self.early.push_back((incoming, payload));
    }

    fn start(&mut self, incoming: Incoming, payload: P, out: &mut Vec<(Outgoing, P)>) {
        let timestamp = self.timestamp_of_start(&incoming);
        let seq = self.highest_seq.map_or(FIRST_SEQ, |seq| seq + 1);
        let mapping = Mapping {
            stream: incoming.stream,
            first: incoming.seq,
            last: incoming.seq,
            seq: seq.wrapping_sub(incoming.seq),
            timestamp: timestamp.wrapping_sub(incoming.timestamp),
            pictures: self.pictures.continued_by(incoming.picture.as_ref()),
            seen: Seen::default(),
        };
        self.previous = self.current.replace(mapping);
        self.next = None;
        self.is_new = false;
        let mut early = Vec::from(std::mem::take(&mut self.early));
        if let Some(mut outgoing) = self.forward(&incoming) {
            outgoing.is_switch = true;
            out.push((outgoing, payload));
        }
        early.sort_by_key(|(incoming, _)| incoming.seq);
        for (incoming, payload) in early {
            if let Some(outgoing) = self.forward(&incoming) {
                out.push((outgoing, payload));
            }
        }
    }

    /// Where a stream that starts now stands on the slot's time line.
    fn timestamp_of_start(&mut self, incoming: &Incoming) -> u32 {
        let Some((began, timestamp)) = self.epoch else {
            self.epoch = Some((incoming.arrival, incoming.timestamp));
            self.highest_timestamp = incoming.timestamp;
            return incoming.timestamp;
        };
        let elapsed = incoming.arrival.saturating_duration_since(began);
        let placed = timestamp.wrapping_add(ticks(elapsed, self.clock_rate));
        if is_after(placed, self.highest_timestamp) {
            placed
        } else {
            self.highest_timestamp.wrapping_add(1)
        }
    }

    fn forward(&mut self, incoming: &Incoming) -> Option<Outgoing> {
        let is_current = self.current() == Some(incoming.stream);
        let mapping = if is_current {
            self.current.as_mut()?
        } else {
            let previous = self.previous.as_mut()?;
            if previous.stream != incoming.stream || incoming.seq > previous.last {
                return None;
            }
            previous
        };
        if incoming.seq < mapping.first || !mapping.seen.is_new(incoming.seq) {
            return None;
        }
        mapping.last = mapping.last.max(incoming.seq);
        let outgoing = Outgoing {
            seq: incoming.seq.wrapping_add(mapping.seq),
            timestamp: incoming.timestamp.wrapping_add(mapping.timestamp),
            picture_id: mapping.pictures.picture_id(incoming.picture.as_ref()),
            tl0_pic_idx: mapping.pictures.tl0_pic_idx(incoming.picture.as_ref()),
            is_switch: false,
        };
        if is_current {
            self.pictures.remember(&outgoing);
            if is_after(outgoing.timestamp, self.highest_timestamp) {
                self.highest_timestamp = outgoing.timestamp;
            }
        }
        self.highest_seq = Some(
            self.highest_seq
                .map_or(outgoing.seq, |highest| highest.max(outgoing.seq)),
        );
        Some(outgoing)
    }
}

fn ticks(elapsed: Duration, clock_rate: u32) -> u32 {
    let ticks = elapsed.as_micros() * u128::from(clock_rate) / 1_000_000;
    // Timestamps wrap: the low 32 bits are what counts.
    u32::try_from(ticks & u128::from(u32::MAX)).unwrap_or_default()
}

/// Whether a timestamp is later, on a circle of 32 bits.
fn is_after(timestamp: u32, other: u32) -> bool {
    timestamp != other && timestamp.wrapping_sub(other) < 1 << 31
}

#[cfg(test)]
#[path = "rewriter_tests.rs"]
mod tests;
