//! Parquet: what is written is read, and broken files are errors.

use std::io::Cursor;
use std::sync::{Arc, Mutex, PoisonError};

use proptest::prelude::*;

use super::pages::{PageHeader, Thrift};
use super::{Reader, Writer};
use crate::column::{Column, Kind};
use crate::error::TableError;

type Cells = Vec<Option<String>>;

fn columns() -> Vec<Column> {
    let kinds = [
        Kind::Text,
        Kind::Truth,
        Kind::Date,
        Kind::Whole,
        Kind::Number,
        Kind::Instant,
        Kind::Decimal { places: 2 },
    ];
    kinds
        .into_iter()
        .map(|kind| Column::new(kind.word(), kind))
        .collect()
}

fn written(columns: &[Column], rows: &[Cells]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), columns).unwrap();
    for row in rows {
        writer.row(row.iter().map(Option::as_deref)).unwrap();
    }
    writer.finish().unwrap()
}

fn read(bytes: Vec<u8>) -> Result<(Vec<String>, Vec<Cells>), TableError> {
    let mut reader = Reader::open(Cursor::new(bytes))?;
    let mut rows = Vec::new();
    while let Some(batch) = reader.next_batch()? {
        for row in 0..batch.len() {
            assert_eq!(batch.number(row), rows.len() as u64 + 1);
            let cells = batch.row(row);
            rows.push(match cells {
                Ok(cells) => cells
                    .into_iter()
                    .map(|cell| cell.map(|text| text.into_owned()))
                    .collect(),
                Err(bad) => vec![Some(bad.to_string())],
            });
        }
        // So that a broken file that claims many rows does not make the test long.
        if rows.len() > 100_000 {
            break;
        }
    }
    Ok((reader.header().names().to_vec(), rows))
}

#[test]
fn every_kind_comes_back_as_it_was() {
    let rows: Vec<Cells> = [
        [
            "0012",
            "true",
            "2031-05-17",
            "-7",
            "1.5",
            "2031-05-17T08:30:00Z",
            "1200.50",
        ],
        [
            "",
            "false",
            "0001-01-01",
            "0",
            "-0.1",
            "1969-12-31T23:59:59.000001Z",
            "-0.05",
        ],
        [
            "Nguyễn\n",
            "true",
            "9999-12-31",
            "9223372036854775807",
            "100000",
            "1970-01-01T00:00:00Z",
            "0.00",
        ],
    ]
    .iter()
    .map(|row| row.iter().map(|cell| Some((*cell).to_owned())).collect())
    .chain([vec![None; 7]])
    .collect();
    let (header, back) = read(written(&columns(), &rows)).unwrap();
    assert_eq!(
        header,
        [
            "text", "truth", "date", "whole", "number", "instant", "decimal"
        ]
    );
    assert_eq!(back, rows);
    assert_eq!(
        read(written(&columns(), &[])).unwrap().1,
        Vec::<Cells>::new()
    );
}

#[test]
fn more_rows_than_a_batch_or_a_group() {
    let columns = [Column::new("n", Kind::Whole), Column::new("t", Kind::Text)];
    let rows: Vec<Cells> = (0..140_000)
        .map(|n| {
            vec![
                Some(n.to_string()),
                (n % 3 > 0).then(|| format!("t{}", n % 100)),
            ]
        })
        .collect();
    let bytes = written(&columns, &rows);
    let mut reader = Reader::open(Cursor::new(bytes)).unwrap();
    assert_eq!(reader.rows(), 140_000);
    let mut seen = 0;
    while let Some(batch) = reader.next_batch().unwrap() {
        for row in 0..batch.len() {
            assert_eq!(batch.cell(row, 0).as_deref(), rows[seen][0].as_deref());
            assert_eq!(batch.cell(row, 1).as_deref(), rows[seen][1].as_deref());
            seen += 1;
        }
    }
    assert_eq!(seen, rows.len());
}

#[test]
fn a_cell_of_another_kind_is_refused_by_name() {
    let mut writer = Writer::new(Vec::new(), &[Column::new("built", Kind::Date)]).unwrap();
    writer.row([Some("2031-05-17")]).unwrap();
    let refused = writer.row([Some("2031-02-31")]).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "row 2: column `built` holds something that is no date: describe the column as text"
    );
}

#[test]
fn what_is_no_parquet_is_said_to_be_none() {
    for bytes in [
        &b""[..],
        b"a,b\n1,2\n3,4\n5,6\n",
        b"PAR1PAR1PAR1",
        b"PAR1\xff\xff\xff\x0fPAR1",
        b"....\x01\0\0\0PARE",
    ] {
        let refused = read(bytes.to_vec()).unwrap_err();
        assert!(
            matches!(refused, TableError::ParquetBroken { .. }),
            "{refused}"
        );
    }
}

#[test]
fn page_headers_are_read() {
    // type 0, unpacked 10, packed 5, then data_page_header { num_values 3, encoding 0, 3, 3 }
    let bytes = [
        0x15, 0, 0x15, 20, 0x15, 10, 0x2c, 0x15, 6, 0x15, 0, 0x15, 6, 0x15, 6, 0, 0, 99,
    ];
    let mut thrift = Thrift {
        bytes: &bytes,
        at: 0,
    };
    let expected = PageHeader {
        unpacked: 10,
        packed: 5,
        values: 3,
        is_dictionary: false,
    };
    assert_eq!(thrift.page_header(), Some(expected));
    assert_eq!(thrift.at, bytes.len() - 1);
    for length in 0..bytes.len() - 1 {
        assert_eq!(
            Thrift {
                bytes: &bytes[..length],
                at: 0
            }
            .page_header(),
            None
        );
    }
}

/// One file with all kinds of pages, for breaking.
fn sample() -> Vec<u8> {
    let rows: Vec<Cells> = (0..300)
        .map(|n| {
            let text = |text: String| (n % 7 > 0).then_some(text);
            vec![
                text(format!("name {}", n % 20)),
                text((n % 2 == 0).to_string()),
                text(format!("20{:02}-01-01", n % 90)),
                text((n * 37).to_string()),
                text(format!("{n}.5")),
                text("2031-05-17T08:30:00Z".to_owned()),
                text(format!("{n}.00")),
            ]
        })
        .collect();
    written(&columns(), &rows)
}

/// The library's panics are caught; here they are kept quiet as well, one test at a time.
fn quietly<T>(call: impl FnOnce() -> T) -> T {
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let before: Arc<dyn Fn(&std::panic::PanicHookInfo<'_>) + Send + Sync> =
        std::panic::take_hook().into();
    let shown = Arc::clone(&before);
    std::panic::set_hook(Box::new(move |info| {
        let ours = info
            .location()
            .is_some_and(|place| place.file().contains("tables"));
        if ours {
            shown(info);
        }
    }));
    let result = call();
    std::panic::set_hook(Box::new(move |info| before(info)));
    result
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn broken_files_are_errors(
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..6),
        cut in proptest::option::weighted(0.2, any::<proptest::sample::Index>()),
        from_end in any::<bool>(),
    ) {
        let mut bytes = sample();
        let length = bytes.len();
        for (at, byte) in changes {
            // Half of the changes fall into the description at the end.
            let at = if from_end { length - 1 - at.index(length.min(1_500)) } else { at.index(length) };
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(length));
        }
        // An error or rows; no panic gets out, and the test's own memory stays as it is.
        let _ = quietly(|| read(bytes));
    }

    #[test]
    fn texts_come_back(rows in proptest::collection::vec(proptest::option::of(any::<String>()), 0..40)) {
        let rows: Vec<Cells> = rows.into_iter().map(|cell| vec![cell]).collect();
        let (_, back) = read(written(&[Column::new("a", Kind::Text)], &rows)).unwrap();
        prop_assert_eq!(back, rows);
    }
}
