//! `cargo xtask bench NAME`: measures the built server, prints a table and writes it as JSON to the target folder.
//!
//! *Invariants*: it sends to loopback only, a bounded number of requests; nothing here asserts a time.

mod crowd;
mod sfu;

use std::fs;
use std::io::Write as _;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::bench::crowd::crowd;
use crate::progress::say;
use crate::run;
use crate::trial_server::{TrialServer, exchange};
use crate::workspace::Workspace;

pub(crate) use sfu::sfu;

const PASSWORD: &str = "seven+blue+lanterns";
/// As many addresses as requests stand behind one trusted proxy, so that the limits of one client are not measured.
const PROXY: &[(&str, &str)] = &[("PARLEY__HTTP__TRUSTED_PROXIES", "1")];

/// Sign-ins alone, then 500 at once while others load the landing page.
pub(crate) fn login(workspace: &Workspace) -> Result<()> {
    let server = start(workspace)?;
    let port = server.port;
    let rest = server.peak_memory()?;
    let alone = crowd(2, 60, |number| sign_in(port, number));
    let quiet = crowd(2, 200, |number| landing(port, number));
    let (flood, beside) = std::thread::scope(|scope| {
        let flood = scope.spawn(|| crowd(500, 500, |number| sign_in(port, 1_000 + number)));
        let beside = crowd(2, 200, |number| landing(port, number));
        (flood.join(), beside)
    });
    let flood = flood.ok().context("the flood did not end")?;
    ensure!(alone.with_status(200) > 0, "nobody could sign in");
    report(
        workspace,
        "login",
        &[
            (
                "sign-ins a second, two at a time",
                json!(alone.per_second()),
            ),
            ("sign-in, median in ms", json!(alone.percentile(50))),
            ("500 at once: signed in", json!(flood.with_status(200))),
            (
                "500 at once: asked to try later",
                json!(flood.with_status(503)),
            ),
            ("landing page alone, p99 in ms", json!(quiet.percentile(99))),
            (
                "landing page meanwhile, p99 in ms",
                json!(beside.percentile(99)),
            ),
            ("memory at rest in KiB", json!(rest)),
            ("peak memory in KiB", json!(server.peak_memory()?)),
        ],
    )
}

/// The landing page and the dashboard, as fast as two at a time get them.
pub(crate) fn pages(workspace: &Workspace) -> Result<()> {
    let server = start(workspace)?;
    let port = server.port;
    let answer = post_sign_in(port, 0)?;
    let cookie = answer
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: parley_session="))
        .and_then(|line| line.split(';').next())
        .context("the sign-in gave no cookie")?;
    let landing = crowd(2, 1_000, |number| landing(port, number));
    let head = format!(
        "GET /dashboard HTTP/1.1\r\nAccept: text/html\r\nCookie: parley_session={cookie}\r\n"
    );
    let dashboard = crowd(2, 1_000, |_| exchange(port, &head, ""));
    ensure!(
        dashboard.with_status(200) == 1_000,
        "the dashboard did not answer each time"
    );
    report(
        workspace,
        "pages",
        &[
            ("landing page a second", json!(landing.per_second())),
            ("landing page, p99 in ms", json!(landing.percentile(99))),
            ("dashboard a second", json!(dashboard.per_second())),
            ("dashboard, p99 in ms", json!(dashboard.percentile(99))),
        ],
    )
}

/// A server with one account.
fn start(workspace: &Workspace) -> Result<TrialServer> {
    run::build(workspace, 4)?;
    let binary = workspace.server_binary("debug");
    let server = TrialServer::start(&binary, PROXY)?;
    let mut make = TrialServer::command(&binary, server.folder(), server.port);
    let flags = [
        "--name",
        "Bench",
        "--username",
        "bench",
        "--email",
        "bench@example.org",
    ];
    make.args(["user", "create-superuser"]).args(flags);
    let mut making = make.stdin(Stdio::piped()).spawn()?;
    let mut stdin = making.stdin.take().context("no standard input")?;
    writeln!(stdin, "{}", PASSWORD.replace('+', " "))?;
    drop(stdin);
    ensure!(making.wait()?.success(), "the account could not be made");
    Ok(server)
}

fn landing(port: u16, number: usize) -> Result<String> {
    let head = format!("GET / HTTP/1.1\r\nAccept: text/html\r\n{}", client(number));
    exchange(port, &head, "")
}

fn sign_in(port: u16, number: usize) -> Result<String> {
    post_sign_in(port, number)
}

fn post_sign_in(port: u16, number: usize) -> Result<String> {
    let head = format!(
        "POST /api/sign_in HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Origin: http://localhost:{port}\r\n{}",
        client(number)
    );
    let body = format!("identifier=bench&password={PASSWORD}&keep=true&next=");
    exchange(port, &head, &body)
}

/// A client of its own.
fn client(number: usize) -> String {
    format!(
        "X-Forwarded-For: 10.9.{}.{}\r\n",
        number / 250,
        number % 250 + 1
    )
}

fn report(workspace: &Workspace, name: &str, rows: &[(&str, Value)]) -> Result<()> {
    for (label, value) in rows {
        say(&format!("{label:40} {value}"));
    }
    let object: serde_json::Map<String, Value> = rows
        .iter()
        .map(|(label, value)| ((*label).to_owned(), value.clone()))
        .collect();
    let path = workspace.target.join(format!("bench-{name}.json"));
    fs::write(&path, serde_json::to_string_pretty(&object)?)?;
    say(&format!("written to {}", path.display()));
    Ok(())
}

/// Whole milliseconds with one digit behind the point.
fn milliseconds(length: Duration) -> f64 {
    (length.as_secs_f64() * 10_000.0).round() / 10.0
}
