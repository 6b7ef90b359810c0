//! Rows of files: who is meant, what is rejected, how far a file is.

use std::sync::Arc;

use base::Id;
use ledger::{Fact, Kind};
use registers::{Decided, Directory, Draft, Known, LoadMark, Loading, Registers, RowFault, Source};

use crate::island::{Island, TODAY, boat, ctx, law};

const FILE: [u8; 32] = [7; 32];

/// Loads rows of texts as a batch of a file.
struct Load {
    loading: Loading,
    known: Known,
    mark: LoadMark,
}

impl Load {
    async fn of(island: &Island, register: &str, file: [u8; 32]) -> Load {
        let registers = Arc::new(Registers::lower(&law()));
        let directory = Directory::load(island.db(), &registers, TODAY).await;
        let directory = Arc::new(directory.unwrap());
        Load {
            loading: Loading::new(registers, directory, register, TODAY).unwrap(),
            known: Known::default(),
            mark: LoadMark::of(island.db(), register, file).await.unwrap(),
        }
    }

    async fn decide(&mut self, island: &Island, seconds: i64, rows: &[&str]) -> Decided {
        let cells = |row: &str| -> Draft {
            let cells = row.split('|').map(str::trim);
            let cells: Vec<Option<&str>> =
                cells.map(|cell| (cell != "-").then_some(cell)).collect();
            self.loading.draft(&cells)
        };
        let drafts = (self.mark.taken + 1..).zip(rows.iter().map(|row| cells(row)));
        let source = Source {
            digest: self.mark.digest,
            first_row: self.mark.taken + 1,
            taken: rows.len() as u64,
        };
        let ctx = ctx(seconds);
        let mut batch = self.loading.batch(&ctx, rows.len());
        let taken = batch.take(island.db(), &mut self.known, drafts.collect());
        taken.await.unwrap();
        let mut decided = batch.decided(&mut self.known, &source);
        let counts = (decided.written, source.taken - decided.written);
        let next = self.mark.after(source.taken, counts, ctx.now);
        decided.act = decided.act.change(next);
        self.mark = self.mark.moved(source.taken, counts);
        decided
    }

    /// Decides and commits; what was rejected, as `ROW FIELD RULE`.
    async fn load(&mut self, island: &Island, seconds: i64, rows: &[&str]) -> Vec<String> {
        let decided = self.decide(island, seconds, rows).await;
        island.ledger.commit(decided.act).await.unwrap();
        said(&decided.rejected)
    }
}

fn said(rejected: &[(usize, Vec<RowFault>)]) -> Vec<String> {
    let each = rejected.iter().flat_map(|(at, faults)| {
        faults
            .iter()
            .map(move |fault| format!("{at} {} {}", fault.field, fault.rule))
    });
    each.collect()
}

async fn by_number(island: &Island, number: &str) -> Id {
    let found = island.found("people", &[("number", number.into())]).await;
    *found.first().expect("the person is there")
}

#[test]
fn rows_come_in_any_order_and_references_find_them() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        // A boat before its owner, a child before its mother, and in another batch her mother.
        let mut boats = Load::of(&island, "boats", [8; 32]).await;
        let row = "7 | 19900001 | rowing | H1 | HO | 1999-05-01 | - | - | - | -";
        assert_eq!(boats.load(&island, 1, &[row]).await, [""; 0]);
        let mut people = Load::of(&island, "people", FILE).await;
        let rows = [
            "20200003 | Hoa  | 2020-02-29 | V1 | 19900001 | - | 1",
            "19900001 | Mai  | 1990-01-31 | V1 | 19600004 | - | true",
        ];
        assert_eq!(people.load(&island, 2, &rows).await, [""; 0]);
        let rows = ["19600004 | Lan | 1960 | V2 | - | - | 0"];
        assert_eq!(people.load(&island, 3, &rows).await, [""; 0]);
        let mai = by_number(&island, "19900001").await;
        let child = by_number(&island, "20200003").await;
        let owner = island.found("boats", &[("owner", mai.into())]).await;
        assert_eq!(owner.len(), 1);
        assert_eq!(island.record("people", child).await.id("mother"), Some(mai));
        let mother = island.record("people", mai).await;
        let lan = by_number(&island, "19600004").await;
        assert_eq!(mother.id("mother"), Some(lan));
        // Nobody is awaited any longer; each record names its row.
        let awaited = "select record from registers_awaited";
        assert!(island.db().query(awaited, &[]).await.unwrap().is_empty());
        assert_eq!(mother.source_row, Some(2));
        assert_eq!(island.record("people", lan).await.source_row, Some(3));
        let entry = island.ledger.entry(mother.act).await.unwrap().unwrap();
        assert_eq!((entry.kind, entry.touches.len()), (Kind::Loaded, 0));
        assert_eq!(entry.ground, "ground-people");
        assert_eq!(entry.word("file"), Some("07".repeat(32).as_str()));
        for (name, value) in [("rows", 2), ("rejected", 0), ("from_row", 1)] {
            assert_eq!(entry.number(name), Some(value), "{name}");
        }
        assert_eq!(entry.facts[0], ("register".into(), Fact::from("people")));
    });
}

#[test]
fn what_a_row_breaks_is_told_by_field_and_rule() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.family().await;
        let mut load = Load::of(&island, "people", FILE).await;
        let table: [(&str, &[&str]); 14] = [
            (
                "19910001 | Ann  | 1991-02-31 | V1 | - | - | 1",
                &["born_on date"],
            ),
            (
                "19910002 | Ann  | 31/01/1991 | V1 | - | - | 1",
                &["born_on date"],
            ),
            (
                "19910003 | Ann  | 1891       | V1 | - | - | 1",
                &["number identifier"],
            ),
            (
                "1991000x | Ann  | 1991       | V1 | - | - | 1",
                &["number identifier"],
            ),
            (
                "19910005 | A\u{200b}nn | 1991 | V1 | - | - | 1",
                &["name text"],
            ),
            (
                "19910006 | A\u{fffd}n | 1991 | V1 | - | - | 1",
                &["name replaced"],
            ),
            (
                "19910007 | -    | 1991       | V1 | - | - | -",
                &["name missing", "alive missing"],
            ),
            (
                "19910008 | Ann  | 1991       | V9 | - | - | 1",
                &["home no_such_place"],
            ),
            (
                "19910009 | Ann  | 1991       | V0 | - | - | 1",
                &["home abolished_place"],
            ),
            (
                "19910010 | Ann  | 1991       | VB | - | - | 1",
                &["home place_not_yet"],
            ),
            (
                "19910011 | Ann  | 1991       | V1 | - | - | maybe",
                &["alive kind"],
            ),
            (
                "19900001 | Mai  | 1990       | V1 | - | - | 1",
                &["number unique"],
            ),
            (
                "19910013 | \u{a0}Nguye\u{302}\u{303}n\u{a0} | 1991 | V1 | - | - | 1",
                &[],
            ),
            (
                "19910013 | Eve  | 1991       | V1 | - | - | 1",
                &["number unique"],
            ),
        ];
        let rows: Vec<&str> = table.iter().map(|(row, _)| *row).collect();
        let rejected = load.decide(&island, 1, &rows).await;
        let gone = rejected.rejected.iter().find(|(at, _)| *at == 8).unwrap();
        assert_eq!(
            gone.1[0].message,
            "home: this place was abolished after 2023-12-31; in its place: V1 Ashwick (a part); \
             V2 Southwick (a part)"
        );
        let expected = table
            .iter()
            .enumerate()
            .flat_map(|(at, (_, faults))| faults.iter().map(move |fault| format!("{at} {fault}")));
        assert_eq!(said(&rejected.rejected), expected.collect::<Vec<_>>());
        island.ledger.commit(rejected.act).await.unwrap();
        // Stored as received but for the spaces around it, found by its key.
        let composed = island.found("people", &[("name", "nguyễn".into())]).await;
        let record = island.record("people", composed[0]).await;
        assert_eq!(record.text("name"), Some("Nguye\u{302}\u{303}n"));
    });
}

#[test]
fn a_row_that_must_name_somebody_waits_for_nobody() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let mut load = Load::of(&island, "people", FILE).await;
        // The fixture has no rule that asks for mothers: an unknown one is awaited, and stays so.
        let rows = ["20200003 | Hoa | 2020 | V1 | 19900001 | - | 1"];
        assert_eq!(load.load(&island, 1, &rows).await, [""; 0]);
        let awaited = "select value from registers_awaited";
        let found = island.db().query(awaited, &[]).await.unwrap();
        assert_eq!(found[0].text(0).unwrap(), "19900001");
        // What cannot be a key of the register is told.
        let mut load = Load::of(&island, "boats", FILE).await;
        let row = "x | 19900001 | rowing | H1 | HO | 1999-05-01 | - | - | - | -";
        assert_eq!(load.load(&island, 2, &[row]).await, ["0 hull kind"]);
    });
}

#[test]
fn a_mark_moves_once_and_keys_go_to_one() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (mut one, mut two) = (
            Load::of(&island, "boats", FILE).await,
            Load::of(&island, "boats", FILE).await,
        );
        let row = |hull: i64| {
            format!("{hull} | 1990000{hull} | rowing | H1 | HO | 1999-05-01 | - | - | - | -")
        };
        let first = one.decide(&island, 1, &[&row(1)]).await;
        let second = two.decide(&island, 2, &[&row(2)]).await;
        island.ledger.commit(first.act).await.unwrap();
        // The second took nobody's key, but the same rows of the same file.
        assert!(island.ledger.commit(second.act).await.is_err());
        let mark = LoadMark::of(island.db(), "boats", FILE).await.unwrap();
        assert_eq!((mark.taken, mark.written, mark.rejected), (1, 1, 0));
        assert_eq!(mark, one.mark);
        // Another file with a key that somebody takes meanwhile.
        let mut other = Load::of(&island, "boats", [9; 32]).await;
        let decided = other.decide(&island, 3, &[&row(3)]).await;
        island
            .create(4, "boats", Id([3; 16]), boat(3, Id([9; 16])))
            .await
            .unwrap();
        assert!(island.ledger.commit(decided.act).await.is_err());
        let mut other = Load::of(&island, "boats", [9; 32]).await;
        assert_eq!(other.load(&island, 5, &[&row(3)]).await, ["0 hull unique"]);
        let end = other.loading.finish(&ctx(6), &other.mark);
        island.ledger.commit(end).await.unwrap();
        let mark = LoadMark::of(island.db(), "boats", [9; 32]).await.unwrap();
        assert_eq!((mark.taken, mark.rejected), (1, 1));
        assert!(mark.finished_at.is_some());
    });
}
