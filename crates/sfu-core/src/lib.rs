//! The media router: what comes from each participant of a meeting goes out to those who wish for it, on str0m.
//!
//! *Invariants*: no clock and no I/O of its own (whoever calls says what time it is); an `Rtc` is drained after every
//! change; rooms know nothing of each other, and a room that panics is the only one that ends.
#![warn(missing_docs)]

mod allocator;
mod api;
#[cfg(test)]
mod checks;
mod layers;
mod meter;
mod offer;
mod outbox;
mod packet;
mod peer;
mod picture_ids;
mod rewriter;
mod room;
mod router;
mod seen;
mod slots;
mod speakers;
mod stats;
mod vp8;
mod wanted;

pub use allocator::{Allocator, Probing, Request};
pub use api::{Command, Event, OfferError, Output, PeerKey, PictureKey, RoomKey, Transport};
pub use layers::Layers;
pub use meter::{Allowance, Limiter, RateMeter};
pub use offer::Offer;
pub use peer::RouterConfig;
pub use rewriter::{Incoming, Outgoing, Rewriter, StreamId};
pub use router::Router;
pub use slots::Slots;
pub use speakers::Speakers;
pub use stats::Stats;
pub use vp8::Vp8Packet;
pub use wanted::{Want, Wanted};

/// The time at which a test begins; from there it counts itself.
#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "an `Instant` cannot be made up")]
pub(crate) fn start_of_test() -> std::time::Instant {
    std::time::Instant::now()
}
