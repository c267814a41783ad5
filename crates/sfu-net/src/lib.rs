//! The shell of the media router: sockets, threads and timers. One thread and one port for each shard; every room stays
//! on the shard it was opened on.
//!
//! *Invariants*: it reads the clock, and decides nothing about meetings; what strangers send can fill no queue.
#![warn(missing_docs)]

mod addresses;
mod batch;
mod clock;
mod failures;
mod framing;
#[cfg(target_os = "linux")]
mod many;
mod rooms;
mod sfu;
mod shard;
mod tcp;
mod udp;

pub use addresses::SfuConfig;
pub use parley_sfu_core::{Command, Event, OfferError, PeerKey, RoomKey, Stats};
pub use sfu::{RoomMedia, Sfu, SfuStats};
