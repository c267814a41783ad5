//! PostgreSQL with an empty folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};

use super::server::{Server, free_port, give, prepare, program};
use crate::packages;

const USER: &str = "postgres";
const DEBIAN: &str = "/usr/lib/postgresql";

/// Everybody on this machine may be its superuser, for as long as the tests take: it holds nothing else.
pub(super) fn start(folder: PathBuf) -> Result<(Server, String)> {
    if programs().is_none() {
        super::install("postgresql")?;
    }
    let programs = programs().context("PostgreSQL is installed, but its programs are not found")?;
    give(&folder, USER)?;
    let data = folder.join("data");
    let mut initdb = program(&programs.join("initdb"), USER)?;
    initdb
        .args(["--username", USER, "--auth", "trust", "--no-sync"])
        .args(["--encoding", "UTF8", "--locale", "C.UTF-8"])
        .arg("--pgdata")
        .arg(&data);
    prepare(initdb)?;
    let port = free_port()?.to_string();
    let mut postgres = program(&programs.join("postgres"), USER)?;
    postgres.arg("-D").arg(&data).args(["-p", &port]);
    for setting in [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "max_connections=300",
        "fsync=off",
        "full_page_writes=off",
    ] {
        postgres.args(["-c", setting]);
    }
    let mut server = Server::start(postgres, &folder)?;
    let asks = programs.join("pg_isready");
    server.wait_until(|| answers(&asks, &port))?;
    Ok((
        server,
        format!("postgres://{USER}@127.0.0.1:{port}/postgres"),
    ))
}

fn answers(asks: &Path, port: &str) -> bool {
    Command::new(asks)
        .args(["--host", "127.0.0.1", "--port", port, "--quiet"])
        .stdin(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Where its programs are: on the path, or in Debian's folder of the newest version.
fn programs() -> Option<PathBuf> {
    let debian = fs::read_dir(DEBIAN).ok().and_then(|versions| {
        versions
            .filter_map(|version| Some(version.ok()?.path().join("bin")))
            .filter(|folder| folder.join("initdb").is_file())
            .max()
    });
    debian.or_else(|| Some(packages::on_path(&["initdb"])?.parent()?.to_owned()))
}
