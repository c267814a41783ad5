//! The clock of the load: what is measured here is time.

use std::time::Instant;

#[expect(
    clippy::disallowed_methods,
    reason = "a load on real sockets in real time"
)]
pub(crate) fn now() -> Instant {
    Instant::now()
}
