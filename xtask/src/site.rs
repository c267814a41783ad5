//! Puts the site folder together: what the server hands out beside its pages.
//!
//! ```text
//! <target>/site/build-id               the name of the folder below, a hash of the site
//! <target>/site/pkg/<build-id>/        parley.js, parley.wasm, parley.css: may be cached for ever
//! <target>/site/…                      public/ as it is
//! ```
//! *Invariant*: the folder is replaced as a whole, and only when one of its sources changed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::fingerprint::{Fingerprint, files_below, stamp};
use crate::workspace::Workspace;
use crate::{command, css};

const NAME: &str = "parley";

/// What a site is made of, and where it goes.
pub(crate) struct SitePlan<'a> {
    pub(crate) workspace: &'a Workspace,
    /// What the compiler made of `frontend`.
    pub(crate) wasm: PathBuf,
    pub(crate) site: PathBuf,
}

impl SitePlan<'_> {
    /// Whether the site folder is what its sources would make again.
    pub(crate) fn is_fresh(&self) -> Result<bool> {
        let before = fs::read_to_string(self.stamp_file()).unwrap_or_default();
        Ok(self.site.join("build-id").is_file() && before == self.stamp()?)
    }

    /// `shrink` may change the WASM file before it is hashed; `finish` has the last word, when every file is at its
    /// place.
    pub(crate) fn build(
        &self,
        bindgen: &Path,
        shrink: impl FnOnce(&Path) -> Result<()>,
        finish: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<()> {
        let stamp = self.stamp()?;
        let draft = self.site.with_extension("draft");
        remove_folder(&draft)?;
        let pkg = draft.join("pkg").join("draft");
        fs::create_dir_all(&pkg)?;
        command::run(
            std::process::Command::new(bindgen)
                .arg("bindgen")
                .args([&self.wasm, &pkg])
                .arg(NAME),
        )?;
        shrink(&pkg.join(NAME).with_extension("wasm"))?;
        let style = css::bundle(&self.workspace.root.join("style/main.css"))?;
        fs::write(pkg.join(NAME).with_extension("css"), style)?;
        copy_folder(&self.workspace.root.join("public"), &draft)?;
        let build_id = build_id(&draft)?;
        fs::rename(&pkg, pkg.with_file_name(&build_id))?;
        finish(&draft)?;
        fs::write(draft.join("build-id"), build_id)?;
        remove_folder(&self.site)?;
        fs::rename(&draft, &self.site)?;
        fs::write(self.stamp_file(), stamp)?;
        Ok(())
    }

    fn stamp_file(&self) -> PathBuf {
        self.site.with_extension("stamp")
    }

    fn stamp(&self) -> Result<String> {
        let root = &self.workspace.root;
        let mut sources = vec![self.wasm.clone()];
        sources.extend(files_below(&root.join("style"))?);
        sources.extend(files_below(&root.join("public"))?);
        stamp(&sources)
    }
}

/// Of the whole site: a new id moves files, which tells cargo that the site inside a binary is another one.
fn build_id(site: &Path) -> Result<String> {
    let mut fingerprint = Fingerprint::new();
    for file in files_below(site)? {
        fingerprint.add(file.strip_prefix(site)?.to_string_lossy().as_bytes());
        fingerprint.add(&fs::read(&file)?);
    }
    Ok(fingerprint.hex())
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    for file in files_below(from)? {
        let copy = to.join(file.strip_prefix(from)?);
        fs::create_dir_all(copy.parent().context("a file stands in a folder")?)?;
        fs::copy(&file, &copy).with_context(|| format!("cannot copy {}", file.display()))?;
    }
    Ok(())
}

fn remove_folder(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}
