//! Makes JavaScript and a finished WASM file from what the compiler wrote, and compresses files for `dist`.
//!
//! A program of its own so that `cargo xtask tidy` and the like need not wait for its dependencies.

use std::path::Path;

use anyhow::{Context as _, Result, bail};

const USAGE: &str =
    "usage: parley-bindgen bindgen INPUT.wasm OUT_DIR NAME | parley-bindgen compress FILE…";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["bindgen", input, out_dir, name] => bindgen(Path::new(input), Path::new(out_dir), name),
        ["compress", files @ ..] => files.iter().try_for_each(|file| compress(Path::new(file))),
        _ => bail!(USAGE),
    }
}

/// Writes `NAME.js` and `NAME.wasm`: the names that Leptos asks for when `LEPTOS_OUTPUT_NAME` is set.
fn bindgen(input: &Path, out_dir: &Path, name: &str) -> Result<()> {
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(input)
        .out_name(name)
        .web(true)?
        .remove_producers_section(true)
        // More than half of an unoptimised build: pages are there sooner without.
        .remove_name_section(true)
        .typescript(false)
        .generate(out_dir)
        .with_context(|| format!("wasm-bindgen could not read {}", input.display()))?;
    std::fs::rename(
        out_dir.join(format!("{name}_bg.wasm")),
        out_dir.join(format!("{name}.wasm")),
    )?;
    Ok(())
}

/// Writes `FILE.br` beside the file, as small as brotli can make it.
#[cfg(feature = "compress")]
fn compress(file: &Path) -> Result<()> {
    let plain = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: plain.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut plain.as_slice(), &mut packed, &parameters)?;
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    std::fs::write(name, packed)?;
    Ok(())
}

#[cfg(not(feature = "compress"))]
fn compress(file: &Path) -> Result<()> {
    bail!(
        "built without the feature `compress`, so {} stays as it is",
        file.display()
    )
}
