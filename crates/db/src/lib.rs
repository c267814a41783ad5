//! The domain's repositories on sea-orm: the only crate that knows the database.
//!
//! *Invariants*: entities never leave this crate; what a repository answers was committed; a full disk, a lock that
//! stays or a lost connection is [`parley_domain::RepositoryError::Unavailable`], never a panic.
#![warn(missing_docs)]

mod audit;
mod bans;
mod chat;
mod codes;
mod columns;
mod connect;
mod database;
mod entity;
mod error;
mod failures;
mod history;
mod meetings;
mod migrate;
mod outbox;
mod paging;
mod pending;
mod refresh_tokens;
mod runs;
mod schedules;
mod seats;
mod sessions;
mod stays;
mod transaction;
mod users;

pub use audit::StoredAudit;
pub use bans::StoredBans;
pub use chat::StoredChat;
pub use codes::StoredCodes;
pub use database::Database;
pub use error::DatabaseError;
pub use failures::StoredFailures;
pub use history::StoredHistory;
pub use meetings::StoredMeetings;
pub use outbox::StoredOutbox;
pub use pending::StoredPending;
pub use refresh_tokens::StoredRefreshTokens;
pub use schedules::StoredSchedules;
pub use seats::StoredSeats;
pub use sessions::StoredSessions;
pub use users::StoredUsers;
