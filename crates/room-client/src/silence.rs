//! Notices that nothing comes on a peer connection any more. A browser says so late: Chromium after seven seconds, of which
//! it needs most to be sure that it cannot send either.
//!
//! And the other way round: Firefox calls a connection disconnected as soon as it misses one answer to a consent check
//! (RFC 7675), while sound and pictures go on. That is not believed while something comes.
//!
//! *Invariants*: only a connection on which something came all the time, and on which something is to come, can be silent;
//! it is said once. Only Firefox is doubted, for a while at most, and not once the connection is silent.

use crate::{PeerId, PeerState};
use parley_protocol::{Milliseconds, Timestamp};
use std::collections::BTreeMap;

/// How long nothing may come: two readings, which are not always a second apart. Sound comes 50 times a second, of
/// somebody silent every 400 ms (DTX, RFC 7587 3.1.3).
const SILENCE: Milliseconds = Milliseconds(1_500);
/// Something comes all the time when it came between so many readings in a row, one a second.
const LIVELY: u8 = 3;
/// A connection of which nothing was read for so long is gone.
const FORGOTTEN: Milliseconds = Milliseconds::from_seconds(10);
/// How long a connection that is said to be disconnected may go on as if it were not: the next consent check comes after
/// four to six seconds (RFC 7675 5.1). That what is sent arrives nowhere shows only by them.
const DOUBT: Milliseconds = Milliseconds::from_seconds(7);

/// The machine.
#[derive(Debug)]
pub(crate) struct Silence {
    ears: BTreeMap<PeerId, Ear>,
    /// Whether the browser is one that is doubted.
    doubts: bool,
}

#[derive(Debug)]
struct Ear {
    bytes: u64,
    heard: Timestamp,
    read: Timestamp,
    lively: u8,
    doubted_until: Option<Timestamp>,
}

impl Silence {
    pub(crate) fn new(hasty_disconnected: bool) -> Self {
        Self {
            ears: BTreeMap::new(),
            doubts: hasty_disconnected,
        }
    }

    /// Takes how many bytes have come on a connection so far. `expected`: the other end is to send something. Returns
    /// whether the connection has fallen silent.
    pub(crate) fn listen(
        &mut self,
        peer: PeerId,
        bytes: u64,
        expected: bool,
        now: Timestamp,
    ) -> bool {
        self.ears
            .retain(|_, ear| now.since(ear.read) < FORGOTTEN || ear.doubted_until.is_some());
        let ear = self.ears.entry(peer).or_insert(Ear {
            bytes,
            heard: now,
            read: now,
            lively: 0,
            doubted_until: None,
        });
        ear.read = now;
        if !expected {
            ear.lively = 0;
        }
        if ear.bytes != bytes {
            ear.bytes = bytes;
            ear.heard = now;
            ear.lively = ear.lively.saturating_add(1);
            return false;
        }
        if now.since(ear.heard) < SILENCE {
            return false;
        }
        if let Some(until) = &mut ear.doubted_until {
            *until = now;
        }
        std::mem::take(&mut ear.lively) >= LIVELY
    }

    /// Takes what the browser says of a connection. Returns whether it is not to be believed for now.
    pub(crate) fn doubts(&mut self, peer: PeerId, state: PeerState, now: Timestamp) -> bool {
        let Some(ear) = self.ears.get_mut(&peer) else {
            return false;
        };
        let is_heard = ear.lively >= LIVELY && now.since(ear.heard) < SILENCE;
        let doubted = self.doubts && is_heard && state == PeerState::Disconnected;
        ear.doubted_until = doubted.then(|| now + DOUBT);
        doubted
    }

    /// A connection that is disconnected after all, each once.
    pub(crate) fn poll_believed(&mut self, now: Timestamp) -> Option<PeerId> {
        self.ears.iter_mut().find_map(|(peer, ear)| {
            let ended = ear.doubted_until.take_if(|until| now >= *until);
            ended.map(|_| *peer)
        })
    }

    pub(crate) fn timeout(&self) -> Option<Timestamp> {
        let ears = self.ears.values();
        ears.filter_map(|ear| ear.doubted_until).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEER: PeerId = PeerId(1);

    /// Reads once a second how many bytes have come; answers at which second it was said to be silent.
    fn said(expected: bool, bytes: &[u64]) -> Vec<usize> {
        let mut silence = Silence::new(false);
        let readings = bytes.iter().enumerate();
        readings
            .filter(|(second, bytes)| {
                let now = Timestamp(*second as u64 * 1_000);
                silence.listen(PEER, **bytes, expected, now)
            })
            .map(|(second, _)| second)
            .collect()
    }

    #[test]
    fn what_came_all_the_time_and_comes_no_more_is_silent_and_that_is_said_once() {
        assert_eq!(said(true, &[0, 1, 2, 3, 3, 3, 3, 3, 3, 3]), [5]);
    }

    #[test]
    fn it_is_said_again_once_it_was_heard_again() {
        let bytes = [0, 1, 2, 3, 3, 3, 4, 5, 6, 6, 6];
        assert_eq!(said(true, &bytes), [5, 10]);
    }

    #[test]
    fn a_connection_that_is_new_or_of_few_words_is_left_to_the_browser() {
        assert_eq!(said(true, &[0, 0, 0, 0, 0]), []);
        assert_eq!(said(true, &[0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3]), []);
    }

    #[test]
    fn nobody_is_missed_who_sends_nothing() {
        assert_eq!(said(false, &[0, 1, 2, 3, 3, 3, 3]), []);
        let mut silence = Silence::new(false);
        let mut listen = |second: u64, bytes, expected| {
            silence.listen(PEER, bytes, expected, Timestamp(second * 1_000))
        };
        for second in 0..5 {
            assert!(!listen(second, second, true));
        }
        assert!(!listen(5, 5, false), "muted");
        for second in 6..20 {
            assert!(!listen(second, 5, true), "heard again, but not yet");
        }
    }
}
