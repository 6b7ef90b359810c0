//! What was acknowledged, and whether it is there.

use std::collections::{BTreeMap, BTreeSet};

use base::Id;
use ledger::{Kind, Ledger};
use store::Store;

/// Everything that any process was promised.
#[derive(Debug, Default)]
pub(crate) struct Promises {
    new: Heard,
    all: Heard,
}

#[derive(Debug, Default)]
struct Heard {
    /// Number and name of each boat.
    boats: BTreeMap<Id, (String, i64)>,
    /// The latest version anybody was told.
    versions: BTreeMap<Id, i64>,
    looked: BTreeSet<Id>,
    lost: BTreeSet<Id>,
    ringing: BTreeSet<String>,
    rung: BTreeSet<String>,
    /// Signed checkpoints.
    sealed: BTreeSet<String>,
}

impl Promises {
    /// Takes down what a process said.
    pub(crate) fn hear(&mut self, lines: Vec<String>) {
        for line in lines {
            self.new.hear(&line);
        }
    }

    /// Looks for what was promised since the last time.
    pub(crate) async fn check_new(&mut self, store: &Store) {
        self.new.check(store).await;
        self.all.take(std::mem::take(&mut self.new));
    }

    /// Looks for everything again: what was there once is there still.
    pub(crate) async fn check_all(&self, store: &Store) {
        self.all.check(store).await;
        let ledger = Ledger::new(store.clone());
        for subject in self.all.looked.iter().chain(self.all.boats.keys()) {
            for entry in ledger.of_subject(*subject, None, 100).await.unwrap() {
                assert!(ledger.is_sealed(entry.id).await.unwrap(), "{}", entry.id);
            }
        }
        for job in &self.all.ringing {
            assert!(
                rings(store, job).await == 1,
                "{job} was begun and forgotten"
            );
        }
    }

    /// Every signed checkpoint that anybody saw.
    pub(crate) fn checkpoints(&self) -> impl Iterator<Item = &str> {
        self.all.sealed.iter().map(String::as_str)
    }

    /// Whether there was a promise of every sort.
    pub(crate) fn is_about_something(&self) -> bool {
        let all = &self.all;
        !(all.boats.is_empty()
            || all.versions.is_empty()
            || all.looked.is_empty()
            || all.lost.is_empty()
            || all.rung.is_empty()
            || all.sealed.is_empty())
    }
}

impl Heard {
    fn hear(&mut self, line: &str) {
        let words: Vec<&str> = line.split(' ').collect();
        let id = |text: &str| text.parse::<Id>().unwrap();
        match words.as_slice() {
            ["open"] => {}
            ["boat", boat, number, name] => {
                let named = ((*number).to_owned(), name.parse().unwrap());
                self.boats.insert(id(boat), named);
            }
            ["paint", boat, version] => {
                let told = self.versions.entry(id(boat)).or_default();
                *told = version.parse::<i64>().unwrap().max(*told);
            }
            ["looked", subject] => {
                self.looked.insert(id(subject));
            }
            ["lost", boat] => {
                self.lost.insert(id(boat));
            }
            ["ringing", job] => {
                self.ringing.insert((*job).to_owned());
            }
            ["rung", job] => {
                self.rung.insert((*job).to_owned());
            }
            ["sealed", hex] => {
                self.sealed.insert(unhex(hex));
            }
            _ => panic!("the process said: {line}"),
        }
    }

    fn take(&mut self, newer: Heard) {
        self.boats.extend(newer.boats);
        for (boat, version) in newer.versions {
            let told = self.versions.entry(boat).or_default();
            *told = version.max(*told);
        }
        self.looked.extend(newer.looked);
        self.lost.extend(newer.lost);
        self.ringing.extend(newer.ringing);
        self.rung.extend(newer.rung);
        self.sealed.extend(newer.sealed);
    }

    async fn check(&self, store: &Store) {
        let ledger = Ledger::new(store.clone());
        for (boat, (number, name)) in &self.boats {
            let found = crate::boats::read(store, *boat).await;
            let found = found.unwrap_or_else(|| panic!("boat {boat} was promised and is lost"));
            assert_eq!(found.number, *number, "boat {boat} was told another number");
            let sql = "select boat from crash_name where name = $1";
            let named = store.query_one(sql, &[(*name).into()]).await.unwrap();
            let named = named.map(|row| row.id(0).unwrap());
            assert_eq!(named, Some(*boat), "name {name} was promised to {boat}");
            let entries = ledger.of_subject(*boat, None, 100).await.unwrap();
            let first = entries.last().map(|entry| entry.kind);
            assert_eq!(first, Some(Kind::RecordCreated), "entry of {boat}");
        }
        for (boat, version) in &self.versions {
            let found = crate::boats::read(store, *boat).await.unwrap();
            assert!(found.version >= *version, "a change of {boat} is lost");
        }
        for subject in &self.looked {
            let entries = ledger.of_subject(*subject, None, 10).await.unwrap();
            let kinds: Vec<Kind> = entries.iter().map(|entry| entry.kind).collect();
            assert_eq!(kinds, [Kind::Looked], "a look that was shown");
        }
        for boat in &self.lost {
            let found = crate::boats::read(store, *boat).await;
            assert!(found.is_none(), "boat {boat} was refused and is there");
            let entries = ledger.of_subject(*boat, None, 10).await.unwrap();
            assert!(entries.is_empty(), "the refused boat {boat} has an entry");
        }
        for job in &self.rung {
            assert_eq!(rings(store, job).await, 1, "{job} was rung");
            let sql = "select count(*) from jobs_job where key = $1";
            let left = store.query_one(sql, &[job.as_str().into()]).await.unwrap();
            assert_eq!(left.unwrap().int(0).unwrap(), 0, "{job} came back");
        }
    }
}

async fn rings(store: &Store, job: &str) -> i64 {
    let sql = "select count(*) from crash_ring where job = $1";
    let row = store.query_one(sql, &[job.into()]).await.unwrap();
    row.unwrap().int(0).unwrap()
}

fn unhex(hex: &str) -> String {
    let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(byte).collect();
    String::from_utf8(bytes).unwrap()
}
