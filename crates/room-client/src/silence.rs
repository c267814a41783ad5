//! Notices that nothing comes on a peer connection any more. A browser says so late: Chromium after seven seconds, of which
//! it needs most to be sure that it cannot send either.
//!
//! *Invariant*: only a connection on which something came all the time, and on which something is to come, can be silent;
//! it is said once.

use crate::PeerId;
use parley_protocol::{Milliseconds, Timestamp};
use std::collections::BTreeMap;

/// How long nothing may come: two readings, which are not always a second apart. Sound comes 50 times a second, of
/// somebody silent every 400 ms (DTX, RFC 7587 3.1.3).
const SILENCE: Milliseconds = Milliseconds(1_500);
/// Something comes all the time when it came between so many readings in a row, one a second.
const LIVELY: u8 = 3;
/// A connection of which nothing was read for so long is gone.
const FORGOTTEN: Milliseconds = Milliseconds::from_seconds(10);

/// The machine.
#[derive(Debug, Default)]
pub(crate) struct Silence {
    ears: BTreeMap<PeerId, Ear>,
}

#[derive(Debug)]
struct Ear {
    bytes: u64,
    heard: Timestamp,
    read: Timestamp,
    lively: u8,
}

impl Silence {
    /// Takes how many bytes have come on a connection so far. `expected`: the other end is to send something. Returns
    /// whether the connection has fallen silent.
    pub(crate) fn listen(
        &mut self,
        peer: PeerId,
        bytes: u64,
        expected: bool,
        now: Timestamp,
    ) -> bool {
        self.ears.retain(|_, ear| now.since(ear.read) < FORGOTTEN);
        let ear = self.ears.entry(peer).or_insert(Ear {
            bytes,
            heard: now,
            read: now,
            lively: 0,
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
        std::mem::take(&mut ear.lively) >= LIVELY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEER: PeerId = PeerId(1);

    /// Reads once a second how many bytes have come; answers at which second it was said to be silent.
    fn said(expected: bool, bytes: &[u64]) -> Vec<usize> {
        let mut silence = Silence::default();
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
        let mut silence = Silence::default();
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
