//! `cargo xtask dist`: the one file that an operator copies to a server, with the site inside it.

mod sizes;
mod trial;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::command;
use crate::fingerprint::files_below;
use crate::progress::{Progress, say};
use crate::site::SitePlan;
use crate::toolchain::{WASM_TARGET, ensure_wasm_target};
use crate::workspace::Workspace;

/// What makes the WASM smaller still. It comes from npm's registry, as one package with nothing to compile.
const BINARYEN: &str = "binaryen@132.0.0";

/// What compresses well; fonts and pictures are compressed already.
const COMPRESSIBLE: [&str; 8] = [
    "js",
    "wasm",
    "css",
    "svg",
    "html",
    "json",
    "webmanifest",
    "txt",
];

/// What the compiler and Binaryen may take for granted: every browser that can hold a meeting has it.
const WASM_FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

pub(crate) fn dist(workspace: &Workspace) -> Result<PathBuf> {
    build(workspace, &mut Progress::new(4))
}

/// Shows that the file needs nothing beside it.
pub(crate) fn dist_and_check(workspace: &Workspace) -> Result<()> {
    let mut progress = Progress::new(5);
    let binary = build(workspace, &mut progress)?;
    progress.step("Starting it in an empty folder", None, || {
        trial::run(&binary)
    })
}

fn build(workspace: &Workspace, progress: &mut Progress) -> Result<PathBuf> {
    let site = workspace.target.join("dist-site");
    let binary = workspace
        .target
        .join("dist")
        .join(format!("parley{}", std::env::consts::EXE_SUFFIX));
    progress.step("Building what runs in the browser, for size", None, || {
        ensure_wasm_target()?;
        command::run(command::cargo(&workspace.root).args([
            "build",
            "--package",
            "parley-frontend",
            "--target",
            WASM_TARGET,
            "--profile",
            "dist-wasm",
        ]))
    })?;
    progress.step("Putting the site together", None, || {
        build_site(workspace, &site)
    })?;
    progress.step("Building the server with the site in it", None, || {
        command::run(
            command::cargo(&workspace.root)
                .args(["build", "--package", "parley-server", "--bin", "parley"])
                .args(["--release", "--features", "embed"])
                .env("PARLEY_SITE_DIR", &site),
        )
    })?;
    progress.step("Laying it ready", None, || {
        std::fs::create_dir_all(workspace.target.join("dist"))?;
        std::fs::copy(workspace.server_binary("release"), &binary)?;
        sizes::print(&site, &binary)
    })?;
    say(&format!("\n{}", binary.display()));
    Ok(binary)
}

fn build_site(workspace: &Workspace, site: &Path) -> Result<()> {
    let plan = SitePlan {
        workspace,
        wasm: workspace
            .target
            .join(WASM_TARGET)
            .join("dist-wasm/parley_frontend.wasm"),
        site: site.to_path_buf(),
    };
    if plan.is_fresh()? {
        return Ok(());
    }
    command::run(command::cargo(&workspace.root).args([
        "build",
        "--package",
        "parley-bindgen",
        "--features",
        "compress",
    ]))?;
    let bindgen = workspace.target.join("debug/parley-bindgen");
    plan.build(
        &bindgen,
        |wasm| shrink(workspace, wasm),
        |site| compress(&bindgen, site),
    )
}

/// Writes a `.br` beside every file that gets smaller by it.
fn compress(bindgen: &Path, site: &Path) -> Result<()> {
    let compressible = files_below(site)?.into_iter().filter(|file| {
        file.extension()
            .and_then(|extension| extension.to_str())
            .is_some_and(|extension| COMPRESSIBLE.contains(&extension))
    });
    command::run(Command::new(bindgen).arg("compress").args(compressible))
}

/// Runs `wasm-opt` over the file, where there is one or npm can bring one.
fn shrink(workspace: &Workspace, wasm: &Path) -> Result<()> {
    let Some(wasm_opt) = wasm_opt(workspace) else {
        say(
            "      wasm-opt is missing, and npm, too: the WASM stays some 10 % larger than it could be",
        );
        return Ok(());
    };
    command::run(
        Command::new(wasm_opt)
            .arg("-Oz")
            .args(WASM_FEATURES)
            .arg(wasm)
            .arg("--output")
            .arg(wasm),
    )
}

fn wasm_opt(workspace: &Workspace) -> Option<PathBuf> {
    if command::exists("wasm-opt") {
        return Some("wasm-opt".into());
    }
    let tools = workspace.target.join("tools");
    let installed = tools.join("node_modules/.bin/wasm-opt");
    if !installed.exists() && command::exists("npm") {
        say(&format!("      installing {BINARYEN} with npm"));
        let mut install = Command::new("npm");
        install
            .args([
                "install",
                "--no-save",
                "--no-audit",
                "--no-fund",
                "--prefix",
            ])
            .arg(&tools)
            .arg(BINARYEN);
        if let Err(error) = command::run(&mut install) {
            say(&format!("      {error:#}"));
        }
    }
    installed.exists().then_some(installed)
}
