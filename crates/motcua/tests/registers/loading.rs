//! Files as offices send them, good and bad.

#![expect(clippy::too_many_lines, reason = "a story is told in one piece")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::office::{HEADER, Office, on_both, person};

#[test]
fn a_bad_file_is_one_error_and_changes_nothing() {
    let office = Office::new();
    let good = format!("{HEADER}{}", person(1));
    let unclosed = format!(
        "{good}T90-0002,\"Nguyễn Thị Hồng,female,1990-12-20,V1,\n{}",
        person(3)
    );
    let long = [good.as_bytes(), &b"x".repeat(40 << 20), b"\n"].concat();
    let tcvn3 =
        b"number,name\n1,Nguy\xd4n Th\xde H\xe5ng\n2,Tr\xc7n \xa7\xf8c \xb8nh\n3,L\xaa V\xfc\n";
    let vni = b"number,name\n1,Nguye\xe3n Th\xf2 Ho\xe0ng\n2,Tra\xe0n \xd1\xf6\xf9c A\xd9nh\n3,Le\xe2 Vy\xf5\n";
    let cases: [(&str, &[u8], &str); 8] = [
        ("empty.csv", b"", "is empty"),
        (
            "header.csv",
            b"number,nam,colour\n",
            "`nam`, is not known: did you mean `name`?",
        ),
        (
            "other.csv",
            b"PK\x03\x04 and so on",
            "a spreadsheet or an archive",
        ),
        ("unclosed.csv", unclosed.as_bytes(), "line 3: "),
        ("long.csv", &long, "line 3: "),
        ("tcvn3.csv", tcvn3, "say --encoding tcvn3"),
        ("vni.csv", vni, "say --encoding vni"),
        ("none.parquet", b"not parquet at all", "Parquet"),
    ];
    for (name, bytes, why) in cases {
        office.refused((name, bytes), why);
    }
    // Nothing was taken by any of them.
    let path = office.file("good.csv", good.as_bytes());
    let (well, said) = office.load(&path, &[]);
    assert!(
        well && said.contains("1 rows in `people` (1 now), 0 rejected"),
        "{said}"
    );
}

#[test]
fn every_bad_row_is_named_with_field_rule_and_value() {
    let office = Office::new();
    let row = |row: &str| format!("{row}\n");
    let rows = [
        (person(1), None),
        (
            row("T90-0002,A,female,1990-02-31,V1,"),
            Some(["born_on", "date", "1990-02-31"]),
        ),
        (
            row("T90-0003,A,female,20/12/1990,V1,"),
            Some(["born_on", "date", "20/12/1990"]),
        ),
        (
            row("T99-0004,A,female,2099-02-01,V1,"),
            Some(["born_on", "born", "2099-02-01"]),
        ),
        (
            row("T91-0005,A,female,1990-12-20,V1,"),
            Some(["number", "identifier", "T91-0005"]),
        ),
        (
            row("T90-0006,A,female,1890-12-20,V1,"),
            Some(["born_on", "old", "1890-12-20"]),
        ),
        (
            row("T90-0007,A,female,1990-12-20,V9,"),
            Some(["village", "no_such_place", "V9"]),
        ),
        (
            row("T90-0008,A,female,1990-12-20,V0,"),
            Some(["village", "abolished_place", "V0"]),
        ),
        (
            row("T90-0009,Nguyễn\u{200b} Thị,female,1990-12-20,V1,"),
            Some(["name", "text", "Nguyễn\u{200b} Thị"]),
        ),
        (
            row("T90-0010,Nguye\u{302}\u{303}n\u{a0}Thi\u{323},female,1990-12-20,V1,"),
            None,
        ),
        (person(1), Some(["number", "unique", "T50-0001"])),
        (row("T90-0012,A"), Some(["", "fields", ""])),
        (
            row("T90-0013,A,woman,1990-12-20,V1,"),
            Some(["sex", "not_in_list", "woman"]),
        ),
    ];
    let text: String = rows.iter().map(|(row, _)| row.as_str()).collect();
    let path = office.file("people.csv", format!("{HEADER}{text}").as_bytes());
    let (well, said) = office.load(&path, &[]);
    assert!(
        well && said.contains("2 rows in `people` (2 now), 11 rejected"),
        "{said}"
    );
    let expected: Vec<[String; 4]> = rows
        .iter()
        .zip(1..)
        .filter_map(|((_, fault), row)| {
            let [field, rule, value] = (*fault)?;
            Some([row.to_string(), field.into(), rule.into(), value.into()])
        })
        .collect();
    assert_eq!(office.rejected("people.rejects.csv"), expected);
    let text = fs::read_to_string(office.folder.path("people.rejects.csv")).unwrap();
    assert!(text.contains("was abolished after 2023-12-31"), "{text}");
    // The same bytes change nothing; the rejected rows, corrected, are loaded.
    let (well, said) = office.load(&path, &[]);
    assert!(well && said.contains("is loaded already"), "{said}");
    let corrected = text
        .replace(",1990-02-31,", ",1990-02-28,")
        .replace(",woman,", ",female,");
    let path = office.file("people.rejects.csv", corrected.as_bytes());
    let (well, said) = office.load(&path, &[]);
    assert!(
        well && said.contains("2 rows in `people` (2 now), 9 rejected"),
        "{said}"
    );
    assert_eq!(office.rejected("people.rejects-2.csv").len(), 9);
    // Who says so loads also what is not shared.
    let doubtful = office.file("doubtful.csv", format!("{HEADER}{}", rows[5].0).as_bytes());
    let (well, said) = office.load(&doubtful, &["--unshared"]);
    assert!(well && said.contains("(1 now), 0 rejected"), "{said}");
}

#[test]
fn other_encodings_and_formats_give_the_same_people() {
    let office = Office::new();
    let text = |serial| format!("{HEADER}{}", person(serial));
    let utf16: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(text(1).encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let tcvn3 = |text: String| -> Vec<u8> {
        text.chars()
            .map(|letter| match letter {
                'ễ' => 0xd4,
                'ị' => 0xde,
                'ồ' => 0xe5,
                ascii => u8::try_from(ascii).unwrap(),
            })
            .collect()
    };
    let json = r#"{"number":"T50-0003","name":"Nguyễn Thị Hồng","sex":"female","born_on":"1950-12-20","village":"V1","mother":"T50-0001"}"#;
    let cases: [(&str, Vec<u8>, &[&str]); 3] = [
        ("utf16.csv", utf16, &[]),
        ("tcvn3.csv", tcvn3(text(2)), &["--encoding", "tcvn3"]),
        ("people.jsonl", json.as_bytes().to_vec(), &[]),
    ];
    for (name, bytes, more) in cases {
        let path = office.file(name, &bytes);
        let (well, said) = office.load(&path, more);
        assert!(
            well && said.contains("1 rows in `people` (1 now), 0 rejected"),
            "{name}: {said}"
        );
    }
    office.operator("mai", "steward@RG");
    let export = |file: &str, purpose: &str| {
        let path = office.folder.path(file);
        let words = [
            "export",
            "people",
            &path,
            "--login",
            "mai",
            "--post",
            "steward@RG",
        ];
        office.motcua(
            &[
                &words[..],
                &["--fields", "number,name,mother", "--purpose", purpose],
            ]
            .concat(),
        )
    };
    // Nothing is open that no rule opens, and then there is no file.
    let (well, said) = export("people-out.csv", "curiosity");
    assert!(!well && said.contains("refused"), "{said}");
    let (well, said) = export("people-out.csv", "correction");
    assert!(well && said.contains("3 records"), "{said}");
    let out = fs::read_to_string(office.folder.path("people-out.csv")).unwrap();
    assert!(out.starts_with("number,name,mother\n"), "{out}");
    assert_eq!(out.matches("Nguyễn Thị Hồng").count(), 3, "{out}");
    assert!(!out.contains("1950-12-20"), "only what was asked for");
    // A second time the name is taken.
    let (well, said) = export("people-out.csv", "correction");
    assert!(!well && said.contains("is there already"), "{said}");
    let (well, said) = export("people-out.parquet", "correction");
    assert!(well, "{said}");
    let file = fs::File::open(office.folder.path("people-out.parquet")).unwrap();
    let mut reader = tables::parquet::Reader::open(file).unwrap();
    assert_eq!(reader.next_batch().unwrap().unwrap().len(), 3);
}

#[test]
fn an_export_is_restricted_by_what_its_reader_may_see() {
    on_both(|office| {
        let rows: String = (1..=4).map(person).collect();
        let text = format!("{HEADER}{rows}").replacen("Nguyễn Thị Hồng", "Trần Ánh", 1);
        let path = office.file("people.csv", text.as_bytes());
        let (well, said) = office.load(&path, &[]);
        assert!(well, "{said}");
        office.operator("mai", "steward@RG");
        office.operator("tam", "harbour-master@HO");
        let export = |file: &str, who: [&str; 3], more: &[&str]| {
            let path = office.folder.path(file);
            let [login, post, purpose] = who;
            let words = ["export", "people", &path, "--login", login];
            let who = ["--post", post, "--purpose", purpose];
            office.motcua(&[&words[..], &who, more].concat())
        };
        let steward = ["mai", "steward@RG", "correction"];
        let verifier = ["tam", "harbour-master@HO", "verification"];
        let named = "name.startsWith('Trần') && number != null";
        let (well, said) = export(
            "one.csv",
            steward,
            &["--fields", "number", "--where", named],
        );
        assert!(well && said.contains("1 records"), "{said}");
        // What the condition reads is not what the file gets.
        let out = fs::read_to_string(office.folder.path("one.csv")).unwrap();
        assert!(
            out.starts_with("number\n") && !out.contains("Trần"),
            "{out}"
        );
        let restricted = "select count(*) from ledger_entry where facts like '%restricted%'";
        assert_eq!(office.count(restricted), 1);
        let told = "select count(*) from ledger_entry where facts like '%Trần%'";
        assert_eq!(office.count(told), 0, "the condition is in no entry");
        // A mistake has its place.
        for (wrong, place) in [
            ("nam == 'A'", "--where:1:1: expr.unknown_field"),
            (
                "name == 'Ánh' && nam == 'A'",
                "--where:1:18: expr.unknown_field",
            ),
            ("name ==", "--where:1:"),
            ("name == 1", "--where:1:"),
            ("name", "expr.result_type"),
            ("", "--where:1:1: "),
        ] {
            let (well, said) = export("wrong.csv", steward, &["--where", wrong]);
            assert!(!well && said.contains(place), "{wrong}: {said}");
            assert!(!said.contains("panicked"), "{said}");
        }
        // Nobody learns by asking what they may not see.
        let (well, said) = export("few.csv", verifier, &["--where", "village == 'V1'"]);
        assert!(well && said.contains("4 records"), "{said}");
        let refusals = "select count(*) from ledger_entry where kind = 'refused'";
        let before = office.count(refusals);
        let hidden = ["--where", "born_on != null"];
        let (well, said) = export("hidden.csv", verifier, &hidden);
        assert!(!well && said.contains("reads `born_on`"), "{said}");
        let hidden = ["--fields", "name", "--where", "born_on != null"];
        let (well, said) = export("hidden.csv", verifier, &hidden);
        assert!(!well && said.contains("refused"), "{said}");
        assert!(!Path::new(&office.folder.path("hidden.csv")).exists());
        assert_eq!(office.count(refusals), before + 2);
    });
}

#[test]
fn a_killed_load_goes_on_and_no_row_is_there_twice() {
    let office = Office::new();
    let rows: String = (0..6_000).map(person).collect();
    // One row in the middle is rejected, before or after the kill.
    let text = format!("{HEADER}{rows}").replace("T50-3000,Nguyễn Thị Hồng,", "T50-3000,,");
    let path = office.file("people.csv", text.as_bytes());
    let words = [
        "load",
        "people",
        &path,
        "--batch",
        "100",
        "--store",
        &office.store,
    ];
    let mut kills = 0;
    // Killed once the first batches are there, again and again, until it has come to the end.
    for _ in 0..200 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_motcua"))
            .args(words)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let before = office.taken();
        while office.taken() == before {
            if child.try_wait().unwrap().is_some() {
                break;
            }
        }
        if child.try_wait().unwrap().is_some() {
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
        if kills == 5 {
            break;
        }
    }
    assert!(kills > 0, "nobody was killed");
    let (well, said) = office.load(&path, &[]);
    assert!(well && said.contains("5999 rows in `people`"), "{said}");
    assert_eq!(office.count("select count(*) from r_people"), 5_999);
    assert_eq!(office.count("select count(*) from k_people_number"), 5_999);
    assert_eq!(
        office.count("select count(distinct source_row) from r_people"),
        5_999
    );
    let rejected = office.rejected("people.rejects.csv");
    assert_eq!(rejected.len(), 1);
    assert_eq!(rejected[0][0], "3001");
}

#[test]
fn a_full_disk_stops_between_batches_and_many_duplicates_are_rejected() {
    let office = Office::new();
    let rows: String = (0..6_000).map(person).collect();
    let path = office.file("people.csv", format!("{HEADER}{rows}").as_bytes());
    // No file may grow past so many blocks of 512 bytes: what a full disk is to the database.
    let limited = format!(
        "trap '' XFSZ; ulimit -f 4000; exec {} load people {path} --batch 200 --store {}",
        env!("CARGO_BIN_EXE_motcua"),
        office.store
    );
    let out = Command::new("sh").args(["-c", &limited]).output().unwrap();
    let said = [&out.stdout[..], &out.stderr[..]].concat();
    let said = String::from_utf8(said).unwrap();
    assert!(!out.status.success(), "{said}");
    assert!(
        said.contains("stopped after row ") && said.contains("there is no room"),
        "{said}"
    );
    assert!(!said.contains("panicked"), "{said}");
    let there = office.count("select count(*) from r_people");
    assert_eq!(office.count("select count(*) from k_people_number"), there);
    assert_eq!(office.taken(), there);
    assert!(there < 6_000 && there % 200 == 0, "whole batches: {there}");
    let (well, said) = office.load(&path, &[]);
    assert!(well && said.contains("6000 rows in `people`"), "{said}");
    let again = format!("{HEADER}{}", person(1).repeat(20_000));
    let path = office.file("again.csv", again.as_bytes());
    let (well, said) = office.load(&path, &[]);
    assert!(
        well && said.contains("0 rows in `people` (0 now), 20000 rejected"),
        "{said}"
    );
}
