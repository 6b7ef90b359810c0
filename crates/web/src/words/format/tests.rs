//! Dates, times and numbers in the three languages.

use jiff::civil::{date, time};

use crate::words::{Lang, Words, core};

fn lang(code: &str) -> Lang {
    Lang::parse(code).unwrap()
}

#[expect(clippy::too_many_lines, reason = "a table")]
#[test]
fn dates_times_and_numbers() {
    let words = Words::new(&core::LANGUAGES.map(lang), &[]).unwrap();
    let at = date(2026, 11, 2).to_datetime(time(9, 5, 0, 0));
    for (code, said) in [
        (
            "vi",
            [
                "2 tháng 11, 2026",
                "2 thg 11, 2026",
                "Thứ Hai, 2 tháng 11, 2026",
                "09:05, 2 thg 11, 2026",
            ],
        ),
        (
            "en",
            [
                "2 November 2026",
                "2 Nov 2026",
                "Monday, 2 November 2026",
                "2 Nov 2026, 09:05",
            ],
        ),
        (
            "uk",
            [
                "2 листопада 2026\u{a0}р.",
                "2 лист. 2026\u{a0}р.",
                "понеділок, 2 листопада 2026\u{a0}р.",
                "2 лист. 2026\u{a0}р., 09:05",
            ],
        ),
    ] {
        let say = words.say(lang(code));
        let day = at.date();
        assert_eq!(
            [
                say.date(day),
                say.date_medium(day),
                say.date_weekday(day),
                say.date_time(at)
            ],
            said
        );
    }
    for (code, said) in [
        (
            "vi",
            [
                "1.234.567",
                "−12",
                "1.234,50",
                "97,5%",
                "3 ngày làm việc",
                "2 giờ 5 phút",
            ],
        ),
        (
            "en",
            [
                "1,234,567",
                "−12",
                "1,234.50",
                "97.5%",
                "3 working days",
                "2 hours 5 minutes",
            ],
        ),
        (
            "uk",
            [
                "1\u{a0}234\u{a0}567",
                "−12",
                "1\u{a0}234,50",
                "97,5\u{a0}%",
                "3 робочі дні",
                "2 години 5 хвилин",
            ],
        ),
    ] {
        let say = words.say(lang(code));
        assert_eq!(
            [
                say.number(1_234_567),
                say.number(-12),
                say.decimal(1234.5, 2),
                say.percent(0.975, 1),
                say.working_days(3),
                say.minutes(125)
            ],
            said
        );
        assert_eq!(
            [say.decimal(f64::NAN, 1), say.decimal(-0.01, 1)],
            ["–".to_owned(), say.decimal(0.0, 1)]
        );
    }
    for (days, said) in [
        (1, "1 день"),
        (2, "2 дні"),
        (5, "5 днів"),
        (11, "11 днів"),
        (21, "21 день"),
    ] {
        assert_eq!(words.say(lang("uk")).days(days), said);
    }
}
