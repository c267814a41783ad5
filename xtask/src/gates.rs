//! The gates that `check` and `test` share. Each says nothing but what is wrong.
//!
//! *Invariant*: what runs in the browser and what runs on the server are never built by one call of cargo: cargo would
//! unite the features `hydrate` and `ssr` of the application.

use std::process::Command;

use anyhow::Result;

use crate::command;
use crate::toolchain::WASM_TARGET;
use crate::workspace::Workspace;

/// Everything that is built for this machine.
pub(crate) const NATIVE: [&str; 3] = ["--workspace", "--exclude", "parley-frontend"];

pub(crate) fn format(workspace: &Workspace) -> Result<()> {
    command::run(command::cargo(&workspace.root).args(["fmt", "--all", "--check"]))
}

pub(crate) fn clippy_native(workspace: &Workspace) -> Result<()> {
    clippy(
        workspace,
        &[
            &NATIVE[..],
            &["--all-targets", "--features", "parley-bindgen/compress"],
        ]
        .concat(),
    )
}

pub(crate) fn clippy_wasm(workspace: &Workspace) -> Result<()> {
    clippy(
        workspace,
        &[
            "--package",
            "parley-frontend",
            "--package",
            "parley-app",
            "--package",
            "parley-browser-media",
            "--features",
            "parley-app/hydrate",
            "--target",
            WASM_TARGET,
        ],
    )
}

fn clippy(workspace: &Workspace, what: &[&str]) -> Result<()> {
    command::run(
        command::cargo(&workspace.root)
            .arg("clippy")
            .args(what)
            .args(["--", "--deny", "warnings"]),
    )
}

/// The unit and integration tests, by nextest where it is installed.
pub(crate) fn native_tests(workspace: &Workspace) -> Command {
    let mut command = command::cargo(&workspace.root);
    if command::exists("cargo-nextest") {
        command.args(["nextest", "run", "--no-fail-fast", "--status-level", "slow"]);
    } else {
        command.args(["test", "--no-fail-fast", "--lib", "--bins", "--tests"]);
    }
    command.args(NATIVE);
    command
}

pub(crate) fn documentation_tests(workspace: &Workspace) -> Command {
    let mut command = command::cargo(&workspace.root);
    command
        .args(["test", "--doc", "--no-fail-fast"])
        .args(NATIVE);
    command
}
