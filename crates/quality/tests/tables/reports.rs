//! Reports: what is given, breakdowns, delays, and how things move.

use quality::report::{Agreement, Coverage, Pulse, Used};
use quality::{
    Age, By, Cut, Given, Kind, Lag, Level, Measure, Plan, Report, Rule, Setting, Share, Spread,
    Turn, Word,
};

use crate::table::{AS_OF, Table, columns, outcome, rule};

const BOATS: &str = "
    B1 | Tern  | north | 2026-01-10 | 2026-01-12
    B2 | -     | north | 2026-02-10 | 2026-02-10
    B3 | Gull  | south | 2026-02-11 | 2026-05-01
    B3 | Gull  | south | 2026-03-01 | 2026-02-27
    B5 | Skua  | -     | 2026-03   | 2026-03-01";

fn name(text: &str) -> String {
    text.to_owned()
}

fn boats() -> Plan {
    let rules = vec![
        rule(
            "named",
            &[Word::Sufficient],
            Kind::NotNull {
                field: name("name"),
            },
        ),
        rule(
            "placed",
            &[Word::Sufficient],
            Kind::NotNull {
                field: name("harbour"),
            },
        ),
        rule(
            "one-hull",
            &[Word::Clean],
            Kind::Unique {
                fields: vec![name("hull")],
            },
        ),
        Rule {
            level: Level::Warning,
            when: Some(name("harbour == 'south'")),
            ..rule(
                "old",
                &[Word::Live],
                Kind::FreshWithin {
                    field: name("seen"),
                    age: Age::Months(7),
                },
            )
        },
    ];
    let by = |called: &str, column: &str, cut| By {
        name: name(called),
        column: name(column),
        cut,
    };
    let setting = Setting {
        as_of: AS_OF,
        lists: Vec::new(),
        formats: Vec::new(),
        texts: base::text::TextRules::for_language("en"),
        by: vec![
            by("harbour", "harbour", Cut::Whole),
            by("month", "built", Cut::Month),
        ],
        lags: vec![Lag {
            name: name("launches"),
            event: name("built"),
            recorded: name("seen"),
            limit_days: 30,
        }],
        seed: 3,
    };
    Plan::new(
        &columns("hull name harbour built:date seen:date"),
        rules,
        setting,
    )
    .unwrap()
}

fn figure(report: &Report, measure: Measure) -> Option<Share> {
    let mut figures = report.words.iter().flat_map(|word| &word.figures);
    figures
        .find(|figure| figure.measure == measure)
        .map(|figure| figure.share)
}

#[test]
fn a_breakdown_has_the_figures_of_each_value() {
    let outcome = outcome(&boats(), &Table::read(BOATS), 2, 2);
    let harbours = &outcome.by[0];
    let named: Vec<Option<&str>> = harbours
        .values
        .iter()
        .map(|(value, _)| value.as_deref())
        .collect();
    assert_eq!(named, [None, Some("north"), Some("south")]);
    let part = |number: usize| Report::of_part(&outcome, &harbours.values[number].1, "1");
    assert_eq!(figure(&part(1), Measure::Filled), Some(Share::of(3, 4)));
    assert_eq!(figure(&part(1), Measure::Complete), Some(Share::of(1, 2)));
    assert_eq!(figure(&part(1), Measure::Single), Some(Share::of(2, 2)));
    assert_eq!(figure(&part(2), Measure::Single), Some(Share::of(1, 2)));
    // Of the south alone: the rule has its own condition.
    assert_eq!(outcome.whole.rules[3].applied, 2);
    assert_eq!(figure(&part(2), Measure::Fresh), Some(Share::of(1, 2)));
    let months: Vec<Option<&str>> = outcome.by[1]
        .values
        .iter()
        .map(|(value, _)| value.as_deref())
        .collect();
    assert_eq!(
        months,
        [None, Some("2026-01"), Some("2026-02"), Some("2026-03")]
    );
    let fields = outcome.by_field();
    assert_eq!(fields[0], ("name", vec![0]));
    assert_eq!(fields[1], ("harbour", vec![1, 3]));
}

#[test]
fn delays_are_spread_and_not_averaged() {
    let outcome = outcome(&boats(), &Table::read(BOATS), 2, 2);
    let report = Report::new(&outcome, "1", &Given::default());
    let live = &report.words[3];
    let launches = live
        .figures
        .iter()
        .find(|figure| figure.measure == Measure::InTime)
        .unwrap();
    assert_eq!(launches.of.as_deref(), Some("launches"));
    assert_eq!(launches.share, Share::of(2, 4));
    let expected = Spread {
        count: 4,
        within: 2,
        negative: 1,
        median: 0,
        p95: 79,
        p99: 79,
    };
    assert_eq!(launches.spread, Some(expected));
}

#[test]
fn what_is_given_stands_beside_what_rules_found() {
    let outcome = outcome(&boats(), &Table::read(BOATS), 5, 1);
    let pulse = |usual_per_hour, quiet_hours| Pulse {
        unit: name("north"),
        usual_per_hour,
        quiet_hours,
    };
    let given = Given {
        verified: Some(Share::of(380, 400)),
        coverage: Some(Coverage {
            expected: 8,
            found: 4,
            outside: 1,
        }),
        reach: Some(Spread::of([(2, 9), (700, 1)], 300)),
        // λΔ of 6.9 is not yet below one in a thousand, 6.91 is.
        pulses: vec![pulse(6.9, 1.0), pulse(0.691, 10.0), pulse(0.0, 1e9)],
        agreements: vec![Agreement {
            field: name("owner"),
            register: name("people"),
            share: Share::of(3, 4),
        }],
        conflicts: None,
        used: Some(Used {
            agencies: Share::of(1, 9),
            answers: Share::of(5, 10),
            papers: Share::of(0, 0),
            fields: Share::of(3, 4),
            met: Share::of(9, 10),
        }),
        looks: Some(Share::of(2, 7)),
    };
    let report = Report::new(&outcome, "1", &given);
    let looks = figure(&report, Measure::LookedByOthers);
    assert_eq!(looks, Some(Share::of(2, 7)));
    assert_eq!(figure(&report, Measure::Covered), Some(Share::of(4, 8)));
    assert_eq!(figure(&report, Measure::Belongs), Some(Share::of(4, 5)));
    assert_eq!(figure(&report, Measure::Pulse), Some(Share::of(2, 3)));
    assert_eq!(figure(&report, Measure::Reached), Some(Share::of(9, 10)));
    let (word, weakest) = report.weakest().unwrap();
    assert_eq!((word, weakest.measure), (Word::Shared, Measure::Used));
    let correct = &report.words[0];
    let value = correct.weakest().unwrap().value().unwrap();
    assert!(
        (0.923..0.925).contains(&value),
        "the lower bound, not the share: {value}"
    );
    // Without rules and without samples nothing is said, and that is not the same as good.
    let nothing = Report::new(&outcome, "1", &Given::default());
    assert_eq!(nothing.words[0].weakest(), None);
}

#[test]
fn what_moved_is_told_the_worst_first() {
    let plan = boats();
    let before = Report::new(
        &outcome(&plan, &Table::read(BOATS), 5, 1),
        "1",
        &Given::default(),
    );
    let later = BOATS
        .replace("B2 | -   ", "B2 | Auk ")
        .replace("B5 | Skua", "B1 | -   ");
    let given = Given {
        verified: Some(Share::of(1, 1)),
        ..Given::default()
    };
    let after = Report::new(&outcome(&plan, &Table::read(&later), 5, 1), "2", &given);
    let changes = after.changes_since(&before);
    let turned = |measure: Measure| {
        let found = changes
            .iter()
            .find(|change| change.measure.is_some_and(|(_, known)| known == measure));
        found.map(|change| change.turn)
    };
    assert_eq!(turned(Measure::Single), Some(Turn::Worse));
    assert_eq!(turned(Measure::Filled), Some(Turn::Same));
    assert_eq!(turned(Measure::Complete), Some(Turn::Better));
    assert_eq!(turned(Measure::Verified), Some(Turn::New));
    assert_eq!(changes[0].turn, Turn::Worse);
    let back = before.changes_since(&after);
    assert!(back.iter().any(|change| change.turn == Turn::Lost));
    let rule = changes
        .iter()
        .find(|change| change.of.as_deref() == Some("one-hull"))
        .unwrap();
    assert_eq!(
        (rule.before, rule.after),
        (Some(Share::of(3, 5)), Some(Share::of(1, 5)))
    );
}
