//! Values that are kept as text: clocks, items, maps.

use std::collections::BTreeMap;

use base::Instant;
use base::clock::{Clock, Extension, Pause, Until};
use pack::model::Outcome;
use serde_json::json;

use crate::model::Item;

pub(super) fn clock_text(clock: &Clock) -> String {
    let pauses: Vec<_> = clock
        .pauses
        .iter()
        .map(|p| json!([p.from.0, p.to.map(|to| to.0), p.ground]))
        .collect();
    let extensions: Vec<_> = clock
        .extensions
        .iter()
        .map(|e| match e.until {
            Until::Limit(limit) => json!([e.granted.0, limit.to_string(), e.ground]),
            Until::Date(date) => json!([e.granted.0, date.to_string(), e.ground]),
        })
        .collect();
    json!({
        "started": clock.started.0,
        "limit": clock.limit.to_string(),
        "cut_off": clock.cut_off.map(|time| time.to_string()),
        "pauses": pauses,
        "extensions": extensions,
    })
    .to_string()
}

pub(super) fn read_clock(text: &str) -> Option<Clock> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let cut_off = value["cut_off"].as_str().and_then(|time| time.parse().ok());
    let mut clock = Clock::new(
        Instant(value["started"].as_i64()?),
        value["limit"].as_str()?.parse().ok()?,
        cut_off,
    );
    for pause in value["pauses"].as_array()? {
        clock.pauses.push(Pause {
            from: Instant(pause[0].as_i64()?),
            to: pause[1].as_i64().map(Instant),
            ground: pause[2].as_str()?.to_owned(),
        });
    }
    for extension in value["extensions"].as_array()? {
        let until = extension[1].as_str()?;
        let limit = until.parse().map(Until::Limit);
        clock.extensions.push(Extension {
            granted: Instant(extension[0].as_i64()?),
            until: limit.or_else(|_| until.parse().map(Until::Date)).ok()?,
            ground: extension[2].as_str()?.to_owned(),
        });
    }
    Some(clock)
}

pub(super) fn items_text(items: &[Item]) -> String {
    let list: Vec<_> = items
        .iter()
        .map(|item| json!([item.paper, item.content]))
        .collect();
    serde_json::Value::Array(list).to_string()
}

pub(super) fn read_outcome(word: Option<&str>) -> Option<Outcome> {
    [Outcome::Granted, Outcome::Refused, Outcome::Withdrawn]
        .into_iter()
        .find(|outcome| Some(outcome.word()) == word)
}

pub(crate) fn text_map(text: &str) -> BTreeMap<String, String> {
    serde_json::from_str(text).unwrap_or_default()
}
