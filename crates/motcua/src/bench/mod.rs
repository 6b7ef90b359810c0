//! Measurements: the doors and the ground as they run in production, on a store that the bench
//! fills itself.
//!
//! Server and load share one process and one machine, so every figure pays for both. Reading order:
//! `report.rs` (what a figure is), `client.rs` (the load), `store.rs` (what only a bench keeps),
//! `house.rs` (a house to load), `parents.rs`, `filings.rs`, `desk.rs`, `acts.rs`,
//! `registers.rs`, `proofs.rs`.

mod acts;
mod answers;
mod client;
mod desk;
mod filings;
mod hello;
mod house;
mod parents;
mod proofs;
mod registers;
mod report;
mod store;

use std::io::IsTerminal;
use std::process::ExitCode;

use crate::args::Bench;

/// `motcua bench`.
pub(crate) async fn run(bench: Bench) -> Result<ExitCode, String> {
    match bench {
        Bench::Acts(args) => acts::run(args).await,
        Bench::Filings(args) => filings::run(args).await,
        Bench::Desk(args) => desk::run(args).await,
        Bench::Proofs(args) => proofs::run(args).await,
        Bench::Registers(args) => registers::run(args).await,
        Bench::Hello(args) => hello::run(&args).await,
    }
}

/// Says what is going on, to somebody who watches.
fn progress(what: &str) {
    if std::io::stderr().is_terminal() {
        eprint!("\r\x1b[K{what}");
    }
}

/// Clears what [`progress`] said.
fn progress_over() {
    progress("");
}
