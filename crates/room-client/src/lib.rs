//! The browser's side of a meeting: socket, roster, own media, negotiation with others and with the media router, chat and
//! layout, as state machines.
//!
//! The shell (`browser-media`, or `sim` in tests) calls [`RoomClient::handle`] with what happened, executes what
//! [`RoomClient::poll_effect`] returns until it returns `None`, and calls again with [`Input::Tick`] when
//! [`RoomClient::poll_timeout`] has come.
//!
//! *Invariants*: no clock, no I/O, no randomness of its own; every asynchronous effect has an id and its outcome
//! comes back with it, so that late answers are ignored; two participants never offer to each other at once, and the media router never offers.
#![warn(missing_docs)]

mod backoff;
mod chat;
mod client;
mod command;
mod device;
mod door;
mod effect;
mod host_command;
mod hosting;
mod input;
mod layout;
mod link;
mod local_media;
mod measurement;
mod negotiation;
mod orders;
mod outbox;
mod paths;
mod playout;
mod quality;
mod reception;
mod roster;
mod screen;
mod seat;
mod sfu;
mod silence;
mod statistics;
mod tiles;
mod view;
mod waits;
mod wishes;

pub use client::{RoomClient, RoomClientConfig};
pub use command::Command;
pub use effect::{
    AcquireId, Effect, MediaSource, OperationId, PeerId, PeerOptions, ReceivedSlot, Sending,
    SocketId,
};
pub use host_command::HostCommand;
pub use input::{DeviceError, Input, MediaDevice, PeerState, ShownTile, SocketEnd, StoredSeat};
pub use layout::{TileLayout, focus_of, layout_tiles, strip_on_top, tiles_per_page};
pub use measurement::{Limitation, Measurement, Path, ReceivedStream, SentVideo};
pub use quality::{QualityLevel, QualityReason, QualityView};
pub use reception::{Reception, ReceptionQuality};
pub use statistics::StatisticsView;
pub use view::{
    Asked, ChatLineView, ConnectionView, DeviceView, LeftReason, LocalMediaView, OrderRefusal,
    Phase, RoomView, ScreenShareView, TileView, Told,
};
