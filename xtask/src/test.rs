//! `cargo xtask test`: everything that must pass, in one command. It ends in the line `N passed, N failed`.
//!
//! A gate that fails does not stop the ones after it: one run shows everything that is wrong. A gate that fails
//! without a failed test (the format, a build) counts as one failure, so that `0 failed` is always the truth.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::counts::Counts;
use crate::databases::Databases;
use crate::progress::{Progress, now, say, spoken};
use crate::toolchain::ensure_wasm_target;
use crate::workspace::Workspace;
use crate::{browser_tests, command, coturn, disk, gates, python, run, tidy};

/// What became of one gate.
struct Gate {
    title: &'static str,
    time: Duration,
    counts: Counts,
    /// How many tests ran; a gate that failed by itself counts as a failure, but is no test.
    tests: u64,
    is_passed: bool,
}

/// Runs the gates one after the other.
struct Run {
    progress: Progress,
    gates: Vec<Gate>,
}

pub(crate) fn test(workspace: &Workspace) -> ExitCode {
    // Gates go on after one that failed, and would fill the disk.
    if let Err(error) = disk::make_room(workspace) {
        say(&format!("{error:#}\n\n0 passed, 1 failed"));
        return ExitCode::FAILURE;
    }
    pass_gates(workspace)
}

fn pass_gates(workspace: &Workspace) -> ExitCode {
    let mut run = Run {
        progress: Progress::new(12),
        gates: Vec::new(),
    };
    let none = |outcome: Result<()>| outcome.map(|()| Counts::default());
    run.gate("What the tests need", || none(install(workspace)));
    run.gate("Format", || none(gates::format(workspace)));
    run.gate("Tidy", || none(tidy::tidy(workspace)));
    run.gate("Clippy for the server", || {
        none(gates::clippy_native(workspace))
    });
    run.gate("Clippy for the browser", || {
        none(gates::clippy_wasm(workspace))
    });
    let mut databases = None;
    run.gate("PostgreSQL and MariaDB to test on", || {
        databases = Some(Databases::start()?);
        none(Ok(()))
    });
    run.gate("Unit and integration tests, migrations up and down", || {
        let addresses = databases.as_ref().map(Databases::variables);
        let mut tests = gates::native_tests(workspace);
        tests.env(python::VARIABLE, python::program(workspace));
        // Where there is none, the first gate has said so.
        if let Ok(turnserver) = coturn::find() {
            tests.env(coturn::VARIABLE, turnserver);
        }
        command::counted(
            tests.envs(addresses.unwrap_or_default()),
            Counts::from_cargo,
        )
    });
    drop(databases);
    run.gate("Examples in the documentation", || {
        command::counted(
            &mut gates::documentation_tests(workspace),
            Counts::from_cargo,
        )
    });
    let is_built = run.gate("Build the server and the site", || {
        none(run::build(workspace, 4).map(drop))
    });
    let need_build = || {
        if !is_built {
            bail!("there is nothing to test: the build failed");
        }
        Ok(())
    };
    run.gate("Tests in the browser", || {
        need_build()?;
        browser_tests::run(workspace)
    });
    run.gate("Tests in Firefox", || {
        need_build()?;
        browser_tests::in_firefox(workspace)
    });
    run.gate("Tests over bad networks", || {
        need_build()?;
        browser_tests::networks(workspace)
    });
    run.close()
}

/// Installs what the tests need and is not there.
fn install(workspace: &Workspace) -> Result<()> {
    ensure_wasm_target()?;
    python::install(workspace)?;
    coturn::find()?;
    coturn::install_firewall()?;
    browser_tests::install(workspace)
}

impl Run {
    fn gate(&mut self, title: &'static str, work: impl FnOnce() -> Result<Counts>) -> bool {
        let started = now();
        let outcome = self.progress.step(title, None, work);
        let without_tests = Counts {
            passed: 0,
            failed: 1,
        };
        let (counts, tests) = match &outcome {
            Ok(counts) => (*counts, counts.total()),
            Err(_) => (without_tests, 0),
        };
        if let Err(error) = &outcome {
            say(&format!("      {error:#}"));
        }
        let is_passed = outcome.is_ok() && counts.failed == 0;
        self.gates.push(Gate {
            title,
            time: started.elapsed(),
            counts,
            tests,
            is_passed,
        });
        is_passed
    }

    /// The last line is the count, so nothing may be said after it.
    fn close(self) -> ExitCode {
        say("");
        for gate in &self.gates {
            let word = if gate.is_passed { "ok" } else { "FAILED" };
            let tests = match gate.tests {
                0 => String::new(),
                total => format!("{total} tests"),
            };
            say(&format!(
                "{word:<7} {:<52} {:>12} {tests:>10}",
                gate.title,
                spoken(gate.time)
            ));
        }
        let counts: Counts = self.gates.iter().map(|gate| gate.counts).sum();
        say(&format!(
            "\n{} passed, {} failed",
            counts.passed, counts.failed
        ));
        if counts.failed > 0 {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        }
    }
}
