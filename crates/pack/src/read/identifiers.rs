//! `law/identifiers/*.toml`: formats of identifiers.

use std::collections::BTreeMap;

use base::identifier::{CenturySex, Check, Format, SERIAL_DIGITS_MAX, Segment};

use super::declarations;
use crate::diagnostic::Code;
use crate::loading::Loading;
use crate::model::Identifier;
use crate::names::NameKind;
use crate::rows;
use crate::table::Table;

/// Reads all formats of identifiers; one that cannot be is reported and left out.
pub(crate) fn identifiers(loading: &Loading<'_>) -> BTreeMap<String, Identifier> {
    let all = declarations(
        loading,
        "law/identifiers/",
        NameKind::Identifier,
        |table, id| Some((id, identifier(loading, table)?)),
    );
    all.into_iter().flatten().collect()
}

fn identifier(loading: &Loading<'_>, table: &Table<'_>) -> Option<Identifier> {
    let mut tables = Vec::new();
    let mut segments = Vec::new();
    let mut spots = Vec::new();
    for segment in table.tables("segment", "segment") {
        spots.push(segment.spot);
        segments.push(one(loading, &segment, &mut tables));
    }
    // A segment with a mistake was reported; the others were read all the same.
    let segments: Vec<Segment> = segments.into_iter().collect::<Option<_>>()?;
    let serials = segments.iter().find_map(|segment| match segment {
        Segment::Serial { digits, .. } => 10_u64.checked_pow(u32::from(*digits)),
        _ => None,
    });
    match Format::new(segments) {
        Ok(format) => Some(Identifier {
            format,
            tables,
            serials: serials.unwrap_or(1),
        }),
        Err(problem) => {
            let spot = problem
                .segment
                .checked_sub(1)
                .and_then(|index| spots.get(index));
            let spot = spot.copied().unwrap_or(table.spot);
            loading.report(Code::Format, spot, problem.to_string());
            None
        }
    }
}

#[derive(Clone, Copy)]
enum SegmentKind {
    Text,
    Code,
    CenturySex,
    Year,
    Serial,
    Letters,
    Check,
}

const KINDS: [(&str, SegmentKind); 7] = [
    ("text", SegmentKind::Text),
    ("code", SegmentKind::Code),
    ("century-sex", SegmentKind::CenturySex),
    ("year", SegmentKind::Year),
    ("serial", SegmentKind::Serial),
    ("letters", SegmentKind::Letters),
    ("check", SegmentKind::Check),
];

fn one(
    loading: &Loading<'_>,
    table: &Table<'_>,
    tables: &mut Vec<BTreeMap<String, String>>,
) -> Option<Segment> {
    let Some(kind) = table.choice("kind", &KINDS) else {
        table.give_up();
        return None;
    };
    Some(match kind {
        SegmentKind::Text => Segment::Text(table.text("text").text),
        SegmentKind::Code => {
            let list = table.text("list").text;
            let rows = rows::table(loading, &table.text("table"))?;
            let codes = rows.values().cloned().collect();
            tables.push(rows);
            Segment::Code { list, codes }
        }
        SegmentKind::CenturySex => {
            let rows = table.tables("rows", "row of centuries");
            Segment::CenturySex(rows.iter().map(century).collect())
        }
        SegmentKind::Year => Segment::YearDigits(small(table.whole("digits", 2..=4))),
        SegmentKind::Serial => Segment::Serial {
            digits: small(table.whole("digits", 1..=i64::from(SERIAL_DIGITS_MAX))),
            least: least(table),
        },
        SegmentKind::Letters => Segment::Letters(small(table.whole("count", 1..=40))),
        SegmentKind::Check => Segment::Check(check(table)),
    })
}

fn least(table: &Table<'_>) -> u64 {
    let least = table.maybe_whole("least", 0..=i64::MAX).unwrap_or(0);
    u64::try_from(least).unwrap_or(0)
}

fn century(row: &Table<'_>) -> CenturySex {
    CenturySex {
        digit: small(row.whole("digit", 0..=9)),
        from: i16::try_from(row.whole("from", 1000..=3000)).unwrap_or(0),
        sex: row.text("sex").text,
    }
}

fn check(table: &Table<'_>) -> Check {
    let weights = table
        .need("weights")
        .map(|value| value.items())
        .unwrap_or_default();
    let weights = weights.iter().map(|weight| medium(weight.whole(0..=999)));
    Check {
        weights: weights.collect(),
        modulo: medium(table.whole("modulo", 1..=999)),
        taken_from: table.maybe_whole("taken_from", 0..=999).map(medium),
        then_modulo: table.maybe_whole("then_modulo", 1..=999).map(medium),
    }
}

/// A number whose range has been checked to fit.
fn small(number: i64) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

/// As [`small`].
fn medium(number: i64) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
