//! Room on the disk for what the tests build: a disk that fills up stops a build with an error that names a compiler.

use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::command;
use crate::progress::say;
use crate::workspace::Workspace;

const GIGABYTE: u64 = 1_000_000_000;

/// What a run of everything still writes where all that it builds is there, but for this repository's own crates.
const NEXT_RUN: u64 = 8 * GIGABYTE;

/// What a run of everything writes to an empty target folder.
const FIRST_RUN: u64 = 14 * GIGABYTE;

/// Makes room where it is scarce: by what earlier builds left in the target folder, and nothing else.
pub(crate) fn make_room(workspace: &Workspace) -> Result<()> {
    let built = workspace.target.join("debug/deps").exists();
    let free = free(workspace)?;
    let needed = if built { NEXT_RUN } else { FIRST_RUN };
    if free >= needed {
        return Ok(());
    }
    if built {
        say(&format!(
            "      only {} are free: what earlier builds left in the target folder goes",
            spoken(free)
        ));
        command::run(command::cargo(&workspace.root).args(["clean", "--quiet"]))?;
    }
    judge(self::free(workspace)?)
}

/// For an empty target folder.
fn judge(free: u64) -> Result<()> {
    if free < FIRST_RUN {
        bail!(
            "the tests write about {} to the target folder, and only {} are free: make room, or name a folder on \
             another disk by CARGO_TARGET_DIR",
            spoken(FIRST_RUN),
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

/// The fourth column of what `df -Pk` says (POSIX), in bytes.
fn available(said: &str) -> Option<u64> {
    let kibibytes: u64 = said
        .lines()
        .nth(1)?
        .split_whitespace()
        .nth(3)?
        .parse()
        .ok()?;
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
                        /dev/vda         263174212 95000000    293000     100% /\n";

    #[test]
    fn what_is_free_is_read_from_df() {
        assert_eq!(available(SAID), Some(293_000 * 1024));
        assert_eq!(available("df: no such folder"), None);
    }

    #[test]
    fn a_full_disk_is_told_in_words_before_anything_is_built() {
        let error = judge(available(SAID).unwrap()).unwrap_err().to_string();
        assert!(error.contains("only 0.3 GB are free"), "{error}");
        assert!(judge(FIRST_RUN).is_ok());
    }
}
