//! A room on the server as a pure state machine: who sits where, who hears what, in which order chat stands.
//!
//! *Invariants*: no async, no I/O, no clock, no randomness; the sender of a message is always the seat of the
//! connection it came on; a connection has at most one seat and a seat at most one connection; nobody is ever told
//! a secret of somebody else, and whoever waits nothing of the meeting; who may do what is asked in one place
//! ([`parley_protocol::permissions`]); one chat message is being stored at a time; the media router hears of nobody without
//! a seat.
#![warn(missing_docs)]

mod admission;
mod bans;
mod chat;
mod effect;
mod ice;
mod input;
mod legs;
mod limiter;
mod media;
mod name;
mod room;
mod roster;
mod signals;
mod topology;

pub use effect::{Effect, StoreId};
pub use ice::TurnSecret;
pub use input::{ConnectionId, Hello, HowDisconnected, Input, StoreFailed};
pub use limiter::{LimiterConfig, Rate};
pub use media::{MediaCommand, MediaEvent, MediaRefusal, TopologySetting, Wanted};
pub use room::{RoomConfig, RoomHistory, RoomServer};
