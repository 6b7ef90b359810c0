//! What a folder of synthetic people says about itself.

use std::fmt::Write;

use crate::country::law::CountryLaw;
use crate::country::order::Order;
use crate::country::produce::Made;

/// The text of `README.md` beside the files. `law` names the pack's version, `program` the one that
/// made them.
pub fn readme(
    country: &CountryLaw,
    order: &Order,
    made: &Made,
    (law, program): (&str, &str),
) -> String {
    let mut text = String::new();
    // A String never refuses.
    let _ = writeln!(
        text,
        "# Synthetic people\n\n\
         Nobody here exists. Names, numbers and families were drawn by chance, after the tables of a\n\
         pack; a number that somebody real has would be an accident.\n\n\
         | | |\n|---|---|\n\
         | pack | {law} |\n\
         | program | {program} |\n\
         | people | {} (who died on record among them) |\n\
         | seed | {} |\n\
         | as of | {} |\n\
         | rows with a fault, of those that can have one | {} in a million |\n\n\
         The same pack, program and seed give the same files, byte for byte, on every machine and by\n\
         any number of threads.\n",
        order.people, order.seed, order.as_of, order.faults_per_million,
    );
    let _ = writeln!(
        text,
        "Each file is a register: UTF-8, commas, a header, an empty cell where nothing is known. People\n\
         are named by their personal number. Rows are counted from 1, without the header.\n\n\
         | file | rows | of these with a fault |\n|---|---:|---:|"
    );
    for (at, (name, _)) in country.registers().enumerate() {
        let faults = made
            .faults
            .iter()
            .filter(|((register, _), _)| *register == at);
        let faults: u64 = faults.map(|(_, rows)| rows).sum();
        let rows = made.rows.get(at).copied().unwrap_or(0);
        let _ = writeln!(text, "| {name}.csv | {rows} | {faults} |");
    }
    let _ = writeln!(
        text,
        "\n`faults.csv` lists every fault: register, row, field, kind, the right value, and the other row\n\
         it has to do with, if there is one. At most one befalls a row. A wrong personal number is one\n\
         fault: whatever refers to the person repeats it. Of a duplicate, the row listed is the second\n\
         one, and the right value of a duplicate person is the number of the first.\n"
    );
    if !made.faults.is_empty() {
        let _ = writeln!(text, "| register | kind | rows |\n|---|---|---:|");
    }
    let names: Vec<&str> = country.registers().map(|(name, _)| name).collect();
    for ((register, kind), rows) in &made.faults {
        let name = names.get(*register).copied().unwrap_or_default();
        let _ = writeln!(text, "| {name} | {kind} | {rows} |");
    }
    text
}
