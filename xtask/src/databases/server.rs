//! One database server as a child of this program.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::progress::{now, say};
use crate::{command, packages};

const PATIENCE: Duration = Duration::from_mins(1);
/// How long it may take to end; nothing in it is worth more.
const FAREWELL: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(50);
/// To both of them: end now, clients or not.
const END: &str = "QUIT";

/// It ends when this is dropped.
pub(super) struct Server {
    child: Child,
    log: PathBuf,
}

impl Server {
    /// Starts a server that writes its log into `folder`.
    pub(super) fn start(mut command: Command, folder: &Path) -> Result<Self> {
        let log = folder.join("log");
        let output = File::create(&log)?;
        let child = command
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()
            .with_context(|| format!("cannot start `{}`", command::spelled(&command)))?;
        Ok(Self { child, log })
    }

    pub(super) fn wait_until(&mut self, is_ready: impl Fn() -> bool) -> Result<()> {
        let started = now();
        while !is_ready() {
            let has_ended = self.child.try_wait()?.is_some();
            if has_ended || started.elapsed() > PATIENCE {
                let log = fs::read_to_string(&self.log).unwrap_or_default();
                bail!("the database does not become ready:\n{log}");
            }
            std::thread::park_timeout(PAUSE);
        }
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        let id = self.child.id().to_string();
        command::run(Command::new("kill").args(["-s", END, &id]))?;
        let started = now();
        while self.child.try_wait()?.is_none() {
            if started.elapsed() > FAREWELL {
                self.child.kill()?;
            }
            std::thread::park_timeout(PAUSE);
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        if let Err(error) = self.end() {
            say(&format!("      a database could not be ended: {error:#}"));
        }
    }
}

/// A program of a database, as `user` where we are root: neither server runs as root. It is told to end when this
/// program dies.
pub(super) fn program(path: &Path, user: &str) -> Result<Command> {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", END]);
    if packages::is_root()? {
        command.args(["--reuid", user, "--regid", user, "--clear-groups"]);
    }
    command.arg("--").arg(path);
    command.current_dir(std::env::temp_dir());
    Ok(command)
}

/// Gives a folder to the user who will write into it.
pub(super) fn give(folder: &Path, user: &str) -> Result<()> {
    if packages::is_root()? {
        command::run(Command::new("chown").arg(user).arg(folder))?;
    }
    Ok(())
}

/// Runs a program that prepares; what it says is shown only when it fails.
pub(super) fn prepare(mut command: Command) -> Result<()> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start `{}`", command::spelled(&command)))?;
    if !output.status.success() {
        bail!(
            "`{}` failed:\n{}{}",
            command::spelled(&command),
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(())
}

pub(super) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
