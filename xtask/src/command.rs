//! Running other programs, with errors that name the whole command.

use std::io::{BufRead as _, BufReader, IsTerminal as _, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::counts::Counts;
use crate::progress::say;

/// The cargo that runs this program.
pub(crate) fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

/// Runs a command with our own input and output; fails when it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start `{}`", spelled(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", spelled(command));
    }
    Ok(())
}

/// Runs a command and takes what it writes to its standard output; its errors are shown.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start `{}`", spelled(command)))?;
    if !output.status.success() {
        bail!("`{}` failed ({})", spelled(command), output.status);
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Whether a program of this name can be started.
pub(crate) fn exists(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The command as a person would type it.
pub(crate) fn spelled(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    let mut words = vec![program.to_string_lossy().into_owned()];
    words.extend(
        command
            .get_args()
            .map(|word| word.to_string_lossy().into_owned()),
    );
    words.join(" ")
}

/// Runs tests and reads their counts from what they say.
pub(crate) fn counted(tests: &mut Command, read: fn(&str) -> Counts) -> Result<Counts> {
    let (is_passed, output) = tee(tests)?;
    let counts = read(&output);
    if !is_passed && counts.failed == 0 {
        bail!("`{}` failed before its tests", spelled(tests));
    }
    Ok(counts)
}

/// Runs a command, shows what it writes, and keeps it: whether it succeeded, and its words.
pub(crate) fn tee(command: &mut Command) -> Result<(bool, String)> {
    if std::io::stderr().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{}`", spelled(command)))?;
    let stdout = child
        .stdout
        .take()
        .context("its standard output is piped")?;
    let stderr = child.stderr.take().context("its standard error is piped")?;
    let errors = std::thread::spawn(move || pass_on(stderr));
    let mut words = pass_on(stdout)?;
    match errors.join() {
        Ok(errors) => words += &errors?,
        Err(_) => bail!("the thread that reads errors has panicked"),
    }
    Ok((child.wait()?.success(), words))
}

fn pass_on(source: impl Read) -> Result<String> {
    let mut words = String::new();
    for line in BufReader::new(source).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        say(&line);
        words += &line;
        words.push('\n');
    }
    Ok(words)
}
