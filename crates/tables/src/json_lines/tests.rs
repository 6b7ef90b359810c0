//! JSON lines by example, there and back, and broken.

use proptest::prelude::*;

use super::{Reader, Writer};
use crate::column::{Column, Kind};
use crate::encoding::Encoding;
use crate::header::Header;

/// Rows as `number@line a|b`, an absent value as `-`; a problem as what it says.
fn read(bytes: &[u8], columns: &[&str]) -> Vec<String> {
    let mut reader = match Reader::open(bytes, None, Header::new(columns)) {
        Ok(reader) => reader,
        Err(error) => return vec![error.to_string()],
    };
    let mut found = Vec::new();
    while let Some(row) = reader.next_row() {
        found.push(match row {
            Ok(row) => {
                let cells: Vec<&str> = row
                    .cells
                    .iter()
                    .map(|cell| cell.as_deref().unwrap_or("-"))
                    .collect();
                format!("{}@{} {}", row.number, row.line, cells.join("|"))
            }
            Err(problem) => problem.to_string(),
        });
    }
    found
}

/// A line with the columns `a` and `b`, and what is read.
const LINES: [(&str, &str); 24] = [
    (r#"{"a":"x","b":"y"}"#, "1@1 x|y"),
    (r#" { "b" : "y" , "a" : "x" } "#, "1@1 x|y"),
    (
        r#"{"a":1.10,"b":12345678901234567890}"#,
        "1@1 1.10|12345678901234567890",
    ),
    (r#"{"a":true,"b":null}"#, "1@1 true|-"),
    (r#"{"a":-1e5}"#, "1@1 -1e5|-"),
    ("{}", "1@1 -|-"),
    (r#"{"a":""}"#, "1@1 |-"),
    (r#"{"a":"\"\\\/\n\u00e9\ud83d\ude00"}"#, "1@1 \"\\/\né😀|-"),
    (r#"{"a":"\ud83dx"}"#, "1@1 \u{fffd}x|-"),
    (r#"{"\u0061":"x"}"#, "1@1 x|-"),
    ("\u{feff}{\"a\":\"x\"}", "1@1 x|-"),
    (
        r#"{"a":[1]}"#,
        "row 1, line 1: byte 6 of the line: `a` holds an object or a list: write one text, number, true, false or null",
    ),
    (
        r#"{"a":1,"a":2}"#,
        "row 1, line 1: byte 12 of the line: `a` stands there twice: keep one",
    ),
    (
        r#"{"owner":1}"#,
        "row 1, line 1: byte 10 of the line: `owner` is not a column: leave it out",
    ),
    (
        r#"[1]"#,
        "row 1, line 1: byte 1 of the line: not an object: write {\"column\": value, ...}",
    ),
    (
        r#"{"a":01}"#,
        "row 1, line 1: byte 6 of the line: this is not JSON: one object on each line",
    ),
    (
        r#"{"a":1,}"#,
        "row 1, line 1: byte 8 of the line: this is not JSON: one object on each line",
    ),
    (
        r#"{"a":1} x"#,
        "row 1, line 1: byte 9 of the line: this is not JSON: one object on each line",
    ),
    (
        r#"{"a":"x"#,
        "row 1, line 1: byte 7 of the line: this is not JSON: one object on each line",
    ),
    (
        r#"{"a":"\x"}"#,
        "row 1, line 1: byte 8 of the line: this is not JSON: one object on each line",
    ),
    (
        r#"{"a":"\u12"}"#,
        "row 1, line 1: byte 9 of the line: this is not JSON: one object on each line",
    ),
    (
        "{\"a\":\"x\ty\"}",
        "row 1, line 1: byte 8 of the line: this is not JSON: one object on each line",
    ),
    (
        "name,age",
        "row 1, line 1: byte 1 of the line: not an object: write {\"column\": value, ...}",
    ),
    (
        r#"{"a":tru}"#,
        "row 1, line 1: byte 6 of the line: this is not JSON: one object on each line",
    ),
];

#[test]
fn lines_are_read() {
    for (line, expected) in LINES {
        assert_eq!(read(line.as_bytes(), &["a", "b"]), [expected], "{line}");
    }
    let text = b"{\"a\":1}\r\n\n{\"a\":\n{\"a\":2}\n\xff\n{\"a\":3}";
    assert_eq!(
        read(text, &["a"]),
        [
            "1@1 1",
            "row 2, line 3: byte 6 of the line: this is not JSON: one object on each line",
            "3@4 2",
            "row 4, line 5: byte 1 of the line: this is not JSON: one object on each line",
            "5@6 3",
        ]
    );
    let said = read(br#"{"owner_nam":1}"#, &["hull", "owner_name"]);
    assert!(said[0].ends_with("did you mean `owner_name`?"), "{said:?}");
}

#[test]
fn encodings_are_those_of_tables() {
    let wide: Vec<u8> = "\u{feff}{\"a\":\"ễ\"}\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(read(&wide, &["a"]), ["1@1 ễ"]);
    let old = b"{\"a\":\"Nguy\xd4n Th\xde\"}\n{\"a\":\"H\xe5ng\"}\n";
    assert!(read(old, &["a"])[0].starts_with("this looks like tcvn3"));
    let mut reader = Reader::open(&old[..], Some(Encoding::Tcvn3), Header::new(["a"])).unwrap();
    assert_eq!(
        reader.next_row().unwrap().unwrap().cells,
        [Some("Nguyễn Thị".into())]
    );
}

#[test]
fn what_is_too_long_is_refused_with_bounded_memory() {
    let begun = std::io::Read::chain(&b"{\"a\":1}\n{\"a\":\""[..], std::io::repeat(b'x'));
    let mut reader = Reader::open(begun, None, Header::new(["a"])).unwrap();
    assert!(reader.next_row().unwrap().is_ok());
    let refused = reader.next_row().unwrap().unwrap_err().to_string();
    assert!(
        refused.starts_with("line 2: the row is longer"),
        "{refused}"
    );
    assert!(reader.next_row().is_none());
    let long = format!("{{\"a\":\"{}\"}}\n{{\"a\":2}}\n", "x".repeat((1 << 20) + 1));
    assert_eq!(
        read(long.as_bytes(), &["a"]),
        [
            "row 1, line 1: field 1 is longer than 1048576 bytes: shorten it",
            "2@2 2"
        ]
    );
}

#[test]
fn a_kind_decides_about_quotes() {
    let columns = [
        Column::new("a \"b\"", Kind::Text),
        Column::new("n", Kind::Decimal { places: 2 }),
        Column::new("t", Kind::Truth),
    ];
    let mut writer = Writer::new(Vec::new(), &columns);
    writer
        .row([Some("x\n\u{1}"), Some("1.50"), Some("true")])
        .unwrap();
    writer.row([None, None, None]).unwrap();
    let refused = writer.row([None, Some("1,5"), None]).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "row 3: column `n` holds something that is no decimal: describe the column as text"
    );
    let text = String::from_utf8(writer.finish().unwrap()).unwrap();
    assert_eq!(
        text,
        "{\"a \\\"b\\\"\":\"x\\n\\u0001\",\"n\":1.50,\"t\":true}\n{\"a \\\"b\\\"\":null,\"n\":null,\"t\":null}\n"
    );
}

proptest! {
    #[test]
    fn what_is_written_is_read(rows in proptest::collection::vec(proptest::collection::vec(proptest::option::of(any::<String>()), 2), 0..20)) {
        let columns = [Column::new("a", Kind::Text), Column::new("b", Kind::Text)];
        let mut writer = Writer::new(Vec::new(), &columns);
        for row in &rows {
            writer.row(row.iter().map(Option::as_deref)).unwrap();
        }
        let text = writer.finish().unwrap();
        let mut reader = Reader::open(text.as_slice(), Some(Encoding::Utf8), Header::new(["a", "b"])).unwrap();
        for row in &rows {
            let read = reader.next_row().unwrap().unwrap();
            let cells: Vec<Option<String>> = read.cells.into_iter().map(|cell| cell.map(|text| text.into_owned())).collect();
            prop_assert_eq!(&cells, row);
        }
        prop_assert!(reader.next_row().is_none());
    }

    #[test]
    fn nothing_panics(pieces in proptest::collection::vec(prop_oneof![
        Just("{"), Just("}"), Just("\"a\""), Just(":"), Just(","), Just("\\u12"), Just("\\ud800"), Just("\""), Just("1.5"),
        Just("-"), Just("null"), Just("["), Just("\n"), Just("ễ"), Just(" "), Just("\\"),
    ], 0..60), cut in any::<proptest::sample::Index>()) {
        let mut bytes = pieces.concat().into_bytes();
        bytes.truncate(cut.index(bytes.len() + 1));
        let _ = read(&bytes, &["a"]);
    }
}
