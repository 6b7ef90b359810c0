use proptest::prelude::*;

use super::*;

fn codes(list: &[&str]) -> Segment {
    let codes = list.iter().map(|&code| code.to_owned()).collect();
    Segment::Code {
        list: "harbours".to_owned(),
        codes,
    }
}

fn serial(digits: u8, least: u64) -> Segment {
    Segment::Serial { digits, least }
}

/// Twelve digits: harbour of birth, century and sex, year, six digits.
fn personal() -> Format {
    let row = |digit, from, sex: &str| CenturySex {
        digit,
        from,
        sex: sex.to_owned(),
    };
    let rows = vec![
        row(0, 1900, "m"),
        row(1, 1900, "f"),
        row(2, 2000, "m"),
        row(3, 2000, "f"),
    ];
    let harbours = codes(&["001", "044", "096"]);
    let segments = vec![
        harbours,
        Segment::CenturySex(rows),
        Segment::YearDigits(2),
        serial(6, 0),
    ];
    Format::new(segments).unwrap()
}

fn modulo_11(weights: &[u16]) -> Segment {
    Segment::Check(Check {
        weights: weights.to_vec(),
        modulo: 11,
        taken_from: Some(10),
        then_modulo: None,
    })
}

const WEIGHTS: [u16; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];

/// Ten digits of which the last is a check digit.
fn checked() -> Format {
    Format::new(vec![serial(9, 0), modulo_11(&WEIGHTS)]).unwrap()
}

fn facts<'a>(sex: &'a str, born: &str) -> Facts<'a> {
    Facts {
        sex: Some(sex).filter(|sex| !sex.is_empty()),
        born: born.parse().ok(),
    }
}

/// Number, sex and birth as known, what is wrong with it.
const PERSONAL: &str = "
044085012345  | m | 1985-04-30 |
044085012345  | m | 1985       |
044085012345  |   |            |
096300000000  | f | 2000-01-01 |
04408501234   |   |            | it has 11 characters and should have 12
0440850123456 |   |            | it has 13 characters and should have 12
              |   |            | it has 0 characters and should have 12
04408501234é  |   |            | character 12 cannot stand there
０44085012345 |   |            | character 1 cannot stand there
04408501234x  |   |            | character 12 should be a digit
044085-12345  |   |            | character 7 should be a digit
045085012345  |   |            | the code that begins at character 1 is not in the list `harbours`
044985012345  |   |            | the digit 4 stands for no century and sex
044085012345  | f | 1985       | digit 4 says another sex than is known
044085012345  |   | 1986       | the digits from 5 on say another year of birth than is known
044085012345  | m | 2085       | digit 4 says another century of birth than is known
";

#[test]
fn personal_numbers() {
    for line in PERSONAL.trim_matches('\n').lines() {
        let [number, sex, born, expected] = line.split('|').map(str::trim).collect::<Vec<_>>()[..]
        else {
            panic!("four columns: {line}");
        };
        let found = personal().check(number, &facts(sex, born)).err();
        let found = found.map_or(String::new(), |problem| problem.to_string());
        assert_eq!(found, expected, "{line}");
    }
}

#[test]
fn check_digits() {
    use IdentifierProblem as P;
    let table = [
        ("0100109106", Ok(())),
        ("0100109107", Err(P::WrongCheck { position: 10 })),
        ("0100109160", Err(P::NeverIssued)),
        // A sum that 11 divides leaves 10, which is no digit (as the swapped one above does).
        ("0000000000", Err(P::NeverIssued)),
        ("010010910x", Err(P::NotADigit { position: 10 })),
    ];
    for (text, expected) in table {
        assert_eq!(checked().check(text, &Facts::default()), expected, "{text}");
    }
    // With a branch after it, that is never 000.
    let branch = [
        serial(9, 0),
        modulo_11(&WEIGHTS),
        Segment::Text("-".to_owned()),
        serial(3, 1),
    ];
    let branch = Format::new(branch.to_vec()).unwrap();
    assert_eq!(branch.check("0100109106-001", &Facts::default()), Ok(()));
    assert_eq!(
        branch.check("0100109106-000", &Facts::default()),
        Err(P::NeverIssued)
    );
    assert_eq!(
        branch.check("0100109106/001", &Facts::default()),
        Err(P::Character { position: 11 })
    );
    // GS1 General Specifications, §7.9: the 13-digit example 6291041500213.
    let gs1 = Check {
        weights: vec![1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3],
        modulo: 10,
        taken_from: Some(10),
        then_modulo: Some(10),
    };
    let gs1 = Format::new(vec![serial(12, 0), Segment::Check(gs1)]).unwrap();
    assert_eq!(gs1.check("6291041500213", &Facts::default()), Ok(()));
    assert_eq!(
        gs1.check("6291041500214", &Facts::default()),
        Err(P::WrongCheck { position: 13 })
    );
    assert_eq!(gs1.check("0000000000000", &Facts::default()), Ok(()));
}

#[test]
fn letters_and_codes_in_a_card_number() {
    let card = [
        Segment::Letters(2),
        serial(1, 1),
        codes(&["A1", "B2"]),
        Segment::YearDigits(4),
    ];
    let card = Format::new(card.to_vec()).unwrap();
    let table = [
        ("TE4A12026", "2026-05", None),
        (
            "Te4A12026",
            "",
            Some(IdentifierProblem::NotALetter { position: 2 }),
        ),
        ("TE0A12026", "", Some(IdentifierProblem::NeverIssued)),
        (
            "TE4A12026",
            "2025",
            Some(IdentifierProblem::YearDiffers { position: 6 }),
        ),
    ];
    for (text, born, problem) in table {
        assert_eq!(card.check(text, &facts("", born)).err(), problem, "{text}");
    }
    let nothing = card.write(&["A1"], &Facts::default(), 1);
    assert_eq!(nothing, Err(IdentifierProblem::Missing { position: 1 }));
}

#[test]
fn declarations_that_cannot_be() {
    let check = |modulo| {
        Segment::Check(Check {
            weights: vec![1],
            modulo,
            taken_from: None,
            then_modulo: None,
        })
    };
    let row = |digit| CenturySex {
        digit,
        from: 1900,
        sex: "m".to_owned(),
    };
    let table = [
        (vec![], 0, "0 characters"),
        (
            vec![serial(18, 0), serial(18, 0), serial(5, 0)],
            3,
            "41 characters",
        ),
        (vec![serial(3, 0), codes(&[])], 2, "code list"),
        (vec![codes(&["1", "22"])], 1, "one length"),
        (vec![codes(&["é"])], 1, "ASCII"),
        (vec![Segment::Text("–".to_owned())], 1, "ASCII"),
        (vec![Segment::CenturySex(vec![])], 1, "rows"),
        (
            vec![Segment::CenturySex(vec![row(1), row(1)])],
            1,
            "different digits",
        ),
        (vec![Segment::CenturySex(vec![row(10)])], 1, "0 to 9"),
        (vec![Segment::YearDigits(3)], 1, "2 or 4"),
        (vec![serial(0, 0)], 1, "1 to 18"),
        (vec![serial(2, 100)], 1, "fits"),
        (vec![serial(19, 0)], 1, "1 to 18"),
        (vec![Segment::Letters(0)], 1, "at least 1"),
        (vec![serial(1, 0), check(0)], 2, "modulus"),
        (
            vec![serial(2, 0), check(11)],
            2,
            "1 weights for the 2 digits",
        ),
        (vec![codes(&["A1", "22"]), check(11)], 2, "as many digits"),
    ];
    for (segments, segment, why) in table {
        let problem = Format::new(segments.clone()).unwrap_err();
        assert_eq!(problem.segment, segment, "{segments:?}");
        assert!(problem.to_string().contains(why), "{segments:?}: {problem}");
    }
}

#[test]
fn numbers_are_written_for_their_bearer() {
    let girl = facts("f", "2026-11-02");
    assert_eq!(
        personal().write(&["044"], &girl, 17).as_deref(),
        Ok("044326000017")
    );
    assert_eq!(personal().chars(), 12);
    let table = [
        (&["045"][..], girl, 17, "unknown_code"),
        (&[], girl, 17, "missing"),
        (&["044"], Facts::default(), 17, "missing"),
        (&["044"], facts("f", "1899"), 17, "missing"),
        (&["044"], girl, 1_000_000, "length"),
    ];
    for (codes, facts, serial, word) in table {
        assert_eq!(
            personal().write(codes, &facts, serial).unwrap_err().word(),
            word
        );
    }
    assert_eq!(
        checked()
            .write(&[], &Facts::default(), 10_010_910)
            .as_deref(),
        Ok("0100109106")
    );
    assert_eq!(
        checked().write(&[], &Facts::default(), 0),
        Err(IdentifierProblem::NeverIssued)
    );
}

proptest! {
    #[test]
    fn what_is_written_is_accepted_and_one_wrong_digit_is_found(
        number in 0_u64..1_000_000_000, place in 0_usize..10, shift in 1_u8..10,
    ) {
        match checked().write(&[], &Facts::default(), number) {
            Ok(text) => {
                let mut bytes = text.clone().into_bytes();
                bytes[place] = b'0' + (bytes[place] - b'0' + shift) % 10;
                let mistyped = String::from_utf8(bytes).unwrap();
                prop_assert!(checked().check(&mistyped, &Facts::default()).is_err());
            }
            Err(problem) => prop_assert_eq!(problem, IdentifierProblem::NeverIssued),
        }
    }

    #[test]
    fn checking_never_panics(text in "\\PC{0,14}", digits in "[0-9]{12}", year in 1800_i16..2200) {
        let facts = Facts { sex: Some("m"), born: PartialDate::year(year).ok() };
        let _ = checked().check(&text, &facts);
        if personal().check(&text, &Facts::default()).is_ok() {
            prop_assert_eq!(text.len(), 12);
        }
        let number = format!("044{}", &digits[3..]);
        if personal().check(&number, &facts).is_ok() {
            prop_assert_eq!(number[4..6].parse::<i16>().unwrap(), year % 100);
        }
    }
}
