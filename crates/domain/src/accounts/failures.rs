//! Failed sign-ins.

use parley_protocol::Timestamp;

/// How often somebody failed to sign in with one name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    /// Failures in a row.
    pub in_a_row: u32,
    /// The time of the last one.
    pub last: Option<Timestamp>,
}
