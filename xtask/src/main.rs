//! The project's own commands: `cargo xtask run`, `check`, `test`, `tidy`, `dist`.

mod command;
mod css;
mod fingerprint;
mod progress;
mod run;
mod site;
mod toolchain;
mod workspace;

use anyhow::{Result, bail};

use crate::workspace::Workspace;

const USAGE: &str = "\
cargo xtask COMMAND

  run [-- ARGUMENTS]   builds Parley and starts it here; arguments go to the server
  run --build-only     builds it and starts nothing";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (ours, theirs) = match arguments.iter().position(|argument| argument == "--") {
        Some(position) => (&arguments[..position], &arguments[position + 1..]),
        None => (arguments.as_slice(), [].as_slice()),
    };
    let ours: Vec<&str> = ours.iter().map(String::as_str).collect();
    let workspace = Workspace::lookup()?;
    match ours.as_slice() {
        ["run"] => run::run(&workspace, theirs),
        ["run", "--build-only"] => run::build(&workspace, 4).map(drop),
        _ => bail!("{USAGE}"),
    }
}
