//! The room client in virtual time: the test plays the server, the browser and the clock.
#![expect(
    clippy::wildcard_enum_match_arm,
    clippy::unwrap_used,
    reason = "a test picks out the messages it is about"
)]

mod chat;
mod doors;
mod failing;
mod forced;
mod hiding;
mod hosting;
mod layout;
mod link;
mod media;
mod negotiation;
mod orders;
mod paths;
mod playout;
mod quality;
mod rights;
mod sfu;
mod sharing;
mod silence;
mod support;
mod waiting;
mod waits;
mod wishes;
