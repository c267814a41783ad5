//! Starts the finished program in an empty folder and asks for a page and for what the page needs.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};

use crate::progress::{now, say};

const PATIENCE: Duration = Duration::from_secs(30);

pub(super) fn run(binary: &Path) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("parley-dist-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let server = Command::new(binary)
        .current_dir(&folder)
        .env_clear()
        .env("PARLEY__HTTP__LISTEN", format!("127.0.0.1:{port}"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot start {}", binary.display()));
    let outcome = server.and_then(|mut server| {
        let outcome = wait_until_ready(&mut server, port).and_then(|()| ask(port));
        server.kill()?;
        server.wait()?;
        outcome
    });
    fs::remove_dir_all(&folder)?;
    outcome
}

fn wait_until_ready(server: &mut Child, port: u16) -> Result<()> {
    let started = now();
    loop {
        if let Some(status) = server.try_wait()? {
            bail!("the program ended ({status})");
        }
        if get(port, "/readyz").is_ok_and(|answer| answer.starts_with("HTTP/1.1 200")) {
            return Ok(());
        }
        ensure!(
            started.elapsed() < PATIENCE,
            "the program does not become ready"
        );
        std::thread::park_timeout(Duration::from_millis(50));
    }
}

fn ask(port: u16) -> Result<()> {
    let page = get(port, "/")?;
    ensure!(
        page.starts_with("HTTP/1.1 200"),
        "/ answers {}",
        first_line(&page)
    );
    for ending in [".js", ".wasm", ".css"] {
        let path = linked(&page, ending).with_context(|| format!("the page links no {ending}"))?;
        let answer = get(port, path)?;
        ensure!(
            answer.starts_with("HTTP/1.1 200"),
            "{path} answers {}",
            first_line(&answer)
        );
        ensure!(
            answer
                .to_ascii_lowercase()
                .contains("\r\ncontent-encoding: br\r\n"),
            "{path} is not compressed"
        );
        say(&format!("      {path} is served, compressed"));
    }
    Ok(())
}

/// The first path below `/pkg/` with that ending.
fn linked<'a>(page: &'a str, ending: &str) -> Option<&'a str> {
    page.match_indices("/pkg/")
        .map(|(at, _)| {
            page[at..]
                .split(['"', '\'', '`', '<'])
                .next()
                .unwrap_or_default()
        })
        .find(|path| path.ends_with(ending))
}

fn first_line(answer: &str) -> &str {
    answer.lines().next().unwrap_or_default()
}

fn get(port: u16, path: &str) -> Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAccept-Encoding: br\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_by_their_ending() {
        let page =
            r#"<link href="/pkg/1a/parley.css"><script>import("/pkg/1a/parley.js")</script>"#;
        assert_eq!(linked(page, ".css"), Some("/pkg/1a/parley.css"));
        assert_eq!(linked(page, ".js"), Some("/pkg/1a/parley.js"));
        assert_eq!(linked(page, ".wasm"), None);
    }
}
