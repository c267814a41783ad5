//! The project's own commands: `cargo xtask run`, `check`, `test`, `tidy`, `dist`, `fuzz`, `bench`.

mod bench;
mod browser_tests;
mod check;
mod command;
mod coturn;
mod counts;
mod css;
mod databases;
mod disk;
mod dist;
mod fingerprint;
mod fuzz;
mod gates;
mod netem;
mod packages;
mod progress;
mod python;
mod run;
mod site;
mod test;
mod tidy;
mod toolchain;
mod trial_server;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::workspace::Workspace;

const USAGE: &str = "\
cargo xtask COMMAND

  run [-- ARGUMENTS]   builds Parley and starts it here; arguments go to the server
  run --build-only     builds it and starts nothing
  check                format, tidy, clippy, unit and integration tests
  test                 everything that must pass, with the tests in a browser
  databases -- COMMAND starts PostgreSQL and MariaDB for the tests and runs the command with their addresses
  tidy                 the rules of this house: who may import whom, sizes, headers
  dist                 one file for a server: the program with the site inside it
  dist --check         the same, then starts it in an empty folder
  fuzz [SECONDS [TARGET]]
                       makes up what strangers may send, a minute for each target; not part of test
  bench login          sign-ins a second, what they cost others, and memory under 500 at once
  bench pages          how fast the server draws a page for who is signed in
  bench sfu [TITLE]    what the media router costs beside Janus; all loads, or those whose title has this in it";

fn main() -> Result<ExitCode> {
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
        ["check"] => check::check(&workspace),
        ["test"] => return Ok(test::test(&workspace)),
        ["databases"] => databases::run(theirs),
        ["tidy"] => tidy::tidy(&workspace),
        ["bench", "login"] => bench::login(&workspace),
        ["bench", "pages"] => bench::pages(&workspace),
        ["bench", "sfu"] => bench::sfu(&workspace, ""),
        ["bench", "sfu", only] => bench::sfu(&workspace, only),
        ["fuzz"] => return fuzz::fuzz(&workspace, None, None),
        ["fuzz", seconds] => return fuzz::fuzz(&workspace, Some(seconds), None),
        ["fuzz", seconds, target] => return fuzz::fuzz(&workspace, Some(seconds), Some(target)),
        ["dist"] => dist::dist(&workspace).map(drop),
        ["dist", "--check"] => dist::dist_and_check(&workspace),
        _ => bail!("{USAGE}"),
    }?;
    Ok(ExitCode::SUCCESS)
}
