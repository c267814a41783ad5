//! What can be wrong with a configuration, in words that say what to change.

use super::load::Source;
use std::path::PathBuf;

/// Why the configuration is refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is not there or cannot be read.
    #[error("the configuration file {path} cannot be read: {source}")]
    File {
        path: PathBuf,
        source: std::io::Error,
    },
    /// The file is not TOML.
    #[error("the configuration file {path} is not valid TOML: {message}")]
    Syntax { path: PathBuf, message: String },
    /// Nobody knows this key.
    #[error("unknown key {name} in {source_name}{}", hint(*.nearest))]
    UnknownKey {
        name: String,
        source_name: Source,
        nearest: Option<&'static str>,
    },
    /// The value does not fit.
    #[error("{name} is {shown} in {source_name}; expected {expected}")]
    BadValue {
        name: &'static str,
        shown: String,
        source_name: Source,
        expected: &'static str,
    },
}

fn hint(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |key| format!("; did you mean {key}?"))
}
