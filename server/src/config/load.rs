//! Reading the sources in their order and putting the typed configuration together.

use super::{
    Config, ConfigError, DatabaseConfig, HttpConfig, IceConfig, LogConfig, LogFormat, MailConfig,
    MediaConfig, MeetingsConfig, MetricsConfig, SOCKETS_PER_CLIENT,
    key::{self, Key},
    value,
};
use parley_room_server::TopologySetting;
use std::{
    collections::BTreeMap,
    fmt,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};
use toml::Value;

const DEFAULT_FILE: &str = "parley.toml";
const PREFIX: &str = "PARLEY__";
const HISTORY_DAYS: u32 = 365;
const MEDIA_PORT: u16 = 7000;
const DATABASE_URL: &str = "sqlite://{data_dir}/parley.db";

/// What the configuration is read from.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The file that `--config` named; without it `parley.toml` is read where it is there.
    pub file: Option<PathBuf>,
    /// The folder in which `parley.toml` is looked for.
    pub folder: PathBuf,
    /// The environment.
    pub environment: Vec<(String, String)>,
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    Default,
    File(PathBuf),
    Environment(String),
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => formatter.write_str("default"),
            Self::File(path) => write!(formatter, "{}", path.display()),
            Self::Environment(name) => write!(formatter, "environment variable {name}"),
        }
    }
}

/// The configuration and where each value came from.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub config: Config,
    pub(super) sources: BTreeMap<Key, Source>,
}

type Values = BTreeMap<Key, (Value, Source)>;

/// Reads and checks everything.
///
/// # Errors
/// [`ConfigError`] for the first thing that is wrong.
pub fn load(sources: &Sources) -> Result<Loaded, ConfigError> {
    let mut values = Values::new();
    if let Some((path, table)) = read_file(sources)? {
        add_table(&mut values, "", table, &Source::File(path))?;
    }
    for (name, text) in &sources.environment {
        if let Some(key) = name.strip_prefix(PREFIX) {
            let key = key.to_lowercase().replace("__", ".");
            let source = Source::Environment(name.clone());
            add(&mut values, &key, Value::String(text.clone()), &source)?;
        }
    }
    let config = build(&values)?;
    let sources = values
        .into_iter()
        .map(|(key, (_, source))| (key, source))
        .collect();
    Ok(Loaded { config, sources })
}

fn read_file(sources: &Sources) -> Result<Option<(PathBuf, toml::Table)>, ConfigError> {
    let default = sources.folder.join(DEFAULT_FILE);
    if sources.file.is_none() && !default.exists() {
        return Ok(None);
    }
    let path = sources.file.clone().unwrap_or(default);
    let text = std::fs::read_to_string(&path).map_err(|source| ConfigError::File {
        path: path.clone(),
        source,
    })?;
    match text.parse() {
        Ok(table) => Ok(Some((path, table))),
        Err(error) => Err(syntax(&path, &text, &error)),
    }
}

/// Names the place only: the text of the line may hold a password.
fn syntax(path: &Path, text: &str, error: &toml::de::Error) -> ConfigError {
    let line = error.span().map_or(1, |span| {
        text[..span.start.min(text.len())].lines().count().max(1)
    });
    ConfigError::Syntax {
        path: path.to_owned(),
        message: format!("line {line}: {}", error.message()),
    }
}

fn add_table(
    values: &mut Values,
    prefix: &str,
    table: toml::Table,
    source: &Source,
) -> Result<(), ConfigError> {
    for (name, value) in table {
        let name = match prefix {
            "" => name,
            prefix => format!("{prefix}.{name}"),
        };
        match (Key::find(&name), value) {
            (None, Value::Table(section)) => add_table(values, &name, section, source)?,
            (_, value) => add(values, &name, value, source)?,
        }
    }
    Ok(())
}

fn add(values: &mut Values, name: &str, value: Value, source: &Source) -> Result<(), ConfigError> {
    let (name, source) = (name.to_owned(), source.clone());
    match Key::find(&name) {
        Some(key) => {
            values.insert(key, (value, source));
            Ok(())
        }
        None => Err(ConfigError::UnknownKey {
            nearest: key::nearest(&name),
            name,
            source_name: source,
        }),
    }
}

fn build(values: &Values) -> Result<Config, ConfigError> {
    let data_dir = take(values, Key::DataDir, value::path)?;
    let data_dir = data_dir.unwrap_or_else(|| PathBuf::from("./data"));
    let listen = take(values, Key::HttpListen, value::listen)?;
    let url = take(values, Key::DatabaseUrl, value::database_url)?;
    let url = url.unwrap_or_else(|| DATABASE_URL.to_owned());
    let proxies = take(values, Key::HttpTrustedProxies, value::trusted_proxies)?;
    let guests = take(values, Key::MeetingsGuestsMayStart, value::boolean)?;
    let history = take(values, Key::MeetingsHistoryDays, value::days)?;
    let format = take(values, Key::LogFormat, value::log_format)?;
    let level = take(values, Key::LogLevel, value::log_level)?;
    Ok(Config {
        http: HttpConfig {
            listen: listen.unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, 3000))),
            public_url: take(values, Key::HttpPublicUrl, value::origin)?,
            trusted_proxies: proxies.unwrap_or_default(),
            sockets_per_client: SOCKETS_PER_CLIENT,
        },
        database: DatabaseConfig {
            url: url.replace("{data_dir}", &data_dir.to_string_lossy()),
        },
        media: media(values)?,
        ice: ice(values)?,
        mail: MailConfig {
            smtp_url: take(values, Key::MailSmtpUrl, value::smtp_url)?,
            certificate: take(values, Key::MailCertificate, value::path)?,
            from: take(values, Key::MailFrom, value::mailbox)?,
        },
        meetings: MeetingsConfig {
            guests_may_start: guests.unwrap_or(true),
            history_days: history.unwrap_or(HISTORY_DAYS),
        },
        log: LogConfig {
            format: format.unwrap_or(LogFormat::Text),
            level: level.unwrap_or(tracing::Level::INFO),
        },
        metrics: MetricsConfig {
            listen: take(values, Key::MetricsListen, value::listen)?,
        },
        data_dir,
    })
}

fn media(values: &Values) -> Result<MediaConfig, ConfigError> {
    let topology = take(values, Key::MediaTopology, value::topology)?;
    let listen = take(values, Key::MediaListen, value::listen)?;
    let addresses = take(values, Key::MediaPublicAddresses, value::addresses)?;
    Ok(MediaConfig {
        topology: topology.unwrap_or(TopologySetting::Auto),
        listen: listen.unwrap_or(SocketAddr::from((Ipv4Addr::UNSPECIFIED, MEDIA_PORT))),
        public_addresses: addresses.unwrap_or_default(),
    })
}

fn ice(values: &Values) -> Result<IceConfig, ConfigError> {
    let turn_secret = take(values, Key::IceTurnSecret, value::turn_secret)?;
    let servers = |value: &Value| value::ice_servers(value, turn_secret.is_some());
    let servers = take(values, Key::IceServers, servers)?;
    Ok(IceConfig {
        servers: servers.unwrap_or_default(),
        turn_secret,
    })
}

fn take<T>(
    values: &Values,
    key: Key,
    read: impl Fn(&Value) -> Option<T>,
) -> Result<Option<T>, ConfigError> {
    let Some((value, source)) = values.get(&key) else {
        return Ok(None);
    };
    match read(value) {
        Some(typed) => Ok(Some(typed)),
        None => Err(ConfigError::BadValue {
            name: key.name(),
            shown: if key.is_secret() {
                "not right".to_owned()
            } else {
                value.to_string()
            },
            source_name: source.clone(),
            expected: key.expected(),
        }),
    }
}
