//! The tests in a real browser: installs what they need where it is missing, says so, and runs them.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::counts::{Counts, without_colours};
use crate::progress::say;
use crate::run::SITE_ROOT;
use crate::workspace::Workspace;
use crate::{command, coturn, netem, packages, python};

/// Lines of each error that are said again.
const WORDS: usize = 8;

/// What has Node.js read TypeScript.
const TYPESCRIPT: &str = "./firefox/typescript.mjs";

/// A browser to test with.
struct Browser {
    /// The environment variable that names one.
    variable: &'static str,
    /// What it may be called on the path.
    names: &'static [&'static str],
    /// Debian's package of it.
    package: &'static str,
    /// What to do where that cannot be installed.
    otherwise: &'static str,
}

const CHROMIUM: Browser = Browser {
    variable: "PARLEY_CHROMIUM",
    names: &["chromium", "chromium-browser", "google-chrome"],
    package: "chromium",
    otherwise: "The browser tests need Chromium. Install it (Debian: `sudo apt-get install chromium`), \
                or name one by the environment variable PARLEY_CHROMIUM.",
};

const FIREFOX: Browser = Browser {
    variable: "PARLEY_FIREFOX",
    names: &["firefox-esr", "firefox"],
    package: "firefox-esr",
    otherwise: "The browser tests need Firefox. Install it (Debian: `sudo apt-get install firefox-esr`), \
                or name one by the environment variable PARLEY_FIREFOX.",
};

/// Makes sure that there are Node's packages, a Chromium and a Firefox.
pub(crate) fn install(workspace: &Workspace) -> Result<()> {
    CHROMIUM.find()?;
    FIREFOX.find()?;
    install_node_packages(workspace)
}

/// Everything of Playwright's but the tests of bad networks, against the binary and the site that are built already.
pub(crate) fn run(workspace: &Workspace) -> Result<Counts> {
    playwright(workspace, &["desktop", "phone"], "results", Command::from)
}

/// The tests of bad networks, in Chromium and in Firefox.
pub(crate) fn networks(workspace: &Workspace) -> Result<Counts> {
    let mut trial = in_end2end(workspace, "node")?;
    trial.args(["--import", TYPESCRIPT, "netem/trial.ts"]);
    let place: fn(Command) -> Command = match netem::install(&trial) {
        Ok(()) => |command| netem::inside(&command),
        Err(why) => {
            say(&format!(
                "      tc netem cannot be had here, and the relay of end2end/relay.ts stands in: {why:#}"
            ));
            Command::from
        }
    };
    let in_chromium = playwright(workspace, &["networks"], "results/networks", place);
    let in_firefox = node_tests(place(firefox(workspace, "firefox/network.test.ts")?));
    Ok(in_chromium? + in_firefox?)
}

/// Runs projects of Playwright's, which leave what they found in a folder; `place`: puts the command where it is to run.
fn playwright(
    workspace: &Workspace,
    projects: &[&str],
    results: &str,
    place: fn(Command) -> Command,
) -> Result<Counts> {
    let folder = workspace.root.join("end2end");
    let report = folder.join(results).join("report.json");
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let mut tests = in_end2end(workspace, "npx")?;
    tests
        .args(["--no-install", "playwright", "test"])
        .args(
            projects
                .iter()
                .map(|project| format!("--project={project}")),
        )
        .env("PARLEY_RESULTS", results)
        .env(python::VARIABLE, python::program(workspace))
        .env(coturn::VARIABLE, coturn::find()?);
    let outcome = command::run(&mut place(tests));
    let Ok(text) = fs::read_to_string(&report) else {
        outcome?;
        bail!("Playwright wrote no {}", report.display());
    };
    let report = serde_json::from_str(&text)?;
    say_what_failed(&report);
    let counts = Counts::from_playwright(&report);
    if counts.failed == 0 {
        outcome?; // it failed for another reason than a test
    }
    Ok(counts)
}

/// Once more at the end, where a long output is still seen: which tests failed, and the first words of why.
fn say_what_failed(suite: &Value) {
    let list = |of: &Value, name: &str| of[name].as_array().cloned().unwrap_or_default();
    for inner in list(suite, "suites") {
        say_what_failed(&inner);
    }
    for spec in list(suite, "specs")
        .iter()
        .filter(|spec| spec["ok"] == false)
    {
        say(&format!("FAILED  {}: {}", spec["file"], spec["title"]));
        let results = list(spec, "tests")
            .iter()
            .flat_map(|test| list(test, "results"))
            .collect::<Vec<_>>();
        for error in results.iter().flat_map(|result| list(result, "errors")) {
            let message = error["message"].as_str().unwrap_or_default();
            let message = without_colours(message);
            for line in message
                .lines()
                .filter(|line| !line.trim().is_empty())
                .take(WORDS)
            {
                say(&format!("          {line}"));
            }
        }
    }
}

/// The tests in Firefox, which Playwright cannot drive: Node's own test runner runs them.
pub(crate) fn in_firefox(workspace: &Workspace) -> Result<Counts> {
    node_tests(firefox(workspace, "firefox/firefox.test.ts")?)
}

fn firefox(workspace: &Workspace, file: &str) -> Result<Command> {
    let mut tests = in_end2end(workspace, "node")?;
    tests
        .args(["--import", TYPESCRIPT, "--test"])
        .args(["--test-reporter=spec", file])
        .env(FIREFOX.variable, FIREFOX.find()?);
    Ok(tests)
}

fn node_tests(mut tests: Command) -> Result<Counts> {
    command::counted(&mut tests, Counts::from_node)
}

/// A program of `end2end/` that tests what is built.
fn in_end2end(workspace: &Workspace, program: &str) -> Result<Command> {
    let mut command = Command::new(program);
    command
        .current_dir(workspace.root.join("end2end"))
        .env("PARLEY_BIN", workspace.server_binary("debug"))
        .env(SITE_ROOT, workspace.site())
        .env(CHROMIUM.variable, CHROMIUM.find()?);
    Ok(command)
}

impl Browser {
    /// The one that the variable names, or one on the path, or Debian's, which is installed then.
    fn find(&self) -> Result<PathBuf> {
        if let Some(named) = std::env::var_os(self.variable) {
            return Ok(named.into());
        }
        if let Some(found) = packages::on_path(self.names) {
            return Ok(found);
        }
        packages::install(&[self.package], self.otherwise)?;
        packages::on_path(self.names).with_context(|| {
            format!(
                "apt-get installed {}, but it is not on the path",
                self.package
            )
        })
    }
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
