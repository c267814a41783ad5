//! `cargo xtask bench sfu`: the media router beside the `VideoRoom` of Janus, with the same load, each on a core of its own.

use std::process::Command;

use anyhow::{Result, bail};

use crate::workspace::Workspace;
use crate::{command, packages};

/// Janus leaves loopback out, so that both are reached by the address of a pair of virtual cards. It stands in a network
/// namespace that ends with the program: nothing leaves the machine.
const NETWORK: &str = "ip link set lo up \
    && ip link add media0 type veth peer name media1 \
    && ip addr add 10.77.0.1/24 dev media0 \
    && ip link set media0 up && ip link set media1 up \
    && exec taskset --cpu-list 1 \"$BENCH\" run 10.77.0.1 \"$RUNS\" \"$ONLY\"";
const RUNS: &str = "5";

/// Measures; `only`: the plans whose titles contain this.
pub(crate) fn sfu(workspace: &Workspace, only: &str) -> Result<()> {
    if !command::exists("janus") {
        packages::install(
            &["janus"],
            "The measurement needs Janus to compare with (Debian: `sudo apt-get install janus`).",
        )?;
    }
    if !packages::is_root()? {
        bail!(
            "A network of its own can be made by root only: run `sudo -E cargo xtask bench sfu`."
        );
    }
    let build = ["build", "--release", "--package", "parley-sfu-bench"];
    command::run(command::cargo(&workspace.root).args(build))?;
    command::run(
        Command::new("unshare")
            .args(["--net", "sh", "-c", NETWORK])
            .env("BENCH", workspace.binary("release", "parley-sfu-bench"))
            .env("RUNS", RUNS)
            .env("ONLY", only),
    )
}
