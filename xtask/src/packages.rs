//! Installing Debian's packages, where the tests need what is not there.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::command;
use crate::progress::say;

/// Installs packages; `otherwise` tells what to do where that does not work.
pub(crate) fn install(names: &[&str], otherwise: &'static str) -> Result<()> {
    say(&format!(
        "      installing Debian's {}",
        names.join(" and ")
    ));
    let install = ["apt-get", "install", "--yes", "--no-install-recommends"];
    as_root(&["apt-get", "update", "--quiet"])
        .and_then(|()| as_root(&[&install, names].concat()))
        .context(otherwise)
}

/// The first program of these names on the path.
pub(crate) fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|candidate| candidate.is_file())
}

pub(crate) fn is_root() -> Result<bool> {
    let user = command::output(Command::new("id").arg("-u"))?;
    Ok(user.trim() == "0")
}

/// Runs a command as root: as it is, or by a sudo that asks nothing.
pub(crate) fn as_root(words: &[&str]) -> Result<()> {
    let mut command = if is_root()? {
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
