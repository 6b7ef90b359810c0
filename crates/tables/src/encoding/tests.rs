//! Encodings by example: names of the island, as an old machine there would have stored them.

use std::io::Read;

use proptest::prelude::*;

use super::{Decoder, ENCODINGS, Encoding, to_utf8};
use crate::error::TableError;

const UNICODE: &str = "hull,owner\n1,Nguyễn Thị Hồng\n2,Trần Đức Ánh\n3,Lê Vỹ\n";
const TCVN3: &[u8] =
    b"hull,owner\n1,Nguy\xd4n Th\xde H\xe5ng\n2,Tr\xc7n \xa7\xf8c \xb8nh\n3,L\xaa V\xfc\n";
const VNI: &[u8] = b"hull,owner\n1,Nguye\xe3n Th\xf2 Ho\xe0ng\n2,Tra\xe0n \xd1\xf6\xf9c A\xd9nh\n3,Le\xe2 Vy\xf5\n";

fn latin1(bytes: &[u8]) -> Vec<u8> {
    bytes
        .iter()
        .map(|&byte| char::from(byte))
        .collect::<String>()
        .into_bytes()
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

#[test]
fn the_old_encodings_are_recognised_and_converted_when_told() {
    let cases = [
        (TCVN3.to_vec(), Encoding::Tcvn3),
        (VNI.to_vec(), Encoding::Vni),
        (latin1(TCVN3), Encoding::Tcvn3Utf8),
        (latin1(VNI), Encoding::VniUtf8),
        (utf16(UNICODE, u16::to_le_bytes), Encoding::Utf16Le),
        (utf16(UNICODE, u16::to_be_bytes), Encoding::Utf16Be),
    ];
    for (bytes, encoding) in cases {
        let refused = to_utf8(&bytes, None).unwrap_err();
        assert!(
            matches!(refused, TableError::LooksLike { encoding: seen } if seen == encoding),
            "{encoding}: {refused}"
        );
        let text = to_utf8(&bytes, Some(encoding)).unwrap();
        let expected = UNICODE.replace(
            "Ánh",
            if matches!(encoding, Encoding::Tcvn3 | Encoding::Tcvn3Utf8) {
                "ánh"
            } else {
                "Ánh"
            },
        );
        assert_eq!(String::from_utf8_lossy(&text), expected, "{encoding}");
        // The same a byte at a time.
        let mut slowly = Vec::new();
        let mut decoder = Decoder::new(bytes.as_slice(), encoding);
        let mut one = [0];
        while decoder.read(&mut one).unwrap() == 1 {
            slowly.push(one[0]);
        }
        assert_eq!(slowly, &*text, "{encoding}");
    }
}

#[test]
fn what_is_utf8_is_left_alone() {
    let cases = [
        "plain,ascii\n1,2\n",
        UNICODE,
        "name\nRené Descartes\nFrançois Müller\nÉcole supérieure\nJosé Núñez\n",
        "name\nBjörk Guðmundsdóttir\nÅse Sørensen\n",
        "name\nLê Hà\nTô Lý\nHoà Bé\n",
        "",
        "é",
    ];
    for text in cases {
        assert_eq!(
            Encoding::of(text.as_bytes()).unwrap(),
            Encoding::Utf8,
            "{text}"
        );
        assert_eq!(&*to_utf8(text.as_bytes(), None).unwrap(), text.as_bytes());
    }
    // Western bytes are not one of the old encodings: their rows are named one by one.
    let western = "name\nRen\u{e9}e\nFran\u{e7}ois M\u{fc}ller\n\u{c9}cole sup\u{e9}rieure\n";
    let bytes: Vec<u8> = western.chars().map(|letter| letter as u8).collect();
    assert_eq!(Encoding::of(&bytes).unwrap(), Encoding::Utf8);
    // A sample may end within a letter.
    assert_eq!(
        Encoding::of(&UNICODE.as_bytes()[..20]).unwrap(),
        Encoding::Utf8
    );
}

#[test]
fn a_byte_order_mark_says_what_utf16_is() {
    for (mark, order) in [
        ([0xff, 0xfe], u16::to_le_bytes as fn(u16) -> [u8; 2]),
        ([0xfe, 0xff], u16::to_be_bytes),
    ] {
        let mut bytes = mark.to_vec();
        bytes.extend(utf16("a😀b", order));
        assert_eq!(&*to_utf8(&bytes, None).unwrap(), "a😀b".as_bytes());
        bytes.pop();
        assert_eq!(&*to_utf8(&bytes, None).unwrap(), "a😀\u{fffd}".as_bytes());
    }
}

#[test]
fn capitals_that_had_no_byte_are_those_of_their_cell() {
    let cases: [(&[u8], &str); 6] = [
        (b"NGUY\xd4N TH\xde H\xe5NG", "NGUYỄN THỊ HỒNG"),
        (b"1,TR\xc7N,Tr\xc7n", "1,TRẦN,Trần"),
        (b"V\xf2", "Vũ"),
        (b"L\xfd L\xaa", "Lý Lê"),
        (b"\"H\xb5 NAM\"\r\nh\xb5 nam", "\"HÀ NAM\"\r\nhà nam"),
        (b"Qu\xcbn \xa7\xf4C", "Quận ĐụC"),
    ];
    for (bytes, expected) in cases {
        let text = to_utf8(bytes, Some(Encoding::Tcvn3)).unwrap();
        assert_eq!(String::from_utf8_lossy(&text), expected);
    }
}

#[test]
fn files_of_other_programs_are_named() {
    let cases: [(&[u8], &str); 3] = [
        (
            b"PK\x03\x04....",
            "this is a spreadsheet or an archive and no text: save it as CSV, JSON lines or Parquet",
        ),
        (
            b"PAR1",
            "this is a Parquet file and no text: save it as CSV, JSON lines or Parquet",
        ),
        (
            b"\x1f\x8b\x08",
            "this is compressed with gzip and no text: save it as CSV, JSON lines or Parquet",
        ),
    ];
    for (bytes, expected) in cases {
        assert_eq!(to_utf8(bytes, None).unwrap_err().to_string(), expected);
    }
}

#[test]
fn words_are_those_of_their_encoding() {
    for encoding in ENCODINGS {
        assert_eq!(Encoding::named(encoding.word()), Some(encoding));
    }
    assert_eq!(Encoding::named("TCVN3"), Some(Encoding::Tcvn3));
    assert_eq!(Encoding::named("latin1"), None);
}

#[test]
fn a_letter_that_is_none_is_shown_as_such() {
    assert_eq!(
        &*to_utf8(b"a\x80b", Some(Encoding::Tcvn3)).unwrap(),
        "a\u{fffd}b".as_bytes()
    );
    assert_eq!(
        &*to_utf8(b"a\xff\xc3", Some(Encoding::VniUtf8)).unwrap(),
        "a\u{fffd}\u{fffd}".as_bytes()
    );
}

proptest! {
    #[test]
    fn nothing_panics_and_all_is_text(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Encoding::of(&bytes);
        for encoding in &ENCODINGS[1..] {
            let text = to_utf8(&bytes, Some(*encoding)).unwrap();
            prop_assert!(std::str::from_utf8(&text).is_ok());
            prop_assert!(text.len() <= bytes.len() * 3 + 3);
        }
    }

}

proptest! {
    // Longer than a chunk at times; a few are enough.
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn a_long_text_is_the_same_in_all_encodings(names in proptest::collection::vec("[ nghaiôễđ,\n]{0,40}", 0..40), times in 1_usize..200) {
        let text = names.join("|").repeat(times);
        let letter_of = |encoding| {
            let table = super::letters::Letters::of(encoding);
            move |letter: char| -> Vec<u8> {
                if letter.is_ascii() { return vec![letter as u8]; }
                let single = (128..=255).find(|&byte| table.single(byte) == letter);
                single.map_or_else(|| {
                    let pair = (0..=u16::MAX).map(u16::to_be_bytes).find(|&[a, b]| table.pair(a, b) == Some(letter));
                    pair.unwrap().to_vec()
                }, |byte| vec![byte])
            }
        };
        for encoding in [Encoding::Tcvn3, Encoding::Vni] {
            let encode = letter_of(encoding);
            let known: std::collections::HashMap<char, Vec<u8>> = "ôễđ".chars().map(|letter| (letter, encode(letter))).collect();
            let bytes: Vec<u8> = text.chars().flat_map(|letter| known.get(&letter).cloned().unwrap_or_else(|| vec![letter as u8])).collect();
            prop_assert_eq!(&*to_utf8(&bytes, Some(encoding)).unwrap(), text.as_bytes());
        }
        let bytes = utf16(&text, u16::to_be_bytes);
        prop_assert_eq!(&*to_utf8(&bytes, Some(Encoding::Utf16Be)).unwrap(), text.as_bytes());
    }
}
