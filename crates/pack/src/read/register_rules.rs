//! The rules of a register. Whether their fields can be tested so is checked later, in
//! `check/register_rules.rs`.

use std::ops::RangeInclusive;

use jiff::civil::Date;

use crate::diagnostic::Code;
use crate::form::scaled;
use crate::loading::{Loading, Word};
use crate::model::{Allowed, Field, FieldKind, Level, Moment, QualityWord, RegisterRule, Test};
use crate::names::NameKind;
use crate::table::{Table, check_id};

/// The day on which a rule is tested, where a field could stand.
const TODAY: &str = "today";

/// Working days that a steward may be given for a correction.
pub(super) const CORRECTION_DAYS: RangeInclusive<i64> = 1..=365;

const LEVELS: [(&str, Level); 2] = [("error", Level::Error), ("warning", Level::Warning)];

#[derive(Clone, Copy)]
enum Check {
    NotNull,
    Format,
    Range,
    InList,
    Unique,
    ExistsIn,
    Before,
    After,
    AgreesWith,
    HoldsThere,
    NumberAgrees,
    FreshWithin,
    NfcTrimmed,
}

const CHECKS: [(&str, Check); 13] = [
    ("not-null", Check::NotNull),
    ("format", Check::Format),
    ("range", Check::Range),
    ("in-list", Check::InList),
    ("unique", Check::Unique),
    ("exists-in", Check::ExistsIn),
    ("before", Check::Before),
    ("after", Check::After),
    ("agrees-with", Check::AgreesWith),
    ("holds-there", Check::HoldsThere),
    ("number-agrees", Check::NumberAgrees),
    ("fresh-within", Check::FreshWithin),
    ("nfc-trimmed", Check::NfcTrimmed),
];

/// Reads the rules of a register. One with a mistake is reported, and kept for its id and texts.
pub(super) fn rules(
    loading: &Loading<'_>,
    table: &Table<'_>,
    (register, fields): (&str, &[Field]),
) -> Vec<RegisterRule> {
    let tables = table.tables("rules", "rule");
    let rules = tables.iter().map(|table| {
        let reading = Reading {
            loading,
            table,
            register,
            fields,
        };
        reading.rule()
    });
    rules.collect()
}

struct Reading<'r> {
    loading: &'r Loading<'r>,
    table: &'r Table<'r>,
    register: &'r str,
    /// Those of the register.
    fields: &'r [Field],
}

impl Reading<'_> {
    fn rule(&self) -> RegisterRule {
        let table = self.table;
        let id = table.text("id");
        check_id(self.loading, &id);
        self.loading.declare(NameKind::Rule, self.register, &id);
        let level = table.choice("level", &LEVELS);
        let words = QualityWord::ALL.map(|word| (word.word(), word));
        let word = table.choice("word", &words);
        let when = table.maybe_source("when");
        let days = table.maybe_whole("correction_days", CORRECTION_DAYS);
        let stops_sharing = table.flag("stops_sharing");
        let test = self.test();
        RegisterRule {
            id: id.text,
            level: level.unwrap_or(Level::Error),
            word: word.unwrap_or(QualityWord::Correct),
            when,
            test: test.unwrap_or(Test::NotNull { fields: Vec::new() }),
            correction_days: days.and_then(|days| u32::try_from(days).ok()),
            stops_sharing,
        }
    }

    /// What is tested: a condition, or one of the checks.
    fn test(&self) -> Option<Test> {
        let table = self.table;
        let (holds, check) = (table.maybe_source("holds"), table.maybe_text("check"));
        match (holds, check) {
            (Some(holds), None) => Some(Test::Holds(holds)),
            (None, Some(check)) => {
                let check = crate::table::choose(self.loading, &check, &CHECKS);
                if check.is_none() {
                    table.give_up();
                }
                Some(self.check(check?))
            }
            (None, None) | (Some(_), Some(_)) => {
                table.give_up();
                let message = "a rule has either `holds`, a condition, or `check`, a kind of check";
                self.loading.report(Code::RuleTest, table.spot, message);
                None
            }
        }
    }

    fn check(&self, check: Check) -> Test {
        let table = self.table;
        match check {
            Check::NotNull => Test::NotNull {
                fields: self.fields(),
            },
            Check::Unique => Test::Unique {
                fields: self.fields(),
            },
            Check::NfcTrimmed => Test::NfcTrimmed {
                fields: self.fields(),
            },
            Check::Format => Test::Format {
                field: self.field("field"),
                format: self.named("format", NameKind::Identifier),
            },
            Check::Range => self.range(),
            Check::InList => Test::InList {
                field: self.field("field"),
                of: self.allowed(),
            },
            Check::ExistsIn => {
                let register = table.text("register");
                self.loading.refer(NameKind::Register, "", &register);
                let other = table.maybe_text("other");
                if let Some(other) = &other {
                    self.loading.refer(NameKind::Field, &register.text, other);
                }
                Test::ExistsIn {
                    field: self.field("field"),
                    register: register.text,
                    other: other.map(|other| other.text),
                }
            }
            Check::Before => Test::Before {
                field: self.field("field"),
                than: self.moment(),
                strictly: table.flag("strictly"),
            },
            Check::After => Test::After {
                field: self.field("field"),
                than: self.moment(),
                strictly: table.flag("strictly"),
            },
            Check::AgreesWith => self.agrees(),
            Check::HoldsThere => Test::HoldsThere {
                through: self.field("through"),
                there: table.source("there"),
            },
            Check::NumberAgrees => Test::NumberAgrees {
                field: self.field("field"),
                format: self.named("format", NameKind::Identifier),
                sex: self.maybe_field("sex"),
                born: self.maybe_field("born"),
            },
            Check::FreshWithin => Test::FreshWithin {
                field: self.maybe_field("field"),
                days: u32::try_from(table.whole("days", 1..=100_000)).unwrap_or(1),
            },
        }
    }

    /// The other field belongs to this register, or to the one that `through` refers to; that is
    /// known when all registers have been read.
    fn agrees(&self) -> Test {
        let field = self.field("field");
        let through = self.maybe_field("through");
        let other = self.table.text("other");
        if through.is_none() {
            self.loading.refer(NameKind::Field, self.register, &other);
        }
        Test::AgreesWith {
            field,
            through,
            other: other.text,
        }
    }

    fn range(&self) -> Test {
        let field = self.field("field");
        let bound = |key| {
            let value = self.table.get(key)?;
            if value.is_whole() {
                return Some((value.whole(i64::MIN..=i64::MAX), 0));
            }
            let word = value.text();
            let places = word.text.split_once('.').map_or(0, |(_, part)| part.len());
            let places = u8::try_from(places).unwrap_or(u8::MAX);
            let number = scaled(&word.text, places).filter(|_| places <= crate::form::PLACES_MAX);
            if number.is_none() && !word.text.is_empty() {
                let message = format!("`{}` is not a number: write 12 or \"12.50\"", word.text);
                self.loading.report(Code::WrongValue, word.spot, message);
            }
            Some((number?, places))
        };
        let (least, most) = (bound("least"), bound("most"));
        // A field that is no number is reported with the other fields.
        let declared = self.fields.iter().find(|declared| declared.id == field);
        let form = declared.and_then(|declared| declared.form.as_ref());
        let places = form.and_then(crate::Form::places).unwrap_or(0);
        let in_unit = |(number, bound_places): (i64, u8)| {
            let factor = 10_i64.checked_pow(u32::from(places.checked_sub(bound_places)?))?;
            number.checked_mul(factor)
        };
        let wrong = |bound: Option<(i64, u8)>| bound.is_some_and(|bound| in_unit(bound).is_none());
        let is_number =
            declared.is_some_and(|of| of.form.is_some() || of.kind == FieldKind::Integer);
        let (least_in_unit, most_in_unit) = (least.and_then(in_unit), most.and_then(in_unit));
        let message = if wrong(least) || wrong(most) {
            "a bound has more decimal places than the field, or is too large"
        } else {
            "a range has `least`, `most`, or both, and the least is not above the most"
        };
        let empty = least_in_unit
            .zip(most_in_unit)
            .is_some_and(|(least, most)| least > most);
        let given = self.table.get("least").or(self.table.get("most")).is_some();
        if (is_number && (wrong(least) || wrong(most))) || empty || !given {
            self.loading
                .report(Code::RuleTest, self.table.spot, message);
        }
        Test::Range {
            field,
            least: least_in_unit,
            most: most_in_unit,
        }
    }

    fn allowed(&self) -> Allowed {
        match self.table.get("values") {
            Some(values) => Allowed::Values(super::strings(values.texts())),
            None => Allowed::List(self.named("list", NameKind::List)),
        }
    }

    fn moment(&self) -> Moment {
        let than = self.table.text("than");
        if than.text == TODAY {
            return Moment::Today;
        }
        if let Ok(day) = than.text.parse::<Date>() {
            return Moment::Day(day);
        }
        self.loading.refer(NameKind::Field, self.register, &than);
        Moment::Field(than.text)
    }

    fn fields(&self) -> Vec<String> {
        let Some(value) = self.table.need("fields") else {
            return Vec::new();
        };
        let fields = value.texts();
        if fields.is_empty() {
            self.loading
                .report(Code::RuleTest, value.spot(), "the rule names no field");
        }
        for field in &fields {
            self.loading.refer(NameKind::Field, self.register, field);
        }
        super::strings(fields)
    }

    fn field(&self, key: &'static str) -> String {
        self.refer(self.table.text(key))
    }

    fn maybe_field(&self, key: &'static str) -> Option<String> {
        self.table.maybe_text(key).map(|field| self.refer(field))
    }

    fn refer(&self, field: Word) -> String {
        self.loading.refer(NameKind::Field, self.register, &field);
        field.text
    }

    fn named(&self, key: &'static str, kind: NameKind) -> String {
        let word = self.table.text(key);
        self.loading.refer(kind, "", &word);
        word.text
    }
}
