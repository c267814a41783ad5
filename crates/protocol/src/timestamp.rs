//! Time as a plain number, because `std::time::Instant` panics on wasm32 and pure crates read no clock.

use serde::{Deserialize, Serialize};
use std::ops::{Add, Sub};

/// A length of time in milliseconds.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Milliseconds(pub u64);

impl Milliseconds {
    /// `seconds` whole seconds.
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(seconds * 1000)
    }
}

/// A moment, in milliseconds. On the wire and in the database since 1970-01-01 UTC; inside a machine since any
/// fixed moment that its shell chose.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub u64);

impl Timestamp {
    /// The time from `earlier` to `self`, zero when `earlier` is later.
    pub const fn since(self, earlier: Self) -> Milliseconds {
        Milliseconds(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Milliseconds> for Timestamp {
    type Output = Self;
    fn add(self, length: Milliseconds) -> Self {
        Self(self.0.saturating_add(length.0))
    }
}

impl Sub<Milliseconds> for Timestamp {
    type Output = Self;
    fn sub(self, length: Milliseconds) -> Self {
        Self(self.0.saturating_sub(length.0))
    }
}
