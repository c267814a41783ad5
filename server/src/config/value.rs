//! From a TOML value or the text of an environment variable to a typed value. `None`: it does not fit the key.

use super::{LogFormat, Origin};
use lettre::{AsyncSmtpTransport, Tokio1Executor, message::Mailbox};
use parley_db::Database;
use parley_domain::schedule::HISTORY_DAYS;
use parley_protocol::IceServer;
use std::{net::SocketAddr, path::PathBuf};
use toml::Value;

fn text(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.trim().is_empty())
}

pub(super) fn folder(value: &Value) -> Option<PathBuf> {
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

/// A list of addresses or tables; from the environment a list with commas.
pub(super) fn ice_servers(value: &Value) -> Option<Vec<IceServer>> {
    if let Some(list) = value.as_str() {
        list.split(',')
            .map(str::trim)
            .filter(|url| !url.is_empty())
            .map(|url| ice_server(&Value::String(url.to_owned())))
            .collect()
    } else {
        value.as_array()?.iter().map(ice_server).collect()
    }
}

fn ice_server(value: &Value) -> Option<IceServer> {
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
    is_usable(&server).then_some(server)
}

/// A browser throws on a TURN server without user name and password, and on an address it does not know.
fn is_usable(server: &IceServer) -> bool {
    let has_secret = server.username.is_some() && server.credential.is_some();
    let usable = |url: &String| match url.split_once(':') {
        Some(("stun" | "stuns", host)) => !host.is_empty(),
        Some(("turn" | "turns", host)) => !host.is_empty() && has_secret,
        _ => false,
    };
    !server.urls.is_empty() && server.urls.iter().all(usable)
}
