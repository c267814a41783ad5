//! The monotonic clock, read in one place.

use std::time::Instant;

/// What time it is.
#[expect(
    clippy::disallowed_methods,
    reason = "the shell of the media router gives the time to the pure part"
)]
pub(crate) fn now() -> Instant {
    Instant::now()
}
