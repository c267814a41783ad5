//! The way between a client and the router: it takes time, loses packets and has a width.

use std::collections::{BTreeMap, HashSet};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use parley_sfu_core::Transport;

use crate::random::Random;

/// A datagram on its way.
#[derive(Clone, Debug)]
pub(crate) struct Datagram {
    pub(crate) proto: Transport,
    pub(crate) source: SocketAddr,
    pub(crate) destination: SocketAddr,
    pub(crate) contents: Vec<u8>,
}

/// One direction of a line.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) delay: Duration,
    /// What it may take longer; those behind it may overtake it.
    pub(crate) jitter: Duration,
    /// Of a thousand.
    pub(crate) loss: u64,
    /// Bits per second; what does not fit waits up to 200 ms, then it is lost.
    pub(crate) width: Option<u64>,
    free_at: Option<Instant>,
    random: Random,
    on_the_way: BTreeMap<(Instant, u64), Datagram>,
    pub(crate) sent: u64,
    /// What was sent, where somebody looks for what is sent twice.
    pub(crate) seen: Option<HashSet<Vec<u8>>>,
    /// How much had been sent before, by payload type.
    pub(crate) again: BTreeMap<u8, u64>,
}

impl Line {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            delay: Duration::from_millis(10),
            jitter: Duration::ZERO,
            loss: 0,
            width: None,
            free_at: None,
            random: Random::new(seed),
            on_the_way: BTreeMap::new(),
            sent: 0,
            seen: None,
            again: BTreeMap::new(),
        }
    }

    pub(crate) fn send(&mut self, datagram: Datagram, now: Instant) {
        self.sent += 1;
        if let Some(seen) = &mut self.seen
            && !seen.insert(datagram.contents.clone())
        {
            let payload_type = datagram.contents[1] & 0x7f;
            *self.again.entry(payload_type).or_default() += 1;
        }
        if self.random.happens(self.loss) {
            return;
        }
        let mut leaves = now;
        if let Some(width) = self.width {
            let begins = self.free_at.map_or(now, |free| free.max(now));
            if begins.saturating_duration_since(now) > Duration::from_millis(200) {
                return;
            }
            let bits = (datagram.contents.len() as u64 + 28) * 8;
            leaves = begins + Duration::from_micros(bits * 1_000_000 / width);
            self.free_at = Some(leaves);
        }
        let mut late = 0;
        if !self.jitter.is_zero() {
            late = self.random.below(self.jitter.as_micros() as u64);
        }
        let arrives = leaves + self.delay + Duration::from_micros(late);
        self.on_the_way.insert((arrives, self.sent), datagram);
    }

    pub(crate) fn arrived(&mut self, now: Instant) -> Option<Datagram> {
        let (at, _) = self.on_the_way.first_key_value()?.0;
        if *at > now {
            return None;
        }
        self.on_the_way.pop_first().map(|(_, datagram)| datagram)
    }
}
