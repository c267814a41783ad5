//! What differs between the real server and one in a test.

use crate::{
    clock::{SystemClock, SystemRandom},
    http::site::Site,
};
use parley_domain::{Clock, Random};
use std::sync::Arc;

/// What a server is given from outside.
#[derive(Clone)]
pub struct Parts {
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub site: Site,
}

impl Parts {
    /// The system's clock and randomness, and the built site.
    pub fn real() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            site: Site::find(),
        }
    }
}
