//! The tables as sea-orm sees them.
#![expect(unreachable_pub, reason = "sea-orm derives public items around these")]

pub(crate) mod chat_message;
pub(crate) mod meeting;
pub(crate) mod meeting_participant;
