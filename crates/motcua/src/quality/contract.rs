//! A file measured by a data contract.

use std::path::Path;
use std::process::ExitCode;

use base::text::TextRules;
use jiff::civil::Date;
use quality::{Contract, Kind, Rule};
use registers::{Beside, Lists, Measuring, Texts};

use super::file;
use crate::args::Quality;
use crate::clock::{Clock, stopwatch};
use crate::pack_files;

/// Bytes of a contract that is read.
const CONTRACT_BYTES_MAX: u64 = 4 << 20;

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
    file::measured(args, (&measuring, &planned), None, watch)
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
