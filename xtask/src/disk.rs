//! Room on the disk for what the tests build: a disk that fills up stops a build with an error that names a compiler.

use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::command;
use crate::progress::say;
use crate::toolchain::WASM_TARGET;
use crate::workspace::Workspace;

const GIGABYTE: u64 = 1_000_000_000;

/// What a run of everything writes to an empty target folder, and then some.
const NEEDED: u64 = 8 * GIGABYTE;

/// What the next one writes, which finds the server of the last one, and all that was built before it.
const NEEDED_AGAIN: u64 = 4 * GIGABYTE;

/// Makes room where it is scarce: what earlier builds for tests left in the target folder goes, releases and tools stay.
pub(crate) fn make_room(workspace: &Workspace) -> Result<()> {
    let before = match free(workspace) {
        Ok(free) => free,
        Err(error) => {
            say(&format!(
                "Nobody knows how much room the disk has: {error:#}"
            ));
            return Ok(());
        }
    };
    let is_built = workspace.server_binary("debug").exists();
    if before >= needed(is_built) {
        return Ok(());
    }
    say(&format!(
        "Only {} are free: what earlier builds for tests left in {} goes.",
        spoken(before),
        workspace.target.display()
    ));
    let mut clean = command::cargo(&workspace.root);
    command::run(clean.args(["clean", "--quiet", "--profile", "dev"]))?;
    let for_browsers = workspace.target.join(WASM_TARGET).join("debug");
    if for_browsers.exists() {
        fs::remove_dir_all(for_browsers)?;
    }
    judge(free(workspace)?)
}

fn needed(is_built: bool) -> u64 {
    if is_built { NEEDED_AGAIN } else { NEEDED }
}

fn judge(free: u64) -> Result<()> {
    if free < NEEDED {
        bail!(
            "The tests need {} of free disk for the target folder, and only {} are free. Make room, or name a folder on another \
             disk by the environment variable CARGO_TARGET_DIR.",
            spoken(NEEDED),
            spoken(free)
        );
    }
    Ok(())
}

/// In bytes, on the disk of the target folder.
fn free(workspace: &Workspace) -> Result<u64> {
    let folder = workspace
        .target
        .ancestors()
        .find(|folder| folder.is_dir())
        .context("the target folder stands nowhere")?;
    let said = command::output(Command::new("df").arg("-Pk").arg(folder))?;
    available(&said).with_context(|| format!("`df -Pk` said what nobody understands: {said}"))
}

/// What `df -Pk` (POSIX) says before the share that is used, in bytes; the name of a disk may have spaces in it.
fn available(said: &str) -> Option<u64> {
    let words: Vec<_> = said.lines().nth(1)?.split_whitespace().collect();
    let share = words.iter().rposition(|word| word.ends_with('%'))?;
    let kibibytes: u64 = words.get(share.checked_sub(1)?)?.parse().ok()?;
    Some(kibibytes * 1024)
}

fn spoken(bytes: u64) -> String {
    let tenths = bytes / (GIGABYTE / 10);
    format!("{}.{} GB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "Filesystem     1024-blocks     Used Available Capacity Mounted on\n\
                        /dev/a disk      263174212 95000000    293000     100% /media/of a person\n";

    #[test]
    fn what_is_free_is_read_from_df() {
        assert_eq!(available(SAID), Some(293_000 * 1024));
        assert_eq!(available("df: no such folder"), None);
        assert_eq!(available("Filesystem\n100% /"), None);
    }

    #[test]
    fn a_full_disk_is_told_in_words() {
        let error = judge(available(SAID).unwrap()).unwrap_err().to_string();
        assert!(error.contains("only 0.3 GB are free"), "{error}");
        assert!(judge(NEEDED).is_ok());
    }
}
