//! The binary `parley`.

use clap::Parser as _;
use mimalloc::MiMalloc;
use parley_server::command::{Arguments, run};

/// A datagram to each of fifty people is an allocation each; this one costs the router less than the system's.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    run(Arguments::parse()).await
}
