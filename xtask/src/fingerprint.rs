//! Telling whether something changed: hashes of contents, and a cheap stamp of files.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::{Context as _, Result};

/// FNV-1a with 64 bits: the same on every machine, which is all that a build id needs.
pub(crate) struct Fingerprint(u64);

impl Fingerprint {
    pub(crate) fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    pub(crate) fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    pub(crate) fn hex(&self) -> String {
        format!("{:016x}", self.0)
    }
}

/// All files below a folder, sorted. A folder that is not there has none.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                found.extend(files_below(&path)?);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// One line a file with its length and the time of its last change: two equal stamps mean that nothing changed.
pub(crate) fn stamp(files: &[PathBuf]) -> Result<String> {
    let mut lines = String::new();
    for file in files {
        let metadata =
            fs::metadata(file).with_context(|| format!("cannot read {}", file.display()))?;
        let changed = metadata.modified()?.duration_since(UNIX_EPOCH)?.as_nanos();
        writeln!(lines, "{} {} {changed}", file.display(), metadata.len())?;
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_content_has_another_fingerprint() {
        let hex = |content: &str| {
            let mut fingerprint = Fingerprint::new();
            fingerprint.add(content.as_bytes());
            fingerprint.hex()
        };
        assert_eq!(hex(""), "cbf29ce484222325");
        assert_eq!(hex("a"), "af63dc4c8601ec8c");
        assert_ne!(hex("ab"), hex("ba"));
    }
}
