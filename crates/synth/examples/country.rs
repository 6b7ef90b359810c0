//! Makes a country's people as `motcua synth` does, for measuring:
//! `cargo run --release -p synth --example country -- PACK PEOPLE SEED FAULTS_PER_MILLION THREADS DIR`.

#![expect(clippy::print_stderr, reason = "an example answers on the terminal")]

use std::error::Error;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use synth::country::{CountryLaw, Order, headers, produce, readme};

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [pack, people, seed, faults, threads, dir] = given.as_slice() else {
        return Err("give PACK PEOPLE SEED FAULTS_PER_MILLION THREADS DIR".into());
    };
    let mut files = Vec::new();
    read(Path::new(pack), "", &mut files)?;
    let country = CountryLaw::read(&files)?;
    let order = Order {
        people: people.parse()?,
        seed: seed.parse()?,
        as_of: country.as_of(),
        faults_per_million: faults.parse()?,
    };
    fs::create_dir_all(dir)?;
    let names = country.registers().map(|(name, _)| name).chain(["faults"]);
    let mut outputs = Vec::new();
    for (name, header) in names.zip(headers(&country)?) {
        let mut file = File::create(Path::new(dir).join(format!("{name}.csv")))?;
        file.write_all(&header)?;
        outputs.push(file);
    }
    let made = produce(&country, &order, threads.parse()?, |batch| {
        let texts = batch.tables.iter().chain([&batch.faults]);
        for (file, text) in outputs.iter_mut().zip(texts) {
            file.write_all(text)?;
        }
        Ok::<(), Box<dyn Error>>(())
    })?;
    let text = readme(&country, &order, &made, (pack, "example"));
    fs::write(Path::new(dir).join("README.md"), text)?;
    eprintln!("rows {:?}", made.rows);
    Ok(())
}

/// All text files of the pack that synthetic people may need.
fn read(folder: &Path, at: &str, files: &mut Vec<(String, String)>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{at}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() && ["seed", "synth"].contains(&name.as_str()) {
            read(&entry.path(), &format!("{name}/"), files)?;
        } else if name.ends_with(".csv") || name == "synth.toml" {
            files.push((name, fs::read_to_string(entry.path())?));
        }
    }
    Ok(())
}
