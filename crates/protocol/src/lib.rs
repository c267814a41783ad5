//! What the browser and the server say to each other: ids, messages, error codes, validation rules and limits.
//!
//! *Invariants*: no clock, no randomness, no I/O; every message has one golden JSON file under `tests/golden`;
//! a golden that changes needs a new [`PROTOCOL_VERSION`].
#![warn(missing_docs)]

mod account_rules;
mod chat;
mod client_message;
mod close_code;
mod door;
mod error_code;
mod ids;
pub mod limits;
mod media;
mod meeting_code;
mod meeting_rules;
mod participant;
pub mod permissions;
mod picture;
mod picture_id;
mod role;
mod rules;
mod server_message;
mod sfu;
mod signal;
mod timestamp;
mod wait;

pub use account_rules::{
    AccountRuleError, EmailAddress, OneTimeCode, Password, PhoneNumber, Username,
};
pub use chat::ChatMessageView;
pub use client_message::ClientMessage;
pub use close_code::CloseCode;
pub use door::{DoorRuleError, MeetingAddress, MeetingLink, MeetingPassword};
pub use error_code::ErrorCode;
pub use ids::{
    Arrival, BanId, ChatMessageId, KnockId, NegotiationId, ParticipantId, RequestId, ResumeToken,
};
pub use media::{IceServer, MediaState};
pub use meeting_code::{CodeError, MeetingCode};
pub use meeting_rules::{MeetingRules, MeetingRulesChange};
pub use participant::{KeptOutView, KnockView, MeetingView, ParticipantView};
pub use picture::{PictureKind, PictureRuleError, judge_picture};
pub use picture_id::{PictureId, PictureIdError};
pub use role::Role;
pub use rules::{ChatText, DisplayName, MeetingTitle, RuleError};
pub use server_message::{CloseReason, LeaveReason, LobbyState, ServerMessage};
pub use sfu::{SlotView, Topology, VideoLayer, VideoSource, VideoWish};
pub use signal::{IceCandidate, Signal};
pub use timestamp::{Milliseconds, Timestamp};
pub use wait::Wait;

/// The version of the wire. The first message of a socket names it; another version is refused with
/// [`ErrorCode::ProtocolVersion`] and the tab loads the page again.
pub const PROTOCOL_VERSION: u16 = 6;
