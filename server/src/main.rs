//! The binary `parley`.

use clap::Parser as _;
use parley_server::command::{Arguments, run};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    run(Arguments::parse()).await
}
