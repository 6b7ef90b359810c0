//! Data contracts: a declaration written as one, and a file measured by one.

use std::path::Path;
use std::process::ExitCode;

use base::text::TextRules;
use jiff::civil::Date;
use pack::Pack;
use quality::{Bound, Contract, ContractField, Given, Kind, Promise, Rule};
use registers::{Beside, Lists, Measuring, Registers, Rows, Texts, What, judge};

use super::rows::Named;
use super::tell::Told;
use super::{faults, file, json, tell, threads};
use crate::args::Quality;
use crate::clock::{Clock, stopwatch};
use crate::pack_files;

/// Lists that are longer stay out of a contract: they are registers of their own.
const LISTED_MAX: usize = 300;

/// Bytes of a contract that is read.
const CONTRACT_BYTES_MAX: u64 = 4 << 20;

/// A register as a contract describes it.
pub(super) fn of(
    pack: &Pack,
    registers: &Registers,
    measuring: &Measuring,
) -> Result<Contract, String> {
    let declared = registers
        .get(&measuring.register)
        .map_err(|error| error.to_string())?;
    let register = declared.register();
    let word = |key: String| {
        // A text of one line, in the pack's first language.
        let (_, texts) = pack.words.first()?;
        let mut lines = texts.lines().filter_map(|line| line.split_once(" = "));
        let (_, text) = lines.find(|(name, _)| *name == key)?;
        Some(text.trim().to_owned())
    };
    let fields = register
        .fields
        .iter()
        .zip(measuring.fields())
        .map(|(field, column)| ContractField {
            label: word(format!("field-{}-{}", register.id, field.id)),
            meaning: None,
            is_key: field.key,
            is_required: !field.optional,
            is_unique: field.key,
            classification: field.sensitive.then(|| "sensitive".to_owned()),
            column: column.clone(),
        });
    let tomorrow = measuring.as_of.tomorrow().unwrap_or(measuring.as_of);
    let later = registers
        .measuring(&register.id, Rows::Received, tomorrow)
        .map_err(|error| error.to_string())?;
    let rules = measuring.rules.iter().zip(&later.rules);
    let lists = measuring
        .needed
        .iter()
        .filter_map(|needed| match &needed.what {
            What::Given(values) if values.len() <= LISTED_MAX => {
                Some((needed.list.clone(), values.clone()))
            }
            What::Given(_) | What::Keys { .. } | What::Pairs { .. } | What::Barred { .. } => None,
        });
    Ok(Contract {
        id: format!("{}-{}", pack.head.id, register.id),
        version: pack.head.version.clone(),
        status: "active".to_owned(),
        name: word(format!("register-{}", register.id)),
        domain: Some(register.steward.clone()),
        purpose: word(register.ground.clone()),
        table: register.id.clone(),
        fields: fields.collect(),
        rules: rules
            .map(|(rule, later)| undated(rule, later, measuring.as_of))
            .collect(),
        lists: lists.collect(),
        promises: vec![Promise {
            property: "timeToRepair".to_owned(),
            value: register.correction_days.to_string(),
            unit: Some("d".to_owned()),
            element: None,
        }],
    })
}

/// A rule whose bound moves with the day says so in a contract, which is read on other days.
fn undated(rule: &Rule, later: &Rule, as_of: Date) -> Rule {
    let Kind::Range { field, least, most } = &rule.kind else {
        return rule.clone();
    };
    if rule.kind == later.kind {
        return rule.clone();
    }
    let today = Some(Bound::Date(as_of));
    let compared = match (least, most) {
        (None, most) if *most == today => "<=",
        (None, _) => "<",
        (least, _) if *least == today => ">=",
        (Some(_), _) => ">",
    };
    Rule {
        kind: Kind::Holds {
            condition: format!("{field} {compared} today"),
        },
        ..rule.clone()
    }
}

fn read(path: &Path) -> Result<String, String> {
    let told = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    let size = std::fs::metadata(path).map_err(told)?.len();
    if size > CONTRACT_BYTES_MAX {
        return Err(format!(
            "{} is larger than a contract may be, 4 MiB",
            path.display()
        ));
    }
    std::fs::read_to_string(path).map_err(told)
}

/// `motcua quality FILE --by-contract CONTRACT`.
pub(super) fn measure(
    args: &Quality,
    path: &Path,
    (day, clock): (Date, &Clock),
) -> Result<ExitCode, String> {
    let watch = stopwatch();
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let understood = Contract::read(&read(path)?).map_err(|error| told(&error))?;
    for rest in &understood.rest {
        println!("{}: {rest}", path.display());
    }
    let contract = understood.contract;
    let pack = args.pack.as_deref().map(pack_files::load).transpose()?;
    let measuring = measuring(&contract, day);
    let beside = Beside {
        lists: contract
            .lists
            .iter()
            .map(|(name, values)| (name.clone(), Texts::Values(values.clone())))
            .collect::<Lists>(),
        formats: pack
            .iter()
            .flat_map(|pack| &pack.identifiers)
            .map(named)
            .collect(),
        texts: TextRules::for_language(pack.as_ref().map_or("und", |pack| &pack.head.text_rules)),
    };
    let planned = measuring.plan(beside, super::seed(clock));
    let table = Named::of(Path::new(&args.what))?;
    let wanted: Vec<&str> = measuring
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    let header = table.header(&wanted)?;
    let columns = file::columns(&planned.plan, &measuring, &header);
    let threads = threads(args);
    let judged = table.judge(&planned.plan, (&header, &columns), threads)?;
    let outcome = planned.plan.finish(&judged.parts, threads);
    let outcome = outcome.map_err(|error| told(&error))?;
    let measurement = judge(
        &measuring,
        &outcome,
        &Given::default(),
        (&planned.unmeasured, None),
    );
    if let Some(out) = &args.faults {
        faults::of_file(out, (&table, &header), (&outcome, &judged))?;
    }
    let told = Told {
        measurement: &measurement,
        rows: file::listed(&outcome, &judged),
        not_rows: (judged.bad.len() as u64, &judged.told),
        absent: file::absent(&measuring, &header),
        unknown: file::unknown(&measuring, &header),
        linkage: None,
        seconds: watch.elapsed().as_secs_f64(),
    };
    if args.json {
        println!("{}", json::of(&told));
    } else {
        tell::print(&told);
    }
    Ok(ExitCode::SUCCESS)
}

fn named(identifier: (&String, &pack::Identifier)) -> (String, base::identifier::Format) {
    (identifier.0.clone(), identifier.1.format.clone())
}

/// How a file is measured by a contract alone.
fn measuring(contract: &Contract, as_of: Date) -> Measuring {
    let mut rules = contract.rules.clone();
    for field in &contract.fields {
        let name = field.column.name.clone();
        let mut put = |id: &str, word, kind: Kind| {
            if !rules
                .iter()
                .any(|rule| rule.when.is_none() && rule.kind == kind)
            {
                rules.push(Rule {
                    id: format!("{id}:{}", field.column.name),
                    level: quality::Level::Error,
                    words: vec![word],
                    when: None,
                    kind,
                });
            }
        };
        if field.is_required {
            put(
                "required",
                quality::Word::Sufficient,
                Kind::NotNull {
                    field: name.clone(),
                },
            );
        }
        if field.is_unique {
            put(
                "key",
                quality::Word::Clean,
                Kind::Unique { fields: vec![name] },
            );
        }
    }
    Measuring {
        register: contract.table.clone(),
        law: contract.version.clone(),
        as_of,
        columns: contract
            .fields
            .iter()
            .map(|field| field.column.clone())
            .collect(),
        rules,
        needed: Vec::new(),
        unmeasured: Vec::new(),
        own_columns: 0,
        by: Vec::new(),
        lags: Vec::new(),
    }
}
