//! The domain's repositories on sea-orm: the only crate that knows the database.
//!
//! *Invariants*: entities never leave this crate; what a repository answers was committed; a full disk, a lock that
//! stays or a lost connection is [`parley_domain::RepositoryError::Unavailable`], never a panic.
#![warn(missing_docs)]

mod chat;
mod database;
mod entity;
mod error;
mod meetings;
mod seats;

pub use chat::StoredChat;
pub use database::Database;
pub use error::DatabaseError;
pub use meetings::StoredMeetings;
pub use seats::StoredSeats;
