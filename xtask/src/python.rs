//! A Python of the tests' own, with a reader of calendars that shares no code with this project.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::progress::say;
use crate::workspace::Workspace;
use crate::{command, packages};

/// Where the tests find it.
pub(crate) const VARIABLE: &str = "PARLEY_TEST_ICS_PYTHON";

/// The Python with the packages of `end2end/requirements.txt`.
pub(crate) fn program(workspace: &Workspace) -> PathBuf {
    folder(workspace).join("bin/python")
}

/// Makes it, when there is none, or when the packages are others than at the last time.
pub(crate) fn install(workspace: &Workspace) -> Result<()> {
    let list = workspace.root.join("end2end/requirements.txt");
    let wanted = fs::read_to_string(&list)?;
    let installed = folder(workspace).join(".parley-requirements");
    if fs::read_to_string(&installed).is_ok_and(|list| list == wanted) {
        return Ok(());
    }
    say("      making a Python for the tests of calendars");
    if make(workspace).is_err() {
        packages::install(
            &["python3", "python3-venv"],
            "The tests of calendars need Python 3 with venv (Debian: `sudo apt-get install python3 python3-venv`).",
        )?;
        make(workspace)?;
    }
    command::run(
        Command::new(program(workspace))
            .args(["-m", "pip", "install", "--quiet", "--no-deps"])
            .args(["--disable-pip-version-check", "--requirement"])
            .arg(&list),
    )?;
    fs::write(installed, wanted)?;
    Ok(())
}

fn make(workspace: &Workspace) -> Result<()> {
    let folder = folder(workspace);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    command::run(Command::new("python3").args(["-m", "venv"]).arg(folder))
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("python")
}
