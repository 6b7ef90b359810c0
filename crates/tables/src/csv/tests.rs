//! CSV by example, against a slow reader that is plainly right, and against broken bytes.

use proptest::prelude::*;

use super::blocks::Blocks;
use super::records::Records;
use super::{Csv, Format, Known};
use crate::error::Problem;

/// Rows as `number@line a|b|c`, an absent value as `-`; a problem as what it says.
fn rows(mut records: Records<'_>) -> Vec<String> {
    let mut found = Vec::new();
    while let Some(row) = records.next() {
        found.push(match row {
            Ok(row) => {
                let cell = |field: &super::records::Field<'_>| {
                    if field.is_absent() {
                        "-".to_owned()
                    } else {
                        field.text().into_owned()
                    }
                };
                let cells: Vec<String> = row.fields.iter().map(cell).collect();
                format!("{}@{} {}", row.number, row.line, cells.join("|"))
            }
            Err(problem) => problem.to_string(),
        });
    }
    found
}

fn read(text: &[u8]) -> Vec<String> {
    match Csv::of(text, Known::default()) {
        Ok(table) => rows(table.records()),
        Err(error) => vec![error.to_string()],
    }
}

/// The same through a stream that gives a few bytes at a time.
fn stream(text: &[u8], step: usize) -> Vec<String> {
    struct Drops<'a>(&'a [u8], usize);
    impl std::io::Read for Drops<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let (now, later) = self.0.split_at(self.1.min(into.len()).min(self.0.len()));
            into[..now.len()].copy_from_slice(now);
            self.0 = later;
            Ok(now.len())
        }
    }
    let mut blocks = match Blocks::open(Drops(text, step), Known::default()) {
        Ok(blocks) => blocks,
        Err(error) => return vec![error.to_string()],
    };
    let mut found = Vec::new();
    while let Some(block) = blocks.next_block().unwrap() {
        found.extend(rows(block.records()));
    }
    found
}

#[test]
fn tables_are_read() {
    let cases: [(&str, &[&str]); 22] = [
        ("a,b\n1,2\n3,4\n", &["1@2 1|2", "2@3 3|4"]),
        ("a,b\r\n1,2\r\n3,4", &["1@2 1|2", "2@3 3|4"]),
        ("a,b\r1,2\r3,4", &["1@2 1|2", "2@3 3|4"]),
        ("\u{feff}a;b\n1;2,5\n", &["1@2 1|2,5"]),
        ("a\tb\n1\t2\n", &["1@2 1|2"]),
        ("a|b\n1|2\n", &["1@2 1|2"]),
        ("sep=;\r\na;b\r\n1;2\r\n", &["1@3 1|2"]),
        ("a,b\n,\"\"\n", &["1@2 -|"]),
        ("a,b\n\n\r\n1,2\n\n", &["1@4 1|2"]),
        (
            "a,b\n\"x, y\",\"say \"\"no\"\"\"\n",
            &["1@2 x, y|say \"no\""],
        ),
        ("a,b\n\"one\ntwo\",2\n3,4\n", &["1@2 one\ntwo|2", "2@4 3|4"]),
        ("a,b\n\"1\",\"2\"\r\n\"3\",\"4\"", &["1@2 1|2", "2@3 3|4"]),
        ("a,b\n5\" plank,x\"y\"z\n", &["1@2 5\" plank|x\"y\"z"]),
        ("a,b\n\"1\",2\r", &["1@2 1|2"]),
        ("a,b\n1,\"2\"\r", &["1@2 1|2"]),
        ("a\n1\n\n2\n\"\"\n", &["1@2 1", "2@4 2", "3@5 "]),
        ("a,b\n", &[]),
        ("a,b", &[]),
        (
            "",
            &["the table is empty: its first line must name the columns"],
        ),
        (
            "\n\n",
            &["the table is empty: its first line must name the columns"],
        ),
        (
            "a,b\n1\n1,2,3\n4,5\n",
            &[
                "row 1, line 2: 1 fields instead of 2: put quotes around a field that holds the separator",
                "row 2, line 3: 3 fields instead of 2: put quotes around a field that holds the separator",
                "3@4 4|5",
            ],
        ),
        (
            "a,b\n1,2\n3,\"4\n5,6\n7,8\n",
            &[
                "1@2 1|2",
                "line 3: a quote opens field 2 and is not closed: close it (a quote inside a field is doubled)",
            ],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text.as_bytes()), expected, "{text:?}");
        for step in [1, 3, 1000] {
            assert_eq!(
                stream(text.as_bytes(), step),
                expected,
                "{text:?}, {step} at a time"
            );
        }
    }
}

#[test]
fn a_forgotten_quote_is_named_by_the_line_it_opens_on() {
    let said = read(b"a,b\n1,\"Ann\n2,\"Bob\"\n3,\"Cy\"\n");
    assert_eq!(
        said,
        [
            "line 2: field 2 begins with a quote and goes on after the next one: close it on this line, or double the quotes inside"
        ]
    );
    let long = format!("a,b\n1,2\n3,\"4\n{}", "5,6\n".repeat(1 << 19));
    let said = read(long.as_bytes());
    assert!(
        said[1].starts_with("line 3: a quote opens field 2"),
        "{said:?}"
    );
    assert_eq!(stream(long.as_bytes(), 1 << 20), said);
}

#[test]
fn blocks_are_the_whole() {
    let mut text = String::from("a,b\n");
    for row in 0..60_000 {
        // Quotes, line ends inside them, empty lines: places must survive all of them.
        text.push_str(match row % 7 {
            0 => "\"x, y\n\"\"z\"\"\",1\r\n",
            1 => "\n",
            2 => "one field\n",
            _ => "Nguyễn Thị Hồng,a rather long text that fills a block\n",
        });
    }
    assert!(text.len() > 2 * crate::limits::BLOCK_BYTES);
    assert_eq!(stream(text.as_bytes(), 60_001), read(text.as_bytes()));
}

#[test]
fn what_is_too_long_is_refused_with_bounded_memory() {
    #[derive(Debug)]
    struct Endless(u64);
    impl std::io::Read for Endless {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            into.fill(b'x');
            self.0 += into.len() as u64;
            Ok(into.len())
        }
    }
    let begun = std::io::Read::chain(&b"a,b\n1,2\n3,"[..], Endless(0));
    let mut blocks = Blocks::open(begun, Known::default()).unwrap();
    let mut said = Vec::new();
    while let Some(block) = blocks.next_block().unwrap() {
        said.extend(rows(block.records()));
    }
    assert_eq!(said[0], "1@2 1|2");
    assert!(
        said[1].starts_with("line 3: field 2 is longer than 1048576 bytes"),
        "{said:?}"
    );
    assert_eq!(said.len(), 2);

    let mut header_only = Endless(0);
    let refused = Blocks::open(&mut header_only, Known::default()).unwrap_err();
    assert!(
        refused.to_string().starts_with("line 1: field 1 is longer"),
        "{refused}"
    );
    assert!(header_only.0 < 8 << 20, "{} bytes were read", header_only.0);
}

#[test]
fn bytes_that_are_no_text_spoil_their_row_only() {
    let said = read(b"a,b\n1,\xc3\n2,\xc3\xa9\nx\xffy,3\n\"\xf0\x9f\",4\n");
    assert_eq!(
        said,
        [
            "row 1, line 2: field 2 is not UTF-8 at its byte 1: write it again, or say which encoding the table has",
            "2@3 2|é",
            "row 3, line 4: field 1 is not UTF-8 at its byte 2: write it again, or say which encoding the table has",
            "row 4, line 5: field 1 is not UTF-8 at its byte 1: write it again, or say which encoding the table has",
        ]
    );
    let table = Csv::of(b"a,b\nx\xffy,\"3\"\n", Known::default()).unwrap();
    let Some(Err(Problem::Row(bad))) = table.records().next() else {
        panic!("a bad row");
    };
    assert_eq!(bad.received, ["x\u{fffd}y", "3"]);
}

#[test]
fn places_are_kept() {
    let text = "a,b\n1,\"two\"\n\n\"3\"\"\",4\n";
    let table = Csv::of(text.as_bytes(), Known::default()).unwrap();
    let mut records = table.records();
    while let Some(row) = records.next() {
        let row = row.unwrap();
        for field in row.fields {
            let at = row.offset as usize + field.start() as usize;
            assert_eq!(&text[at..at + field.raw().len()], field.raw());
        }
    }
    assert_eq!(records.rows(), 2);
}

#[test]
fn the_separator_is_guessed_or_said() {
    let cases = [
        ("a,b;c\n1,2;3\n", b','),
        ("a;b\n1,5;2\n", b';'),
        ("\"a,b\";c\n1;2\n", b';'),
        ("name\nAnn\n", b','),
        ("a\tb, c\n1\t2\n3\t4, 5\n", b'\t'),
    ];
    for (text, expected) in cases {
        assert_eq!(
            Format::guess(text.as_bytes()).separator(),
            expected,
            "{text:?}"
        );
    }
    let known = Known {
        separator: Some(b';'),
        ..Known::default()
    };
    let table = Csv::of(b"a;b,c,d\n1;2,3,4\n", known).unwrap();
    assert_eq!(table.header().names(), ["a", "b,c,d"]);
    let known = Known {
        separator: Some(b'"'),
        ..Known::default()
    };
    assert!(Csv::of(b"a\n", known).is_err());
}

/// A table as text: pieces that meet in all the ways that matter.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => Just(&b","[..]),
        4 => Just(&b"\n"[..]),
        1 => Just(&b"\r\n"[..]),
        1 => Just(&b"\r"[..]),
        3 => Just(&b"\""[..]),
        1 => Just(&b"\"\""[..]),
        4 => Just(&b"ab"[..]),
        1 => Just("ễ".as_bytes()),
        1 => Just(&b"\xff"[..]),
        1 => Just(&b"\0"[..]),
    ];
    proptest::collection::vec(piece, 0..200).prop_map(|pieces| pieces.concat())
}

/// RFC 4180 letter by letter, as this crate reads it.
fn slowly(text: &[u8]) -> Option<Vec<Vec<Vec<u8>>>> {
    let (mut table, mut row, mut field) = (Vec::new(), Vec::new(), Vec::new());
    let (mut at, mut quoted, mut begun) = (0, false, false);
    while at < text.len() {
        let end = match &text[at..] {
            [b'\n', ..] => 1,
            [b'\r', b'\n', ..] => 2,
            [b'\r'] => 1,
            _ => 0,
        };
        if end > 0 || text[at] == b',' {
            row.push((std::mem::take(&mut field), quoted));
            (quoted, begun) = (false, false);
            if end > 0 {
                table.push(std::mem::take(&mut row));
            }
            at += end.max(1);
            continue;
        }
        if quoted {
            return None;
        }
        if text[at] == b'"' && !begun {
            quoted = true;
            at += 1;
            loop {
                match &text[at..] {
                    [] => return None,
                    [b'"', b'"', ..] => at += 1,
                    [b'"', ..] => break,
                    _ => {}
                }
                field.push(text[at]);
                at += 1;
            }
        } else {
            field.push(text[at]);
        }
        begun = true;
        at += 1;
    }
    row.push((field, quoted));
    table.push(row);
    let absent = |row: &[(Vec<u8>, bool)]| matches!(row, [(field, false)] if field.is_empty());
    let rows = table.into_iter().filter(|row| !absent(row));
    Some(
        rows.map(|row| row.into_iter().map(|(field, _)| field).collect())
            .collect(),
    )
}

proptest! {
    #[test]
    fn it_reads_what_a_slow_reader_reads(text in pieces()) {
        let format = Format::separated_by(b',').unwrap();
        let mut records = Records::new(&text, format, None, super::Place::BEGINNING);
        let mut found = Some(Vec::new());
        while let Some(row) = records.next() {
            match row {
                Ok(row) => if let Some(rows) = &mut found {
                    rows.push(row.fields.iter().map(|field| field.text().into_owned().into_bytes()).collect());
                },
                Err(Problem::Row(bad)) => if let Some(rows) = &mut found {
                    rows.push(bad.received.into_iter().map(String::into_bytes).collect());
                },
                Err(Problem::Table(_)) => found = None,
            }
        }
        let lossy = |field: Vec<u8>| String::from_utf8_lossy(&field).into_owned().into_bytes();
        let expected = slowly(&text).map(|rows| {
            rows.into_iter().map(|row: Vec<Vec<u8>>| row.into_iter().map(lossy).collect::<Vec<_>>()).collect::<Vec<_>>()
        });
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn parts_are_the_whole(text in pieces(), parts in 1_usize..6, step in 1_usize..40) {
        let mut table = b"a,b\n".to_vec();
        table.extend(&text);
        let Ok(csv) = Csv::of(&table, Known { separator: Some(b','), ..Known::default() }) else { return Ok(()) };
        let whole = rows(csv.records());
        let broken = whole.last().is_some_and(|last| last.starts_with("line "));
        let mut joined = Vec::new();
        for part in csv.split(parts) {
            let part = rows(part);
            let stop = part.last().is_some_and(|last| last.starts_with("line "));
            joined.extend(part);
            if stop { break; }
        }
        prop_assert_eq!(&joined, &whole);
        if !broken {
            let last = csv.split(parts).len();
            prop_assert!(last <= parts);
        }
        prop_assert_eq!(stream(&table, step).len(), read(&table).len());
    }

    #[test]
    fn nothing_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
        prop_assert_eq!(stream(&bytes, 7), read(&bytes));
    }
}
