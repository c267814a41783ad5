//! Where the events of each room go.

use std::collections::BTreeMap;

use parley_sfu_core::{Event, RoomKey};
use tokio::sync::mpsc::UnboundedSender;

/// The rooms of one shard. A room asks little and is told little: its channel needs no bound.
#[derive(Debug, Default)]
pub(crate) struct Rooms {
    events: BTreeMap<RoomKey, UnboundedSender<Event>>,
}

impl Rooms {
    /// A room is open from now on.
    pub(crate) fn open(&mut self, room: RoomKey, events: UnboundedSender<Event>) {
        self.events.insert(room, events);
    }

    /// Whether a room is open.
    pub(crate) fn is_open(&self, room: RoomKey) -> bool {
        self.events.contains_key(&room)
    }

    /// A room is closed.
    pub(crate) fn close(&mut self, room: RoomKey) {
        self.events.remove(&room);
    }

    /// Tells a room something.
    pub(crate) fn tell(&mut self, event: Event) {
        if let Some(events) = self.events.get(&event.room()) {
            // A room that does not listen any more is about to be closed.
            let _ = events.send(event);
        }
    }
}
