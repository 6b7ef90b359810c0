//! Packs as a test reads them: files made by a pack's country, and the law that they must keep, read
//! from the pack's declarations and not through the code under test.

mod register;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
pub(crate) use register::Register;
use synth::SynthError;
use synth::country::{CountryLaw, Order, headers, produce};

/// A pack with a country.
pub(crate) struct Pack {
    pub(crate) name: String,
    pub(crate) country: CountryLaw,
    /// The codes of women and men.
    pub(crate) sexes: (String, String),
    folder: PathBuf,
    synth: toml::Table,
}

/// What was made.
pub(crate) struct Files {
    /// The name of the register of the people.
    pub(crate) first: String,
    pub(crate) tables: BTreeMap<String, Table>,
}

/// A CSV file.
pub(crate) struct Table {
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// All packs of the repository that describe a country.
pub(crate) fn packs() -> Vec<Pack> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let folders = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let packs: Vec<Pack> = folders.filter_map(|folder| open(&folder)).collect();
    assert!(packs.len() >= 2, "the island and one country at least");
    packs
}

fn open(folder: &Path) -> Option<Pack> {
    let text = std::fs::read_to_string(folder.join("synth.toml")).ok()?;
    let synth: toml::Table = text.parse().unwrap();
    synth.get("country")?;
    let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
    let country = CountryLaw::read(&read(folder)).unwrap_or_else(|fault| panic!("{name}: {fault}"));
    let sex = |sex: &str| synth["sexes"][sex].as_str().unwrap().to_owned();
    Some(Pack {
        name,
        country,
        sexes: (sex("female"), sex("male")),
        folder: folder.to_owned(),
        synth,
    })
}

fn read(folder: &Path) -> Vec<(String, String)> {
    let mut files = vec![("synth.toml".to_owned(), text(&folder.join("synth.toml")))];
    for part in ["seed", "synth"] {
        for entry in std::fs::read_dir(folder.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "csv") {
                let name = path.file_name().unwrap().to_str().unwrap();
                files.push((format!("{part}/{name}"), text(&path)));
            }
        }
    }
    files
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The island's law with one thing changed.
pub(crate) fn island_with(from: &str, to: &str) -> Result<CountryLaw, SynthError> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/tiny");
    let mut files = read(&folder);
    assert!(files[0].1.contains(from), "synth.toml no longer has {from}");
    files[0].1 = files[0].1.replace(from, to);
    CountryLaw::read(&files)
}

/// Every file of an order, as bytes.
pub(crate) fn bytes(
    pack: &Pack,
    (people, seed): (u64, u64),
    faults: u32,
    threads: usize,
) -> Vec<Vec<u8>> {
    let order = Order {
        people,
        seed,
        as_of: pack.country.as_of(),
        faults_per_million: faults,
    };
    let mut files = headers(&pack.country).unwrap();
    let mut done = 0;
    let made = produce(&pack.country, &order, threads, |batch| {
        assert!(batch.people > done, "nobody is added");
        done = batch.people;
        for (file, text) in files
            .iter_mut()
            .zip(batch.tables.iter().chain([&batch.faults]))
        {
            file.extend_from_slice(text);
        }
        Ok::<(), SynthError>(())
    });
    let made = made.unwrap();
    assert_eq!(done, people);
    assert!(made.rows[0] >= people);
    files
}

/// The same, read.
pub(crate) fn made(pack: &Pack, order: (u64, u64), faults: u32, threads: usize) -> Files {
    let names: Vec<String> = pack
        .country
        .registers()
        .map(|(name, _)| name.to_owned())
        .collect();
    let all = names.iter().cloned().chain(["faults".to_owned()]);
    let tables = all
        .zip(bytes(pack, order, faults, threads))
        .map(|(name, bytes)| {
            let mut csv = csv::Reader::from_reader(bytes.as_slice());
            let header = csv.headers().unwrap().iter().map(str::to_owned).collect();
            let rows = csv
                .records()
                .map(|row| row.unwrap().iter().map(str::to_owned).collect());
            let rows = rows.collect();
            (name, Table { header, rows })
        });
    Files {
        first: names[0].clone(),
        tables: tables.collect(),
    }
}

impl Files {
    pub(crate) fn table(&self, name: &str) -> &Table {
        &self.tables[name]
    }
}

impl Table {
    fn place(&self, field: &str) -> usize {
        let place = self.header.iter().position(|name| name == field);
        place.unwrap_or_else(|| panic!("no column {field}"))
    }

    pub(crate) fn column<'t>(&'t self, field: &str) -> impl Iterator<Item = &'t str> {
        let place = self.place(field);
        self.rows.iter().map(move |row| row[place].as_str())
    }

    pub(crate) fn cell(&self, row: usize, field: &str) -> &str {
        &self.rows[row][self.place(field)]
    }

    pub(crate) fn records(&self) -> impl Iterator<Item = BTreeMap<&str, &str>> {
        self.rows.iter().map(|row| {
            let cells = self.header.iter().zip(row);
            cells
                .map(|(name, cell)| (name.as_str(), cell.as_str()))
                .collect()
        })
    }
}

/// Completed years on a day, of somebody whose birthday is given as a text.
pub(crate) fn age(born_on: &str, on: Date) -> i32 {
    let born: Date = born_on.parse().unwrap();
    let years = i32::from(on.year()) - i32::from(born.year());
    years - i32::from((on.month(), on.day()) < (born.month(), born.day()))
}

impl Pack {
    /// The fields of each register that have a fact, as register, `each`, fact and field.
    fn facts(&self) -> Vec<(String, String, String, String)> {
        let mut facts = Vec::new();
        for register in self.synth["register"].as_array().unwrap() {
            let text = |key: &str| register[key].as_str().unwrap().to_owned();
            for (field, fact) in register["fields"].as_table().unwrap() {
                let fact = fact.as_str().unwrap_or_default().to_owned();
                facts.push((text("name"), text("each"), fact, field.clone()));
            }
        }
        facts
    }

    /// The field of a fact in the registers of a kind.
    fn field(&self, each: &str, fact: &str) -> Option<(String, String)> {
        let facts = self.facts().into_iter();
        let mut found = facts.filter(|(_, of, name, _)| of == each && name == fact);
        found
            .next()
            .map(|(register, _, _, field)| (register, field))
    }

    /// Fields that name somebody.
    pub(crate) fn references(&self) -> Vec<(String, String)> {
        let naming = [
            "person",
            "mother",
            "father",
            "household_head",
            "husband",
            "wife",
        ];
        let facts = self.facts().into_iter();
        let naming = facts.filter(|(_, _, fact, _)| naming.contains(&fact.as_str()));
        naming
            .map(|(register, _, _, field)| (register, field))
            .collect()
    }

    /// The register of marriages, its fields of wife and husband, and of the day.
    pub(crate) fn marriages(&self) -> Vec<(String, (String, String), String)> {
        let (register, wife) = self.field("marriage", "wife").unwrap();
        let husband = self.field("marriage", "husband").unwrap().1;
        let on = self.field("marriage", "married_on").unwrap().1;
        vec![(register, (wife, husband), on)]
    }

    /// Numbers of the dead.
    pub(crate) fn dead<'f>(&self, files: &'f Files) -> BTreeSet<&'f str> {
        let (register, field) = self.field("death", "person").unwrap();
        files.table(&register).column(&field).collect()
    }

    /// Everybody in each household, and whether they head it.
    pub(crate) fn homes<'f>(
        &self,
        files: &'f Files,
    ) -> Option<BTreeMap<&'f str, Vec<(&'f str, bool)>>> {
        let (register, household) = self.field("resident", "household")?;
        let person = self.field("resident", "person")?.1;
        let head = self.field("resident", "household_head")?.1;
        let mut homes: BTreeMap<&str, Vec<(&str, bool)>> = BTreeMap::new();
        for row in files.table(&register).records() {
            let (who, first) = (row[person.as_str()], row[head.as_str()]);
            homes
                .entry(row[household.as_str()])
                .or_default()
                .push((who, who == first));
        }
        Some(homes)
    }

    /// The table of ages: from which on, how many people.
    pub(crate) fn ages(&self) -> Vec<(i32, f64)> {
        let path = self.synth["country"]["ages"].as_str().unwrap();
        let mut csv = csv::Reader::from_path(self.folder.join(path)).unwrap();
        let rows = csv.deserialize::<(i32, f64, f64)>().map(|row| row.unwrap());
        rows.map(|(from, female, male)| (from, female + male))
            .collect()
    }

    /// A register as it is declared, if it is.
    pub(crate) fn register(&self, name: &str) -> Option<Register> {
        let path = self.folder.join(format!("law/registers/{name}.toml"));
        let declared: toml::Table = std::fs::read_to_string(path).ok()?.parse().unwrap();
        let fields = declared["fields"].as_table().unwrap().clone();
        Some(Register::new(name, fields))
    }

    pub(super) fn identifier(&self, id: &str) -> Vec<toml::Value> {
        let path = self.folder.join(format!("law/identifiers/{id}.toml"));
        let declared: toml::Table = text(&path).parse().unwrap();
        declared["segment"].as_array().unwrap().clone()
    }

    /// The code that a number begins with, by the place of birth.
    pub(super) fn codes(&self, segments: &[toml::Value]) -> BTreeMap<String, String> {
        let mut tables = segments.iter().filter_map(|segment| segment.get("table"));
        let Some(table) = tables.next().and_then(toml::Value::as_str) else {
            return BTreeMap::new();
        };
        let places = self.column(table, 0).into_iter();
        places.zip(self.column(table, 1)).collect()
    }

    pub(super) fn places_in_force(&self) -> Vec<String> {
        let codes = self.column("seed/places.csv", 0).into_iter();
        let ended = self.column("seed/places.csv", 5);
        let here = codes.zip(ended).filter(|(_, ended)| ended.is_empty());
        here.map(|(code, _)| code).collect()
    }

    /// A column of a table of the pack.
    pub(super) fn column(&self, path: &str, column: usize) -> Vec<String> {
        let mut csv = csv::Reader::from_path(self.folder.join(path)).unwrap();
        let rows = csv.records().map(|row| row.unwrap()[column].to_owned());
        rows.collect()
    }
}
