//! Who has read a value that turned out to be wrong: told to the steward, so that those who relied
//! on it can be told.

use base::{Id, Instant};
use ledger::{Entry, Kind, Ledger, Touch};

use crate::error::RegisterError;
use crate::lower::Registers;
use crate::record::Record;

/// So many readers are told, the latest: a page.
pub const READERS_MAX: usize = 200;

/// Entries of one subject that are gone through for them.
const ENTRIES_MAX: i64 = 5_000;

/// Somebody who read a record: an office, never a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The ledger entry.
    pub entry: Id,
    /// When.
    pub at: Instant,
    /// What they did: mostly a look.
    pub kind: Kind,
    /// For which office or agency; none for people themselves.
    pub office: Option<String>,
    /// In which role.
    pub role: String,
    /// What for.
    pub purpose: String,
}

/// Who has read a value, and while it stood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readers {
    /// Since when the value stood in the register.
    pub since: Option<Instant>,
    /// When another took its place.
    pub until: Option<Instant>,
    /// Who read it, latest first, at most [`READERS_MAX`].
    pub list: Vec<Reader>,
    /// Whether there may be more.
    pub more: bool,
}

impl Registers {
    /// Who has read a field of a record (any, if none is named) while it had the value that it had
    /// at a moment: from when that was recorded until another took its place. Whoever took
    /// all records took it too. Of looks at records that are about nobody nothing is known: they are
    /// no entries.
    ///
    /// # Errors
    /// When there is no such register, or the database fails.
    pub async fn readers_of(
        &self,
        ledger: &Ledger,
        (register, record): (&str, Id),
        field: Option<&str>,
        at: Instant,
    ) -> Result<Readers, RegisterError> {
        let (former, now) = self.versions(ledger.store(), register, record).await?;
        let former = former
            .into_iter()
            .rev()
            .filter(|former| former.erased.is_none());
        let versions: Vec<(Record, Option<Instant>)> = former
            .map(|former| (former.record, former.replaced_at))
            .chain(now.map(|now| (now, None)))
            .collect();
        let Some(stood) = stood(&versions, field, at) else {
            return Ok(Readers::default());
        };
        let (Some((first, _)), Some((_, until))) = (stood.first(), stood.last()) else {
            return Ok(Readers::default());
        };
        let mut subjects: Vec<Id> = stood.iter().flat_map(|(one, _)| one.subjects()).collect();
        // Who took all records took this one too.
        let all = Touch::register_id(register);
        subjects.push(all);
        subjects.sort();
        subjects.dedup();
        let mut told = Readers {
            since: Some(first.recorded_at),
            until: *until,
            ..Readers::default()
        };
        let between = (first.recorded_at, until.unwrap_or(Instant(i64::MAX)));
        let is_read = |entry: &Entry| {
            !changes_registers(entry.kind)
                && entry.touches.iter().any(|touch| {
                    let named =
                        |field: &str| touch.fields.iter().any(|one| one == field || one == "*");
                    let is_it = touch.record == record || touch.record == all;
                    touch.register == register && is_it && field.is_none_or(named)
                })
        };
        for subject in subjects {
            let entries = ledger
                .of_subject_between(subject, between, ENTRIES_MAX)
                .await?;
            told.more |= i64::try_from(entries.len()).is_ok_and(|count| count >= ENTRIES_MAX);
            told.list
                .extend(entries.iter().filter(|entry| is_read(entry)).map(reader));
        }
        told.list
            .sort_by_key(|reader| std::cmp::Reverse(reader.entry));
        told.list.dedup_by_key(|reader| reader.entry);
        told.more |= told.list.len() > READERS_MAX;
        told.list.truncate(READERS_MAX);
        Ok(told)
    }
}

/// The versions around a moment in which a field has one and the same value.
fn stood<'v>(
    versions: &'v [(Record, Option<Instant>)],
    field: Option<&str>,
    at: Instant,
) -> Option<&'v [(Record, Option<Instant>)]> {
    let here = versions
        .iter()
        .rposition(|(record, _)| record.recorded_at <= at)?;
    let Some(field) = field else {
        return versions.get(here..=here);
    };
    let value = |at: usize| versions[at].0.value(field);
    let (mut from, mut to) = (here, here);
    while from > 0 && value(from - 1) == value(here) {
        from -= 1;
    }
    while to + 1 < versions.len() && value(to + 1) == value(here) {
        to += 1;
    }
    versions.get(from..=to)
}

fn reader(entry: &Entry) -> Reader {
    Reader {
        entry: entry.id,
        at: entry.at,
        kind: entry.kind,
        office: entry.office.clone(),
        role: entry.role.clone(),
        purpose: entry.purpose.clone(),
    }
}

/// Whether an entry of a kind tells of the register's own work on a record, and of nobody who
/// relied on it.
fn changes_registers(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::RecordCreated
            | Kind::RecordCorrected
            | Kind::RecordSuperseded
            | Kind::RecordEnded
            | Kind::RecordMerged
            | Kind::RecordUnmerged
            | Kind::RecordErased
            | Kind::TicketOpened
            | Kind::TicketAnswered
            | Kind::RegisterMeasured
    )
}
