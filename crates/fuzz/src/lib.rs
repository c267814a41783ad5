//! What the targets share: reading an input, clients of the media router, and what RFCs say of a few bytes.
//!
//! *Invariant*: what is checked here is written from the RFC and not from our code, or both would be wrong together.
#![forbid(unsafe_code)]

pub mod bytes;
pub mod client;
pub mod idle;
pub mod red;
pub mod vp8;
pub mod world;
