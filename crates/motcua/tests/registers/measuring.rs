//! What a register or a file is worth, and what of it goes out, by the real program.

use std::fs;

use serde_json::Value;

use crate::office::{HEADER, Office, on_both, person};

/// The one object that was said; a server that does not wait for its disk is warned of beside it.
fn object(said: &str) -> Value {
    let mut objects = said.lines().filter(|line| line.starts_with('{'));
    let object = objects.next().unwrap_or_else(|| panic!("{said}"));
    assert_eq!(objects.next(), None);
    serde_json::from_str(object).unwrap_or_else(|error| panic!("{error}: {said}"))
}

/// How many rows fail a rule, of how many.
fn failing(of: &Value, rule: &str) -> (u64, u64) {
    let mut rules = of["rules"].as_array().unwrap().iter();
    let found = rules.find(|found| found["id"] == rule);
    let found = found.unwrap_or_else(|| panic!("{rule}: {of}"));
    let number = |key: &str| found[key].as_u64().unwrap();
    (number("failing"), number("applied"))
}

/// Three people, of whom one is not born yet and one is of no village.
fn people() -> String {
    let bad = "T99-0007,A,female,2099-02-01,V1,\nT50-0008,A,female,1950-12-20,V9,\n";
    format!("{HEADER}{}{bad}", person(1))
}

#[test]
fn a_file_is_measured_whatever_its_form() {
    let office = Office::new();
    let pack = office.folder.path("pack");
    let csv = people();
    let row = |line: &str| {
        let cells = HEADER.trim().split(',').zip(line.split(','));
        let cells = cells.filter(|(_, cell)| !cell.is_empty());
        let row: serde_json::Map<String, Value> = cells
            .map(|(name, cell)| (name.to_owned(), cell.into()))
            .collect();
        format!("{}\n", Value::from(row))
    };
    let jsonl: String = csv.lines().skip(1).map(row).collect();
    let utf16: Vec<u8> = csv.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&str, &[u8], &[&str]); 4] = [
        ("people.csv", csv.as_bytes(), &[]),
        ("people.jsonl", jsonl.as_bytes(), &[]),
        ("people.dat", csv.as_bytes(), &["--format", "csv"]),
        ("utf16.csv", &utf16, &["--encoding", "utf-16le"]),
    ];
    let measure = |path: &str, more: &[&str]| {
        let words = ["quality", path, "--register", "people", "--pack", &pack];
        office.motcua(&[&words[..], &["--json"], more].concat())
    };
    for (name, bytes, more) in cases {
        let (well, said) = measure(&office.file(name, bytes), more);
        assert!(well, "{name}: {said}");
        let of = object(&said);
        assert_eq!(of["rows"], 3, "{name}");
        assert_eq!(failing(&of, "born"), (1, 3), "{name}");
        assert_eq!(of["unknown"], Value::Array(Vec::new()), "{name}");
    }
    let (well, said) = measure(&office.folder.path("people.dat"), &[]);
    assert!(!well && said.contains("or say --format"), "{said}");
}

#[test]
fn faults_are_a_file_and_a_reject_file_is_measured_like_what_it_was() {
    let office = Office::new();
    let pack = office.folder.path("pack");
    let faults = office.folder.path("faults.csv");
    let measure = |path: &str, more: &[&str]| {
        let words = ["quality", path, "--register", "people", "--pack", &pack];
        office.motcua(&[&words[..], more].concat())
    };
    let path = office.file("people.csv", people().as_bytes());
    let (well, said) = measure(&path, &["--faults", &faults]);
    assert!(well && said.contains("born"), "{said}");
    let text = fs::read_to_string(&faults).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], format!("row,rules,{}", HEADER.trim()));
    assert!(
        lines[1].starts_with("2,")
            && lines[1].contains("born")
            && lines[1].ends_with(",T99-0007,A,female,2099-02-01,V1,"),
        "{text}"
    );
    // What a load rejects has columns of its own, which are no fields and no mistakes.
    let (well, said) = office.load(&path, &[]);
    assert!(well && said.contains("2 rejected"), "{said}");
    let (well, said) = measure(&office.folder.path("people.rejects.csv"), &["--json"]);
    assert!(well, "{said}");
    let of = object(&said);
    assert_eq!(of["rows"], 2);
    assert_eq!(of["unknown"], Value::Array(Vec::new()));
    assert_eq!(failing(&of, "born"), (1, 2));
}

#[test]
fn another_register_is_asked_in_a_file() {
    let office = Office::new();
    let pack = office.folder.path("pack");
    let people = office.file("people.csv", format!("{HEADER}{}", person(1)).as_bytes());
    let header = "number,office,person,died_on";
    let funerals = "F1,RG,T50-0001,2020-01-01\nF2,RG,T50-0002,2020-01-01\n";
    let path = office.file("funerals.csv", format!("{header}\n{funerals}").as_bytes());
    let measure = |with: &str| {
        let words = ["quality", &path, "--register", "funerals", "--pack", &pack];
        // This office's database has nobody: only the file says who is known.
        office.motcua(&[&words[..], &["--json", "--with", with]].concat())
    };
    let (well, said) = measure(&format!("people={people}"));
    assert!(well, "{said}");
    assert_eq!(failing(&object(&said), "person"), (1, 2));
    let (well, said) = measure(&format!("people={}", office.folder.path("people")));
    assert!(
        !well && said.contains("the name does not say what it is"),
        "{said}"
    );
    let (well, said) = measure("people");
    assert!(!well && said.contains("write REGISTER=FILE"), "{said}");
}

#[test]
fn a_contract_goes_out_and_measures_by_itself() {
    let office = Office::new();
    let pack = office.folder.path("pack");
    let contract = office.folder.path("people.odcs.yaml");
    let path = office.file("people.csv", people().as_bytes());
    let words = ["quality", &path, "--register", "people", "--pack", &pack];
    let (well, said) = office.motcua(&[&words[..], &["--contract", &contract]].concat());
    assert!(well, "{said}");
    let faults = office.folder.path("by-contract.csv");
    let words = ["quality", &path, "--by-contract", &contract, "--json"];
    let more = ["--as-of", "2026-10-31", "--faults", &faults];
    let (well, said) = office.motcua(&[&words[..], &more].concat());
    assert!(well, "{said}");
    let of = object(said.lines().last().unwrap());
    assert_eq!(
        (&of["rows"], &of["as_of"]),
        (&3.into(), &"2026-10-31".into())
    );
    assert_eq!(failing(&of, "born"), (1, 3));
    let text = fs::read_to_string(&faults).unwrap();
    assert!(text.contains("T99-0007"), "{text}");
    let junk = office.file("junk.yaml", b"{[");
    let (well, said) = office.motcua(&["quality", &path, "--by-contract", &junk]);
    assert!(!well && said.contains("junk.yaml: "), "{said}");
}

#[test]
fn a_loaded_register_is_measured_and_the_result_stays() {
    on_both(|office| {
        let path = office.file("people.csv", people().as_bytes());
        let (well, said) = office.motcua(&["quality", "people"]);
        assert!(well && said.contains("`people` has no records"), "{said}");
        let (well, said) = office.load(&path, &[]);
        assert!(well, "{said}");
        let faults = office.folder.path("faults.csv");
        let (well, said) = office.motcua(&["quality", "people", "--json", "--faults", &faults]);
        assert!(well, "{said}");
        assert_eq!(object(&said)["rows"], 1);
        let kept = "select count(*) from ledger_entry where kind = 'register.measured'";
        assert_eq!(office.count(kept), 2);
        let header = fs::read_to_string(&faults).unwrap();
        assert_eq!(header, "record,rule,level,fields\n");
        // What is in the way is said in one line, and nothing is kept.
        let pack = office.folder.path("pack");
        for (words, why) in [
            (&["quality", "peple"][..], "did you mean `people`?"),
            (&["quality", "people.csv"], "is a file: say the register"),
            (
                &["quality", "people", "--pack", &pack],
                "by the law in force",
            ),
            (
                &["quality", "people", "--as-of", "2026-02-31"],
                "is not a day",
            ),
        ] {
            let (well, said) = office.motcua(words);
            assert!(!well && said.contains(why), "{words:?}: {said}");
        }
        assert_eq!(office.count(kept), 2);
    });
}

#[test]
fn a_register_is_written_as_it_was_and_as_it_was_known() {
    on_both(|office| {
        let path = office.file("people.csv", format!("{HEADER}{}", person(1)).as_bytes());
        assert!(office.load(&path, &[]).0);
        office.operator("mai", "steward@RG");
        let export = |file: &str, more: &[&str]| {
            let out = office.folder.path(file);
            let words = ["export", "people", &out, "--login", "mai"];
            let whose = ["--post", "steward@RG", "--purpose", "correction"];
            office.motcua(&[&words[..], &whose, more].concat())
        };
        let cases: [(&str, &[&str], &str); 4] = [
            ("now.csv", &[], "1 records"),
            ("later.csv", &["--as-of", "2099-01-01"], "1 records"),
            ("before.csv", &["--as-of", "1900-01-01"], "0 records"),
            // It held then, and nobody knew.
            (
                "unknown.csv",
                &[
                    "--as-of",
                    "2099-01-01",
                    "--known-at",
                    "1990-01-01T00:00:00Z",
                ],
                "0 records",
            ),
        ];
        for (file, more, how_many) in cases {
            let (well, said) = export(file, more);
            assert!(well && said.contains(how_many), "{file}: {said}");
        }
        // What goes out as Parquet comes back as a file that is measured.
        let (well, said) = export("now.parquet", &[]);
        assert!(well, "{said}");
        let (path, pack) = (
            office.folder.path("now.parquet"),
            office.folder.path("pack"),
        );
        let words = ["quality", &path, "--register", "people", "--pack", &pack];
        let (well, said) = office.motcua(&[&words[..], &["--json"]].concat());
        assert!(well, "{said}");
        let of = object(&said);
        assert_eq!((&of["rows"], failing(&of, "born")), (&1.into(), (0, 1)));
        let entries = "select count(*) from ledger_entry where kind = 'records.exported'";
        assert_eq!(office.count(entries), 10, "two each");
        for (more, why) in [
            (&["--known-at", "1990-01-01T00:00:00Z"][..], "--as-of"),
            (&["--as-of", "2026-02-31"], "is not a day"),
            (&["--fields", "nam"], "no field `nam`"),
        ] {
            let (well, said) = export("none.csv", more);
            assert!(!well && said.contains(why), "{said}");
        }
        assert!(!std::path::Path::new(&office.folder.path("none.csv")).exists());
    });
}
