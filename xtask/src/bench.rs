//! `cargo xtask bench NAME`: measures what `cargo xtask dist` builds, prints a table and writes it as JSON to the target folder.
//!
//! *Invariants*: it sends to loopback only, a bounded number of requests; nothing here asserts a time.

mod crowd;
mod sfu;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::bench::crowd::{Answers, crowd};
use crate::dist;
use crate::progress::say;
use crate::trial_server::{TrialServer, exchange};
use crate::workspace::Workspace;

pub(crate) use sfu::sfu;

const PASSWORD: &str = "seven+blue+lanterns";
/// As many addresses as requests stand behind one trusted proxy, so that the limits of one client are not measured.
const PROXY: &[(&str, &str)] = &[("PARLEY__HTTP__TRUSTED_PROXIES", "1")];

/// Of one account no more than a hundred passwords are judged at once, so the 500 are of several.
const ACCOUNTS: usize = 10;

/// Sign-ins alone, then 500 at once while others load pages.
pub(crate) fn login(workspace: &Workspace) -> Result<()> {
    let server = start(workspace, ACCOUNTS)?;
    let port = server.port;
    let cookie = session(port)?;
    let rest = server.peak_memory()?;
    let alone = crowd(2, 60, |number| sign_in(port, number));
    let pages = || {
        let landing = crowd(2, 200, |number| landing(port, number));
        let dashboard = crowd(2, 200, |number| dashboard(port, number, &cookie));
        (landing, dashboard)
    };
    let quiet = pages();
    let (flood, beside) = std::thread::scope(|scope| {
        let flood = scope.spawn(|| crowd(500, 500, |number| sign_in(port, 1_000 + number)));
        let beside = pages();
        (flood.join(), beside)
    });
    let flood = flood.ok().context("the flood did not end")?;
    ensure!(alone.with_status(200) == 60, "not everybody could sign in");
    ensure!(
        beside.0.with_status(200) == 200 && beside.1.with_status(200) == 200,
        "not every page was answered"
    );
    let p99 = |answers: &Answers| json!(answers.percentile(99));
    let at_once = |status| json!(flood.with_status(status));
    report(
        workspace,
        "login",
        &[
            (
                "sign-ins a second, two at a time",
                json!(alone.per_second()),
            ),
            ("sign-in, median in ms", json!(alone.percentile(50))),
            ("500 at once: signed in", at_once(200)),
            ("500 at once: asked to try later", at_once(503)),
            ("500 at once: answered a second", json!(flood.per_second())),
            ("landing page alone, p99 in ms", p99(&quiet.0)),
            ("landing page meanwhile, p99 in ms", p99(&beside.0)),
            ("dashboard alone, p99 in ms", p99(&quiet.1)),
            ("dashboard meanwhile, p99 in ms", p99(&beside.1)),
            ("memory at rest in KiB", json!(rest)),
            ("peak memory in KiB", json!(server.peak_memory()?)),
        ],
    )
}

/// The landing page and the dashboard, as fast as two at a time get them.
pub(crate) fn pages(workspace: &Workspace) -> Result<()> {
    let server = start(workspace, 1)?;
    let port = server.port;
    let cookie = session(port)?;
    let landing = crowd(2, 1_000, |number| landing(port, number));
    let dashboard = crowd(2, 1_000, |number| dashboard(port, number, &cookie));
    ensure!(
        landing.with_status(200) == 1_000 && dashboard.with_status(200) == 1_000,
        "not every page was answered"
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

/// What an operator runs, with so many accounts.
fn start(workspace: &Workspace, accounts: usize) -> Result<TrialServer> {
    let binary = dist::dist(workspace)?;
    let server = TrialServer::start(&binary, PROXY)?;
    for number in 0..accounts {
        make_account(&binary, &server, number)?;
    }
    Ok(server)
}

fn make_account(binary: &Path, server: &TrialServer, number: usize) -> Result<()> {
    let mut make = TrialServer::command(binary, server.folder(), server.port);
    make.args(["user", "create-superuser", "--name", "Bench"]);
    make.arg("--username").arg(username(number));
    make.arg("--email")
        .arg(format!("{}@example.org", username(number)));
    let mut making = make.stdin(Stdio::piped()).spawn()?;
    let mut stdin = making.stdin.take().context("no standard input")?;
    writeln!(stdin, "{}", PASSWORD.replace('+', " "))?;
    drop(stdin);
    ensure!(making.wait()?.success(), "the account could not be made");
    Ok(())
}

fn username(number: usize) -> String {
    format!("bench{}", number % ACCOUNTS)
}

/// The cookie of somebody who is signed in.
fn session(port: u16) -> Result<String> {
    let answer = sign_in(port, 0)?;
    let cookie = answer
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "))
        .and_then(|line| line.split(';').next());
    Ok(cookie.context("the sign-in gave no cookie")?.to_owned())
}

fn dashboard(port: u16, number: usize, cookie: &str) -> Result<String> {
    let head = format!(
        "GET /dashboard HTTP/1.1\r\nAccept: text/html\r\nCookie: {cookie}\r\n{}",
        client(number)
    );
    exchange(port, &head, "")
}

fn landing(port: u16, number: usize) -> Result<String> {
    let head = format!("GET / HTTP/1.1\r\nAccept: text/html\r\n{}", client(number));
    exchange(port, &head, "")
}

fn sign_in(port: u16, number: usize) -> Result<String> {
    let head = format!(
        "POST /api/sign_in HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Origin: http://localhost:{port}\r\n{}",
        client(number)
    );
    let identifier = username(number);
    let body = format!("identifier={identifier}&password={PASSWORD}&keep=true&next=");
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
