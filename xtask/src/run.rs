//! `cargo xtask run`: from a fresh clone to a server that can be opened, with nothing to configure.

use std::process::Command;

use anyhow::{Context as _, Result};

use crate::command;
use crate::progress::{Progress, say};
use crate::site::SitePlan;
use crate::toolchain::{WASM_TARGET, ensure_wasm_target};
use crate::workspace::Workspace;

/// The environment variable that tells the server where its site folder is.
pub(crate) const SITE_ROOT: &str = "PARLEY_SITE_ROOT";

pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let mut progress = build(workspace, 5)?;
    progress.announce("Starting Parley (Ctrl-C stops it)");
    let mut server = Command::new(workspace.server_binary("debug"));
    server
        .args(arguments)
        .current_dir(&workspace.root)
        .env(SITE_ROOT, workspace.site());
    become_it(server)
}

/// Builds the site and the server with the light profile; `steps` counts what the caller does after it, too.
pub(crate) fn build(workspace: &Workspace, steps: usize) -> Result<Progress> {
    let mut progress = Progress::new(steps);
    let is_first = !workspace.server_binary("debug").exists();
    if is_first {
        say(
            "The first build takes a while, up to 15 minutes on two cores. The next ones take seconds.",
        );
    }
    let first = |words: &'static str| is_first.then_some(words);

    progress.step("Looking for the WASM target", None, ensure_wasm_target)?;
    progress.step(
        "Building what runs in the browser",
        first("about 4 minutes the first time"),
        || {
            cargo_build(
                workspace,
                &["--package", "parley-frontend", "--target", WASM_TARGET],
            )
        },
    )?;
    progress.step(
        "Building the server",
        first("about 5 minutes the first time"),
        || {
            cargo_build(
                workspace,
                &["--package", "parley-server", "--bin", "parley"],
            )
        },
    )?;
    progress.step(
        "Putting the site together",
        first("about 2 minutes the first time"),
        || build_site(workspace),
    )?;
    Ok(progress)
}

fn build_site(workspace: &Workspace) -> Result<()> {
    let plan = SitePlan {
        workspace,
        wasm: workspace
            .target
            .join(WASM_TARGET)
            .join("debug/parley_frontend.wasm"),
        site: workspace.site(),
    };
    if plan.is_fresh()? {
        return Ok(());
    }
    cargo_build(workspace, &["--package", "parley-bindgen"])?;
    let bindgen = workspace.target.join("debug/parley-bindgen");
    plan.build(&bindgen, |_| Ok(()), |_| Ok(()))
}

fn cargo_build(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    command::run(command::cargo(&workspace.root).arg("build").args(arguments))
}

/// Gives this process to the server, so that Ctrl-C and every other signal reach it.
#[cfg(unix)]
fn become_it(mut server: Command) -> Result<()> {
    use std::os::unix::process::CommandExt as _;
    Err(server.exec()).with_context(|| format!("cannot start `{}`", command::spelled(&server)))
}

#[cfg(not(unix))]
fn become_it(mut server: Command) -> Result<()> {
    command::run(&mut server)
}
