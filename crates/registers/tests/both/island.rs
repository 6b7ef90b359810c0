//! The island on a database, with a family and a boat.

use access::{Action, Actor, Ask, Ctx, Permit, Policy, Post, Relation, Rule};
use base::{Chance, Id, Instant};
use jiff::civil::{Date, date};
use ledger::{Act, Kind, Ledger};
use registers::{Correction, Directory, NewRecord, Record, RegisterError, Registers, Value, seed};
use store::Store;

pub(crate) use crate::law::{law, maybe};

/// Monday, 2 November 2026, nine o'clock in the office's zone.
pub(crate) const MONDAY: Instant = Instant(1_793_610_000_000_000);

/// The Monday as a date.
pub(crate) const TODAY: Date = date(2026, 11, 2);

pub(crate) const MAI: Id = Id([0xa1; 16]);
pub(crate) const TAM: Id = Id([0xa2; 16]);
pub(crate) const CHILD: Id = Id([0xa3; 16]);
pub(crate) const BOAT: Id = Id([0xb1; 16]);

/// An officer of the registry in whose name the tests write, `seconds` after [`MONDAY`].
pub(crate) fn ctx(seconds: i64) -> Ctx {
    let post = Post {
        role: "registrar".into(),
        office: "RG".into(),
    };
    let mut chance = [0; 32];
    chance[..8].copy_from_slice(&seconds.to_be_bytes());
    Ctx {
        actor: Actor::Officer {
            account: Id([1; 16]),
            post,
        },
        purpose: "test".into(),
        law: "tiny@2026-09-01".into(),
        now: MONDAY.plus_seconds(seconds),
        chance: Chance::new(chance),
    }
}

/// Leave for one action on some fields of a register.
pub(crate) fn permit(action: Action, register: &str, fields: &[&str]) -> Permit {
    let on = format!("register:{register}");
    let rule = Rule {
        role: "registrar".into(),
        on: on.clone(),
        actions: vec![action],
        fields: vec!["*".into()],
        purposes: vec!["*".into()],
        relation: Relation::None,
        ground: "ground-test".into(),
    };
    let ask = Ask {
        action,
        on: &on,
        fields,
        relation: Relation::None,
    };
    Policy::new(vec![rule]).permit(&ctx(0), &ask).unwrap()
}

/// The island on a database: its ledger, registers, and directory, seeded.
pub(crate) struct Island {
    pub(crate) ledger: Ledger,
    pub(crate) registers: Registers,
    pub(crate) directory: Directory,
}

impl Island {
    pub(crate) async fn on(store: Store) -> Island {
        Island::under(store, &law()).await
    }

    /// The island under another law than its own.
    pub(crate) async fn under(store: Store, pack: &pack::Pack) -> Island {
        let registers = Registers::lower(pack);
        store.prepare(&ledger::tables()).await.unwrap();
        store.prepare(&registers::tables()).await.unwrap();
        store.prepare(&registers.tables()).await.unwrap();
        let ledger = Ledger::new(store);
        let new = seed(&ledger, &ctx(-60), &registers, &pack.seeds).await;
        assert_eq!(new.unwrap(), 18);
        let directory = Directory::load(ledger.store(), &registers, TODAY).await;
        Island {
            directory: directory.unwrap(),
            ledger,
            registers,
        }
    }

    pub(crate) fn db(&self) -> &Store {
        self.ledger.store()
    }

    pub(crate) async fn create(
        &self,
        seconds: i64,
        register: &str,
        id: Id,
        fields: Vec<(String, Value)>,
    ) -> Result<Id, RegisterError> {
        let act = Act::new(&ctx(seconds), Kind::RecordCreated);
        let permit = permit(Action::Create, register, &["*"]);
        let new = NewRecord {
            register,
            id,
            fields,
        };
        let act = self.registers.create(&self.directory, &permit, new, act)?;
        Ok(self.ledger.commit(act).await?.entry)
    }

    pub(crate) async fn correct(
        &self,
        seconds: i64,
        register: &str,
        id: Id,
        changed: Vec<(&str, Option<Value>)>,
    ) -> Result<Id, RegisterError> {
        let record = self.record(register, id).await;
        let fields = changed.into_iter();
        let correction = Correction {
            record: &record,
            fields: fields.map(|(name, value)| (name.into(), value)).collect(),
            wrong: "misread".into(),
            since: None,
        };
        let act = Act::new(&ctx(seconds), Kind::RecordCorrected);
        let permit = permit(Action::Correct, register, &["*"]);
        let act = self
            .registers
            .correct(&self.directory, &permit, &correction, act)?;
        Ok(self.ledger.commit(act).await?.entry)
    }

    pub(crate) async fn record(&self, register: &str, id: Id) -> Record {
        let found = self.registers.load(self.db(), register, id).await;
        found.unwrap().expect("the record is there")
    }

    pub(crate) async fn found(&self, register: &str, conditions: &[(&str, Value)]) -> Vec<Id> {
        let found = self.registers.find(self.db(), register, conditions).await;
        found.unwrap().iter().map(|record| record.id).collect()
    }

    pub(crate) async fn family(&self) {
        let child = [
            person("20200003", "Hoa", "2020-02-29"),
            fields(&[("mother", MAI.into()), ("father", TAM.into())]),
        ];
        for (at, (id, fields)) in [
            (MAI, person("19900001", "Mai Thủy", "1990-01-31")),
            (TAM, person("19880002", "Tam", "1988")),
            (CHILD, child.concat()),
        ]
        .into_iter()
        .enumerate()
        {
            let at = i64::try_from(at).unwrap() - 50;
            self.create(at, "people", id, fields).await.unwrap();
        }
    }
}

pub(crate) fn fields(list: &[(&str, Value)]) -> Vec<(String, Value)> {
    list.iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

pub(crate) fn person(number: &str, name: &str, born: &str) -> Vec<(String, Value)> {
    fields(&[
        ("number", number.into()),
        ("name", name.into()),
        ("born_on", born.into()),
        ("home", "V1".into()),
        ("alive", true.into()),
    ])
}

pub(crate) fn boat(hull: i64, owner: Id) -> Vec<(String, Value)> {
    fields(&[
        ("hull", hull.into()),
        ("owner", owner.into()),
        ("kind", "rowing".into()),
        ("harbour", "H2".into()),
        ("office", "HO2".into()),
        ("built", "1999-05-01".into()),
        ("law", "old".into()),
    ])
}
