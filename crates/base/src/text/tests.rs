use proptest::prelude::*;

use super::*;

#[test]
fn text_is_accepted_as_received_or_refused_with_a_reason() {
    let hidden = |kind, code, position| {
        Err(TextProblem::Hidden {
            kind,
            code,
            position,
        })
    };
    let table = [
        ("Ann Lee", Ok("Ann Lee")),
        ("  Ann  Lee \u{a0}", Ok("Ann  Lee")),
        ("", Ok("")),
        ("   ", Ok("")),
        ("Ho\u{300}a", Ok("Ho\u{300}a")),
        ("Ann\n", Ok("Ann")),
        ("O\u{2019}Neil 👩", Ok("O\u{2019}Neil 👩")),
        ("Ann\u{200b}Lee", hidden(Hidden::ZeroWidth, 0x200b, 4)),
        ("\u{feff}Ann", hidden(Hidden::ZeroWidth, 0xfeff, 1)),
        ("  é\u{ad}", hidden(Hidden::ZeroWidth, 0xad, 2)),
        ("Ann\u{202e}eeL", hidden(Hidden::Direction, 0x202e, 4)),
        ("\u{2066}Ann\u{2069}", hidden(Hidden::Direction, 0x2066, 1)),
        ("Ann\nLee", hidden(Hidden::Control, 0x0a, 4)),
        ("Ann\tLee", hidden(Hidden::Control, 0x09, 4)),
        ("Ann\u{0}", hidden(Hidden::Control, 0, 4)),
        ("A\u{2028}B", hidden(Hidden::Control, 0x2028, 2)),
        ("A\u{85}B", hidden(Hidden::Control, 0x85, 2)),
        ("A\u{e000}", hidden(Hidden::Private, 0xe000, 2)),
        ("A\u{1fffe}", hidden(Hidden::Private, 0x1_fffe, 2)),
        ("A\u{e0041}", hidden(Hidden::ZeroWidth, 0xe_0041, 2)),
    ];
    for (text, expected) in table {
        assert_eq!(clean(text, 40), expected.map(str::to_owned), "{text:?}");
    }
    let problem = clean("Ann\u{200b}", 40).unwrap_err().to_string();
    assert!(
        problem.starts_with("character 4 is a character without width (U+200B)"),
        "{problem}"
    );
    assert_eq!(
        clean_lines("one\r\n\ttwo", 40),
        Ok("one\r\n\ttwo".to_owned())
    );
    assert!(clean_lines("one\u{b}two", 40).is_err());
}

#[test]
fn the_limit_counts_composed_letters() {
    let composed = "ệ".repeat(300);
    let decomposed: String = composed.nfd().collect();
    for text in [&composed, &decomposed] {
        assert_eq!(clean(text, 300).as_ref(), Ok(text));
        assert_eq!(
            clean(text, 299),
            Err(TextProblem::TooLong {
                chars: 300,
                chars_max: 299
            })
        );
    }
}

#[test]
fn names_that_are_one_name() {
    let vi = TextRules::for_language("vi-VN");
    let same = [
        ("hòa", "hoà"),
        ("HÒA BÌNH", "Hoà  Bình"),
        ("khỏe", "khoẻ"),
        ("Thủy", "Thuỷ"),
        ("Huỵ", "Hụy"),
        ("Nguyễn", "Nguye\u{302}\u{303}n"),
        ("Nguyễn", "Nguye\u{303}\u{302}n"),
        ("Thị\u{a0}Lan", "Thị Lan"),
        ("H\u{2019}leo", "h'leo"),
        ("La\u{200b}n", "lan"),
        ("ÐẶNG", "Đặng"),
        ("quý", "QUÝ"),
    ];
    for (one, other) in same {
        assert_eq!(
            compare_key(one, &vi),
            compare_key(other, &vi),
            "{one} {other}"
        );
    }
    let apart = [
        ("Hòa", "Hóa"),
        ("Hòa", "Hoa"),
        ("Đàn", "Dàn"),
        ("Mỹ", "Mĩ"),
        ("Lan", "Lân"),
        ("Lăn", "Lân"),
        ("Tư", "Tu"),
        ("Thị Lan", "ThịLan"),
        ("Há Ha", "Ha Há"),
        ("Há-Ha", "Ha-Há"),
        ("Ia Chim", "la Chim"),
    ];
    for (one, other) in apart {
        assert_ne!(
            compare_key(one, &vi),
            compare_key(other, &vi),
            "{one} {other}"
        );
    }
    let plain = TextRules::for_language("uk");
    assert_eq!(plain, TextRules::for_language(""));
    assert_ne!(compare_key("hòa", &plain), compare_key("hoà", &plain));
    assert_eq!(
        compare_key("Straße", &plain),
        compare_key("STRASSE", &plain)
    );
    assert_eq!(
        compare_key("ЗНАМ\u{2019}ЯНКА", &plain),
        compare_key("Знам\u{2bc}янка", &plain)
    );
    assert_ne!(compare_key("Їжак", &plain), compare_key("Іжак", &plain));
}

#[test]
fn search_keys_have_no_marks() {
    let table = [
        ("Nguyễn Thị  Lan", "nguyen thi lan"),
        ("Đặng Thuỷ", "dang thuy"),
        ("Ðặng", "dang"),
        ("Łódź", "lodz"),
        ("Bjørn Æ", "bjorn ae"),
        ("H\u{2019}leo", "h'leo"),
        ("", ""),
        ("Mai \u{301} Thu", "mai thu"),
        ("\u{301} Mai", "mai"),
        ("Mai \u{301}", "mai"),
        (" \u{301} \u{300} ", ""),
    ];
    for (text, key) in table {
        assert_eq!(unmarked_key(text), key);
    }
}

#[test]
fn did_you_mean() {
    let words = ["applicant", "child.sex", "sex", "born", "mother", "boats"];
    let table = [
        ("aplicant", Some("applicant")),
        ("applciant", Some("applicant")),
        ("Mohter", Some("mother")),
        ("sxe", Some("sex")),
        ("child_sx", Some("child.sex")),
        ("bron", Some("born")),
        ("sex", Some("sex")),
        ("x", None),
        ("", None),
        ("dog", None),
        ("father", Some("mother")),
        ("harbour", None),
    ];
    for (word, expected) in table {
        assert_eq!(nearest(word, words), expected, "{word}");
    }
    assert_eq!(nearest("bat", ["cat", "hat"]), Some("cat"));
    assert_eq!(nearest("bat", []), None);
}

#[test]
fn masked_names() {
    let table = [
        ("Nguyễn Thị Lan", "N***** T** Lan"),
        ("Nguye\u{302}\u{303}n  Lan", "N***** Lan"),
        ("Lan", "L**"),
        ("Ann Mary Lee", "A** M*** Lee"),
        ("Ý Lan", "Ý Lan"),
        ("", ""),
        ("  ", ""),
    ];
    for (name, masked) in table {
        assert_eq!(mask_name(name), masked);
    }
}

/// Words with many marks, in any order.
fn marked() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "h", "o", "a", "u", "y", "đ", "Đ", "ê", "ơ", "A", " ", "-", "'", "\u{2019}", "\u{a0}",
        "\u{301}", "\u{300}", "\u{323}", "\u{302}", "\u{200b}", "ộ", "ß", "İ",
    ]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn keys_do_not_depend_on_how_letters_are_composed(text in marked()) {
        let vi = TextRules::for_language("vi");
        let key = compare_key(&text, &vi);
        prop_assert_eq!(&compare_key(&text.nfc().collect::<String>(), &vi), &key);
        prop_assert_eq!(&compare_key(&text.nfd().collect::<String>(), &vi), &key);
        prop_assert_eq!(&compare_key(&format!("  {text}\u{a0}"), &vi), &key);
        prop_assert_eq!(unmarked_key(&key), unmarked_key(&text));
    }

    #[test]
    fn nothing_panics_and_what_is_accepted_stays_accepted(text in ".*", chars_max in 0_usize..50) {
        let _ = (mask_name(&text), nearest(&text, ["word", &text]));
        let key = unmarked_key(&text);
        prop_assert!(!key.contains("  ") && key.trim_matches(' ') == key, "{key:?}");
        if let Ok(cleaned) = clean(&text, chars_max) {
            prop_assert!(cleaned.nfc().count() <= chars_max);
            prop_assert_eq!(clean(&cleaned, chars_max), Ok(cleaned));
        }
    }

    #[test]
    fn distance_is_symmetric(one in "[abc]{0,7}", other in "[abc]{0,7}") {
        let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
        prop_assert_eq!(distance(&one, &other), distance(&other, &one));
        prop_assert_eq!(distance(&one, &other) == 0, one == other);
    }
}

proptest! {
    #[test]
    fn keys_made_word_by_word_are_the_keys_of_the_name(
        words in proptest::collection::vec(prop_oneof![
            Just("Nguyễn".to_owned()), Just("Thủy".to_owned()), Just("ÐẶNG".to_owned()),
            Just("\u{301}a".to_owned()), Just("Nguye\u{302}\u{303}n".to_owned()),
            Just("a\u{200b}".to_owned()), Just("\u{200b}".to_owned()), Just("\u{301}".to_owned()),
            "\\PC{0,6}", "[a-zà-ỹ'’ ]{0,9}",
        ], 0..6),
        space in prop_oneof![Just(" "), Just("  "), Just("\u{a0}"), Just("\t"), Just("\u{2003}")],
    ) {
        let name = words.join(space);
        for rules in [TextRules::for_language("vi"), TextRules::for_language("en")] {
            let key = compare_key(&name, &rules);
            let plain = unmarked_key(&key);
            let mut keys = NameKeys::new(rules);
            prop_assert_eq!(keys.of(&name), (key.clone(), plain.clone()), "{:?}", name);
            prop_assert_eq!(keys.of(&name), (key, plain), "once more {:?}", name);
        }
    }

    #[test]
    fn composed_is_what_normalization_leaves_as_it_is(
        text in prop_oneof!["\\PC{0,8}", "[a-zà-ỹ\u{300}-\u{323}]{0,8}", "[\u{1e00}-\u{1fff}]{0,4}"],
    ) {
        prop_assert_eq!(is_composed(&text), text.nfc().eq(text.chars()), "{:?}", text);
    }

    #[test]
    fn what_is_too_long_is_counted_composed(text in "[a-eàếỹđ\u{300}-\u{323}]{0,12}") {
        let chars = text.trim().nfc().count();
        let problem = TextProblem::TooLong { chars, chars_max: 5 };
        prop_assert_eq!(clean(&text, 5).err(), (chars > 5).then_some(problem));
    }
}
