use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// The example of the documentation of Go's `golang.org/x/mod/sumdb/note`.
const SKEY: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const TEXT: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n";
const LINE: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZ\
    SNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";

fn peter() -> SigningKey {
    SigningKey::from_secret_text(SKEY).unwrap()
}

fn island() -> SigningKey {
    SigningKey::from_seed("island.example/ledger", &[7; 32]).unwrap()
}

fn problem(note: &str) -> Error {
    Note::parse(note.as_bytes()).unwrap_err()
}

#[test]
fn the_note_of_the_go_documentation() {
    let note = Note::sign(TEXT, &peter()).unwrap();
    assert_eq!(note.to_string(), format!("{TEXT}\n{LINE}\n"));
    let read = Note::parse(note.to_string().as_bytes()).unwrap();
    assert_eq!(read, note);
    assert_eq!(read.text_signed_by(peter().verifier()), Ok(TEXT));
}

#[test]
fn what_two_keys_signed_either_opens() {
    let mut note = Note::sign(TEXT, &peter()).unwrap();
    note.sign_also(&island()).unwrap();
    let read = Note::parse(note.to_string().as_bytes()).unwrap();
    assert_eq!(read.signatures().len(), 2);
    for key in [peter(), island()] {
        assert_eq!(read.text_signed_by(key.verifier()), Ok(TEXT));
    }
}

#[test]
fn the_example_of_the_specification_reads_back() {
    let note = "Ogni boa un nome:\n\nè subito sera.\n\n— quasimodo.example/salvatore NnugSzTjtVAewIS+Z\
        /iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
    let read = Note::parse(note.as_bytes()).unwrap();
    assert_eq!(read.to_string(), note);
    assert_eq!(
        read.unverified_text(),
        "Ogni boa un nome:\n\nè subito sera.\n"
    );
    assert_eq!(read.signatures()[0].name(), "quasimodo.example/salvatore");
    assert_eq!(read.signatures()[0].key_id().to_string(), "367ba04b");
    assert_eq!(read.signatures()[0].bytes().len(), 64);
}

#[test]
fn other_keys_do_not_matter_and_false_signatures_do() {
    let mut note = Note::sign(TEXT, &island()).unwrap();
    let missing = Error::NotSigned {
        key: "PeterNeumann".to_owned(),
    };
    assert_eq!(note.text_signed_by(peter().verifier()), Err(missing));
    note.add(Signature::parse(LINE).unwrap()).unwrap();
    assert_eq!(note.text_signed_by(peter().verifier()), Ok(TEXT));
    assert_eq!(note.text_signed_by(island().verifier()), Ok(TEXT));

    let over_other_text = Note::sign("other\n", &peter()).unwrap().signatures()[0].clone();
    note.add(over_other_text).unwrap();
    let is_false = Error::FalseSignature {
        key: "PeterNeumann".to_owned(),
    };
    assert_eq!(note.text_signed_by(peter().verifier()), Err(is_false));
    assert_eq!(note.text_signed_by(island().verifier()), Ok(TEXT));

    let namesake = SigningKey::from_seed("PeterNeumann", &[9; 32]).unwrap();
    assert!(matches!(
        note.text_signed_by(namesake.verifier()),
        Err(Error::NotSigned { .. })
    ));
}

#[test]
fn notes_of_another_form_are_refused() {
    for bad in [
        String::new(),
        "\n".to_owned(),
        "\n\n".to_owned(),
        TEXT.to_owned(),
        format!("{TEXT}\n"),
        format!("{TEXT}\n{LINE}"),
        format!("{TEXT}{LINE}\n"),
        format!("{TEXT}\n{LINE}\n\n"),
        format!("{TEXT}\n{LINE}\n{TEXT}"),
        format!("a\tb\n\n{LINE}\n"),
        format!("a\r\n\n{LINE}\n"),
        format!("{TEXT}\n{LINE}\r\n"),
        format!("{TEXT}\n{LINE} \n"),
        format!("{TEXT}\n{}\n", LINE.replace("— ", "- ")),
        format!("{TEXT}\n{}\n", LINE.replace("Peter", "Peter+")),
        format!("{TEXT}\n{}\n", LINE.replace("Peter", "Peter\u{2003}")),
        format!("{TEXT}\n— PeterNeumann x08g\n"),
        format!("{TEXT}\n— PeterNeumann x08gow==\n"),
    ] {
        assert!(Note::parse(bad.as_bytes()).is_err(), "{bad:?}");
    }
    assert!(Note::parse(b"a\xff\n\n").is_err());
    let at_line_five = malformed("signed note", 5, "must be: — name base64");
    assert_eq!(problem(&format!("{TEXT}\n{LINE}\n—\n")), at_line_five);
}

#[test]
fn limits() {
    let signed = |count| format!("{TEXT}\n{}", format!("{LINE}\n").repeat(count));
    let fullest = Note::parse(signed(SIGNATURES_MAX).as_bytes()).unwrap();
    let too_many = Error::TooLong {
        what: "signatures on a note",
        max: SIGNATURES_MAX,
    };
    assert_eq!(problem(&signed(SIGNATURES_MAX + 1)), too_many);
    assert_eq!(
        fullest.clone().add(Signature::parse(LINE).unwrap()),
        Err(too_many)
    );

    let too_long = Error::TooLong {
        what: "bytes of a note",
        max: NOTE_BYTES_MAX,
    };
    assert_eq!(problem(&"a".repeat(NOTE_BYTES_MAX + 1)), too_long);
    let long_text = "a".repeat(NOTE_BYTES_MAX - 20) + "\n";
    assert_eq!(Note::sign(&long_text, &peter()), Err(too_long));
    for text in ["", "no newline", "bell\u{7}\n"] {
        assert!(Note::sign(text, &peter()).is_err(), "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_signed_reads_back(text in "[^\\p{Cc}]{0,40}(\n[^\\p{Cc}]{0,10}){0,4}", both in any::<bool>()) {
        let text = text + "\n";
        let mut note = Note::sign(&text, &island()).unwrap();
        if both {
            note.add(Note::sign(&text, &peter()).unwrap().signatures()[0].clone()).unwrap();
        }
        let read = Note::parse(note.to_string().as_bytes()).unwrap();
        prop_assert_eq!(&read, &note);
        prop_assert_eq!(read.text_signed_by(island().verifier()), Ok(text.as_str()));
        prop_assert_eq!(read.text_signed_by(peter().verifier()).is_ok(), both);
    }

    #[test]
    fn a_note_with_any_bit_turned_is_not_believed(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut bytes = Note::sign(TEXT, &peter()).unwrap().to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let read = Note::parse(&bytes);
        let believed = read.and_then(|note| note.text_signed_by(peter().verifier()).map(str::to_owned));
        prop_assert!(believed.is_err());
    }

    #[test]
    fn any_bytes_are_a_note_or_refused(bytes in vec(any::<u8>(), 0..300)) {
        if let Ok(note) = Note::parse(&bytes) {
            prop_assert_eq!(note.to_string().into_bytes(), bytes);
        }
    }

    #[test]
    fn nearly_notes_are_notes_or_refused(note in "[a\n]{0,6}\n?\n(— ?[a+]{0,2} ?[Ax=/0]{0,12}\n?){0,3}") {
        if let Ok(read) = Note::parse(note.as_bytes()) {
            prop_assert_eq!(read.to_string(), note);
        }
    }
}
