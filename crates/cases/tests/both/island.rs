//! The island on a database: its law, its offices, and four people.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use base::Id;
use cases::{Law, Room};
use jobs::Job;
use ledger::Ledger;
use pack::Pack;
use registers::{Directory, LoadedRow, Registers, Value};
use store::Store;

pub(crate) use crate::country::{files, loaded, policy};
pub(crate) use crate::people::*;

/// The case room of the island.
pub(crate) struct Island {
    pub(crate) room: Room,
    /// Every job that fell due in [`Island::run_until`].
    pub(crate) ran: Mutex<Vec<Job>>,
}

impl Island {
    /// The island under its law.
    pub(crate) async fn on(store: Store) -> Island {
        Island::under(store, loaded(files())).await
    }

    /// The island under another law.
    pub(crate) async fn under(store: Store, pack: Arc<Pack>) -> Island {
        let registers = Registers::lower(&pack);
        let mut tables = [ledger::tables(), jobs::tables(), notices::tables()].concat();
        tables.extend([files::tables(), cases::tables(), registers::tables()].concat());
        tables.extend(registers.tables());
        store.prepare(&tables).await.unwrap();
        let ledger = Ledger::new(store);
        let before = clock(at("2026-09-01 08:00"));
        registers::seed(&ledger, &before, &registers, &pack.seeds)
            .await
            .unwrap();
        let today = pack.calendar.date_of(at(MONDAY));
        let directory = Directory::load(ledger.store(), &registers, today)
            .await
            .unwrap();
        let room = Room {
            policy: Arc::new(policy(&pack)),
            directory: Arc::new(directory),
            registers: Arc::new(registers),
            law: Arc::new(Law::lower(pack)),
            former: Arc::new(HashMap::new()),
            ledger,
        };
        let island = Island {
            room,
            ran: Mutex::default(),
        };
        island.people().await;
        island
    }

    async fn people(&self) {
        let people = [
            (
                ADA,
                "T60-0001",
                "Ada Ashby",
                "female",
                "1960-03-01",
                "V1",
                None,
            ),
            (
                BEA,
                "T90-0002",
                "Bea Ashby",
                "female",
                "1990-05-01",
                "V1",
                Some(ADA),
            ),
            (
                CAL,
                "T80-0003",
                "Cal Mary Brook",
                "male",
                "1980-07-01",
                "V2",
                None,
            ),
            (
                DAN,
                "T75-0004",
                "Dan Cole",
                "male",
                "1975-09-01",
                "V3",
                None,
            ),
        ];
        for (id, number, name, sex, born, village, mother) in people {
            let texts = [
                ("number", number),
                ("name", name),
                ("sex", sex),
                ("born_on", born),
                ("village", village),
            ];
            let mut fields: Vec<(&str, Value)> = texts
                .into_iter()
                .map(|(field, text)| (field, text.into()))
                .collect();
            fields.extend(mother.map(|mother| ("mother", Value::Record(mother))));
            self.load("people", id, fields).await;
        }
    }

    /// Somebody more, of age and with a mother or none; one for each number.
    pub(crate) async fn somebody(&self, number: usize, mother: Option<Id>) -> Id {
        let who = Id::named("person", &number.to_string());
        let texts = [
            ("name", "Eve Fox"),
            ("sex", "female"),
            ("born_on", "1980-01-01"),
            ("village", "V1"),
        ];
        let mut fields: Vec<(&str, Value)> = texts
            .into_iter()
            .map(|(field, text)| (field, text.into()))
            .collect();
        fields.push(("number", Value::Text(format!("T80-9{number:03}"))));
        fields.extend(mother.map(|mother| ("mother", Value::Record(mother))));
        self.load("people", who, fields).await;
        who
    }

    /// Puts a record into a register as it is.
    pub(crate) async fn load(&self, register: &str, record: Id, fields: Vec<(&str, Value)>) {
        let row = LoadedRow {
            register,
            record,
            fields,
        };
        let before = clock(at("2026-09-02 08:00"));
        let room = &self.room;
        registers::load_rows(&room.ledger, &before, &room.registers, vec![row], 100)
            .await
            .unwrap();
    }

    /// A build notice of a boat of so many decimetres; its record.
    pub(crate) async fn notice(&self, owner: Id, co_owner: Option<Id>, length: i64) -> Id {
        let number = format!("N-{owner}");
        let record = Id::named("build-notices", &number);
        let mut fields: Vec<(&str, Value)> = vec![
            ("number", Value::Text(number)),
            ("owner", owner.into()),
            ("kind", "rowing".into()),
            ("length", length.into()),
            ("built_on", "2026-10-01".into()),
            ("yard", "SY".into()),
        ];
        fields.extend(co_owner.map(|person| ("co_owner", Value::Record(person))));
        self.load("build-notices", record, fields).await;
        record
    }
}
