//! Putting the parts of a table together: keys that come twice or lead nowhere, and all counts.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::outcome::{Breakdown, Count, Found, LagFound, Outcome, Totals};
use crate::part::Part;
use crate::plan::{Compiled, Lowered, Plan};
use crate::problem::TooLarge;
use crate::rule::Kind;
use crate::stream::WAYS;
use base::quality::{Level, Word};

mod ways;

use ways::{KeyRows, Way};

impl Plan {
    /// Puts the parts of a table together, in the order of their rows. Keys are searched by so many
    /// threads.
    ///
    /// # Errors
    /// When there are more than 2^32 − 1 rows in all.
    pub fn finish(&self, parts: &[Part], threads: usize) -> Result<Outcome, TooLarge> {
        let mut starts = Vec::with_capacity(parts.len());
        let mut rows: u32 = 0;
        for part in parts {
            starts.push(rows);
            rows = rows.checked_add(part.rows).ok_or(TooLarge)?;
        }
        let (mut keys, tables) = self.keys(parts, &starts, threads.clamp(1, WAYS));
        let mut rules = Vec::with_capacity(self.rules.len());
        for (number, compiled) in self.rules.iter().enumerate() {
            let mut found = std::mem::take(&mut keys[number]);
            for (part, start) in parts.iter().zip(&starts) {
                let failing = &part.rules[number].failing;
                found.rows.extend(failing.iter().map(|row| row + start));
            }
            if !matches!(compiled.lowered, Lowered::Row(_)) {
                found.rows.sort_unstable();
                found.firsts.sort_unstable();
            }
            rules.push(Found {
                rule: compiled.rule.clone(),
                fields: compiled.fields.clone(),
                rows: found.rows,
                firsts: found.firsts,
            });
        }
        let flags = self.flags(&rules, rows);
        let held = parts.iter().map(Part::bytes).sum::<usize>();
        let listed = rules
            .iter()
            .map(|found| (found.rows.len() + found.firsts.len()) * 4);
        Ok(Outcome {
            as_of: self.as_of,
            whole: self.whole(parts, &rules, &flags),
            by: (0..self.by.len())
                .map(|by| self.breakdown(by, (parts, &starts), &rules, &flags))
                .collect(),
            lags: self.lags(parts),
            bytes: held + tables + listed.sum::<usize>() + flags.len(),
            rules,
        })
    }

    /// The rows that fail the rules about keys, and the bytes of the tables. Threads take one way
    /// after the other.
    fn keys(&self, parts: &[Part], starts: &[u32], threads: usize) -> (Vec<KeyRows>, usize) {
        let next = AtomicUsize::new(0);
        let work = || {
            let mut way = Way::new(self, parts, starts);
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= WAYS {
                    return way.done();
                }
                way.search(number);
            }
        };
        let done = std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let mut done = vec![work()];
            for other in others {
                // A thread that panicked has found a fault of this program: it goes on here.
                done.push(
                    other
                        .join()
                        .unwrap_or_else(|why| std::panic::resume_unwind(why)),
                );
            }
            done
        });
        let mut all: Vec<KeyRows> = self.rules.iter().map(|_| KeyRows::default()).collect();
        let mut bytes = 0;
        for (rules, tables) in done {
            bytes += tables;
            for (all, found) in all.iter_mut().zip(rules) {
                all.rows.extend(found.rows);
                all.firsts.extend(found.firsts);
            }
        }
        (all, bytes)
    }

    /// For each row the sorts of rules that it fails.
    fn flags(&self, rules: &[Found], rows: u32) -> Vec<u8> {
        let mut flags = vec![0; rows as usize];
        for (compiled, found) in self.rules.iter().zip(rules) {
            let bits = bits(compiled);
            for &row in &found.rows {
                flags[row as usize] |= bits;
            }
        }
        flags
    }

    fn whole(&self, parts: &[Part], rules: &[Found], flags: &[u8]) -> Totals {
        let mut totals = Totals {
            rows: flags.len() as u64,
            ..Totals::default()
        };
        for (number, found) in rules.iter().enumerate() {
            let applied = parts.iter().map(|part| part.rules[number].applied);
            totals.rules.push(Count {
                applied: applied.sum(),
                failing: found.rows.len() as u64,
                groups: is_unique(found).then_some(found.firsts.len() as u64),
            });
        }
        for &flag in flags {
            totals.add(flag);
        }
        totals
    }

    fn lags(&self, parts: &[Part]) -> Vec<LagFound> {
        let lags = self.lags.iter().enumerate().map(|(number, lag)| {
            let mut days = BTreeMap::new();
            for (lag, rows) in parts.iter().flat_map(|part| &part.lags[number]) {
                *days.entry(*lag).or_default() += rows;
            }
            LagFound {
                name: lag.lag.name.clone(),
                limit_days: lag.lag.limit_days,
                days,
            }
        });
        lags.collect()
    }

    fn breakdown(
        &self,
        by: usize,
        (parts, starts): (&[Part], &[u32]),
        rules: &[Found],
        flags: &[u8],
    ) -> Breakdown {
        let mut index: HashMap<Option<&str>, usize> = HashMap::from([(None, 0)]);
        let none = |found: &Found| Count {
            groups: is_unique(found).then_some(0),
            ..Count::default()
        };
        let empty = || Totals {
            rules: rules.iter().map(none).collect(),
            ..Totals::default()
        };
        let mut values: Vec<(Option<String>, Totals)> = vec![(None, empty())];
        let mut of_row: Vec<u32> = Vec::with_capacity(flags.len());
        for (part, start) in parts.iter().zip(starts) {
            let divided = &part.by[by];
            let places = divided.values.iter().map(|value| {
                *index.entry(value.as_deref()).or_insert_with(|| {
                    values.push((value.clone(), empty()));
                    values.len() - 1
                })
            });
            let places: Vec<usize> = places.collect();
            for (number, applied) in divided.applied.iter().enumerate() {
                for (place, count) in places.iter().zip(applied) {
                    values[*place].1.rules[number].applied += u64::from(*count);
                }
            }
            for (code, flag) in divided.codes.iter().zip(&flags[*start as usize..]) {
                let place = places[*code as usize];
                values[place].1.rows += 1;
                values[place].1.add(*flag);
                of_row.push(u32::try_from(place).unwrap_or(0));
            }
        }
        for (number, found) in rules.iter().enumerate() {
            for &row in &found.rows {
                values[of_row[row as usize] as usize].1.rules[number].failing += 1;
            }
            for &row in &found.firsts {
                let count = &mut values[of_row[row as usize] as usize].1.rules[number];
                count.groups = count.groups.map(|groups| groups + 1);
            }
        }
        values.sort_by(|one, two| one.0.cmp(&two.0));
        Breakdown {
            name: self.by[by].name.clone(),
            values,
        }
    }
}

fn is_unique(found: &Found) -> bool {
    matches!(found.rule.kind, Kind::Unique { .. })
}

const ANY: u8 = 1;
const ERROR: u8 = 2;
const CORRECT: u8 = 4;
const FILLED: u8 = 8;
const FORM: u8 = 16;
const LIVE: u8 = 32;

/// Of which sorts a rule is (see [`crate::outcome::Failing`]).
fn bits(compiled: &Compiled) -> u8 {
    let rule = &compiled.rule;
    let mut bits = ANY;
    if rule.level == Level::Error {
        bits |= ERROR;
        if rule.words.contains(&Word::Correct) {
            bits |= CORRECT;
        }
        if rule.words.contains(&Word::Clean) && !matches!(rule.kind, Kind::Unique { .. }) {
            bits |= FORM;
        }
    }
    if rule.words.contains(&Word::Sufficient) && matches!(rule.kind, Kind::NotNull { .. }) {
        bits |= FILLED;
    }
    if rule.words.contains(&Word::Live) {
        bits |= LIVE;
    }
    bits
}

impl Totals {
    fn add(&mut self, flag: u8) {
        // Nearly all rows fail nothing.
        if flag == 0 {
            return;
        }
        let one = |bit: u8| u64::from(flag & bit != 0);
        self.failing.any += one(ANY);
        self.failing.error += one(ERROR);
        self.failing.correct += one(CORRECT);
        self.failing.filled += one(FILLED);
        self.failing.form += one(FORM);
        self.failing.live += one(LIVE);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::cells::Batch;
    use crate::{Column, Kind, Level, Plan, Rule, Setting, Type, Word};

    #[test]
    fn equal_hashes_are_not_yet_equal_keys() {
        let columns = ["number", "mother"].map(|name| Column {
            name: name.to_owned(),
            of: Type::Text,
        });
        let rule = |id: &str, kind| Rule {
            id: id.to_owned(),
            level: Level::Error,
            words: vec![Word::Clean],
            when: None,
            kind,
        };
        let (number, mother) = ("number".to_owned(), "mother".to_owned());
        let rules = vec![
            rule(
                "one",
                Kind::Unique {
                    fields: vec![number.clone()],
                },
            ),
            rule(
                "two",
                Kind::Unique {
                    fields: vec![number.clone(), mother.clone()],
                },
            ),
            rule(
                "known",
                Kind::ExistsIn {
                    field: mother,
                    target: number,
                },
            ),
        ];
        let plan = Plan::new(&columns, rules, Setting::on(date(2026, 10, 31), 1)).unwrap();
        let long = |letter: &str| Some(letter.repeat(150).into());
        let runs = [["a", "b", "a", "c"], ["b", "d", "e", "a"]].map(|letters| {
            let mut rows = Batch::new(2);
            for letter in letters {
                rows.push([long(letter), long(if letter == "a" { "f" } else { "a" })]);
            }
            let mut part = plan.check(&rows).unwrap();
            for stream in &mut part.streams {
                stream.collide(1);
            }
            part
        });
        let outcome = plan.finish(&runs, 2).unwrap();
        assert_eq!(outcome.rules[0].rows, [0, 1, 2, 4, 7]);
        assert_eq!(outcome.rules[0].firsts, [0, 1]);
        assert_eq!(outcome.rules[1].rows, [0, 1, 2, 4, 7]);
        assert_eq!(outcome.rules[2].rows, [0, 2, 7]);
    }
}
