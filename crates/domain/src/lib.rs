//! Accounts, meetings, seats and chat as plain structs, what one can do with them, and the ports that this needs.
//!
//! *Invariants*: no I/O of its own, no clock, no randomness: they come through the ports.
#![warn(missing_docs)]

pub mod accounts;
pub mod doors;
pub mod history;
mod look;
mod meeting;
mod meetings;
mod paging;
mod ports;
pub mod schedule;
mod seat;

pub use look::NameLook;
pub use meeting::{Meeting, MeetingId, MeetingSettings, NewMeeting};
pub use meetings::{Meetings, MeetingsError};
pub use ports::{
    BanRepository, ChatRepository, Clock, MeetingRepository, NewChatMessage, Random,
    RepositoryError, SeatCounters, SeatRepository,
};
pub use seat::{ResumeHash, Seat, Visitor};
