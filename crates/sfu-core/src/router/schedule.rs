//! When each room wants to be ticked.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use crate::api::RoomKey;

/// Rooms by the time at which they are due.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    timeouts: BTreeMap<RoomKey, Instant>,
    /// The same by time.
    rooms: BTreeSet<(Instant, RoomKey)>,
}

impl Schedule {
    /// A room is due then, and not when it was before; `None`: never.
    pub(super) fn set(&mut self, key: RoomKey, timeout: Option<Instant>) {
        if let Some(before) = self.timeouts.remove(&key) {
            self.rooms.remove(&(before, key));
        }
        if let Some(timeout) = timeout {
            self.timeouts.insert(key, timeout);
            self.rooms.insert((timeout, key));
        }
    }

    /// When the next room is due.
    pub(super) fn next(&self) -> Option<Instant> {
        self.rooms.first().map(|(timeout, _)| *timeout)
    }

    /// How many rooms are due.
    pub(super) fn due(&self, now: Instant) -> usize {
        let rooms = self.rooms.iter();
        rooms.take_while(|(timeout, _)| *timeout <= now).count()
    }

    /// The room that has waited longest, if it is due. It is not due any more.
    pub(super) fn take_due(&mut self, now: Instant) -> Option<RoomKey> {
        let (_, key) = self.rooms.first().filter(|(timeout, _)| *timeout <= now)?;
        let key = *key;
        self.set(key, None);
        Some(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn who_has_waited_longest_comes_first_and_once() {
        let start = crate::start_of_test();
        let after = |seconds| start + Duration::from_secs(seconds);
        let mut schedule = Schedule::default();
        for (room, seconds) in [(1, 3), (2, 1), (3, 2), (4, 9), (3, 4)] {
            schedule.set(RoomKey(room), Some(after(seconds)));
        }
        assert_eq!(schedule.next(), Some(after(1)));
        assert_eq!(schedule.due(after(4)), 3);
        let due = || schedule.take_due(after(4));
        let taken: Vec<_> = std::iter::from_fn(due).collect();
        assert_eq!(taken, [RoomKey(2), RoomKey(1), RoomKey(3)]);
        schedule.set(RoomKey(4), None);
        assert_eq!(schedule.next(), None);
    }
}
