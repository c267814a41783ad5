//! The tests in a real browser: installs what they need where it is missing, says so, and runs them.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::command;
use crate::counts::Counts;
use crate::progress::say;
use crate::run::SITE_ROOT;
use crate::workspace::Workspace;

const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Makes sure that there are Node's packages and a Chromium.
pub(crate) fn install(workspace: &Workspace) -> Result<()> {
    chromium()?;
    install_node_packages(workspace)
}

/// Runs Playwright against the binary and the site that are built already.
pub(crate) fn run(workspace: &Workspace) -> Result<Counts> {
    let folder = workspace.root.join("end2end");
    let report = folder.join("results/report.json");
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let outcome = command::run(
        Command::new("npx")
            .args(["--no-install", "playwright", "test"])
            .current_dir(&folder)
            .env("PARLEY_BIN", workspace.server_binary("debug"))
            .env(SITE_ROOT, workspace.site())
            .env("PARLEY_CHROMIUM", chromium()?),
    );
    let Ok(text) = fs::read_to_string(&report) else {
        outcome?;
        bail!("Playwright wrote no {}", report.display());
    };
    let counts = Counts::from_playwright(&serde_json::from_str(&text)?);
    if counts.failed == 0 {
        outcome?; // it failed for another reason than a test
    }
    Ok(counts)
}

/// The browser to test with: `PARLEY_CHROMIUM`, or one on the path, or Debian's, which is installed then.
fn chromium() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("PARLEY_CHROMIUM") {
        return Ok(named.into());
    }
    if let Some(found) = on_path() {
        return Ok(found);
    }
    say("      installing Debian's chromium");
    let install = [
        "apt-get",
        "install",
        "--yes",
        "--no-install-recommends",
        "chromium",
    ];
    as_root(&["apt-get", "update", "--quiet"])
        .and_then(|()| as_root(&install))
        .context(
            "The browser tests need Chromium. Install it (Debian: `sudo apt-get install chromium`), \
             or name one by the environment variable PARLEY_CHROMIUM.",
        )?;
    on_path().context("apt-get installed chromium, but it is not on the path")
}

fn on_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    BROWSERS
        .iter()
        .flat_map(|browser| folders.iter().map(move |folder| folder.join(browser)))
        .find(|candidate| candidate.is_file())
}

/// Runs a command as root: as it is, or by a sudo that asks nothing.
fn as_root(words: &[&str]) -> Result<()> {
    let user = command::output(Command::new("id").arg("-u"))?;
    let mut command = if user.trim() == "0" {
        Command::new(words[0])
    } else {
        let mut sudo = Command::new("sudo");
        sudo.args(["--non-interactive", words[0]]);
        sudo
    };
    command::run(
        command
            .args(&words[1..])
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

/// `npm ci`, when the lock file is another one than at the last time.
fn install_node_packages(workspace: &Workspace) -> Result<()> {
    let folder = workspace.root.join("end2end");
    let wanted = fs::read_to_string(folder.join("package-lock.json"))?;
    let installed = folder.join("node_modules/.parley-lock");
    if fs::read_to_string(&installed).is_ok_and(|lock| lock == wanted) {
        return Ok(());
    }
    if !command::exists("npm") {
        bail!(
            "The browser tests need Node.js 20 or newer with npm (Debian: `sudo apt-get install nodejs npm`)."
        );
    }
    say("      installing the packages of end2end/ with npm ci");
    command::run(
        Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(&folder)
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
    )?;
    fs::write(installed, wanted)?;
    Ok(())
}
