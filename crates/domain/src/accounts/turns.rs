//! One at a time for each address: what is counted before it is done must not be done twice at once.
//!
//! *Invariants*: two of one address never overlap in one process; addresses that share a place only wait for each other.

use futures_util::lock::{Mutex, MutexGuard};
use std::sync::Arc;

const PLACES: usize = 64;

/// The places.
#[derive(Clone)]
pub(super) struct Turns {
    places: Arc<[Mutex<()>]>,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            places: (0..PLACES).map(|_| Mutex::new(())).collect(),
        }
    }
}

impl Turns {
    /// Waits until it is the turn of an address, by a byte of its hash; it ends when the guard is dropped.
    pub(super) async fn take(&self, byte: u8) -> MutexGuard<'_, ()> {
        self.places[usize::from(byte) % PLACES].lock().await
    }
}
