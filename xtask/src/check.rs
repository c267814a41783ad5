//! `cargo xtask check`: what to run before a commit. No browser, nothing installed but the WASM target.

use anyhow::Result;

use crate::progress::Progress;
use crate::toolchain::ensure_wasm_target;
use crate::workspace::Workspace;
use crate::{command, gates, tidy};

pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let mut progress = Progress::new(5);
    progress.step("Format", None, || gates::format(workspace))?;
    progress.step("Tidy", None, || tidy::tidy(workspace))?;
    progress.step("Clippy for the server", None, || {
        gates::clippy_native(workspace)
    })?;
    progress.step("Clippy for the browser", None, || {
        ensure_wasm_target()?;
        gates::clippy_wasm(workspace)
    })?;
    progress.step("Unit and integration tests", None, || {
        command::run(&mut gates::native_tests(workspace))
    })
}
