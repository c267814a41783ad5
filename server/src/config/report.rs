//! The configuration in words, for `parley config check`.

use super::{Config, Loaded, LogFormat, Origin, Source, key::Key};
use parley_room_server::TopologySetting;
use std::fmt::Write as _;

/// One line for each key: its value and where it came from. Passwords are left out.
pub fn report(loaded: &Loaded) -> String {
    let mut text = String::new();
    for key in Key::ALL {
        let source = loaded.sources.get(&key).unwrap_or(&Source::Default);
        let line = format!("{} = {}", key.name(), shown(&loaded.config, key));
        writeln!(text, "{line:<60} ({source})").expect("a String takes every write");
    }
    text
}

fn shown(config: &Config, key: Key) -> String {
    match key {
        Key::DataDir => quoted(config.data_dir.display()),
        Key::HttpListen => quoted(config.http.listen),
        Key::HttpPublicUrl => quoted(public_url(config)),
        Key::HttpTrustedProxies => config.http.trusted_proxies.to_string(),
        Key::DatabaseUrl => quoted(without_password(&config.database.url)),
        Key::MediaTopology => quoted(match config.media.topology {
            TopologySetting::Auto => "auto",
            TopologySetting::Mesh => "mesh",
            TopologySetting::Sfu => "sfu",
        }),
        Key::MediaListen => quoted(config.media.listen),
        Key::MediaPublicAddresses => list(&config.media.public_addresses),
        Key::IceServers => ice_servers(config),
        Key::IceTurnSecret => match config.ice.turn_secret {
            Some(_) => "set".to_owned(),
            None => "none".to_owned(),
        },
        Key::MailSmtpUrl => config
            .mail
            .smtp_url
            .as_deref()
            .map_or_else(|| "none".to_owned(), |url| quoted(without_password(url))),
        Key::MailCertificate => config
            .mail
            .certificate
            .as_deref()
            .map_or_else(|| "none".to_owned(), |path| quoted(path.display())),
        Key::MailFrom => quoted(mail_from(config)),
        Key::MeetingsGuestsMayStart => config.meetings.guests_may_start.to_string(),
        Key::MeetingsHistoryDays => config.meetings.history_days.to_string(),
        Key::LogFormat => quoted(match config.log.format {
            LogFormat::Text => "text",
            LogFormat::Json => "json",
        }),
        Key::LogLevel => quoted(config.log.level.as_str().to_lowercase()),
        Key::MetricsListen => config
            .metrics
            .listen
            .map_or_else(|| "none".to_owned(), quoted),
    }
}

/// An address without the name and password in it. A path has none, so that an `@` in it is one.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    if scheme != "sqlite"
        && let Some((address, query)) = rest.split_once('?')
    {
        return without_query(scheme, address, query);
    }
    match rest.rsplit_once('@') {
        Some((_, host)) if !rest.starts_with(['/', '.']) => format!("{scheme}://…@{host}"),
        _ => url.to_owned(),
    }
}

/// What follows a `?` may be a password, too, or the `?` may stand in one: then nothing is shown.
fn without_query(scheme: &str, address: &str, query: &str) -> String {
    match address.rsplit_once('@') {
        _ if query.contains('@') => format!("{scheme}://…"),
        Some((_, host)) => format!("{scheme}://…@{host}?…"),
        None => format!("{scheme}://{address}?…"),
    }
}

fn quoted(value: impl std::fmt::Display) -> String {
    format!("{:?}", value.to_string())
}

fn list<T: std::fmt::Display>(values: &[T]) -> String {
    let values: Vec<String> = values.iter().map(quoted).collect();
    format!("[{}]", values.join(", "))
}

fn public_url(config: &Config) -> Origin {
    let http = &config.http;
    http.public_url
        .clone()
        .unwrap_or_else(|| Origin::localhost(http.listen.port()))
}

fn mail_from(config: &Config) -> String {
    config.mail_from(&public_url(config)).to_string()
}

fn ice_servers(config: &Config) -> String {
    let servers: Vec<String> = config
        .ice
        .servers
        .iter()
        .map(|server| {
            let secret = match server.credential {
                Some(_) => " with a password",
                None => "",
            };
            format!("{}{secret}", server.urls.join(" "))
        })
        .collect();
    format!("[{}]", servers.join(", "))
}
