//! What came out, as one JSON object.

use registers::{Figure, Measurement, PartsMeasured, RuleMeasured};
use serde_json::{Value, json};

use super::tell::Told;

/// The object.
pub(super) fn of(told: &Told<'_>) -> Value {
    let of = told.measurement;
    let weakest = of.weakest().map(|(word, figure)| {
        let mut value = self::figure(figure);
        value["word"] = word.word().into();
        value
    });
    json!({
        "register": of.register,
        "run": told.not_rows.0.eq(&0).then(|| of.run.to_string()).filter(|_| of.at.0 > 0),
        "as_of": of.as_of.to_string(),
        "law": of.law,
        "rows": of.rows,
        "not_rows": told.not_rows.0,
        "flawless": of.flawless,
        "absent": told.absent,
        "unknown": told.unknown,
        "weakest": weakest,
        "words": words(of),
        "rules": of.rules.iter().map(|rule| self::rule(rule, told)).collect::<Vec<_>>(),
        "by": of.by.iter().map(parts).collect::<Vec<_>>(),
        "linkage": told.linkage.map(|linkage| json!({
            "rows": linkage.rows,
            "pairs": linkage.likely,
            "groups": linkage.groups,
            "grouped": linkage.grouped,
            "excess": linkage.excess,
            "skipped_blocks": linkage.skipped_blocks,
            "precision_expected": linkage.precision_expected,
        })),
        "seconds": told.seconds,
    })
}

fn words(of: &Measurement) -> Value {
    let words = of.words.iter().map(|word| {
        let weakest = word.weakest().map(figure);
        let figures: Vec<Value> = word.figures.iter().map(figure).collect();
        json!({ "word": word.word.word(), "weakest": weakest, "figures": figures })
    });
    words.collect()
}

fn figure(figure: &Figure) -> Value {
    let spread = figure.spread.map(|spread| {
        json!({
            "median": spread.median,
            "p95": spread.p95,
            "p99": spread.p99,
            "negative": spread.negative,
        })
    });
    json!({
        "measure": figure.measure.code(),
        "of": figure.of,
        "good": figure.share.good,
        "whole": figure.share.whole,
        "spread": spread,
    })
}

fn rule(rule: &RuleMeasured, told: &Told<'_>) -> Value {
    let first = told.rows.iter().find(|(id, _)| *id == rule.id);
    let words: Vec<&str> = rule.words.iter().map(|word| word.word()).collect();
    json!({
        "id": rule.id,
        "level": rule.level.word(),
        "words": words,
        "kind": rule.kind,
        "fields": rule.fields,
        "applied": rule.count.applied,
        "failing": rule.count.failing,
        "groups": rule.count.groups,
        "excess": rule.count.excess(),
        "unmeasured": rule.unmeasured,
        "first": first.map(|(_, rows)| rows),
    })
}

fn parts(by: &PartsMeasured) -> Value {
    let values = by.values.iter().map(|part| {
        let words: Vec<Value> = part.words.iter().map(figure).collect();
        let rules: Vec<Value> = part
            .rules
            .iter()
            .map(|(rule, failing)| json!({ "id": rule, "failing": failing }))
            .collect();
        json!({
            "value": part.value,
            "rows": part.rows,
            "failing": part.failing,
            "words": words,
            "rules": rules,
        })
    });
    json!({ "by": by.by, "values": values.collect::<Vec<_>>(), "more": by.more })
}
