//! What accounts need of this server: hashing, judging, the secret, mails.

pub(crate) mod handles;
pub mod hasher;
pub mod judge;
pub mod mail;
pub mod secret;
mod wiring;

pub use wiring::WiringError;
pub(crate) use wiring::{Wired, for_command_line, for_server};
