//! The whole application for tests: the real router on a real port, a real database in a folder of its own, and a
//! clock and randomness that the test chooses.
//!
//! *Invariants*: two tests never share a port, a folder or a clock; nothing here sleeps: every wait is for an event,
//! and ends with a clear panic when the event does not come.
#![warn(missing_docs)]

mod app;
mod clock;
mod databases;
mod http_client;
mod member;
pub mod pictures;
mod random;
mod smtp;
mod socket;
mod tables;

pub use app::TestApp;
pub use clock::FakeClock;
pub use databases::FreshDatabase;
pub use http_client::{HttpRequest, HttpResponse, raw_exchange};
pub use member::Member;
pub use random::SeededRandom;
pub use smtp::{ReceivedMail, SmtpServer};
pub use socket::TestSocket;
pub use tables::Tables;

use std::{future::Future, time::Duration};

/// A wait that must end soon.
///
/// # Panics
/// When it does not end within 20 seconds.
pub async fn soon<T>(what: &str, event: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), event)
        .await
        .unwrap_or_else(|_| panic!("waited in vain for {what}"))
}
