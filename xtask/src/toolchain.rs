//! The one thing that a fresh stable Rust lacks: the standard library for WASM.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::command;
use crate::progress::say;

pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Adds the WASM target where it is missing.
pub(crate) fn ensure_wasm_target() -> Result<()> {
    if is_wasm_target_there()? {
        return Ok(());
    }
    if !command::exists("rustup") {
        bail!(
            "Rust's {WASM_TARGET} target is missing, and so is rustup, which could add it.\n\
             Install the target with your system's packages (Debian: libstd-rust-dev-wasm32), or Rust through https://rustup.rs."
        );
    }
    say(&format!("      adding Rust's {WASM_TARGET} target"));
    command::run(Command::new("rustup").args(["target", "add", WASM_TARGET])).with_context(|| {
        format!(
            "Rust's {WASM_TARGET} target could not be added. It has to be downloaded once: \
             go online and run `rustup target add {WASM_TARGET}`."
        )
    })
}

fn is_wasm_target_there() -> Result<bool> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let folder = command::output(Command::new(rustc).args([
        "--print",
        "target-libdir",
        "--target",
        WASM_TARGET,
    ]))?;
    Ok(Path::new(folder.trim()).is_dir())
}
