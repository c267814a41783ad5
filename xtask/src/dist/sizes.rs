//! What the site weighs: each file as it is and as it travels.

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::fingerprint::files_below;
use crate::progress::say;

pub(super) fn print(site: &Path, binary: &Path) -> Result<()> {
    let (mut raw, mut packed) = (0, 0);
    say(&format!("      {:>10} {:>10}  file", "bytes", "brotli"));
    for file in files_below(site)? {
        if file.extension().is_some_and(|extension| extension == "br") {
            continue;
        }
        let bytes = fs::metadata(&file)?.len();
        let mut compressed = file.clone().into_os_string();
        compressed.push(".br");
        let travels = fs::metadata(compressed).map_or(bytes, |compressed| compressed.len());
        let name = file.strip_prefix(site)?;
        if name.starts_with("pkg") {
            raw += bytes;
            packed += travels;
        }
        say(&format!(
            "      {bytes:>10} {travels:>10}  {}",
            name.display()
        ));
    }
    say(&format!(
        "      {raw:>10} {packed:>10}  script, WASM and style: what every page loads, beside its fonts"
    ));
    say(&format!(
        "      {:>10} {:>10}  the program",
        fs::metadata(binary)?.len(),
        ""
    ));
    Ok(())
}
