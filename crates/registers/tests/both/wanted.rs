//! Records wanted by a condition: the answer of either database is what the expression says of each.

use base::Id;
use expr::{Expr, Type};
use registers::{AsOf, Record, Value, Wanted};

use crate::island::{BOAT, CHILD, Island, MAI, MONDAY, TAM, TODAY, boat, fields};

/// Conditions over boats, and how many of the boats below they want.
const BOATS: [(&str, usize); 29] = [
    ("hull == 2", 1),
    ("hull != 2", 6),
    ("hull < 2", 1),
    ("hull <= 2", 2),
    ("hull > 2 && hull < 5", 2),
    ("hull in [1, 4, 99]", 2),
    ("kind == 'rowing'", 5),
    ("kind in ['sailing', 'ferry']", 2),
    ("kind.startsWith('row')", 5),
    ("kind.startsWith('')", 7),
    ("harbour.endsWith('2')", 7),
    ("law == null", 1),
    ("law != null", 6),
    ("law == 'caf\u{e9}'", 2),
    ("law == 'cafe\u{301}'", 2),
    ("law.startsWith('caf')", 4),
    ("law.startsWith('cafe')", 1),
    ("law < 'old'", 4),
    ("law > 'cafe'", 4),
    ("law != 'old'", 5),
    ("built == date('1999-05-01')", 5),
    ("built < date('1999-05-01') || hull == 1", 2),
    ("built >= date('2000-01-01') && kind != 'rowing'", 0),
    ("built <= today", 7),
    ("year(built) == 1985", 1),
    ("hull + 1 == 3 || law == null", 2),
    ("inspected_at == null", 6),
    ("!(hull > 2)", 2),
    (r"law == 'a\u0000'", 0),
];

/// Conditions over berths, and how many of those below they want.
const BERTHS: [(&str, usize); 8] = [
    ("depth == 250", 1),
    ("depth < 250", 1),
    ("depth <= 250", 2),
    ("depth != 250", 2),
    ("depth in [60, 1000]", 2),
    ("depth == null", 1),
    ("depth > 60 || rent == 120000", 3),
    ("'rowing' in kinds", 1),
];

async fn fleet(island: &Island) {
    island.family().await;
    let with = |hull: i64, more: &[(&str, Value)]| {
        let mut boat = boat(hull, if hull == 1 { MAI } else { TAM });
        boat.retain(|(name, _)| !more.iter().any(|(other, _)| name == other));
        boat.extend(fields(more));
        boat
    };
    let mut without_law = with(7, &[]);
    without_law.retain(|(name, _)| name != "law");
    let boats = [
        with(1, &[("built", "1985-02-28".into())]),
        with(2, &[("law", "cafe\u{301}".into())]),
        with(
            3,
            &[("law", "caf\u{e9}".into()), ("kind", "sailing".into())],
        ),
        with(4, &[("law", "cafe".into()), ("built", "1998-12-31".into())]),
        with(
            5,
            &[("law", "\u{1F6A4}".into()), ("kind", "sailing".into())],
        ),
        with(
            6,
            &[("law", "caf".into()), ("inspected_at", MONDAY.0.into())],
        ),
        without_law,
    ];
    for (boat, at) in boats.into_iter().zip(1_u8..) {
        let id = Id([0xb0 + at; 16]);
        island.create(at.into(), "boats", id, boat).await.unwrap();
    }
    for (at, more) in [
        (1, vec![("depth", "2.5".into()), ("rent", "1200".into())]),
        (
            2,
            vec![("depth", "0.60".into()), ("kinds", "rowing|sailing".into())],
        ),
        (3, vec![("depth", "10".into())]),
        (4, vec![("rent", "1200.00".into())]),
    ] {
        let own: [(&str, Value); 2] = [
            ("number", at.to_string().as_str().into()),
            ("harbour", "H1".into()),
        ];
        let id = Id([0xc0 + u8::try_from(at).unwrap(); 16]);
        let berth = fields(&[&own[..], &more].concat());
        island.create(at + 20, "berths", id, berth).await.unwrap();
    }
}

impl Island {
    async fn wanted(&self, register: &str, source: Option<&str>, at: Option<AsOf>) -> Vec<Record> {
        let declared = self.registers.get(register).unwrap();
        let wanted = source.map(|source| Wanted::compile(declared, source, TODAY).unwrap());
        let page = self
            .registers
            .export_page(self.db(), register, (None, at), wanted.as_ref())
            .await;
        page.unwrap().0
    }
}

fn ids(records: &[Record]) -> Vec<Id> {
    records.iter().map(|record| record.id).collect()
}

#[test]
fn the_database_and_the_expression_want_the_same() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        fleet(&island).await;
        let owner = format!("owner == '{MAI}'");
        let owners = format!("owner in ['{MAI}', '{TAM}', '{CHILD}', 'nobody']");
        let boats = BOATS.iter().copied();
        let boats = boats.chain([(owner.as_str(), 1), (owners.as_str(), 7)]);
        let people = [
            ("alive", 3),
            ("!alive", 0),
            ("alive == false", 0),
            ("name == 'Mai Thủy'", 1),
            ("name == 'Mai Thu\u{309}y'", 1),
            ("name.startsWith('Mai T')", 1),
            ("mother != null", 1),
            ("born_on < '1990'", 1),
        ];
        let cases = boats.map(|(source, count)| ("boats", source, count));
        let cases = cases
            .chain(BERTHS.map(|(source, count)| ("berths", source, count)))
            .chain(people.map(|(source, count)| ("people", source, count)));
        let at = AsOf {
            valid: TODAY,
            recorded: MONDAY.plus_seconds(99),
        };
        for (register, source, count) in cases {
            let declared = island.registers.get(register).unwrap().register();
            let expr = Expr::compile(source, &pack::rule_scope(declared), &Type::Bool).unwrap();
            let all = island.wanted(register, None, None).await;
            let said = all.iter().filter(|record| {
                let facts = record.rule_facts(TODAY);
                expr.holds(&expr.bind(&facts))
            });
            let said: Vec<Id> = said.map(|record| record.id).collect();
            assert_eq!(said.len(), count, "{source}");
            let now = island.wanted(register, Some(source), None).await;
            assert_eq!(ids(&now), said, "{source}");
            // The states of a day are asked in another way.
            let all = island.wanted(register, None, Some(at)).await;
            assert!(!all.is_empty());
            let then = island.wanted(register, Some(source), Some(at)).await;
            let all = all.iter().map(|record| record.id);
            let said: Vec<Id> = all.filter(|id| said.contains(id)).collect();
            assert_eq!(ids(&then), said, "{source}");
        }
    });
}

#[test]
fn pages_go_on_where_nothing_was_wanted() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.family().await;
        island.create(1, "boats", BOAT, boat(1, MAI)).await.unwrap();
        let declared = island.registers.get("boats").unwrap();
        let wanted = |source| Some(Wanted::compile(declared, source, TODAY).unwrap());
        for (source, count) in [("hull == 1", 1), ("hull != 1", 0), ("hull == 2", 0)] {
            let wanted = wanted(source);
            let page =
                island
                    .registers
                    .export_page(island.db(), "boats", (None, None), wanted.as_ref());
            let (records, next) = page.await.unwrap();
            assert_eq!((records.len(), next), (count, None), "{source}");
            let behind = (Some(BOAT), None);
            let page = island
                .registers
                .export_page(island.db(), "boats", behind, wanted.as_ref());
            assert!(page.await.unwrap().0.is_empty(), "{source}");
        }
        let other = wanted("hull == 1").unwrap();
        let mai = island.record("people", MAI).await;
        assert!(!other.holds(&mai), "a record of another register");
    });
}
