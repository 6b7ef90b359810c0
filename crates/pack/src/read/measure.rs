//! The tables `[measure]` and `[linkage]` of a register.

use crate::diagnostic::Code;
use crate::loading::{Loading, Word};
use crate::model::{BlockPart, Compare, Field, FieldKind, LagLimit, Linkage, LinkedField, Measure};
use crate::names::NameKind;
use crate::table::{Table, Value};

/// Of a hundred linked pairs, how many must be right, where the register does not say.
const PRECISION_PERCENT: i64 = 97;

/// Most fields that are compared, and blocks: each costs memory for each record (see
/// `crates/linkage`).
const FIELDS_MAX: usize = 12;
const BLOCKS_MAX: usize = 16;

/// Reads by what the register is measured.
pub(super) fn measure(
    loading: &Loading<'_>,
    table: &Table<'_>,
    (register, fields): (&str, &[Field]),
) -> Measure {
    let Some(table) = table.table("measure", "the table of what is measured") else {
        return Measure::default();
    };
    let reading = Reading {
        loading,
        register,
        fields,
    };
    let day = |kind: &FieldKind| {
        matches!(
            kind,
            FieldKind::Date | FieldKind::PartialDate | FieldKind::Instant
        )
    };
    let agency = |kind: &FieldKind| matches!(kind, FieldKind::Agency);
    let place = |kind: &FieldKind| matches!(kind, FieldKind::Place | FieldKind::Code(_));
    let lags = table.tables("lags", "lag").into_iter().map(|lag| LagLimit {
        event: reading
            .one(Some(lag.text("event")), day, "a date")
            .unwrap_or_default(),
        recorded: reading.one(lag.maybe_text("recorded"), day, "a date"),
        days: u32::try_from(lag.whole("days", 0..=100_000)).unwrap_or(0),
    });
    Measure {
        agency: reading.one(table.maybe_text("agency"), agency, "an agency"),
        place: reading.one(table.maybe_text("place"), place, "a place or a code"),
        month: reading.one(table.maybe_text("month"), day, "a date"),
        lags: lags.collect(),
    }
}

/// Reads how records that are one are found.
pub(super) fn linkage(
    loading: &Loading<'_>,
    table: &Table<'_>,
    (register, fields): (&str, &[Field]),
) -> Option<Linkage> {
    let table = table.table("linkage", "the table of what is compared")?;
    let reading = Reading {
        loading,
        register,
        fields,
    };
    let named = table.texts("fields");
    if named.is_empty() || named.len() > FIELDS_MAX {
        let message = format!("a linkage compares 1 to {FIELDS_MAX} fields");
        loading.report(Code::Linkage, table.spot, message);
    }
    let family = table.texts("family");
    let typed = table.texts("typed");
    let mut linked: Vec<LinkedField> = Vec::with_capacity(named.len());
    for word in &named {
        let is_typed = typed.iter().any(|typed| typed.text == word.text);
        linked.push(LinkedField {
            field: word.text.clone(),
            compare: reading.compare(word, is_typed),
            of_family: family.iter().any(|family| family.text == word.text),
            given: None,
        });
    }
    for word in family.iter().chain(&typed) {
        reading.compared(word, &linked);
    }
    let foretold = table.table("foretold", "the table of fields that a name foretells");
    for (word, value) in foretold.map(|table| table.entries()).unwrap_or_default() {
        let name = value.text();
        let both = reading
            .compared(&word, &linked)
            .zip(reading.compared(&name, &linked));
        let Some((field, name_at)) = both else {
            continue;
        };
        if linked[name_at].compare != Compare::Name || field == name_at {
            let message = format!(
                "`{}` is no other name: only a name foretells a field",
                name.text
            );
            loading.report(Code::Linkage, name.spot, message);
        }
        linked[field].given = Some(name_at);
    }
    let blocks = table.need("blocks").map(|value| value.items());
    let is_wrong = |blocks: &Vec<Value<'_>>| blocks.is_empty() || blocks.len() > BLOCKS_MAX;
    if blocks.as_ref().is_some_and(is_wrong) {
        let message = format!("a linkage has 1 to {BLOCKS_MAX} blocks");
        loading.report(Code::Linkage, table.spot, message);
    }
    let percent = table.maybe_whole("precision", 50..=99);
    Some(Linkage {
        blocks: blocks
            .unwrap_or_default()
            .iter()
            .map(|block| reading.block(block, &linked))
            .collect(),
        fields: linked,
        precision_percent: u8::try_from(percent.unwrap_or(PRECISION_PERCENT)).unwrap_or(97),
    })
}

struct Reading<'r> {
    loading: &'r Loading<'r>,
    register: &'r str,
    fields: &'r [Field],
}

impl Reading<'_> {
    /// The kind of a field; one that is not declared is reported with all names.
    fn kind(&self, word: &Word) -> Option<&Field> {
        self.loading.refer(NameKind::Field, self.register, word);
        self.fields.iter().find(|field| field.id == word.text)
    }

    fn one(
        &self,
        word: Option<Word>,
        good: impl Fn(&FieldKind) -> bool,
        wanted: &str,
    ) -> Option<String> {
        let word = word?;
        if self
            .kind(&word)
            .is_some_and(|field| field.form.is_some() || !good(&field.kind))
        {
            let message = format!("field `{}` is not {wanted}", word.text);
            self.loading.report(Code::UnfitField, word.spot, message);
        }
        Some(word.text)
    }

    /// How the values of a field are compared: its type says so, but for what is typed by hand.
    fn compare(&self, word: &Word, is_typed: bool) -> Compare {
        let Some(field) = self.kind(word) else {
            return Compare::Code;
        };
        let compare = match (&field.form, &field.kind) {
            (Some(_), _) | (None, FieldKind::Instant | FieldKind::Boolean) => None,
            (None, FieldKind::Name) => Some(Compare::Name),
            (None, FieldKind::Date | FieldKind::PartialDate) => Some(Compare::Date),
            (None, FieldKind::Identifier(_)) => Some(Compare::Typed),
            (None, _) if is_typed => Some(Compare::Typed),
            (None, _) => Some(Compare::Code),
        };
        if compare.is_none() {
            let message = format!("field `{}` says nothing about who somebody is", word.text);
            self.loading.report(Code::UnfitField, word.spot, message);
        }
        compare.unwrap_or(Compare::Code)
    }

    /// The position of a field among those that are compared.
    fn compared(&self, word: &Word, linked: &[LinkedField]) -> Option<usize> {
        let at = linked.iter().position(|linked| linked.field == word.text);
        if at.is_none() {
            let all = linked.iter().map(|linked| linked.field.as_str());
            let meant = base::text::nearest(&word.text, all).map(str::to_owned);
            let message = format!("`{}` is not compared: name it in `fields` first", word.text);
            self.loading
                .report_near(Code::Linkage, word.spot, message, meant);
        }
        at
    }

    fn block(&self, block: &Value<'_>, linked: &[LinkedField]) -> Vec<(usize, BlockPart)> {
        let words = block.texts();
        if words.is_empty() {
            let message = "a block has at least one part";
            self.loading.report(Code::Linkage, block.spot(), message);
        }
        let parts = words.into_iter().filter_map(|word| {
            let (name, part) = match word.text.split_once('.') {
                Some((name, part)) => (name.to_owned(), part.to_owned()),
                None => (word.text.clone(), String::new()),
            };
            let spot = word.spot;
            let at = self.compared(&Word { text: name, spot }, linked)?;
            let part = match (linked[at].compare, part.as_str()) {
                (_, "") => Some(BlockPart::Whole),
                (Compare::Name, "first") => Some(BlockPart::FirstWord),
                (Compare::Name, "last") => Some(BlockPart::LastWord),
                (Compare::Date, "year") => Some(BlockPart::Year),
                (Compare::Name | Compare::Date | Compare::Code | Compare::Typed, _) => None,
            };
            if part.is_none() {
                let message = format!(
                    "`{}` has no such part: `first` and `last` belong to names, `year` to dates",
                    word.text
                );
                self.loading.report(Code::Linkage, spot, message);
            }
            Some((at, part.unwrap_or(BlockPart::Whole)))
        });
        parts.collect()
    }
}
