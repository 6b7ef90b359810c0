//! What people send, and what becomes of it.

use jiff::civil::date;

use super::{Ask, FORM_MAX_BYTES, FORM_MAX_FIELDS, Form, FormRefused};
use crate::words::{Lang, Words};

fn read(body: &str) -> Form {
    Form::parse(body.as_bytes()).unwrap()
}

fn english() -> (Words, Lang) {
    let lang = Lang::parse("en").unwrap();
    (Words::new(&[lang], &[]).unwrap(), lang)
}

fn said(form: &Form, name: &str) -> String {
    let (words, lang) = english();
    form.error(words.say(lang), name).unwrap_or_default()
}

#[test]
fn texts() {
    for (body, value, problem) in [
        ("name=Mai+%C3%81nh", Some("Mai Ánh"), ""),
        ("name=+Mai%0D%0A", Some("Mai"), ""),
        ("name=A%CC%81nh", Some("Ánh"), ""),
        ("name=&name=second", None, "Fill in “Name”"),
        ("other=1", None, "Fill in “Name”"),
        (
            "name=Ma%E2%80%8Bi",
            None,
            "“Name” contains characters that cannot be seen; type it again",
        ),
        (
            "name=Ma%0Ai",
            None,
            "“Name” contains characters that cannot be seen; type it again",
        ),
        (
            "name=12345678901",
            None,
            "“Name” must have at most 10 characters",
        ),
    ] {
        let mut form = read(body);
        let ask = Ask {
            max_chars: 10,
            ..Ask::new("name", "Name")
        };
        assert_eq!(
            (form.text(&ask).as_deref(), said(&form, "name").as_str()),
            (value, problem),
            "{body}"
        );
        assert_eq!(form.is_good(), problem.is_empty());
    }
    assert_eq!(read("x=").text(&Ask::optional("x", "X")), None);
}

#[test]
fn dates() {
    let (first, last) = (date(1900, 1, 1), date(2026, 11, 22));
    for (typed, value, problem, wrong) in [
        (["2", "11", "2026"], Some(date(2026, 11, 2)), "", [false; 3]),
        (
            ["31", "4", "2020"],
            None,
            "“Born” must be a date that exists",
            [false; 3],
        ),
        (
            ["x", "4", "2020"],
            None,
            "“Born” must be a date that exists",
            [true, false, false],
        ),
        (
            ["300", "4", "2020"],
            None,
            "“Born” must be a date that exists",
            [false; 3],
        ),
        (
            ["1", "", "2020"],
            None,
            "“Born” must have a day, a month and a year",
            [false, true, false],
        ),
        (["", "", ""], None, "Fill in “Born”", [false; 3]),
        (
            ["1", "1", "2030"],
            None,
            "“Born” must be between 1 January 1900 and 22 November 2026",
            [false; 3],
        ),
    ] {
        let mut form = read(&format!(
            "b-day={}&b-month={}&b-year={}",
            typed[0], typed[1], typed[2]
        ));
        assert_eq!(form.date(&Ask::new("b", "Born"), first, last), value);
        assert_eq!(
            (
                said(&form, "b").as_str(),
                form.wrong_date("b"),
                form.echo_date("b")
            ),
            (problem, wrong, typed)
        );
    }
}

#[test]
fn choices_and_numbers() {
    let mut form = read("one=a&many=c&many=a&many=a&bad=z&n=1+200&m=9&o=x&tick=on");
    assert_eq!(
        form.choice(&Ask::new("one", "One"), &["a", "b"]).as_deref(),
        Some("a")
    );
    assert_eq!(
        form.choices(&Ask::new("many", "Many"), &["a", "b", "c"]),
        ["a", "c"]
    );
    assert_eq!(form.whole(&Ask::new("n", "N"), 0, 5_000), Some(1_200));
    assert!(form.ticked("tick") && !form.ticked("tock") && form.is_good());
    assert_eq!(form.choice(&Ask::new("bad", "Bad"), &["a"]), None);
    assert_eq!(form.whole(&Ask::new("m", "M"), 10, 2_000), None);
    assert_eq!(form.whole(&Ask::new("o", "O"), 0, 1), None);
    assert_eq!(
        form.choices(&Ask::new("none", "None"), &["a"]),
        Vec::<String>::new()
    );
    assert_eq!(said(&form, "m"), "“M” must be between 10 and 2,000");
    assert_eq!(said(&form, "none"), "Choose an answer for “None”");
    assert!(form.echo_chosen("many", "c") && !form.echo_chosen("many", "b"));
}

#[test]
fn only_what_may_be_shown_is_shown() {
    let mut form = read("user=mai&password=boat&extra=1");
    assert_eq!(form.echo("user"), "", "not asked for yet");
    form.text(&Ask::new("user", "User"));
    assert_eq!(
        form.secret(&Ask::new("password", "Password")).as_deref(),
        Some("boat")
    );
    assert_eq!(
        [form.echo("user"), form.echo("password"), form.echo("extra")],
        ["mai", "", ""]
    );
    assert_eq!(Form::filled(&[("a", "1")]).echo("a"), "1");
}

#[test]
fn the_summary_leads_to_the_inputs() {
    let mut form = read("b-day=1&b-month=&b-year=2020");
    form.date(&Ask::new("b", "Born"), date(1900, 1, 1), date(2026, 1, 1));
    form.fault("hull", "This hull is taken".to_owned());
    let (words, lang) = english();
    let html = form.summary(words.say(lang)).into_string();
    assert!(
        html.contains("href=\"#b-month\"") && html.contains("href=\"#hull\">This hull is taken<"),
        "{html}"
    );
}

#[test]
fn what_is_too_much_is_refused() {
    assert_eq!(
        Form::parse(&vec![b'a'; FORM_MAX_BYTES + 1]).unwrap_err(),
        FormRefused::TooLarge
    );
    assert_eq!(
        Form::parse("a&".repeat(FORM_MAX_FIELDS + 1).as_bytes()).unwrap_err(),
        FormRefused::TooManyFields
    );
    assert_eq!(Form::parse(b"a=%FF").unwrap_err(), FormRefused::NotText);
    assert!(Form::parse("a&".repeat(FORM_MAX_FIELDS).as_bytes()).is_ok());
}

proptest::proptest! {
    #[test]
    fn no_body_breaks_it(body: Vec<u8>) {
        if let Ok(mut form) = Form::parse(&body) {
            form.text(&Ask::new("", "x"));
            form.date(&Ask::new("", "x"), date(1900, 1, 1), date(2026, 1, 1));
        }
    }
}
