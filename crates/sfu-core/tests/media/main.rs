//! The media router as a whole, in virtual time: the pure machines through seeded networks, and the router with str0m
//! clients.
//!
//! `PARLEY_SEED=17` runs the seeded tests with that seed alone.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(
    clippy::cast_possible_truncation,
    reason = "the clients count in small numbers"
)]

mod allocation;
mod beginning;
mod camera;
mod check;
mod client;
mod continuity;
mod limits;
mod meetings;
mod random;
mod recovery;
mod restarts;
mod screens;
mod wire;
mod world;
