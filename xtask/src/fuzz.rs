//! `cargo xtask fuzz`: what strangers may send, made up by libFuzzer for so many seconds for each target.
//!
//! cargo-fuzz looks for faults of memory by the address sanitizer, which only a nightly Rust has. Nothing of ours is
//! `unsafe`, so that it has nothing to find there: without it stable Rust is enough, and more inputs are tried.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};

use crate::progress::{Progress, say};
use crate::workspace::Workspace;
use crate::{command, packages};

const VERSION: &str = "0.13.2";
/// Seconds for each target, where nothing else is said.
const SECONDS: u64 = 60;
/// An input that takes longer is a finding; the machine may be busy.
const SLOWEST: u64 = 30;
/// So is one for which a target needs more than this, in MB.
const MEMORY: u64 = 2048;
const WITHOUT_SANITIZER: [&str; 2] = ["--sanitizer", "none"];

/// Files of other crates that are good beginnings.
const GOLDENS: [(&str, &str); 2] = [
    ("client_message", "crates/protocol/tests/golden/client"),
    ("server_message", "crates/protocol/tests/golden/server"),
];

/// Runs every target, or the one of that name.
pub(crate) fn fuzz(
    workspace: &Workspace,
    seconds: Option<&str>,
    only: Option<&str>,
) -> Result<ExitCode> {
    let seconds = seconds.map_or(Ok(SECONDS), str::parse)?;
    let folder = workspace.root.join("crates/fuzz");
    let targets: Vec<String> = targets(&folder)?
        .into_iter()
        .filter(|target| only.is_none_or(|only| only == target))
        .collect();
    if targets.is_empty() {
        bail!("there is no such target in crates/fuzz/fuzz_targets");
    }
    let mut progress = Progress::new(targets.len() + 2);
    progress.step("What fuzzing needs", None, || install(workspace))?;
    let minutes = "some minutes the first time";
    progress.step("Build the targets", Some(minutes), || {
        command::run(cargo_fuzz(workspace, "build").args(WITHOUT_SANITIZER))
    })?;
    let mut inputs = 0;
    let mut findings = Vec::new();
    for target in &targets {
        let title = format!("{target}, {seconds} s");
        let run = progress.step(&title, None, || run(workspace, &folder, target, seconds))?;
        inputs += run.inputs;
        if !run.is_clean {
            findings.push(target.as_str());
        }
    }
    Ok(close(targets.len(), inputs, &findings))
}

fn targets(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder.join("fuzz_targets"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.file_stem().context("a file has a name")?;
            names.push(name.to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// cargo-fuzz of this version, below the target folder, and a compiler for libFuzzer, which is written in C++.
fn install(workspace: &Workspace) -> Result<()> {
    if !["c++", "g++", "clang++"].into_iter().any(command::exists) {
        packages::install(
            &["g++"],
            "libFuzzer needs a compiler for C++ (Debian: `sudo apt-get install g++`).",
        )?;
    }
    let version = Command::new(program(workspace))
        .args(["fuzz", "--version"])
        .output();
    let is_there = version.is_ok_and(|output| {
        let words = String::from_utf8_lossy(&output.stdout);
        words.split_whitespace().any(|word| word == VERSION)
    });
    if is_there {
        return Ok(());
    }
    let mut install = command::cargo(&workspace.root);
    install.args(["install", "cargo-fuzz", "--version", VERSION, "--locked"]);
    command::run(install.arg("--root").arg(tools(workspace)))
}

fn tools(workspace: &Workspace) -> PathBuf {
    workspace.target.join("tools")
}

fn program(workspace: &Workspace) -> PathBuf {
    let name = format!("cargo-fuzz{}", std::env::consts::EXE_SUFFIX);
    tools(workspace).join("bin").join(name)
}

fn cargo_fuzz(workspace: &Workspace, verb: &str) -> Command {
    let mut command = Command::new(program(workspace));
    command
        .current_dir(&workspace.root)
        .args(["fuzz", verb, "--fuzz-dir", "crates/fuzz", "--target-dir"])
        .arg(workspace.target.join("fuzz"));
    command
}

/// What became of one target.
#[derive(Debug, PartialEq, Eq)]
struct Run {
    inputs: u64,
    is_clean: bool,
}

fn run(workspace: &Workspace, folder: &Path, target: &str, seconds: u64) -> Result<Run> {
    // The first folder is where new inputs are kept; the others are only read.
    let corpus = folder.join("corpus").join(target);
    fs::create_dir_all(&corpus)?;
    let mut fuzz = cargo_fuzz(workspace, "run");
    fuzz.args(WITHOUT_SANITIZER).arg(target).arg(corpus);
    let golden = GOLDENS.iter().find(|(of, _)| *of == target);
    let beginnings = [
        Some(folder.join("seeds").join(target)),
        golden.map(|(_, goldens)| workspace.root.join(goldens)),
    ];
    fuzz.args(
        beginnings
            .into_iter()
            .flatten()
            .filter(|path| path.is_dir()),
    );
    fuzz.args(["--", "-print_final_stats=1", "-verbosity=0"])
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-timeout={SLOWEST}"))
        .arg(format!("-rss_limit_mb={MEMORY}"));
    let words = folder.join("seeds").join(format!("{target}.dict"));
    if words.is_file() {
        fuzz.arg(format!("-dict={}", words.display()));
    }
    let (is_clean, output) = command::tee(&mut fuzz)?;
    let inputs = executed(&output).with_context(|| format!("{target} could not be run"))?;
    Ok(Run { inputs, is_clean })
}

/// How many inputs libFuzzer says that it has tried; `None` when it never came to that.
fn executed(output: &str) -> Option<u64> {
    output
        .lines()
        .find_map(|line| line.strip_prefix("stat::number_of_executed_units:"))
        .and_then(|number| number.trim().parse().ok())
}

/// The last line is the sum.
fn close(targets: usize, inputs: u64, findings: &[&str]) -> ExitCode {
    say("");
    if !findings.is_empty() {
        say(&format!(
            "{}: the inputs are in crates/fuzz/artifacts.\n\
             One that is copied to crates/fuzz/seeds/TARGET is tried first from then on.",
            findings.join(", ")
        ));
    }
    let with_finding = findings.len();
    say(&format!(
        "targets: {targets}, inputs: {inputs}, with a finding: {with_finding}"
    ));
    if findings.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_libfuzzer_tried_is_read_from_what_it_says() {
        let said =
            "INFO: seed corpus\nstat::number_of_executed_units: 4711\nstat::peak_rss_mb: 80\n";
        assert_eq!(executed(said), Some(4711));
        assert_eq!(executed("error: could not compile"), None);
    }

    #[test]
    fn every_target_is_built_and_every_seed_belongs_to_one() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/fuzz");
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        let targets = targets(&folder).unwrap();
        for target in &targets {
            assert!(
                manifest.contains(&format!("name = \"{target}\"")),
                "{target}"
            );
        }
        for entry in fs::read_dir(folder.join("seeds")).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            assert!(targets.contains(&name), "{name}");
        }
        for (target, goldens) in GOLDENS {
            assert!(targets.contains(&target.to_owned()), "{target}");
            let goldens = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("..")
                .join(goldens);
            assert!(goldens.is_dir(), "{}", goldens.display());
        }
    }
}
