//! Starts the finished program in an empty folder and asks for a page and for what the page needs.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::progress::say;
use crate::trial_server::{TrialServer, get};

pub(super) fn run(binary: &Path) -> Result<()> {
    let server = TrialServer::start(binary, &[])?;
    ask(server.port)
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
