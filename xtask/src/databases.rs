//! A PostgreSQL and a MariaDB for the tests: installed where they are missing, started with empty folders on free ports
//! of this machine alone, and ended with everything that they stored.
//!
//! *Invariant*: they end with this program, however it ends.

mod mariadb;
mod postgres;
mod server;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::progress::say;
use crate::{command, packages};
use server::Server;

const POSTGRES: &str = "PARLEY_TEST_POSTGRES";
const MYSQL: &str = "PARLEY_TEST_MYSQL";
const OTHERWISE: &str = "The tests need PostgreSQL and MariaDB. Install them (Debian: `sudo apt-get install postgresql mariadb-server`), \
    or name running ones by PARLEY_TEST_POSTGRES and PARLEY_TEST_MYSQL, such as postgres://user@host/postgres and \
    mysql://user@host/mysql; the users must be allowed to make databases.";

/// Runs a command, such as `cargo test -p parley-db`, with both there.
pub(crate) fn run(words: &[String]) -> Result<()> {
    let (program, arguments) = words
        .split_first()
        .context("say what to run: cargo xtask databases -- COMMAND")?;
    let databases = Databases::start()?;
    command::run(
        Command::new(program)
            .args(arguments)
            .envs(databases.variables()),
    )
}

/// What was started, and where it is.
pub(crate) struct Databases {
    variables: Vec<(&'static str, String)>,
    servers: Vec<Server>,
    folder: PathBuf,
}

impl Databases {
    /// Starts what the environment does not name already.
    pub(crate) fn start() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("parley-databases-{}", std::process::id()));
        let mut databases = Self {
            variables: Vec::new(),
            servers: Vec::new(),
            folder,
        };
        if !is_named(POSTGRES) {
            databases.add(POSTGRES, postgres::start)?;
        }
        if !is_named(MYSQL) {
            databases.add(MYSQL, mariadb::start)?;
        }
        Ok(databases)
    }

    /// Where the tests find them.
    pub(crate) fn variables(&self) -> Vec<(&'static str, String)> {
        self.variables.clone()
    }

    fn add(
        &mut self,
        variable: &'static str,
        start: fn(PathBuf) -> Result<(Server, String)>,
    ) -> Result<()> {
        let folder = self.folder.join(variable);
        fs::create_dir_all(&folder)?;
        let (server, address) = start(folder)?;
        say(&format!("      {variable}={address}"));
        self.servers.push(server);
        self.variables.push((variable, address));
        Ok(())
    }
}

impl Drop for Databases {
    /// The servers end first, or they would write into the folder again.
    fn drop(&mut self) {
        self.servers.clear();
        if let Err(error) = fs::remove_dir_all(&self.folder)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            say(&format!(
                "      {} could not be removed: {error}",
                self.folder.display()
            ));
        }
    }
}

fn is_named(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|address| !address.is_empty())
}

fn install(package: &str) -> Result<()> {
    packages::install(&[package], OTHERWISE)
}
