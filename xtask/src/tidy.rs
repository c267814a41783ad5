//! `cargo xtask tidy`: the rules of this house that neither rustc nor clippy knows.

mod dependencies;
mod files;

use std::fs;
use std::process::Command;

use anyhow::{Result, bail};

use crate::command;
use crate::progress::say;
use crate::workspace::Workspace;

/// Names every breach of a rule, and fails when there is one.
pub(crate) fn tidy(workspace: &Workspace) -> Result<()> {
    let mut breaches = dependencies::breaches(&workspace.metadata);
    let mut checked = 0;
    for path in our_files(workspace)? {
        let Ok(text) = fs::read_to_string(workspace.root.join(&path)) else {
            continue; // an image or a font, or a file that git still lists though it is gone
        };
        checked += 1;
        breaches.extend(files::breaches(&path, &text));
    }
    for breach in &breaches {
        say(&format!("      {breach}"));
    }
    if !breaches.is_empty() {
        bail!("tidy found {} in {checked} files", breaches.len());
    }
    say(&format!(
        "      {checked} files and their dependencies are tidy"
    ));
    Ok(())
}

/// What git knows or would add, with `/` between folders.
fn our_files(workspace: &Workspace) -> Result<Vec<String>> {
    let listed = command::output(Command::new("git").current_dir(&workspace.root).args([
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))?;
    Ok(listed.lines().map(str::to_owned).collect())
}
