//! From a TOML value or the text of an environment variable to a typed value. `None`: it does not fit the key.

use super::{LogFormat, Origin};
use lettre::{AsyncSmtpTransport, Tokio1Executor, message::Mailbox};
use parley_db::Database;
use parley_domain::schedule::HISTORY_DAYS;
use parley_protocol::IceServer;
use parley_room_server::{TopologySetting, TurnSecret};
use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};
use toml::Value;

/// What nobody guesses.
const TURN_SECRET_CHARACTERS: usize = 16;

fn text(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.trim().is_empty())
}

/// A folder or a file.
pub(super) fn path(value: &Value) -> Option<PathBuf> {
    text(value).map(PathBuf::from)
}

pub(super) fn listen(value: &Value) -> Option<SocketAddr> {
    text(value)?.parse().ok()
}

pub(super) fn origin(value: &Value) -> Option<Origin> {
    text(value)?.parse().ok()
}

pub(super) fn trusted_proxies(value: &Value) -> Option<usize> {
    let number = match value.as_str() {
        Some(text) => text.parse().ok()?,
        None => usize::try_from(value.as_integer()?).ok()?,
    };
    (number <= 16).then_some(number)
}

pub(super) fn days(value: &Value) -> Option<u32> {
    let number = match value.as_str() {
        Some(text) => text.parse().ok()?,
        None => u32::try_from(value.as_integer()?).ok()?,
    };
    let (fewest, most) = HISTORY_DAYS;
    (fewest..=most).contains(&number).then_some(number)
}

pub(super) fn database_url(value: &Value) -> Option<String> {
    text(value)
        .filter(|url| Database::accepts(url))
        .map(str::to_owned)
}

/// Checked here, so that a slip is told at the start and not when the first mail is to go out.
pub(super) fn smtp_url(value: &Value) -> Option<String> {
    // What lettre takes for none is nothing at all.
    let url = text(value)?;
    let url = url.strip_suffix("?tls=none").unwrap_or(url);
    let known = url.starts_with("smtp://") || url.starts_with("smtps://");
    (known && AsyncSmtpTransport::<Tokio1Executor>::from_url(url).is_ok()).then(|| url.to_owned())
}

pub(super) fn mailbox(value: &Value) -> Option<Mailbox> {
    text(value)?.parse().ok()
}

pub(super) fn boolean(value: &Value) -> Option<bool> {
    value
        .as_str()
        .map_or_else(|| value.as_bool(), |text| text.parse().ok())
}

pub(super) fn log_format(value: &Value) -> Option<LogFormat> {
    match text(value)? {
        "text" => Some(LogFormat::Text),
        "json" => Some(LogFormat::Json),
        _ => None,
    }
}

pub(super) fn log_level(value: &Value) -> Option<tracing::Level> {
    match text(value)? {
        "error" => Some(tracing::Level::ERROR),
        "warn" => Some(tracing::Level::WARN),
        "info" => Some(tracing::Level::INFO),
        "debug" => Some(tracing::Level::DEBUG),
        "trace" => Some(tracing::Level::TRACE),
        _ => None,
    }
}

pub(super) fn topology(value: &Value) -> Option<TopologySetting> {
    match text(value)? {
        "auto" => Some(TopologySetting::Auto),
        "mesh" => Some(TopologySetting::Mesh),
        "sfu" => Some(TopologySetting::Sfu),
        _ => None,
    }
}

/// Addresses that somebody can be told to connect to.
pub(super) fn addresses(value: &Value) -> Option<Vec<IpAddr>> {
    let address = |value: &Value| {
        let address: IpAddr = text(value)?.trim().parse().ok()?;
        (!address.is_unspecified() && !address.is_multicast()).then_some(address)
    };
    list(value)?.iter().map(address).collect()
}

pub(super) fn turn_secret(value: &Value) -> Option<TurnSecret> {
    let secret = text(value)?;
    (secret.chars().count() >= TURN_SECRET_CHARACTERS).then(|| TurnSecret::new(secret.to_owned()))
}

/// A list; from the environment one with commas.
fn list(value: &Value) -> Option<Vec<Value>> {
    let Some(list) = value.as_str() else {
        return value.as_array().cloned();
    };
    let parts = list.split(',').map(str::trim);
    let parts = parts.filter(|part| !part.is_empty());
    Some(parts.map(|part| Value::String(part.to_owned())).collect())
}

/// Addresses or tables. `has_secret`: TURN servers need no password of their own.
pub(super) fn ice_servers(value: &Value, has_secret: bool) -> Option<Vec<IceServer>> {
    let servers = list(value)?.into_iter();
    servers
        .map(|value| ice_server(&value, has_secret))
        .collect()
}

fn ice_server(value: &Value, has_secret: bool) -> Option<IceServer> {
    let server = if let Some(url) = value.as_str() {
        IceServer {
            urls: vec![url.to_owned()],
            username: None,
            credential: None,
        }
    } else {
        let known = ["urls", "username", "credential"];
        if value
            .as_table()?
            .keys()
            .any(|key| !known.contains(&key.as_str()))
        {
            return None;
        }
        value.clone().try_into().ok()?
    };
    is_usable(&server, has_secret).then_some(server)
}

/// A browser throws on a TURN server without user name and password, and on an address it does not know.
fn is_usable(server: &IceServer, has_secret: bool) -> bool {
    let has_secret = match (&server.username, &server.credential) {
        (Some(_), Some(_)) => true,
        (None, None) => has_secret,
        _ => false,
    };
    let usable = |url: &String| match url.split_once(':') {
        Some(("stun" | "stuns", host)) => !host.is_empty(),
        Some(("turn" | "turns", host)) => !host.is_empty() && has_secret,
        _ => false,
    };
    !server.urls.is_empty() && server.urls.iter().all(usable)
}
