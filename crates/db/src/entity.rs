//! The tables as sea-orm sees them.
#![expect(unreachable_pub, reason = "sea-orm derives public items around these")]

pub(crate) mod account;
pub(crate) mod audit_event;
pub(crate) mod calendar_feed;
pub(crate) mod chat_message;
pub(crate) mod invitation_count;
pub(crate) mod meeting;
pub(crate) mod meeting_ban;
pub(crate) mod meeting_invitee;
pub(crate) mod meeting_participant;
pub(crate) mod meeting_run;
pub(crate) mod one_time_code;
pub(crate) mod outbox_mail;
pub(crate) mod pending_registration;
pub(crate) mod refresh_token;
pub(crate) mod run_participant;
pub(crate) mod run_stay;
pub(crate) mod schedule;
pub(crate) mod schedule_exception;
pub(crate) mod session;
pub(crate) mod sign_in_failure;
