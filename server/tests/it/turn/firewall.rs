//! A network namespace of its own for a test, with the recipe for the firewall in force.

use std::{env, ffi::OsStr, process::Command};

/// Set in the namespace.
const INSIDE: &str = "PARLEY_TEST_INSIDE";
const RECIPE: &str = include_str!("../../../../deploy/coturn/requests.nft");

/// Takes over the recipe for what listens on `port`, with changes.
pub(crate) fn raise(port: u16, changes: &[(&str, &str)]) {
    let port = port.to_string();
    let mut recipe = RECIPE.to_owned();
    for (from, to) in [("3478", &*port)].iter().chain(changes) {
        assert!(recipe.contains(from), "{from} is not in the recipe");
        recipe = recipe.replace(from, to);
    }
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("requests.nft");
    std::fs::write(&file, recipe).unwrap();
    let raised = Command::new("nft").arg("--file").arg(file).status();
    assert!(raised.unwrap().success(), "nft takes the recipe");
}

/// Whether this is the namespace. If it is not, the test of this name runs once more inside one, and fails here as it does
/// there.
pub(crate) fn inside_a_network_of_its_own(test: &str) -> bool {
    if env::var_os(INSIDE).is_some() {
        return true;
    }
    let trial = namespace("true").output();
    if !trial.is_ok_and(|trial| trial.status.success()) {
        println!(
            "\n    NOT TESTED: the recipe for the firewall, which needs a namespace and nftables.\n"
        );
        return false;
    }
    let ended = namespace(env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env(INSIDE, "yes")
        .output()
        .unwrap();
    let said = [ended.stdout, ended.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
    assert!(ended.status.success(), "{}", said.concat());
    assert!(said[0].contains("1 passed"), "{}", said.concat());
    if said[0].contains("NOT TESTED") {
        println!("{}", said[0]);
    }
    false
}

/// A program in a namespace that has a loopback address and a firewall without rules.
fn namespace(program: impl AsRef<OsStr>) -> Command {
    let begin =
        "PATH=\"$PATH:/usr/sbin:/sbin\" && ip link set lo up && nft list ruleset && exec \"$@\"";
    let mut command = Command::new("unshare");
    command.args([
        "--user",
        "--map-root-user",
        "--net",
        "sh",
        "-c",
        begin,
        "sh",
    ]);
    command.arg(program);
    command
}
