//! How the server is doing, as admins see it.

use crate::error::AppError;
use leptos::prelude::*;
use parley_protocol::MeetingCode;
use serde::{Deserialize, Serialize};

/// How the server is doing. What it cannot measure is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerView {
    /// How long it runs.
    pub up_seconds: u64,
    /// The meetings in which somebody is, the oldest first.
    pub meetings: Vec<LiveMeetingView>,
    /// People in them.
    pub people: u64,
    /// Open sockets.
    pub connections: u64,
    /// Accounts, also suspended ones.
    pub accounts: Option<u64>,
    /// The processor.
    pub processor: Option<ProcessorView>,
    /// The database.
    pub database: DatabaseView,
    /// Mails.
    pub mail: MailView,
    /// The disk with the data.
    pub disk: Option<DiskView>,
    /// Bytes of memory that Parley has.
    pub memory: Option<u64>,
}

/// A meeting in which somebody is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveMeetingView {
    /// Its code.
    pub code: MeetingCode,
    /// Its title, when it has one.
    pub title: Option<String>,
    /// Whose personal meeting it is.
    pub host: Option<HostView>,
    /// People in it.
    pub people: u64,
    /// How long it runs on this server.
    pub seconds: u64,
}

/// Whose personal meeting it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostView {
    /// Their name.
    pub name: String,
    /// The name of their picture.
    pub picture: Option<String>,
}

/// How much of the processor Parley used lately.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessorView {
    /// Of all cores together.
    pub percent: u8,
    /// How many there are.
    pub cores: u64,
}

/// The database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatabaseView {
    /// Which one.
    pub kind: String,
    /// How long a question took; `None` where there was no answer.
    pub answers_in_microseconds: Option<u64>,
}

/// Mails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailView {
    /// Whether there is a mail server; else mails become files.
    pub is_sent: bool,
    /// How many wait.
    pub waiting: Option<u64>,
    /// How long the oldest of them waits.
    pub oldest_seconds: Option<u64>,
}

/// A disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiskView {
    /// Free bytes.
    pub free: u64,
    /// All bytes.
    pub total: u64,
}

/// How the server is doing now.
#[server(prefix = "/api", endpoint = "look_at_server")]
pub async fn look_at_server() -> Result<ServerView, AppError> {
    super::requests::require_admin().await?;
    let watch = crate::server::services()?.server_watch;
    Ok(watch.look().await)
}
