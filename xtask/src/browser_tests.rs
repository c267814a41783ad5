//! The tests in a real browser: installs what they need where it is missing, says so, and runs them.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::counts::Counts;
use crate::progress::say;
use crate::run::SITE_ROOT;
use crate::workspace::Workspace;
use crate::{command, packages, python};

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
            .env("PARLEY_CHROMIUM", chromium()?)
            .env(python::VARIABLE, python::program(workspace)),
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
    if let Some(found) = packages::on_path(&BROWSERS) {
        return Ok(found);
    }
    packages::install(
        &["chromium"],
        "The browser tests need Chromium. Install it (Debian: `sudo apt-get install chromium`), \
         or name one by the environment variable PARLEY_CHROMIUM.",
    )?;
    packages::on_path(&BROWSERS).context("apt-get installed chromium, but it is not on the path")
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
