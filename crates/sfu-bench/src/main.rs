//! The same load for the media router of Parley and for the `VideoRoom` of Janus, each in a process of its own on a core of its
//! own, and a table of what it costs them. `cargo xtask bench sfu` runs it in a network namespace of its own.
//!
//! *Invariants*: it sends to addresses of this machine only, a bounded number of packets for a bounded time; both get
//! the same clients, which send the same packets, and the same measurement; a run in which more than one packet in a
//! thousand is missing, one came twice, or a picture stood still counts as a failure, not as a figure. That is known by the
//! headers; one receiver of sixteen decrypts as well (see `thin`).

mod camera;
mod client;
mod clock;
mod header;
mod janus;
mod measure;
mod plan;
mod report;
mod router;
mod stream;
mod subject;
mod tally;
mod thin;
mod trial;

use std::net::IpAddr;

use anyhow::{Context as _, Result, bail, ensure};
use tokio::task::LocalSet;

use crate::plan::Plan;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["router", address] => on_one_thread(router::serve(address.parse()?)),
        ["run", address, runs, only] => {
            let address: IpAddr = address.parse().context("an address of this machine")?;
            let runs = runs.parse().context("how many runs")?;
            on_one_thread(run(address, runs, only))
        }
        _ => bail!("parley-sfu-bench run ADDRESS RUNS PART_OF_A_TITLE"),
    }
}

fn on_one_thread<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(LocalSet::new().run_until(work))
}

/// Alternates between the two, so that whatever else the machine does falls on both.
async fn run(address: IpAddr, runs: usize, only: &str) -> Result<()> {
    ensure!(
        Plan::ALL.iter().any(|plan| plan.title.contains(only)),
        "no load has {only:?} in its title"
    );
    let mut table = report::Table::default();
    for plan in Plan::ALL
        .into_iter()
        .filter(|plan| plan.title.contains(only))
    {
        for _ in 0..runs {
            for kind in subject::Kind::BOTH {
                let figures = trial::run(kind, plan, address).await;
                table.add(plan, kind, figures);
            }
        }
    }
    table.print()
}
