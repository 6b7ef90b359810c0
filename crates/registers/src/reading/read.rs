//! What is told of a record that was read.

use base::Id;
use ledger::Touch;
use pack::Field;

use super::{Changed, Opened, Standing, VERSIONS_MAX, VersionShown};
use crate::axes::Axes;
use crate::columns::BEGINNING;
use crate::read::shown;
use crate::record::{Former, Record, Shown};
use crate::time::{AsOf, set_by, stands};

/// What was read of a record, and which of its fields are open.
pub(super) struct Read<'r> {
    pub(super) former: &'r [Former],
    pub(super) now: Option<&'r Record>,
    pub(super) open: &'r [&'r str],
}

impl Read<'_> {
    pub(super) fn opened(
        &self,
        (register, id): (&str, Id),
        standing: Standing,
        at: Option<AsOf>,
    ) -> Opened {
        let found = match at {
            Some(at) => stands(self.former, self.now, at),
            None => self.now.map(|now| (now, now.valid_to)),
        };
        let set_by = found.map(|(record, _)| {
            let mut earlier = self.former.iter();
            let earlier = earlier.position(|former| former.record.version < record.version);
            let earlier = &self.former[earlier.unwrap_or(self.former.len())..];
            let mut set_by = set_by(earlier, record);
            set_by.retain(|set| self.open.contains(&set.field.as_str()));
            set_by
        });
        Opened {
            register: register.to_owned(),
            id,
            standing,
            open: self.open.iter().map(|&field| field.to_owned()).collect(),
            version: found.map(|(record, _)| record.version),
            shown: found.map(|(record, valid_to)| Shown {
                valid_to,
                ..shown(record, self.open)
            }),
            set_by: set_by.unwrap_or_default(),
            versions: self.versions(),
            axes: Axes::of(self.former, self.now),
            makers: Vec::new(),
            duplicates: Vec::new(),
            tickets: Vec::new(),
        }
    }

    fn versions(&self) -> Vec<VersionShown> {
        let current = self.now.map(|now| (now, None));
        let former = self
            .former
            .iter()
            .map(|former| (&former.record, Some(former)));
        let all: Vec<(&Record, Option<&Former>)> = current.into_iter().chain(former).collect();
        let told = all.iter().enumerate().take(VERSIONS_MAX);
        let version = |(at, (record, former)): (usize, &(&Record, Option<&Former>))| {
            self.version(
                record,
                *former,
                all.get(at + 1).map(|(earlier, _)| *earlier),
            )
        };
        told.map(version).collect()
    }

    fn version(
        &self,
        record: &Record,
        former: Option<&Former>,
        earlier: Option<&Record>,
    ) -> VersionShown {
        let fields = &record.declared.register.fields;
        // Why a version was wrong is written for those who answer for all of it.
        let all_open = fields.iter().all(|field| self.is_open(field));
        let erased = former.is_some_and(|former| former.erased.is_some());
        let changed = fields.iter().enumerate().filter_map(|(at, field)| {
            let was = earlier?.values[at].clone();
            let is = record.values[at].clone();
            (self.is_open(field) && was != is && !erased).then(|| Changed {
                field: field.id.clone(),
                was,
                is,
            })
        });
        VersionShown {
            version: record.version,
            act: record.act,
            law: record.law.clone(),
            recorded_at: record.recorded_at,
            replaced_at: former.and_then(|former| former.replaced_at),
            valid_from: (record.valid_from != BEGINNING).then_some(record.valid_from),
            valid_to: former
                .and_then(|former| former.held_until)
                .or(record.valid_to),
            wrong: former
                .and_then(|former| former.wrong.clone())
                .filter(|_| all_open),
            wrong_since: former.and_then(|former| former.wrong_since),
            changed: changed.collect(),
            erased,
        }
    }

    fn is_open(&self, field: &Field) -> bool {
        self.open.contains(&field.id.as_str())
    }

    pub(super) fn touches(&self) -> Vec<Touch> {
        let former = self.former.iter().map(|former| &former.record);
        let records = self.now.into_iter().chain(former.take(VERSIONS_MAX));
        records
            .flat_map(|record| record.touches(self.open))
            .collect()
    }
}
