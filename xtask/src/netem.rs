//! A network namespace for the tests of bad networks, in which `end2end/netem.ts` finds what it needs for `tc netem`.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::packages;

/// Debian's packages, and a file of each that tells whether it is there.
const NEEDS: [(&str, &str); 3] = [
    ("user-mode-linux", "/usr/bin/linux.uml"),
    ("kmod", "/usr/sbin/insmod"),
    ("iproute2", "/usr/sbin/tc"),
];
/// Runs a command as the root of a namespace that has a loopback address and nothing else.
const INSIDE: [&str; 6] = [
    "--user",
    "--map-root-user",
    "--net",
    "sh",
    "-c",
    "PATH=\"$PATH:/usr/sbin:/sbin\" && ip link set lo up && exec \"$@\"",
];

/// Installs what is missing, and runs `trial` inside; an error says why the machine cannot have it.
pub(crate) fn install(trial: &Command) -> Result<()> {
    let missing: Vec<&str> = NEEDS
        .iter()
        .filter(|(_, file)| !Path::new(file).exists())
        .map(|(package, _)| *package)
        .collect();
    if !missing.is_empty() {
        packages::install(
            &missing,
            "Debian's user-mode-linux, kmod and iproute2 are not there",
        )?;
    }
    let trial = inside(trial)
        .stdin(Stdio::null())
        .output()
        .context("there is no `unshare`")?;
    if !trial.status.success() {
        let why = String::from_utf8_lossy(&trial.stderr);
        bail!("the trial of it ended with:\n{}", why.trim());
    }
    Ok(())
}

/// The same command inside a namespace of its own.
pub(crate) fn inside(command: &Command) -> Command {
    let mut inside = Command::new("unshare");
    inside
        .args(INSIDE)
        .arg("sh")
        .arg(command.get_program())
        .args(command.get_args())
        .env("PARLEY_NETWORK", "netem");
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => inside.env(name, value),
            None => inside.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        inside.current_dir(folder);
    }
    inside
}
