//! Loads that are interrupted, killed and run beside each other; and files that are hard to read.

use std::fs::File;
use std::process::Command;

use crate::office::{HEADER, Office, ended, on_both, person};

/// Every row is there once, with its key and its place in the file.
fn all_there(office: &Office, rows: i64) {
    for sql in [
        "select count(*) from r_people",
        "select count(*) from k_people_number",
        "select count(distinct source_row) from r_people",
    ] {
        assert_eq!(office.count(sql), rows, "{sql}");
    }
}

#[test]
fn an_interrupted_load_says_how_it_goes_on() {
    on_both(|office| {
        let rows: String = (0..4_000).map(person).collect();
        let path = office.file("people.csv", format!("{HEADER}{rows}").as_bytes());
        let child = office.begin(&["load", "people", &path, "--batch", "50"]);
        while office.taken() == 0 {}
        let id = child.id().to_string();
        let told = Command::new("kill").args(["-INT", &id]).status().unwrap();
        assert!(told.success());
        let out = child.wait_with_output().unwrap();
        let said = String::from_utf8(out.stdout).unwrap();
        assert_eq!(out.status.code(), Some(130), "{said}");
        let taken = office.taken();
        assert!(taken < 4_000 && taken % 50 == 0, "{taken}");
        let how = format!("stopped after row {taken} of 4000: the same command goes on from there");
        assert!(said.contains(&how), "{said}");
        all_there(office, taken);
        let (well, said) = office.load(&path, &[]);
        let new = format!("4000 rows in `people` ({} now), 0 rejected", 4_000 - taken);
        assert!(well && said.contains(&new), "{said}");
        all_there(office, 4_000);
    });
}

#[test]
fn a_large_load_that_is_killed_gets_its_indexes_back() {
    // So many that the indexes are laid aside.
    const ROWS: u32 = 100_000;
    on_both(|office| {
        let indexes = |office: &Office| {
            let sql = if office.store.starts_with("sqlite:") {
                "select count(*) from sqlite_master where type = 'index' and tbl_name = 'r_people'"
            } else {
                "select count(*) from pg_indexes where tablename = 'r_people'"
            };
            office.count(sql)
        };
        let whole = indexes(office);
        let rows: String = (0..ROWS).map(person).collect();
        let path = office.file("people.csv", format!("{HEADER}{rows}").as_bytes());
        let mut child = office.begin(&["load", "people", &path]);
        while office.taken() == 0 {
            assert!(
                child.try_wait().unwrap().is_none(),
                "it ended without a row"
            );
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(indexes(office) < whole, "they were laid aside");
        let (well, said) = office.load(&path, &[]);
        assert!(well && said.contains("100000 rows in `people`"), "{said}");
        all_there(office, i64::from(ROWS));
        assert_eq!(indexes(office), whole);
    });
}

#[test]
fn two_loads_at_once_lose_no_row_and_write_none_twice() {
    on_both(|office| {
        let text = |serials: std::ops::Range<u32>| {
            let rows: String = serials.map(person).collect();
            format!("{HEADER}{rows}")
        };
        // Half of each file stands in the other as well.
        let one = office.file("one.csv", text(0..2_000).as_bytes());
        let other = office.file("other.csv", text(1_000..3_000).as_bytes());
        let begin = |path: &str| office.begin(&["load", "people", path, "--batch", "100"]);
        let both = [begin(&one), begin(&other)].map(ended);
        for ((well, said), path) in both.iter().zip([&one, &other]) {
            // Who found the other in the way too often has said so, and goes on from there.
            let told = said.contains("somebody else is loading into `people`");
            assert!(*well || told, "{said}");
            let (well, said) = office.load(path, &[]);
            assert!(well, "{said}");
        }
        let people = "select count(*) from r_people";
        assert_eq!(office.count(people), 3_000);
        assert_eq!(office.count("select count(*) from k_people_number"), 3_000);
        let rejected = ["one.rejects.csv", "other.rejects.csv"].map(|name| {
            let path = office.folder.path(name);
            let is_there = std::path::Path::new(&path).exists();
            if is_there {
                office.rejected(name).len()
            } else {
                0
            }
        });
        assert_eq!(rejected[0] + rejected[1], 1_000, "{rejected:?}");
        let written = "select cast(sum(written) as bigint) from registers_load";
        assert_eq!(office.count(written), 3_000);
        // The same file twice at once is loaded once.
        let third = office.file("third.csv", text(3_000..4_000).as_bytes());
        let both = [begin(&third), begin(&third)].map(ended);
        assert!(both.iter().any(|(well, _)| *well), "{both:?}");
        let (well, said) = office.load(&third, &[]);
        assert!(
            well && said.contains("is loaded already: 1000 rows"),
            "{said}"
        );
        assert_eq!(office.count(people), 4_000);
    });
}

#[test]
fn old_letters_are_converted_when_they_are_named_and_told_when_not() {
    let office = Office::new();
    let people = |name: &[u8], serial: u32| {
        let row = format!("T50-{serial:04},");
        let rest = b",female,1950-12-20,V1,\n";
        [HEADER.as_bytes(), row.as_bytes(), name, rest].concat()
    };
    let utf16: Vec<u8> = format!("{HEADER}{}", person(1))
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let marked = [&b"\xfe\xff"[..], &utf16].concat();
    let vni = people(b"Nguye\xe3n Th\xf2 Ho\xe0ng", 2);
    let tcvn3 = people(b"Nguy\xd4n Th\xde H\xe5ng", 3);
    // The same bytes after a program that took them for Latin letters.
    let twice = people("Nguy\u{d4}n Th\u{de} H\u{e5}ng".as_bytes(), 4);
    let cases: [(&str, Vec<u8>, &[&str]); 4] = [
        ("be.csv", marked, &[]),
        ("vni.csv", vni, &["--encoding", "vni"]),
        ("tcvn3.csv", tcvn3, &["--encoding", "tcvn3"]),
        ("twice.csv", twice, &["--encoding", "tcvn3-utf8"]),
    ];
    for (name, bytes, more) in cases {
        let path = office.file(name, &bytes);
        let (well, said) = office.load(&path, more);
        assert!(
            well && said.contains("(1 now), 0 rejected"),
            "{name}: {said}"
        );
    }
    let same = "select count(*) from r_people where name = 'Nguyễn Thị Hồng'";
    assert_eq!(office.count(same), 4);
    let unmarked = office.file("unmarked.csv", &utf16);
    let (well, said) = office.load(&unmarked, &[]);
    assert!(!well && said.contains("--encoding utf-16be"), "{said}");
    let (well, said) = office.load(&unmarked, &["--encoding", "klingon"]);
    assert!(!well && said.contains("write one of utf-8, "), "{said}");
}

#[test]
fn a_line_of_a_gigabyte_is_one_error() {
    let office = Office::new();
    let path = office.file("long.csv", format!("{HEADER}{}", person(1)).as_bytes());
    // Mostly a hole: no disk has to hold it.
    let file = File::options().append(true).open(&path).unwrap();
    file.set_len(1 << 30).unwrap();
    let (well, said) = office.load(&path, &[]);
    assert!(!well && said.contains("long.csv: "), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    assert_eq!(office.count("select count(*) from r_people"), 0);
}
