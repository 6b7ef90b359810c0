//! Indicators, ready to judge entries.

use base::{Digest, sha256};
use jiff::tz::TimeZone;
use ledger::{Entry, Fact};
use pack::model::Indicator;

/// The indicators of a law version.
#[derive(Clone, Debug, Default)]
pub struct Board {
    pub(crate) indicators: Vec<Indicator>,
}

impl Board {
    /// Takes what the pack declares. The pack was checked before: kinds are those of the ledger's
    /// catalogue, ids are unique.
    pub fn lower(indicators: &[Indicator]) -> Board {
        Board {
            indicators: indicators.to_vec(),
        }
    }
}

/// How an entry counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counts {
    /// Not at all.
    No,
    /// In the denominator only.
    Of,
    /// In both.
    With,
}

/// Judges an entry: of the kind, with the facts of the denominator, with those of the numerator.
pub(crate) fn counts(indicator: &Indicator, entry: &Entry) -> Counts {
    if entry.kind.code() != indicator.kind || !indicator.of.iter().all(|fact| has(entry, fact)) {
        Counts::No
    } else if indicator.with.iter().all(|fact| has(entry, fact)) {
        Counts::With
    } else {
        Counts::Of
    }
}

/// Whether an entry has a fact; a number matches its decimal text.
fn has(entry: &Entry, (name, wanted): (&String, &String)) -> bool {
    entry.facts.iter().any(|(fact, value)| {
        fact == name
            && match value {
                Fact::Word(word) => word == wanted,
                Fact::Number(number) => number.to_string() == *wanted,
            }
    })
}

/// What the counts of an indicator depend on. The target is not part of it: it is only shown.
pub(crate) fn digest(indicator: &Indicator, zone: &TimeZone) -> Digest {
    let mut text = String::new();
    // Each part after its length, so that no two declarations give one text.
    let mut part = |word: &str| {
        text.push_str(&format!("{}:{word}", word.len()));
    };
    part("steering/1");
    // The zones of packs have no names; should jiff ever write them otherwise, all is counted anew.
    part(&format!("{zone:?}"));
    part(&indicator.kind);
    for facts in [&indicator.of, &indicator.with] {
        part(&facts.len().to_string());
        for (name, value) in facts {
            part(name);
            part(value);
        }
    }
    sha256(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use access::{Actor, Ctx};
    use base::calendar::parse_zone;
    use base::{Chance, Instant};
    use ledger::{Act, Kind};

    fn indicator(of: &[(&str, &str)], with: &[(&str, &str)]) -> Indicator {
        let facts = |pairs: &[(&str, &str)]| {
            let owned = pairs
                .iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
            owned.collect()
        };
        Indicator {
            id: "on-time".to_owned(),
            kind: "case.ended".to_owned(),
            of: facts(of),
            with: facts(with),
            target: None,
        }
    }

    #[test]
    fn facts_decide_what_counts() {
        let ctx = Ctx {
            actor: Actor::Clock,
            purpose: "boat-licence".to_owned(),
            law: "tiny@1".to_owned(),
            now: Instant(0),
            chance: Chance::new([1; 32]),
        };
        let act = |kind| {
            Act::new(&ctx, kind)
                .fact("procedure", "boat-licence")
                .fact("on_time", 1)
                .fact("late_by", -7)
        };
        let ended = act(Kind::CaseEnded);
        let licence = ("procedure", "boat-licence");
        let table = [
            (indicator(&[], &[]), Counts::With),
            (indicator(&[licence], &[("on_time", "1")]), Counts::With),
            (indicator(&[licence], &[("late_by", "-7")]), Counts::With),
            (indicator(&[licence], &[("on_time", "01")]), Counts::Of),
            (indicator(&[licence], &[("on_time", "0")]), Counts::Of),
            (indicator(&[licence], &[("unknown", "1")]), Counts::Of),
            (indicator(&[licence, ("on_time", "0")], &[]), Counts::No),
            (indicator(&[("procedure", "boat-sale")], &[]), Counts::No),
        ];
        for (indicator, expected) in table {
            assert_eq!(counts(&indicator, ended.entry()), expected, "{indicator:?}");
            let other = act(Kind::CaseOpened);
            assert_eq!(counts(&indicator, other.entry()), Counts::No);
        }
    }

    #[test]
    fn a_digest_follows_the_declaration_and_the_zone() {
        let zone = TimeZone::UTC;
        let plain = indicator(&[("a", "b")], &[("c", "d")]);
        let same = Indicator {
            target: Some(900),
            ..plain.clone()
        };
        assert_eq!(digest(&plain, &zone), digest(&same, &zone));
        for other in [
            indicator(&[("a", "b"), ("c", "d")], &[]),
            indicator(&[("ab", "")], &[("c", "d")]),
            indicator(&[], &[("a", "b"), ("c", "d")]),
        ] {
            assert_ne!(digest(&plain, &zone), digest(&other, &zone), "{other:?}");
        }
        let zones = ["UTC", "+07:00", "-03:30", "EET-2EEST,M3.5.0/3,M10.5.0/4"];
        let digests = zones.map(|zone| digest(&plain, &parse_zone(zone).unwrap()));
        for (at, one) in digests.iter().enumerate() {
            assert!(!digests[..at].contains(one), "{}", zones[at]);
        }
    }
}
