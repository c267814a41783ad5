//! Between columns and the domain's types, where more than one table does it.

use crate::error::{bad_row, to_column};
use parley_domain::{
    RepositoryError,
    accounts::{Origin, SecretHash},
};
use parley_protocol::Timestamp;

/// As long as their columns.
const DEVICE_CHARACTERS: usize = 120;
const CLIENT_CHARACTERS: usize = 64;

pub(crate) fn column(moment: Timestamp) -> i64 {
    to_column(moment.0)
}

pub(crate) fn moment(table: &'static str, number: i64) -> Result<Timestamp, RepositoryError> {
    u64::try_from(number)
        .map(Timestamp)
        .map_err(|_| bad_row(table))
}

pub(crate) fn secret(table: &'static str, bytes: Vec<u8>) -> Result<SecretHash, RepositoryError> {
    bytes.try_into().map(SecretHash).map_err(|_| bad_row(table))
}

pub(crate) fn count(table: &'static str, number: i32) -> Result<u32, RepositoryError> {
    u32::try_from(number).map_err(|_| bad_row(table))
}

/// An origin comes from outside: what does not fit is cut.
pub(crate) fn origin(origin: &Origin) -> (String, String) {
    let cut = |text: &str, longest| text.chars().take(longest).collect();
    (
        cut(&origin.device, DEVICE_CHARACTERS),
        cut(&origin.address, CLIENT_CHARACTERS),
    )
}
