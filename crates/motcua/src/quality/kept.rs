//! A register in a database is measured, and what came out is kept there.

use std::path::Path;
use std::process::ExitCode;

use access::Circumstances;
use ledger::{Act, Kind, Ledger};
use registers::{Registers, Rows, Run};

use super::tell::Told;
use super::{faults, law, tell, threads};
use crate::args::Quality;
use crate::clock::{Clock, stopwatch};
use crate::waiting::Waiting;
use crate::wiring;

/// What measuring is for, in the ledger.
pub(crate) const PURPOSE: &str = "quality";

/// Any number that those who write the data do not know.
pub(crate) fn seed(circumstances: &dyn Circumstances) -> u64 {
    let bytes = circumstances.chance().bytes();
    let mut first = [0; 8];
    first.copy_from_slice(&bytes[..8]);
    u64::from_be_bytes(first)
}

/// Measures a register and keeps what came out, as one act of the clock.
pub(crate) async fn measure(
    ledger: &Ledger,
    registers: &Registers,
    (register, circumstances): (&str, &dyn Circumstances),
    (now, threads): (base::Instant, usize),
) -> Result<Run, registers::RegisterError> {
    let ctx = access::Ctx {
        actor: access::Actor::Clock,
        purpose: PURPOSE.to_owned(),
        law: registers.law().to_owned(),
        now,
        chance: circumstances.chance(),
    };
    let act = Act::new(&ctx, Kind::RegisterMeasured);
    let how = (seed(circumstances), threads);
    registers
        .measure_and_keep(ledger, (register, act), how)
        .await
}

/// `motcua quality REGISTER`.
pub(super) async fn run(args: &Quality, clock: &Clock) -> Result<ExitCode, String> {
    if looks_like_a_file(&args.what) {
        return Err(format!(
            "{} is a file: say the register whose rules it is measured by, with --register, or a \
             contract, with --by-contract",
            args.what
        ));
    }
    if args.pack.is_some() && args.kept.store.is_none() {
        return declared_only(args, clock).await;
    }
    if args.pack.is_some() {
        return Err(
            "a register is measured by the law in force in its database: leave --pack away, or \
             give a file with --register"
                .to_owned(),
        );
    }
    let watch = stopwatch();
    let store = wiring::open_existing(&args.kept.store()).await?;
    let pack = wiring::pack_in_force(&store).await?;
    let registers = Registers::lower(&pack);
    wiring::register(&registers, &args.what)?;
    wiring::migrate(&store).await?;
    let ledger = Ledger::new(store);
    let now = match &args.as_of {
        None => clock.now(),
        Some(_) => {
            let day = super::day(args, clock.now(), Some(&pack))?;
            registers.calendar().closing(day)
        }
    };
    let run = measure(
        &ledger,
        &registers,
        (&args.what, clock),
        (now, threads(args)),
    );
    let waiting = Waiting::begin(format!("measuring `{}`", args.what));
    let run = run.await.map_err(|error| wiring::chain(&error))?;
    drop(waiting);
    if let Some(out) = &args.contract {
        write_contract(args, (&pack, &registers), out, &run)?;
    }
    if let Some(out) = &args.faults {
        faults::of_register(out, &run.found.outcome, &run.found.ids)?;
    }
    let told = Told {
        measurement: &run.new.measurement,
        rows: listed(&run),
        not_rows: (0, &[]),
        absent: Vec::new(),
        unknown: Vec::new(),
        linkage: run.linkage.as_ref(),
        seconds: watch.elapsed().as_secs_f64(),
    };
    tell::say(&told, args.json);
    Ok(ExitCode::SUCCESS)
}

/// A register of a pack that is in no database can only be written down.
async fn declared_only(args: &Quality, clock: &Clock) -> Result<ExitCode, String> {
    let Some(out) = &args.contract else {
        return Err(
            "a pack has no records: give a database with --store, a file with --register, or write \
             the contract with --contract"
                .to_owned(),
        );
    };
    let (pack, registers) = law(args).await?;
    let day = super::day(args, clock.now(), Some(&pack))?;
    wiring::register(&registers, &args.what)?;
    let measuring = registers
        .measuring(&args.what, Rows::Received, day)
        .map_err(|error| error.to_string())?;
    let contract = registers
        .contract(&pack, &measuring)
        .map_err(|error| error.to_string())?;
    super::write_file(out, contract.write().as_bytes())?;
    println!(
        "{}: {} fields and {} rules as a data contract",
        out.display(),
        contract.fields.len(),
        contract.rules.len()
    );
    Ok(ExitCode::SUCCESS)
}

fn write_contract(
    args: &Quality,
    (pack, registers): (&pack::Pack, &Registers),
    out: &Path,
    run: &Run,
) -> Result<(), String> {
    let measuring = registers
        .measuring(&args.what, Rows::Received, run.new.measurement.as_of)
        .map_err(|error| error.to_string())?;
    let contract = registers
        .contract(pack, &measuring)
        .map_err(|error| error.to_string())?;
    super::write_file(out, contract.write().as_bytes())
}

fn listed(run: &Run) -> Vec<(String, Vec<String>)> {
    let first = run.new.faults.iter().map(|(rule, records)| {
        let records = records.iter().take(tell::LISTED).map(ToString::to_string);
        (rule.clone(), records.collect())
    });
    first.collect()
}

fn looks_like_a_file(what: &str) -> bool {
    what.contains(['.', '/', '\\'])
}
