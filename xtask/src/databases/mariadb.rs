//! MariaDB with an empty folder.

use std::io::Read as _;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::server::{Server, free_port, give, prepare, program};
use crate::packages;

const USER: &str = "mysql";
/// Debian has it where only root looks by default.
const DEBIAN: &str = "/usr/sbin/mariadbd";

/// Everybody on this machine may be its superuser, for as long as the tests take: it holds nothing else.
pub(super) fn start(folder: PathBuf) -> Result<(Server, String)> {
    if programs().is_none() {
        super::install("mariadb-server")?;
    }
    let (install, daemon) =
        programs().context("MariaDB is installed, but its programs are not found")?;
    give(&folder, USER)?;
    let data = format!("--datadir={}", folder.join("data").display());
    let mut install = program(&install, USER)?;
    install
        .args(["--no-defaults", "--skip-test-db", &data])
        .args([
            "--auth-root-authentication-method=normal",
            "--skip-name-resolve",
        ]);
    prepare(install)?;
    let port = free_port()?;
    let mut daemon = program(&daemon, USER)?;
    daemon
        .args(["--no-defaults", "--bind-address=127.0.0.1", &data])
        .arg(format!("--port={port}"))
        .arg(format!("--socket={}", folder.join("socket").display()))
        .args(["--skip-log-bin", "--skip-name-resolve", "--sync-frm=0"])
        .args(["--max-connections=300", "--innodb-buffer-pool-size=64M"])
        .args(["--innodb-flush-method=nosync", "--innodb-doublewrite=0"]);
    let mut server = Server::start(daemon, &folder)?;
    server.wait_until(|| greets(port))?;
    Ok((server, format!("mysql://root@127.0.0.1:{port}/mysql")))
}

/// It speaks first, as soon as it listens.
fn greets(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else {
        return false;
    };
    let patience = stream.set_read_timeout(Some(Duration::from_secs(5)));
    patience.is_ok() && stream.read_exact(&mut [0]).is_ok()
}

/// The one that makes the folder, and the server itself.
fn programs() -> Option<(PathBuf, PathBuf)> {
    let install = packages::on_path(&["mariadb-install-db"])?;
    let daemon = packages::on_path(&["mariadbd"])
        .or_else(|| Path::new(DEBIAN).is_file().then(|| DEBIAN.into()))?;
    Some((install, daemon))
}
