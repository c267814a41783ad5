//! The command line.

mod user;

use crate::{
    Parts, Server, api,
    config::{self, Loaded, Sources},
    logging,
};
use anyhow::Context as _;
use clap::{Parser, Subcommand};
use parley_db::Database;
use std::{io::Write as _, path::PathBuf};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Video meetings on a server of your own.
#[derive(Debug, Parser)]
#[command(name = "parley", version)]
pub struct Arguments {
    /// The configuration file [default: parley.toml where it is there]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the server (what happens without a command)
    Serve,
    /// Look at the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Change the schema of the database; alone, run the migrations that are missing
    Migrate {
        #[command(subcommand)]
        direction: Option<MigrateCommand>,
    },
    /// Look after the accounts
    #[command(subcommand)]
    User(user::UserCommand),
    /// Look after the keys that sign the tokens of the HTTP API
    #[command(subcommand)]
    Keys(KeysCommand),
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum KeysCommand {
    /// Add a key; it signs new tokens from the next start on, and tokens of the older keys stay good until they end
    Rotate,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum ConfigCommand {
    /// Check it, and print what is in force and where each value comes from
    Check,
    /// Print a documented parley.toml with every default
    Example,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum MigrateCommand {
    /// Run the migrations that are missing (`serve` does so too)
    Up,
    /// Take the newest migration back, with everything that is stored in it
    Down,
}

/// Does what the command line says.
///
/// # Errors
/// For people: the whole chain of what went wrong.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let example = matches!(
        arguments.command,
        Some(Command::Config(ConfigCommand::Example))
    );
    if example {
        return print(config::EXAMPLE);
    }
    let loaded = config::load(&sources(arguments.config)?)?;
    match arguments.command.unwrap_or(Command::Serve) {
        Command::Serve => serve(loaded).await,
        Command::Config(_) => print(&config::report(&loaded)),
        Command::Migrate { direction } => {
            migrate(loaded, direction.unwrap_or(MigrateCommand::Up)).await
        }
        Command::User(command) => user::run(loaded, command).await,
        Command::Keys(KeysCommand::Rotate) => {
            let id = api::rotate_keys(&loaded.config, &Parts::real())?;
            print(&format!(
                "Key {id} is there. Start the server again, and it signs with this key.\n"
            ))
        }
    }
}

fn sources(file: Option<PathBuf>) -> anyhow::Result<Sources> {
    let environment = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    Ok(Sources {
        file,
        folder: std::env::current_dir().context("the working directory cannot be read")?,
        environment,
    })
}

async fn serve(loaded: Loaded) -> anyhow::Result<()> {
    logging::start(loaded.config.log);
    let server = Server::bind(&loaded.config, Parts::real()).await?;
    let stop = CancellationToken::new();
    let tasks = TaskTracker::new();
    tasks.spawn(stop_on_signal(stop.clone())?);
    print(&format!("Parley is ready: open {}\n", server.public_url()))?;
    server.run(stop).await;
    Ok(())
}

/// SIGTERM from whoever runs us, or Ctrl-C.
fn stop_on_signal(stop: CancellationToken) -> anyhow::Result<impl Future<Output = ()> + Send> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).context("no signal handler")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("no signal handler")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        stop.cancel();
    })
}

async fn migrate(loaded: Loaded, direction: MigrateCommand) -> anyhow::Result<()> {
    let database = Database::connect(&loaded.config.database.url).await?;
    match direction {
        MigrateCommand::Up => database.migrate_up().await?,
        MigrateCommand::Down => database.migrate_down(1).await?,
    }
    database.close().await?;
    print("Done.\n")
}

fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
