//! The second half: questions, messages, figures.

use maud::{Markup, html};
use web::components as c;
use web::words::Say;

use super::words;

pub(super) fn questions(say: Say<'_>) -> Markup {
    let hull = words(say, ["Số hiệu thân tàu", "Hull number", "Номер корпусу"]);
    let hint = words(say, ["Ví dụ: 7", "For example, 7", "Наприклад, 7"]);
    let wrong = say.tv("problem-missing", &[("label", hull.into())]);
    let field = |name, label| c::Field {
        hint: Some(hint),
        error: Some(&wrong),
        ..c::Field::new(name, label)
    };
    let choices = [
        c::Choice::new("n", "North", "s"),
        c::Choice {
            hint: Some(hint),
            ..c::Choice::new("s", "South", "s")
        },
    ];
    html! {
        form action="/gallery" method="post" novalidate {
            (c::text_input(say, &field("hull", hull), &c::Input { width: Some(10), inputmode: Some("numeric"), ..c::Input::default() }))
            (c::text_input(say, &c::Field::new("fee", "Fee"), &c::Input { value: "12", suffix: Some("shells"), width: Some(5), ..c::Input::default() }))
            (c::textarea(say, &c::Field::new("note", "Note"), &c::Textarea::default()))
            (c::select(say, &c::Field::new("harbour", "Harbour"), &choices))
            (c::radios(say, &field("side", "Side"), &choices, c::Shape::Stacked))
            (c::radios(say, &c::Field::new("sure", "Sure?"), &choices, c::Shape::Inline))
            (c::checkboxes(say, &c::Field { size: c::Size::Medium, ..c::Field::new("gear", "Gear") }, &choices))
            (c::fieldset("Survey", c::Size::Medium, &html! {
                (c::date_input(say, &field("built", "Built"), &c::DateField { typed: ["31", "4", "2020"], wrong: [true, false, false] }))
                (c::file_upload(say, &c::Field::new("plan", "Plan"), Some("application/pdf")))
            }))
            (c::button_group(&html! {
                (c::button(&c::Button { text: words(say, ["Lưu và tiếp tục", "Save and continue", "Зберегти й продовжити"]), ..c::Button::default() }))
                (c::button(&c::Button { text: "Later", look: c::ButtonLook::Secondary, name: Some("later"), ..c::Button::default() }))
                (c::button(&c::Button { text: "Withdraw", look: c::ButtonLook::Warning, ..c::Button::default() }))
                (c::link_button("/cases", "Cases", c::ButtonLook::Secondary))
                (c::start_button("/start", "Start"))
            }))
        }
    }
}

pub(super) fn messages(say: Say<'_>) -> Markup {
    let text = words(
        say,
        [
            "Giấy phép có hiệu lực một năm.",
            "The licence is good for one year.",
            "Дозвіл діє один рік.",
        ],
    );
    html! {
        (c::banner(say, text))
        (c::inset(&html! { (text) }))
        (c::warning(say, text))
        (c::details(text, &html! { (text) }))
    }
}

pub(super) fn figures(say: Say<'_>) -> Markup {
    let shown: Vec<(String, f64, String)> = (1..=8_i8)
        .map(|month| {
            let share = 0.62 + 0.045 * f64::from(month);
            (format!("{month:02}/2026"), share, say.percent(share, 1))
        })
        .collect();
    let points: Vec<c::Point<'_>> = shown
        .iter()
        .map(|(label, value, shown)| c::Point {
            label,
            value: *value,
            shown,
            href: None,
        })
        .collect();
    let month = words(say, ["Tháng", "Month", "Місяць"]);
    let on_time = words(say, ["Đúng hạn", "On time", "Вчасно"]);
    let title = words(
        say,
        [
            "Tỷ lệ hồ sơ đúng hạn",
            "Share of cases on time",
            "Частка справ, завершених вчасно",
        ],
    );
    let chart = c::Chart {
        id: "line",
        title,
        label_name: month,
        value_name: on_time,
        points: &points,
        top: Some(1.0),
    };
    let columns = [
        c::Column::text(month),
        c::Column::number(on_time),
        c::Column::number("Received by all harbours"),
        c::Column::number("Late"),
    ];
    let mut wide = c::Table::new("wide", title, &columns, c::Fit::Scroll);
    wide.rows = points
        .iter()
        .map(|point| {
            vec![
                html! { (point.label) },
                html! { (point.shown) },
                html! { (say.number(12_345)) },
                html! { "7" },
            ]
        })
        .collect();
    html! {
        (c::line(say, &chart))
        (c::bars(&c::Chart { id: "bars", points: &points[5..], ..chart }))
        (c::table(&wide))
    }
}
