//! How good a register is: what its last measurement came to, and how its words moved. Counts alone,
//! open to all.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base::quality::Word;
use registers::{Figure, Measurement, PartMeasured, RuleMeasured};
use serde::Serialize;

use crate::Door;
use crate::frame::Named;
use crate::problem::Problem;

/// Runs of a trend: a year of weeks, or two months of days.
const TREND_MAX: u32 = 60;

#[derive(Serialize)]
struct Measured {
    register: String,
    run: String,
    at: String,
    as_of: String,
    law: String,
    records: u64,
    flawless: u64,
    /// The word it stands for: the weakest. There is no average.
    weakest: Option<&'static str>,
    words: Vec<WordTold>,
    rules: Vec<RuleTold>,
    by: Vec<PartsTold>,
}

#[derive(Serialize)]
struct WordTold {
    word: &'static str,
    /// Nothing where the word was not measured, which is not the same as good.
    figures: Vec<FigureTold>,
    weakest: Option<FigureTold>,
}

#[derive(Serialize)]
struct FigureTold {
    measure: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<String>,
    good: u64,
    whole: u64,
}

#[derive(Serialize)]
struct RuleTold {
    rule: String,
    level: &'static str,
    words: Vec<&'static str>,
    fields: Vec<String>,
    applied: u64,
    failing: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    unmeasured: Option<String>,
}

#[derive(Serialize)]
struct PartsTold {
    by: String,
    values: Vec<PartTold>,
    /// How many values were left out.
    more: u64,
}

#[derive(Serialize)]
struct PartTold {
    value: Option<String>,
    records: u64,
    failing: u64,
}

#[derive(Serialize)]
struct Trend {
    register: String,
    word: &'static str,
    points: Vec<Point>,
}

#[derive(Serialize)]
struct Point {
    run: String,
    at: String,
    #[serde(flatten)]
    figure: FigureTold,
}

/// `GET /api/v1/registers/{register}/quality`
pub(crate) async fn quality(
    State(door): State<Arc<Door>>,
    Named(register): Named<String>,
) -> Result<Response, Problem> {
    let room = &door.api.room;
    room.registers.get(&register)?;
    let db = room.ledger.store();
    let measured = room.registers.measured(db, &register).await?;
    let measured = measured.ok_or_else(Problem::not_found)?;
    Ok(Json(told(&measured)).into_response())
}

/// `GET /api/v1/registers/{register}/quality/{word}`
pub(crate) async fn trend(
    State(door): State<Arc<Door>>,
    Named((register, word)): Named<(String, String)>,
) -> Result<Response, Problem> {
    let room = &door.api.room;
    room.registers.get(&register)?;
    let word = Word::parse(&word).ok_or_else(Problem::not_found)?;
    let db = room.ledger.store();
    let points = room
        .registers
        .trend(db, (&register, word), TREND_MAX)
        .await?;
    let points = points.iter().map(|point| Point {
        run: point.run.to_string(),
        at: point.at.to_string(),
        figure: figure(&point.figure),
    });
    Ok(Json(Trend {
        word: word.word(),
        points: points.collect(),
        register,
    })
    .into_response())
}

fn told(measured: &Measurement) -> Measured {
    let words = measured.words.iter().map(|word| WordTold {
        word: word.word.word(),
        figures: word.figures.iter().map(figure).collect(),
        weakest: word.weakest().map(figure),
    });
    let by = measured.by.iter().map(|parts| PartsTold {
        by: parts.by.clone(),
        values: parts.values.iter().map(part).collect(),
        more: parts.more,
    });
    Measured {
        register: measured.register.clone(),
        run: measured.run.to_string(),
        at: measured.at.to_string(),
        as_of: measured.as_of.to_string(),
        law: measured.law.clone(),
        records: measured.rows,
        flawless: measured.flawless,
        weakest: measured.weakest().map(|(word, _)| word.word()),
        words: words.collect(),
        rules: measured.rules.iter().map(rule).collect(),
        by: by.collect(),
    }
}

fn figure(figure: &Figure) -> FigureTold {
    FigureTold {
        measure: figure.measure.code(),
        of: figure.of.clone(),
        good: figure.share.good,
        whole: figure.share.whole,
    }
}

fn rule(rule: &RuleMeasured) -> RuleTold {
    RuleTold {
        rule: rule.id.clone(),
        level: rule.level.word(),
        words: rule.words.iter().map(|word| word.word()).collect(),
        fields: rule.fields.clone(),
        applied: rule.count.applied,
        failing: rule.count.failing,
        unmeasured: rule.unmeasured.clone(),
    }
}

fn part(part: &PartMeasured) -> PartTold {
    PartTold {
        value: part.value.clone(),
        records: part.rows,
        failing: part.failing,
    }
}
