//! A server in an empty folder of its own, for commands that try it out.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};

use crate::progress::now;

const PATIENCE: Duration = Duration::from_secs(30);

/// A running server; it ends, and its folder goes, with this.
pub(crate) struct TrialServer {
    pub(crate) port: u16,
    folder: PathBuf,
    process: Child,
}

impl TrialServer {
    /// Starts `binary` and waits until it is ready.
    pub(crate) fn start(binary: &Path, environment: &[(&str, &str)]) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let folder =
            std::env::temp_dir().join(format!("parley-trial-{}-{port}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let process = Self::command(binary, &folder, port)
            .envs(environment.iter().copied())
            .spawn()
            .with_context(|| format!("cannot start {}", binary.display()))?;
        let mut server = Self {
            port,
            folder,
            process,
        };
        server.wait_until_ready()?;
        Ok(server)
    }

    /// The same program on the same data, for its command line.
    pub(crate) fn command(binary: &Path, folder: &Path, port: u16) -> Command {
        let mut command = Command::new(binary);
        command
            .current_dir(folder)
            .env_clear()
            .env("PARLEY__HTTP__LISTEN", format!("127.0.0.1:{port}"))
            .env("PARLEY__MEDIA__LISTEN", "127.0.0.1:0")
            .env("PARLEY__LOG__LEVEL", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        command
    }

    /// Where it keeps its data.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The most memory it has had, in KiB, as Linux counts it (`VmHWM`).
    pub(crate) fn peak_memory(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let number = line.and_then(|line| line.split_whitespace().next());
        number.context("no VmHWM")?.parse().context("no number")
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let started = now();
        loop {
            if let Some(status) = self.process.try_wait()? {
                bail!("the program ended ({status})");
            }
            if get(self.port, "/readyz").is_ok_and(|answer| answer.starts_with("HTTP/1.1 200")) {
                return Ok(());
            }
            ensure!(
                started.elapsed() < PATIENCE,
                "the program does not become ready"
            );
            std::thread::park_timeout(Duration::from_millis(50));
        }
    }
}

impl Drop for TrialServer {
    fn drop(&mut self) {
        // It may have ended by itself, and what is left is in the folder for temporary files.
        drop(self.process.kill());
        drop(self.process.wait());
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// Asks for a page as a browser does that can take it compressed.
pub(crate) fn get(port: u16, path: &str) -> Result<String> {
    exchange(
        port,
        &format!("GET {path} HTTP/1.1\r\nAccept-Encoding: br\r\n"),
        "",
    )
}

/// Sends a request line with headers (and `Host`, `Connection: close` and the length added) and reads the answer.
pub(crate) fn exchange(port: u16, head: &str, body: &str) -> Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let length = body.len();
    write!(
        stream,
        "{head}Host: localhost:{port}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
