use proptest::prelude::*;

use super::*;

fn matches(pattern: &str, text: &str) -> bool {
    Pattern::new(pattern).unwrap().matches(text)
}

#[test]
fn the_whole_text_matches_or_nothing_does() {
    let twelve = "^[0-9]{12}$";
    for (pattern, text, expected) in [
        (twelve, "001001001001", true),
        (twelve, "00100100100", false),
        (twelve, "0010010010011", false),
        (twelve, "00100O001001", false),
        (twelve, " 001001001001", false),
        (twelve, "001001001001\n", false),
        (twelve, "٠٠١٠٠١٠٠١٠٠١", false),
        (twelve, "", false),
        ("", "", true),
        ("", "a", false),
        ("a?b*c+", "c", true),
        ("a?b*c+", "abbbccc", true),
        ("a?b*c+", "aac", false),
        ("a?b*c+", "ab", false),
        ("[A-Z]{2,3}-\\d{2,}", "AB-12", true),
        ("[A-Z]{2,3}-\\d{2,}", "ABC-123456789", true),
        ("[A-Z]{2,3}-\\d{2,}", "A-12", false),
        ("[A-Z]{2,3}-\\d{2,}", "ABCD-12", false),
        ("[A-Z]{2,3}-\\d{2,}", "AB-1", false),
        ("x{0,2}y", "xxy", true),
        ("x{0,2}y", "xxxy", false),
        ("..", "đđ", true),
        ("..", "đ", false),
        ("[^a-z]", "đ", true),
        ("[^a-z]", "q", false),
        ("[a-]", "-", true),
        ("\\.\\[", ".[", true),
        ("Hòa", "Hòa", true),
        ("Hòa", "Hoà", false),
    ] {
        assert_eq!(matches(pattern, text), expected, "{pattern} on {text:?}");
    }
}

#[test]
fn what_is_not_understood_is_refused_with_its_place() {
    for (source, position) in [
        ("(ab)", 1),
        ("a|b", 2),
        ("*", 1),
        ("ab{", 3),
        ("a{2,1}", 6),
        ("a{0}", 4),
        ("[z-a]", 4),
        ("[abc", 4),
        ("[]", 2),
        ("\\w", 2),
        ("a$b", 2),
        ("a{64}", 5),
        ("a{63}b", 6),
        ("a{99999999999999999999}", 5),
    ] {
        let problem = Pattern::new(source).unwrap_err();
        assert_eq!(problem.position, position, "{source}: {problem}");
    }
}

/// The same question by trying everything: every part takes one of its possible lengths.
fn by_hand(parts: &[(&[char], usize, usize)], text: &[char]) -> bool {
    let Some(((class, least, most), rest)) = parts.split_first() else {
        return text.is_empty();
    };
    (*least..=*most).any(|times| {
        times <= text.len()
            && text[..times]
                .iter()
                .all(|character| class.contains(character))
            && by_hand(rest, &text[times..])
    })
}

proptest! {
    #[test]
    fn agrees_with_trying_everything(
        parts in prop::collection::vec((0..3usize, 0..3usize, 0..3usize), 1..5),
        text in "[abé]{0,8}",
    ) {
        let classes: [(&str, &[char]); 3] = [("a", &['a']), ("[ab]", &['a', 'b']), (".", &['a', 'b', 'é'])];
        let mut source = String::new();
        let mut plain = Vec::new();
        for (class, least, more) in parts {
            let most = (least + more).max(1);
            source.push_str(&format!("{}{{{least},{most}}}", classes[class].0));
            plain.push((classes[class].1, least, most));
        }
        let characters: Vec<char> = text.chars().collect();
        prop_assert_eq!(matches(&source, &text), by_hand(&plain, &characters));
    }

    #[test]
    fn no_text_is_too_much(source in ".{0,40}", text in ".{0,80}") {
        if let Ok(pattern) = Pattern::new(&source) {
            let _ = pattern.matches(&text);
        }
    }
}
