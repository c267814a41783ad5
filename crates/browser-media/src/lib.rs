//! The browser shell of `room-client`: it executes effects with devices, peer connections, the socket and timers, and
//! feeds back what happens.
//!
//! *Invariants*: no rule about meetings lives here; nothing outside this crate and `NodeRef` code sees `web-sys`; every
//! asynchronous outcome goes back with the id of the effect it answers.
#![warn(missing_docs)]

mod delivery;
mod device_access;
mod device_error;
mod device_list;
mod devices;
mod effects;
mod encodings;
mod first_frame;
mod ice;
mod inputs;
mod level;
mod listener;
mod measuring;
mod media_elements;
mod meter;
mod page;
mod peer;
mod peer_steps;
mod people;
mod photo_camera;
mod received;
mod router;
mod rtc_ext;
mod runtime;
mod sdp;
mod senders;
mod shared;
mod socket;
mod sound_test;
mod storage;
mod tile_watch;
mod timers;
mod transceivers;

pub use photo_camera::PhotoCamera;
pub use runtime::Runtime;
