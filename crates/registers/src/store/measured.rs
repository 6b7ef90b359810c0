//! What measuring came to. Four tables, all distributed by register: runs, their figures, the counts
//! of their rules, and what is kept for some time only (parts and lists of records).

use ::store::{Change, Row, Store, StoreError, Value};
use base::quality::{Level, Word};
use base::{Id, Instant};

use super::{RUN, RUN_FIGURE, RUN_KEPT, RUN_RULE};
use crate::measured::{
    Count, Figure, Headline, LikelyPair, Measure, Measurement, NewMeasurement, PARTS_RUNS_MAX,
    RuleMeasured, Share, Spread, TrendPoint, WordMeasured,
};

mod parts;

/// Names of what is kept of a run: lists of records by rule, pairs, parts.
const ROWS: &str = "rows:";
const PAIRS: &str = "pairs";
const PART: &str = "part:";

/// Bytes of an id, and of a pair with its probability.
const ID: usize = 16;
const PAIR: usize = 36;

/// The rows of a run.
pub(crate) fn put_run(new: &NewMeasurement, run: Id, at: Instant) -> Vec<Change> {
    let of = &new.measurement;
    let register = || Value::from(of.register.as_str());
    let mut changes = vec![RUN.insert(vec![
        ("register", register()),
        ("run", run.into()),
        ("at", at.into()),
        ("as_of", of.as_of.to_string().into()),
        ("law", of.law.as_str().into()),
        ("rows", number(of.rows)),
        ("flawless", number(of.flawless)),
    ])];
    for word in &of.words {
        for (place, figure) in word.figures.iter().enumerate() {
            let head = word.weakest == Some(place);
            let mut cells = vec![
                ("register", register()),
                ("run", run.into()),
                ("at", at.into()),
                ("head", head.into()),
            ];
            cells.extend(figure_cells(figure));
            changes.push(RUN_FIGURE.insert(cells));
        }
    }
    for (place, rule) in of.rules.iter().enumerate() {
        let words: Vec<&str> = rule.words.iter().map(|word| word.word()).collect();
        changes.push(RUN_RULE.insert(vec![
            ("register", register()),
            ("run", run.into()),
            ("rule", rule.id.as_str().into()),
            ("place", number(place as u64)),
            ("level", rule.level.word().into()),
            ("words", words.join(" ").into()),
            ("kind", rule.kind.as_str().into()),
            ("fields", rule.fields.join(" ").into()),
            ("applied", number(rule.count.applied)),
            ("failing", number(rule.count.failing)),
            ("groups", rule.count.groups.map_or(Value::Null, number)),
            ("unmeasured", rule.unmeasured.clone().into()),
        ]));
    }
    let mut keep = |what: String, kept: Vec<u8>| {
        changes.push(RUN_KEPT.insert(vec![
            ("register", register()),
            ("run", run.into()),
            ("what", what.into()),
            ("kept", kept.into()),
        ]));
    };
    for (rule, records) in new.faults.iter().filter(|(_, records)| !records.is_empty()) {
        let bytes = records.iter().flat_map(|record| *record.bytes());
        keep(format!("{ROWS}{rule}"), bytes.collect());
    }
    if !new.pairs.is_empty() {
        keep(
            PAIRS.to_owned(),
            new.pairs.iter().flat_map(pair_bytes).collect(),
        );
    }
    for parts in &of.by {
        keep(format!("{PART}{}", parts.by), parts::write(parts));
    }
    changes
}

fn pair_bytes(pair: &LikelyPair) -> Vec<u8> {
    let ids = [pair.one, pair.other];
    let ids = ids.iter().flat_map(|id| *id.bytes());
    ids.chain(pair.millionths.to_be_bytes()).collect()
}

/// A count as a column keeps it.
fn number(count: u64) -> Value {
    i64::try_from(count).unwrap_or(i64::MAX).into()
}

fn figure_cells(figure: &Figure) -> Vec<(&'static str, Value)> {
    let spread = figure.spread;
    let of = |part: fn(&Spread) -> i64| Value::from(spread.as_ref().map(part));
    vec![
        ("word", figure.measure.word().word().into()),
        ("measure", figure.measure.code().into()),
        ("of", figure.of.as_deref().unwrap_or_default().into()),
        ("good", number(figure.share.good)),
        ("whole", number(figure.share.whole)),
        (
            "negative",
            spread.map_or(Value::Null, |spread| number(spread.negative)),
        ),
        ("median", of(|spread| spread.median)),
        ("p95", of(|spread| spread.p95)),
        ("p99", of(|spread| spread.p99)),
    ]
}

const FIGURE: &str = "measure, \"of\", good, whole, negative, median, p95, p99";

fn read_figure(row: &Row, from: usize) -> Result<Figure, StoreError> {
    let measure = Measure::named(row.text(from)?).ok_or(StoreError::Shape {
        at: from,
        expected: "a measure",
    })?;
    let of = Some(row.text(from + 1)?).filter(|of| !of.is_empty());
    let share = Share::of(count(row, from + 2)?, count(row, from + 3)?);
    let spread = match row.opt_int(from + 5)? {
        None => None,
        Some(median) => Some(Spread {
            count: share.whole,
            within: share.good,
            negative: count(row, from + 4)?,
            median,
            p95: row.int(from + 6)?,
            p99: row.int(from + 7)?,
        }),
    };
    Ok(Figure {
        measure,
        of: of.map(str::to_owned),
        share,
        spread,
    })
}

fn count(row: &Row, at: usize) -> Result<u64, StoreError> {
    Ok(u64::try_from(row.opt_int(at)?.unwrap_or(0)).unwrap_or(0))
}

/// A run with everything that is kept of it but the lists of records; the last, or a certain one.
pub(crate) async fn run(
    db: &Store,
    register: &str,
    run: Option<Id>,
) -> Result<Option<Measurement>, StoreError> {
    let sql = "select run, at, as_of, law, \"rows\", flawless from registers_run
                where register = $1 and run <= $2 order by run desc limit 1";
    let until = run.unwrap_or(Id([0xff; 16]));
    let found = db.query_one(sql, &[register.into(), until.into()]).await?;
    let Some(row) = found else { return Ok(None) };
    let id = row.id(0)?;
    if run.is_some_and(|run| run != id) {
        return Ok(None);
    }
    let figures = format!(
        "select head, {FIGURE} from registers_run_figure
          where register = $1 and run = $2 order by measure, \"of\""
    );
    let rules = "select rule, level, words, kind, fields, applied, failing, groups, unmeasured
                   from registers_run_rule where register = $1 and run = $2 order by place";
    let parts = "select what, kept from registers_run_kept
                  where register = $1 and run = $2 and what >= $3 and what < $4 order by what";
    let key: [Value; 2] = [register.into(), id.into()];
    // What begins with `part:` lies between it and `part;`.
    let within: [Value; 4] = [register.into(), id.into(), PART.into(), "part;".into()];
    let found = db
        .snapshot(&[(&figures, &key), (rules, &key), (parts, &within)])
        .await?;
    let of = |at: usize| found.get(at).map_or(&[][..], Vec::as_slice);
    let parts = of(2)
        .iter()
        .filter_map(|row| parts::read_row(row).transpose());
    Ok(Some(Measurement {
        register: register.to_owned(),
        run: id,
        at: row.instant(1)?,
        as_of: row.text(2)?.parse().map_err(|_| StoreError::Shape {
            at: 2,
            expected: "a date",
        })?,
        law: row.text(3)?.to_owned(),
        rows: count(&row, 4)?,
        flawless: count(&row, 5)?,
        words: words(of(0))?,
        rules: of(1).iter().map(read_rule).collect::<Result<_, _>>()?,
        by: parts.collect::<Result<_, _>>()?,
    }))
}

fn words(rows: &[Row]) -> Result<Vec<WordMeasured>, StoreError> {
    let mut words: Vec<WordMeasured> = Vec::with_capacity(Word::ALL.len());
    for word in Word::ALL {
        words.push(WordMeasured {
            word,
            figures: Vec::new(),
            weakest: None,
        });
    }
    let mut figures: Vec<(Figure, bool)> = Vec::with_capacity(rows.len());
    for row in rows {
        figures.push((read_figure(row, 1)?, row.int(0)? != 0));
    }
    figures.sort_by(|(one, _), (two, _)| (one.measure, &one.of).cmp(&(two.measure, &two.of)));
    for (figure, head) in figures {
        let Some(word) = words.get_mut(figure.measure.word().place()) else {
            continue;
        };
        if head {
            word.weakest = Some(word.figures.len());
        }
        word.figures.push(figure);
    }
    Ok(words)
}

fn read_rule(row: &Row) -> Result<RuleMeasured, StoreError> {
    let shape = |at, expected| StoreError::Shape { at, expected };
    let groups = row.opt_int(7)?;
    let words = row.text(2)?.split_whitespace();
    Ok(RuleMeasured {
        id: row.text(0)?.to_owned(),
        level: Level::parse(row.text(1)?).ok_or(shape(1, "a level"))?,
        words: words
            .map(|word| Word::parse(word).ok_or(shape(2, "words")))
            .collect::<Result<_, _>>()?,
        kind: row.text(3)?.to_owned(),
        fields: row.text(4)?.split_whitespace().map(str::to_owned).collect(),
        count: Count {
            applied: count(row, 5)?,
            failing: count(row, 6)?,
            groups: groups.map(|groups| u64::try_from(groups).unwrap_or(0)),
        },
        unmeasured: row.opt_text(8)?.map(str::to_owned),
    })
}

/// The last run of each register, with the figure each word stands for.
pub(crate) async fn headlines(db: &Store) -> Result<Vec<Headline>, StoreError> {
    let sql = format!(
        "select r.register, r.run, r.at, r.\"rows\", {FIGURE}
           from registers_run r
           left join registers_run_figure f
             on f.register = r.register and f.run = r.run and f.head = 1
          where r.run = (select l.run from registers_run l where l.register = r.register
                          order by l.run desc limit 1)
          order by r.register, f.measure"
    );
    let mut headlines: Vec<Headline> = Vec::new();
    for row in &db.query(&sql, &[]).await? {
        let register = row.text(0)?;
        if headlines
            .last()
            .is_none_or(|last| last.register != register)
        {
            headlines.push(Headline {
                register: register.to_owned(),
                run: row.id(1)?,
                at: row.instant(2)?,
                rows: count(row, 3)?,
                words: Vec::new(),
            });
        }
        let last = headlines
            .last_mut()
            .filter(|_| *row.value(4) != Value::Null);
        if let Some(last) = last {
            last.words.push(read_figure(row, 4)?);
        }
    }
    for headline in &mut headlines {
        headline.words.sort_by_key(|figure| figure.measure.word());
    }
    Ok(headlines)
}

/// A word of a register at its last runs, the first of them first.
pub(crate) async fn trend(
    db: &Store,
    (register, word): (&str, Word),
    limit: u32,
) -> Result<Vec<TrendPoint>, StoreError> {
    let sql = format!(
        "select run, at, {FIGURE} from registers_run_figure
          where register = $1 and word = $2 and head = 1 order by run desc limit $3"
    );
    let values = [register.into(), word.word().into(), i64::from(limit).into()];
    let rows = db.query(&sql, &values).await?;
    let points = rows.iter().rev().map(|row| {
        Ok(TrendPoint {
            run: row.id(0)?,
            at: row.instant(1)?,
            figure: read_figure(row, 2)?,
        })
    });
    points.collect()
}

async fn kept(db: &Store, register: &str, what: &str) -> Result<Vec<u8>, StoreError> {
    let sql = "select kept from registers_run_kept where register = $1 and what = $2
                and run = (select run from registers_run where register = $1
                            order by run desc limit 1)";
    let row = db.query_one(sql, &[register.into(), what.into()]).await?;
    row.map_or(Ok(Vec::new()), |row| Ok(row.bytes(0)?.to_vec()))
}

/// The records that are kept of a rule in the last run.
pub(crate) async fn faults(db: &Store, register: &str, rule: &str) -> Result<Vec<Id>, StoreError> {
    let bytes = kept(db, register, &format!("{ROWS}{rule}")).await?;
    Ok(bytes.chunks_exact(ID).filter_map(Id::from_slice).collect())
}

/// The pairs that are kept of the last run.
pub(crate) async fn pairs(db: &Store, register: &str) -> Result<Vec<LikelyPair>, StoreError> {
    let bytes = kept(db, register, PAIRS).await?;
    let pairs = bytes.chunks_exact(PAIR).filter_map(|pair| {
        let (one, rest) = pair.split_at(ID);
        let (other, millionths) = rest.split_at(ID);
        Some(LikelyPair {
            one: Id::from_slice(one)?,
            other: Id::from_slice(other)?,
            millionths: u32::from_be_bytes(millionths.try_into().ok()?),
        })
    });
    Ok(pairs.collect())
}

/// A list of records or pairs without these records; nothing if it is no such list or has none of
/// them.
pub(super) fn without(what: &str, kept: &[u8], records: &[Id]) -> Option<Vec<u8>> {
    let size = match what {
        PAIRS => PAIR,
        rows if rows.starts_with(ROWS) => ID,
        _ => return None,
    };
    // A record is one id, a pair begins with two.
    let ids = if size == ID { ID } else { 2 * ID };
    let is_one = |item: &[u8]| {
        let mut named = item[..ids].chunks_exact(ID).filter_map(Id::from_slice);
        named.any(|id| records.contains(&id))
    };
    let left: Vec<u8> = kept
        .chunks_exact(size)
        .filter(|item| !is_one(item))
        .flatten()
        .copied()
        .collect();
    (left.len() < kept.len()).then_some(left)
}

/// What goes when the next run is kept: all lists of records, and parts of runs long past.
pub(crate) async fn stale(db: &Store, register: &str) -> Result<Vec<Change>, StoreError> {
    let lists = "select run, what from registers_run_kept
                  where register = $1 and (what < $2 or what >= $3)";
    let old = format!(
        "select run, what from registers_run_kept where register = $1 and what >= $2 and what < $3
            and run < (select run from registers_run where register = $1
                        order by run desc limit 1 offset {})",
        PARTS_RUNS_MAX.saturating_sub(2)
    );
    let values: [Value; 3] = [register.into(), PART.into(), "part;".into()];
    let found = db.snapshot(&[(lists, &values), (&old, &values)]).await?;
    let changes = found.iter().flatten().map(|row| {
        let key = vec![register.into(), row.id(0)?.into(), row.text(1)?.into()];
        Ok(RUN_KEPT.delete(0, key))
    });
    changes.collect()
}
