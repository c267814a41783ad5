//! `parley user` as a process of its own.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Stdio},
};
use tempfile::TempDir;

/// Runs the program on the data in `folder`; whether it succeeded, and what it said.
fn parley(folder: &Path, words: &[&str], input: &str) -> (bool, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_parley"))
        .args(words)
        .current_dir(folder)
        .env("PARLEY__DATA_DIR", folder.join("data"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A command that refuses before it reads closes the pipe.
    drop(stdin.write_all(input.as_bytes()));
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

const FLAGS: [&str; 8] = [
    "user",
    "create-superuser",
    "--name",
    "Ines Moreau",
    "--username",
    "ines",
    "--email",
    "ines@example.org",
];

#[test]
fn a_superuser_is_made_by_flags_or_answers_and_a_weak_password_is_refused() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    for weak in ["password123", "xq7", "ines moreau"] {
        let (done, said) = parley(folder, &FLAGS, &format!("{weak}\n"));
        assert!(!done, "{weak}: {said}");
        assert!(!said.contains(weak), "{said}");
    }
    for (path, mode) in [("data", 0o700), ("data/parley.db", 0o600)] {
        let file = folder.join(path).metadata().unwrap();
        assert_eq!(file.permissions().mode() & 0o777, mode, "{path}");
    }
    let (_, listed) = parley(folder, &["user", "list"], "");
    assert!(listed.contains("0 of 0 accounts"), "{listed}");

    let (done, said) = parley(folder, &FLAGS, "quiet marble river\n");
    assert!(done && said.contains("ines can now sign in"), "{said}");
    let (done, said) = parley(folder, &FLAGS, "quiet marble river\n");
    assert!(!done && said.contains("email exists"), "{said}");
    let answers = "Wei Chen\nwei\nwei@example.org\nseven blue lanterns\n";
    let (done, said) = parley(folder, &["user", "create-superuser"], answers);
    assert!(done && said.contains("wei can now sign in"), "{said}");

    let (_, listed) = parley(folder, &["user", "list"], "");
    let lines: Vec<&str> = listed.lines().filter(|line| line.contains('@')).collect();
    assert_eq!(
        lines,
        [
            "ines\tines@example.org\tInes Moreau\tadmin\tactive",
            "wei\twei@example.org\tWei Chen\tadmin\tactive"
        ]
    );
}

#[test]
fn t028_of_twenty_first_accounts_at_once_with_one_name_one_is_made() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let outcomes: Vec<(bool, String)> = std::thread::scope(|scope| {
        let made = || parley(folder, &FLAGS, "quiet marble river\n");
        let running: Vec<_> = (0..20).map(|_| scope.spawn(made)).collect();
        let ended = running.into_iter().map(|thread| thread.join().unwrap());
        ended.collect()
    });
    let made = outcomes.iter().filter(|(done, _)| *done).count();
    assert_eq!(made, 1, "{outcomes:#?}");
    for (_, said) in outcomes.iter().filter(|(done, _)| !done) {
        assert!(said.contains("exists") || said.contains("taken"), "{said}");
    }
    let (_, listed) = parley(folder, &["user", "list"], "");
    assert!(listed.contains("1 of 1 accounts"), "{listed}");
}

#[test]
fn a_password_may_come_from_a_file_and_never_as_an_argument() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let file = folder.join("secret");
    std::fs::write(&file, "quiet marble river\nnot this\n").unwrap();
    let from_file = [&FLAGS[..], &["--password-file", file.to_str().unwrap()]].concat();
    let (done, said) = parley(folder, &from_file, "");
    assert!(done, "{said}");
    let reset = ["user", "reset", "ines", "--password-file", "nowhere"];
    let (done, said) = parley(folder, &reset, "");
    assert!(!done && said.contains("nowhere cannot be read"), "{said}");
    let (done, said) = parley(folder, &["user", "reset", "ines"], "seven blue lanterns\n");
    assert!(done && said.contains("Their sessions have ended"), "{said}");
    let as_argument = [&FLAGS[..], &["--password", "quiet marble river"]].concat();
    assert!(!parley(folder, &as_argument, "").0);
    let (done, said) = parley(folder, &["user", "disable", "ines"], "");
    assert!(done && said.contains("is suspended"), "{said}");
    let (_, listed) = parley(folder, &["user", "list", "ines"], "");
    assert!(listed.contains("suspended"), "{listed}");
}
