//! Where log lines go and how they look.

use crate::config::{LogConfig, LogFormat};
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Writes to standard error. Our own lines come from the configured level on, those of libraries from `warn` on;
/// `RUST_LOG` wins over both.
pub fn start(config: LogConfig) {
    let level = config.level.as_str().to_lowercase();
    let ours = format!(
        "warn,parley={level},parley_server={level},parley_signaling={level},parley_db={level}"
    );
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(ours));
    let registry = tracing_subscriber::registry().with(filter);
    let lines = fmt::layer().with_writer(std::io::stderr).with_target(false);
    // A second start in one process, as in tests, changes nothing.
    let _ = match config.format {
        LogFormat::Text => registry.with(lines).try_init(),
        LogFormat::Json => registry.with(lines.json()).try_init(),
    };
}
