//! The browser shell of `room-client`: it executes effects with devices, peer connections, the socket and timers, and
//! feeds back what happens.
//!
//! *Invariants*: no rule about meetings lives here; nothing outside this crate and `NodeRef` code sees `web-sys`; every
//! asynchronous outcome goes back with the id of the effect it answers.
#![warn(missing_docs)]

mod runtime;

pub use runtime::Runtime;
