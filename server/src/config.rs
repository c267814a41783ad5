//! The configuration: a file, environment variables over it, defaults under it.
//!
//! *Invariants*: an unknown key is an error; nothing here reads the environment by itself; secrets are never
//! printed.

mod error;
mod key;
mod load;
mod origin;
mod report;
mod value;

pub use error::ConfigError;
pub use load::{Loaded, Source, Sources, load};
pub use origin::Origin;
pub use report::report;

use lettre::{Address, message::Mailbox};
use parley_protocol::IceServer;
use parley_room_server::{TopologySetting, TurnSecret};
use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

/// The documented example: every key with its default.
pub const EXAMPLE: &str = include_str!("../../parley.example.toml");

/// A school behind one address has room, and one address alone cannot take every place there is.
pub(crate) const SOCKETS_PER_CLIENT: usize = 256;

/// Everything an operator can set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    pub data_dir: PathBuf,
    pub http: HttpConfig,
    pub database: DatabaseConfig,
    pub media: MediaConfig,
    pub ice: IceConfig,
    pub mail: MailConfig,
    pub meetings: MeetingsConfig,
    pub metrics: MetricsConfig,
    pub log: LogConfig,
}

impl Config {
    /// Who mails are from.
    ///
    /// # Panics
    /// Never: `localhost` is a host.
    pub fn mail_from(&self, public_url: &Origin) -> Mailbox {
        self.mail.from.clone().unwrap_or_else(|| {
            let host = public_url.host();
            // An address by number needs brackets that few mail programs know.
            let is_number = host.starts_with('[') || host.parse::<IpAddr>().is_ok();
            let host = if is_number { "localhost" } else { host };
            let address = Address::new("parley", host)
                .or_else(|_| Address::new("parley", "localhost"))
                .expect("localhost is a host");
            Mailbox::new(Some("Parley".to_owned()), address)
        })
    }
}

/// Section `http`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpConfig {
    pub listen: SocketAddr,
    /// `None`: `http://localhost` and the port that is listened on.
    pub public_url: Option<Origin>,
    pub trusted_proxies: usize,
    /// Open at a time, by IPv4 address or IPv6 /64. No key; see [`SOCKETS_PER_CLIENT`].
    pub sockets_per_client: usize,
}

/// Section `database`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseConfig {
    /// With `{data_dir}` already replaced.
    pub url: String,
}

/// Section `media`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaConfig {
    pub topology: TopologySetting,
    /// UDP and TCP.
    pub listen: SocketAddr,
    /// Where browsers reach it; empty: at the addresses of this machine.
    pub public_addresses: Vec<IpAddr>,
}

/// Section `ice`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IceConfig {
    pub servers: Vec<IceServer>,
    /// What is shared with the TURN servers that have no password in `servers`.
    pub turn_secret: Option<TurnSecret>,
}

/// Section `metrics`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MetricsConfig {
    /// `None`: there are none.
    pub listen: Option<SocketAddr>,
}

/// Section `mail`.
#[derive(Clone, PartialEq, Eq)]
pub struct MailConfig {
    /// Where mails are handed over; `None`: they become files below the data.
    pub smtp_url: Option<String>,
    /// A certificate that is believed of the mail server beside those that everybody believes, as a PEM file.
    pub certificate: Option<PathBuf>,
    /// Who mails are from; `None`: `Parley` at the public host.
    pub from: Option<Mailbox>,
}

/// Without the password of the mail server.
impl fmt::Debug for MailConfig {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("MailConfig")
            .field("smtp_url", &self.smtp_url.as_ref().map(|_| "…"))
            .field("certificate", &self.certificate)
            .field("from", &self.from)
            .finish()
    }
}

/// Section `meetings`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingsConfig {
    pub guests_may_start: bool,
    /// For how many days the history is kept.
    pub history_days: u32,
}

/// Section `log`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogConfig {
    pub format: LogFormat,
    pub level: tracing::Level,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}
