//! The port to the media router, and a room's end of it.
//!
//! *Invariant*: when the router lets a room down, the room goes on and its pages are told to connect anew.

use futures_util::future::BoxFuture;
use parley_room_server::{MediaCommand, MediaEvent};
use std::{future::pending, sync::Arc};

/// The media router of this server.
pub trait MediaRouter: Send + Sync {
    /// Opens the media of one more room.
    fn open_room(&self) -> Box<dyn RoomMedia>;
}

/// The media of one room. Dropping it ends all of them.
pub trait RoomMedia: Send + Sync {
    /// Says something to the router, without waiting.
    fn command(&self, command: MediaCommand);
    /// What the router says next; `None` when it never says anything any more. A future that is dropped loses nothing.
    fn next(&mut self) -> BoxFuture<'_, Option<MediaEvent>>;
}

/// A room's media, opened when they are first needed.
pub(crate) struct Media {
    router: Option<Arc<dyn MediaRouter>>,
    room: Option<Box<dyn RoomMedia>>,
}

impl Media {
    pub(crate) fn new(router: Option<Arc<dyn MediaRouter>>) -> Self {
        Self { router, room: None }
    }

    /// Says something to the router.
    pub(crate) fn command(&mut self, command: MediaCommand) {
        if self.room.is_none() && !matches!(command, MediaCommand::Leave { .. }) {
            self.room = self.router.as_ref().map(|router| router.open_room());
        }
        if let Some(room) = &self.room {
            room.command(command);
        }
    }

    /// What the router says next; `None` once when the media of this room are gone.
    pub(crate) async fn next(&mut self) -> Option<MediaEvent> {
        let Some(room) = &mut self.room else {
            return pending().await;
        };
        let event = room.next().await;
        if event.is_none() {
            self.room = None;
        }
        event
    }
}
