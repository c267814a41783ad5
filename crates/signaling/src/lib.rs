//! Runs rooms: a task for each room, a session for each socket, stores beside them.
//!
//! *Invariants*: a room task never waits for the database or for a socket; what may wait for a reader is bounded;
//! a panic in one room ends that room only; when everybody has left, nothing is left.
#![warn(missing_docs)]

mod attempt;
mod decisions;
mod entrant;
mod frame;
mod media;
mod outbox;
mod ports;
mod registry;
mod resume;
mod room_task;
mod rooms;
mod seat_saver;
mod session;
mod timeline;
mod waits;
mod wire;

pub use entrant::Entrant;
pub use frame::Frame;
pub use media::{MediaRouter, RoomMedia};
pub use ports::{RoomsConfig, RoomsPorts};
pub use rooms::{LiveMeeting, Rooms, RoomsStats};
pub use waits::{WAIT_STEPS, WaitStats};
