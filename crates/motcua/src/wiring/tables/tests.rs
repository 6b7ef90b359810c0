//! All migrations add up to the declarations, from wherever a database was left, and to the same on
//! both databases. Asked of the databases themselves.

use std::sync::Mutex;

use base::Instant;
use store::{Migrations, Store, Table};

use super::{MIGRATIONS, declared};

const NOW: Instant = Instant(0);

/// The first so many migrations of each owner.
fn until(number: usize) -> Vec<Migrations> {
    let first = |of: &Migrations| Migrations {
        owner: of.owner,
        all: &of.all[..of.all.len().min(number)],
    };
    MIGRATIONS.iter().map(first).collect()
}

/// The tables that a database reports, without the store's own.
async fn reported(store: &Store) -> Vec<Table> {
    let all = store.reported("").await.unwrap();
    let own = |table: &Table| table.name().starts_with("store_");
    all.into_iter().filter(|table| !own(table)).collect()
}

/// What a database has otherwise than is declared, with what to do.
fn differences(there: &[Table], declared: &[Table]) -> Vec<String> {
    let mut told = Vec::new();
    for wanted in declared {
        let name = wanted.name();
        match there.iter().find(|table| table.name() == name) {
            None => told.push(format!("{name} is declared, and no migration makes it")),
            Some(there) => {
                let less = there.lacks(wanted);
                told.extend(
                    less.iter()
                        .map(|it| format!("{name} after all migrations: {it}")),
                );
                let more = wanted.lacks(there);
                told.extend(more.iter().map(|it| format!("{name} as declared: {it}")));
            }
        }
    }
    for table in there {
        let name = table.name();
        if declared.iter().all(|wanted| wanted.name() != name) {
            told.push(format!("{name} is made by a migration, and not declared"));
        }
    }
    told
}

fn agree(there: &[Table], what: &str) {
    let told = differences(there, &declared());
    assert!(
        told.is_empty(),
        "{what}: write the next migration of the owner, in its src/store/migrations\n{}",
        told.join("\n")
    );
}

#[test]
fn all_migrations_give_the_declared_tables() {
    testkit::on_both(|store| async move {
        store.migrate(&MIGRATIONS, NOW).await.unwrap();
        agree(&reported(&store).await, store.name());
    });
}

#[test]
fn a_database_left_at_any_number_comes_to_the_same() {
    let most = MIGRATIONS.iter().map(|of| of.all.len()).max().unwrap();
    for left_at in 0..most {
        testkit::on_both(|store| async move {
            store.migrate(&until(left_at), NOW).await.unwrap();
            store.migrate(&MIGRATIONS, NOW).await.unwrap();
            agree(&reported(&store).await, store.name());
        });
    }
    for of in &MIGRATIONS {
        testkit::on_both(|store| async move {
            store.migrate(&[*of], NOW).await.unwrap();
            store.migrate(&MIGRATIONS, NOW).await.unwrap();
            agree(&reported(&store).await, store.name());
        });
    }
}

/// What is there is what the first migrations give, and nothing says that they were run.
#[test]
fn a_database_from_before_the_migrations_comes_to_the_same() {
    testkit::on_both(|store| async move {
        store.migrate(&until(1), NOW).await.unwrap();
        let numbers = Table::new("store_migration")
            .key("owner", store::Kind::Text)
            .key("number", store::Kind::Int)
            .done();
        let taken = MIGRATIONS.map(|of| numbers.delete(0, vec![of.owner.into(), 1.into()]));
        store
            .commit(store::WriteSet::from(taken.to_vec()))
            .await
            .unwrap();
        store.migrate(&MIGRATIONS, NOW).await.unwrap();
        agree(&reported(&store).await, store.name());
    });
}

/// To the letter: names of tables and indexes' columns, order of columns, types, keys.
#[test]
fn both_databases_report_the_same() {
    let told = Mutex::new(Vec::new());
    testkit::on_both(|store| {
        let told = &told;
        async move {
            store.migrate(&MIGRATIONS, NOW).await.unwrap();
            let mut lines = Vec::new();
            // With the store's own tables.
            for table in store.reported("").await.unwrap() {
                let mut indexes = table.indexes().to_vec();
                indexes.sort();
                let (name, key) = (table.name().to_owned(), table.key_len());
                lines.push(format!("{name} {key} {:?} {indexes:?}", table.columns()));
            }
            lines.sort();
            told.lock().unwrap().push(lines);
        }
    });
    let told = told.into_inner().unwrap();
    assert!(told[0].len() > 50);
    for other in &told[1..] {
        assert_eq!(&told[0], other);
    }
}

#[test]
fn a_forgotten_migration_is_found() {
    let short = Table::new("harbour_boat")
        .key("boat", store::Kind::Text)
        .done();
    let long = Table::new("harbour_boat")
        .key("boat", store::Kind::Text)
        .may("mark", store::Kind::Bytes)
        .index(&["mark"])
        .done();
    let one = std::slice::from_ref;
    assert_eq!(
        differences(one(&short), one(&long)),
        [
            "harbour_boat after all migrations: it has no column mark",
            "harbour_boat after all migrations: it has no index by mark"
        ]
    );
    assert_eq!(
        differences(one(&long), one(&short)),
        [
            "harbour_boat as declared: it has no column mark",
            "harbour_boat as declared: it has no index by mark"
        ]
    );
    assert_eq!(
        differences(&[], one(&short)),
        ["harbour_boat is declared, and no migration makes it"]
    );
    assert_eq!(
        differences(one(&short), &[]),
        ["harbour_boat is made by a migration, and not declared"]
    );
    let owners: Vec<&str> = MIGRATIONS.iter().map(|of| of.owner).collect();
    for table in declared() {
        let (owner, _) = table.name().split_once('_').unwrap();
        assert!(owners.contains(&owner), "{}: whose is it?", table.name());
    }
}
