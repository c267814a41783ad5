//! Where things are: the repository's root and cargo's target directory.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::command;

/// The repository's root, and what cargo knows of it.
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    /// Honours `CARGO_TARGET_DIR` and cargo's configuration.
    pub(crate) target: PathBuf,
    /// The answer of `cargo metadata --no-deps`.
    pub(crate) metadata: Value,
}

impl Workspace {
    pub(crate) fn lookup() -> Result<Self> {
        // Asked when it runs: two checkouts that share a target folder may share the built xtask too.
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
            .unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&manifest)
            .parent()
            .context("xtask stands in the repository's root")?
            .to_path_buf();
        let answer = command::output(command::cargo(&root).args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
        ]))?;
        let metadata: Value = serde_json::from_str(&answer)?;
        let target = metadata["target_directory"]
            .as_str()
            .context("cargo metadata names no target directory")?
            .into();
        Ok(Self {
            root,
            target,
            metadata,
        })
    }

    pub(crate) fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    /// The server's binary of a profile's folder (`debug`, `release`).
    pub(crate) fn server_binary(&self, profile: &str) -> PathBuf {
        self.binary(profile, "parley")
    }

    /// A binary of a profile's folder.
    pub(crate) fn binary(&self, profile: &str, name: &str) -> PathBuf {
        let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        self.target.join(profile).join(name)
    }
}
