//! The rewriter through seeded networks: loss, reordering, duplicates and bursts, while layers and sources change.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use parley_protocol::VideoLayer;
use parley_sfu_core::{Incoming, Rewriter, StreamId, Vp8Packet};

use crate::camera::{self, Encoder, Mark, SOURCES, VideoPacket};
use crate::check::{Continuity, Sent};
use crate::random::{Random, for_seeds};

const SEEDS: u64 = 1200;
const FRAMES: u64 = 150;

/// A packet on its way from an encoder to the router.
struct Flight {
    stream: StreamId,
    packet: VideoPacket,
}

struct Run {
    random: Random,
    start: Instant,
    rewriter: Rewriter<Vec<u8>>,
    encoders: Vec<Encoder>,
    /// By when they arrive, in milliseconds, and a number.
    flights: BTreeMap<(u64, u64), Flight>,
    order: u64,
    /// Until when everything is lost, in milliseconds.
    burst_until: u64,
    continuity: Continuity,
    /// What the rewriter was given in a stream that it sent.
    is_lossless: bool,
}

impl Run {
    fn new(seed: u64) -> Self {
        let encoders = (0..6).map(|number| {
            // The camera and the screen of one person.
            let source = SOURCES[number as usize / 3];
            let layer = VideoLayer::ALL[number as usize % 3];
            Encoder::new(1, source, layer, seed * 6 + number).lean()
        });
        Self {
            random: Random::new(seed),
            start: crate::world::start(),
            rewriter: Rewriter::new(90_000),
            encoders: encoders.collect(),
            flights: BTreeMap::new(),
            order: 0,
            burst_until: 0,
            continuity: Continuity::default(),
            is_lossless: seed.is_multiple_of(4),
        }
    }

    fn send_frames(&mut self, now: u64) {
        if !self.is_lossless && self.random.happens(5) {
            self.burst_until = now + 20 + self.random.below(300);
        }
        for number in 0..self.encoders.len() {
            let encoder = &mut self.encoders[number];
            // A screen rests now and then.
            let frame = if number >= 3 && self.random.happens(300) {
                encoder.frame_at_rest()
            } else {
                encoder.frame()
            };
            for packet in frame {
                self.launch(StreamId(number as u64), packet, now);
            }
        }
    }

    fn launch(&mut self, stream: StreamId, packet: VideoPacket, now: u64) {
        let is_lost = now < self.burst_until || self.random.happens(50);
        // What is lost is asked for and comes later (NACK and RTX), unless it is lost for good.
        let arrives = match (is_lost, self.is_lossless) {
            (false, _) => now + 10 + self.random.below(30),
            (true, true) => now + 60 + self.random.below(150),
            (true, false) if self.random.happens(800) => now + 60 + self.random.below(400),
            (true, false) => return,
        };
        for _ in 0..=u64::from(self.random.happens(30)) {
            self.order += 1;
            let arrives = arrives + self.random.below(5);
            let packet = packet.clone();
            self.flights
                .insert((arrives, self.order), Flight { stream, packet });
        }
    }

    fn land(&mut self, until: u64) {
        while let Some(flight) = self
            .flights
            .first_entry()
            .filter(|flight| flight.key().0 <= until)
        {
            let ((arrives, _), flight) = flight.remove_entry();
            let picture = Vp8Packet::parse(&flight.packet.payload);
            let incoming = Incoming {
                stream: flight.stream,
                seq: flight.packet.seq,
                timestamp: flight.packet.timestamp,
                arrival: self.start + Duration::from_millis(arrives),
                is_start: picture.is_some_and(|picture| picture.starts_keyframe),
                picture,
            };
            let mut sent = Vec::new();
            self.rewriter
                .push(incoming, flight.packet.payload, &mut sent);
            for (outgoing, payload) in sent {
                self.continuity.take(Sent {
                    seq: outgoing.seq,
                    timestamp: outgoing.timestamp,
                    picture_id: outgoing.picture_id,
                    tl0_pic_idx: outgoing.tl0_pic_idx,
                    is_keyframe: camera::starts_keyframe(&payload),
                    stream: Mark::of(&payload).number(),
                });
            }
        }
    }

    /// What a room does: another layer, another source, a pause, a request for a key frame.
    fn change(&mut self) {
        let other = self.random.below(6);
        match self.random.below(100) {
            0..=3 => {
                let same_source = self
                    .rewriter
                    .current()
                    .map_or(other, |now| now.0 / 3 * 3 + other % 3);
                self.rewriter.switch_to(Some(StreamId(same_source)));
            }
            4..=5 => self.rewriter.cut_to(StreamId(other)),
            6 => self.rewriter.stop(),
            _ => {}
        }
        if self.rewriter.current().is_none()
            && self.rewriter.awaited().is_none()
            && self.random.happens(200)
        {
            self.rewriter.switch_to(Some(StreamId(other)));
        }
        if let Some(awaited) = self.rewriter.awaited()
            && self.random.happens(300)
        {
            self.encoders[awaited.0 as usize].ask_for_keyframe();
        }
    }
}

#[test]
fn what_goes_out_is_continuous_whatever_comes_in() {
    for_seeds(SEEDS, |seed| {
        let mut run = Run::new(seed);
        run.rewriter.switch_to(Some(StreamId(seed % 6)));
        for frame in 0..FRAMES {
            let now = frame * 40;
            run.send_frames(now);
            run.land(now);
            run.change();
        }
        run.land(u64::MAX);
        run.continuity.check(true);
        assert!(
            run.continuity.len() > 20,
            "hardly anything went out: {}",
            run.continuity.len()
        );
    });
}

#[test]
fn after_repair_no_hole_is_left() {
    for_seeds(SEEDS, |seed| {
        let mut run = Run::new(seed * 4); // those in which everything comes in the end
        run.rewriter.switch_to(Some(StreamId(0)));
        for frame in 0..FRAMES {
            run.send_frames(frame * 40);
            run.land(frame * 40);
            // Layers of one source, without a cut: of a source that is cut the rest is not to be sent.
            if frame % 40 == 20 {
                let layer = run.random.below(3);
                run.rewriter.switch_to(Some(StreamId(layer)));
                run.encoders[layer as usize].ask_for_keyframe();
            }
        }
        run.land(u64::MAX);
        run.continuity.check(true);
        let holes = run.continuity.holes();
        assert!(holes.is_empty(), "{holes:?} of {}", run.continuity.len());
    });
}
