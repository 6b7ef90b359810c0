//! A file is measured by the declaration of a register, without a database.

use std::path::Path;
use std::process::ExitCode;

use access::Circumstances;
use linkage::Linker;
use pack::Pack;
use quality::{Given, Outcome, Plan};
use registers::{
    LinkageReport, Lists, Measuring, Planned, Registers, Rows, Taking, judge, link_plan,
};
use tables::{Header, rejects};

use super::rows::{self, Columns, Judged};
use super::tell::Told;
use super::{faults, law, tell, threads};
use crate::args::Quality;
use crate::clock::{Clock, stopwatch};
use crate::table_file::{Format, Named, Row, encoding};
use crate::waiting::Waiting;
use crate::wiring;

/// `motcua quality FILE --register R`.
pub(super) async fn run(args: &Quality, register: &str, clock: &Clock) -> Result<ExitCode, String> {
    let watch = stopwatch();
    let (pack, registers) = law(args).await?;
    let day = super::day(args, clock.now(), Some(&pack))?;
    wiring::register(&registers, register)?;
    let measuring = registers
        .measuring(register, Rows::Received, day)
        .map_err(|error| error.to_string())?;
    if let Some(out) = &args.contract {
        let contract = registers
            .contract(&pack, &measuring)
            .map_err(|error| error.to_string())?;
        super::write_file(out, contract.write().as_bytes())?;
    }
    let lists = lists(args, &pack, &registers, &measuring).await?;
    let planned = registers.plan(&measuring, lists, super::seed(clock));
    let linking = (!args.no_linkage).then_some(&registers);
    measured(args, (&measuring, &planned), linking, watch)
}

/// Has the rows of the file judged, and says what came out.
pub(super) fn measured(
    args: &Quality,
    (measuring, planned): (&Measuring, &Planned),
    linking: Option<&Registers>,
    watch: std::time::Instant,
) -> Result<ExitCode, String> {
    let path = Path::new(&args.what);
    let names = measuring.columns.iter().map(|column| column.name.as_str());
    let names: Vec<&str> = names.chain(rejects::COLUMNS).collect();
    let file = Named {
        path,
        format: args.format.map_or_else(|| Format::of(path), Ok)?,
        encoding: args.encoding.as_deref().map(encoding).transpose()?,
        fields: &names,
    };
    let waiting = Waiting::begin(format!("measuring {}", path.display()));
    let header = file.header()?;
    let columns = columns(&planned.plan, measuring, &header);
    let threads = threads(args);
    let judged = rows::judge(&file, (&planned.plan, &columns), threads)?;
    let outcome = planned.plan.finish(&judged.parts, threads);
    let outcome = outcome.map_err(|error| error.to_string())?;
    let linked = match linking {
        Some(registers) => link(registers, measuring, (&file, &header), threads)?,
        None => None,
    };
    let unmeasured = (&planned.unmeasured[..], linked.as_ref());
    let measurement = judge(measuring, &outcome, &Given::default(), unmeasured);
    if let Some(out) = &args.faults {
        faults::of_file(out, (&file, &header), (&outcome, &judged))?;
    }
    drop(waiting);
    let told = Told {
        measurement: &measurement,
        rows: listed(&outcome, &judged),
        not_rows: (judged.bad.len() as u64, &judged.told),
        absent: absent(measuring, &header),
        unknown: unknown(measuring, &header),
        linkage: linked.as_ref(),
        seconds: watch.elapsed().as_secs_f64(),
    };
    tell::say(&told, args.json);
    Ok(ExitCode::SUCCESS)
}

/// The first rows that fail each rule, by their numbers in the file.
fn listed(outcome: &Outcome, judged: &Judged) -> Vec<(String, Vec<String>)> {
    let rules = outcome.rules.iter().map(|found| {
        let first = &found.rows[..found.rows.len().min(tell::LISTED)];
        let numbers = judged.numbers(first).into_iter().map(|row| row.to_string());
        (found.rule.id.clone(), numbers.collect())
    });
    rules.collect()
}

/// Where the columns of the plan stand in the file.
fn columns(plan: &Plan, measuring: &Measuring, header: &Header) -> Columns {
    let all = measuring.columns.iter().enumerate();
    let places = all.map(|(at, column)| {
        plan.reads(at)
            .then(|| header.position(&column.name))
            .flatten()
    });
    let truths = measuring.columns.iter();
    Columns {
        places: places.collect(),
        truths: truths
            .map(|column| column.of == quality::Type::Boolean)
            .collect(),
    }
}

/// Fields that the file has no column for: all their values are missing.
fn absent(measuring: &Measuring, header: &Header) -> Vec<String> {
    let fields = measuring.fields().iter();
    let absent = fields.filter(|column| header.position(&column.name).is_none());
    absent.map(|column| column.name.clone()).collect()
}

/// Columns of the file that are no fields, and not those of a reject file.
fn unknown(measuring: &Measuring, header: &Header) -> Vec<String> {
    let known = |name: &&String| {
        let declared = |column: &quality::Column| column.name == **name;
        measuring.columns.iter().any(declared) || rejects::COLUMNS.contains(&name.as_str())
    };
    header
        .names()
        .iter()
        .filter(|name| !known(name))
        .cloned()
        .collect()
}

/// What other registers say: first what the pack brings along, then the database, then files.
async fn lists(
    args: &Quality,
    pack: &Pack,
    registers: &Registers,
    measuring: &Measuring,
) -> Result<Lists, String> {
    let told = |error: registers::RegisterError| wiring::chain(&error);
    let mut lists = registers
        .seeded_lists(&pack.seeds, measuring)
        .map_err(told)?;
    if let Some(store) = &args.kept.store {
        let store = wiring::open_existing(store).await?;
        lists.extend(registers.lists(&store, measuring).await.map_err(told)?);
    }
    for (register, path) in &args.with {
        let format = Format::of(path)?;
        for needed in &measuring.needed {
            if needed.what.register() != Some(register) {
                continue;
            }
            let mut taking = Taking::new(registers, needed, measuring.as_of).map_err(told)?;
            let wanted: Vec<String> = taking.fields().iter().map(ToString::to_string).collect();
            let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
            let file = Named {
                path,
                format,
                encoding: None,
                fields: &wanted,
            };
            let header = file.header()?;
            let names: Vec<&str> = header.names().iter().map(String::as_str).collect();
            file.each(&mut |row| {
                if let Row::Cells(_, cells) = row {
                    taking.take(&names, &|at| cells.get(at)?.as_deref());
                }
                Ok(())
            })?;
            lists.insert(needed.list.clone(), taking.done());
        }
    }
    Ok(lists)
}

/// Compares the rows of the file, if the register declares how.
fn link(
    registers: &Registers,
    measuring: &Measuring,
    (file, header): (&Named<'_>, &Header),
    threads: usize,
) -> Result<Option<LinkageReport>, String> {
    let declared = registers
        .get(&measuring.register)
        .map_err(|error| error.to_string())?;
    let Some(of) = &declared.register().linkage else {
        return Ok(None);
    };
    let plan = link_plan(of, registers.text_rules(), threads);
    let mut linker = Linker::new(plan).map_err(|error| error.to_string())?;
    let places: Vec<Option<usize>> = of
        .fields
        .iter()
        .map(|linked| header.position(&linked.field))
        .collect();
    file.each(&mut |row| {
        let Row::Cells(_, cells) = row else {
            return Ok(());
        };
        let values = places.iter().map(|place| cells.get((*place)?)?.as_deref());
        let values: Vec<Option<&str>> = values.collect();
        linker.push(&values).map_err(|error| error.to_string())
    })?;
    Ok(Some(LinkageReport::of(&linker.link())))
}
