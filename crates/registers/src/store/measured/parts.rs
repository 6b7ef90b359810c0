//! Parts of a register as one JSON text for each breakdown: they are always read and written
//! together, and no query looks into them.

use ::store::{Row, StoreError};
use serde_json::{Value, json};

use super::PART;
use crate::measured::{Figure, Measure, PartMeasured, PartsMeasured, Share};

/// `{"more": 0, "values": [[value, rows, failing, [[measure, of, good, whole]], [[rule, failing]]]]}`
pub(super) fn write(parts: &PartsMeasured) -> Vec<u8> {
    let values: Vec<Value> = parts.values.iter().map(part).collect();
    json!({ "more": parts.more, "values": values })
        .to_string()
        .into_bytes()
}

fn part(part: &PartMeasured) -> Value {
    let words = part.words.iter().map(|figure| {
        let share = figure.share;
        json!([figure.measure.code(), figure.of, share.good, share.whole])
    });
    let words: Vec<Value> = words.collect();
    let rules: Vec<Value> = part
        .rules
        .iter()
        .map(|(rule, failing)| json!([rule, failing]))
        .collect();
    json!([part.value, part.rows, part.failing, words, rules])
}

/// The parts in a row of `what, kept`; nothing if they were written by another version of this
/// program.
pub(super) fn read_row(row: &Row) -> Result<Option<PartsMeasured>, StoreError> {
    let by = row.text(0)?.trim_start_matches(PART).to_owned();
    let json: Option<Value> = serde_json::from_slice(row.bytes(1)?).ok();
    Ok(json.and_then(|json| read(by, &json)))
}

fn read(by: String, json: &Value) -> Option<PartsMeasured> {
    let values = json.get("values")?.as_array()?;
    Some(PartsMeasured {
        by,
        values: values.iter().map(read_part).collect::<Option<_>>()?,
        more: json.get("more")?.as_u64()?,
    })
}

fn read_part(json: &Value) -> Option<PartMeasured> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let words = json.get(3)?.as_array()?.iter().map(|figure| {
        Some(Figure {
            measure: Measure::named(figure.get(0)?.as_str()?)?,
            of: text(figure.get(1)?),
            share: Share::of(figure.get(2)?.as_u64()?, figure.get(3)?.as_u64()?),
            spread: None,
        })
    });
    let rules = json.get(4)?.as_array()?.iter();
    let rules = rules.map(|rule| Some((text(rule.get(0)?)?, rule.get(1)?.as_u64()?)));
    Some(PartMeasured {
        value: text(json.get(0)?),
        rows: json.get(1)?.as_u64()?,
        failing: json.get(2)?.as_u64()?,
        words: words.collect::<Option<_>>()?,
        rules: rules.collect::<Option<_>>()?,
    })
}
