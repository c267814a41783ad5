//! Room clients and the real room server in one process: virtual time, a seeded bad network, invariants.
//!
//! *Invariants*: a seed decides everything, so the same seed gives the same run.
#![warn(missing_docs)]

mod browser;
mod check;
mod event;
mod hosting;
mod pairs;
mod peers;
mod person;
mod random;
mod routed;
mod router;
mod script;
mod server;
mod watch;
mod world;

pub use routed::run_routed;
pub use script::{run, run_hosted};
pub use watch::CANARIES;
