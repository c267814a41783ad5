//! A router for each input, without the price of one: its certificate takes longer than most inputs.
//!
//! *Invariant*: who takes one finds no rooms in it, and gets a room with a number that was never used before.

use std::cell::Cell;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use parley_protocol::ParticipantId;
use parley_sfu_core::{Command, PeerKey, RoomKey, Router, RouterConfig, Stats, Transport};

thread_local! {
    static IDLE: Cell<Option<Open>> = const { Cell::new(None) };
}

/// The time at which a run begins; from there it counts itself.
#[expect(clippy::disallowed_methods, reason = "an `Instant` cannot be made up")]
pub fn start() -> Instant {
    Instant::now()
}

/// Where the router listens.
pub fn server() -> SocketAddr {
    SocketAddr::from(([192, 0, 2, 100], 7000))
}

/// A router, and a room of its own for this input.
#[derive(Debug)]
pub struct Open {
    pub router: Router,
    pub room: RoomKey,
    /// Counters as they were when they were marked.
    before: Stats,
    pub now: Instant,
}

impl Open {
    pub fn new() -> Self {
        let mut open = IDLE.take().unwrap_or_else(|| Self {
            router: Router::new(RouterConfig::new(vec![
                (Transport::Udp, server()),
                (Transport::Tcp, server()),
            ])),
            room: RoomKey(0),
            before: Stats::default(),
            now: start(),
        });
        open.room.0 += 1;
        open.mark();
        open
    }

    /// Counts from here.
    pub fn mark(&mut self) {
        self.before = self.router.stats();
    }

    /// Somebody in the room, by number.
    pub fn key(&self, participant: u32) -> PeerKey {
        PeerKey {
            room: self.room,
            participant: ParticipantId(participant),
        }
    }

    /// How much was counted since then.
    pub fn since(&self, count: impl Fn(&Stats) -> u64) -> u64 {
        count(&self.router.stats()) - count(&self.before)
    }

    /// Nothing is left of the room, and it has never panicked.
    pub fn close(mut self) {
        let room = self.room;
        self.router
            .handle_command(Command::CloseRoom { room }, self.now);
        while self.router.poll_output().is_some() {}
        let stats = self.router.stats();
        let left = (stats.rooms, stats.participants, stats.handshakes);
        assert_eq!((left, stats.rooms_failed), ((0, 0, 0), 0));
        assert_eq!(self.router.poll_timeout(), None);
        self.now += Duration::from_secs(1);
        IDLE.set(Some(self));
    }
}

impl Default for Open {
    fn default() -> Self {
        Self::new()
    }
}
