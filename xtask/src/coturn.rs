//! A coturn and a firewall for the tests of their recipes in `deploy/`, and for those in the browser that go through a relay.

use std::ffi::OsString;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::packages;

/// Where the tests find it.
pub(crate) const VARIABLE: &str = "PARLEY_TEST_TURNSERVER";

/// Installs what the tests of the recipe for the firewall need.
pub(crate) fn install_firewall() -> Result<()> {
    if Path::new("/usr/sbin/nft").exists() || packages::on_path(&["nft"]).is_some() {
        return Ok(());
    }
    packages::install(
        &["nftables"],
        "The tests of the recipe for coturn need it. Install it (Debian: `sudo apt-get install nftables`).",
    )
}

/// The one that the variable names, or one on the path, or Debian's, which is installed then.
pub(crate) fn find() -> Result<OsString> {
    if let Some(named) = std::env::var_os(VARIABLE) {
        return Ok(named);
    }
    let on_path = || packages::on_path(&["turnserver"]);
    if let Some(found) = on_path() {
        return Ok(found.into());
    }
    packages::install(
        &["coturn"],
        "The tests of the recipe for coturn need it. Install it (Debian: `sudo apt-get install coturn`), \
         or name one by the environment variable PARLEY_TEST_TURNSERVER.",
    )?;
    // Debian starts it at once, without a recipe, for everybody: the tests start their own.
    if Path::new("/run/systemd/system").exists() {
        packages::as_root(&["systemctl", "disable", "--now", "coturn"])?;
    }
    let found = on_path().context("apt-get installed coturn, but turnserver is not on the path")?;
    Ok(found.into())
}
