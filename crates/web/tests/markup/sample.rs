//! Every component on one page, in a language. The contents are of the island; the words that are
//! components' own come from the texts.

use maud::{Markup, html};
use web::assets::Assets;
use web::components as c;
use web::layout::{PageHead, Who, page};
use web::words::Say;

/// The page with every component.
pub(crate) fn gallery(say: Say<'_>, assets: &Assets) -> Markup {
    let nav = [
        c::NavLink {
            current: true,
            ..c::NavLink::new(
                "/",
                words(say, ["Trang của tôi", "My page", "Моя сторінка"]),
            )
        },
        c::NavLink::new("/cases", words(say, ["Hồ sơ", "Cases", "Справи"])),
        c::NavLink::new(
            "/looks",
            words(say, ["Ai đã xem dữ liệu", "Who looked", "Хто переглядав"]),
        ),
        c::NavLink::new("/board", words(say, ["Chỉ số", "Figures", "Показники"])),
    ];
    let title = words(
        say,
        ["Cấp phép tàu cá", "A licence for a boat", "Дозвіл на човен"],
    );
    let before = html! {
        (c::phase_banner("Demo", &html! { "Boat island. " a class="govuk-link" href="/about" { (title) } }))
        (c::breadcrumbs(say, &[c::NavLink::new("/", nav[0].text), c::NavLink::new("/cases", nav[1].text), c::NavLink::here(title)]))
        (c::back_link(say, "/cases"))
    };
    let mut head = PageHead::new(say, assets, title, "/gallery?page=2");
    head.who = Some(Who {
        name: "Mai Hai Lan",
        home: "/me",
    });
    head.nav = &nav;
    head.before = Some(before);
    head.has_errors = true;
    page(
        &head,
        &html! {
            (c::error_summary(say, &[
                c::Fault { href: Some("#hull"), text: "Hull 7" },
                c::Fault { href: None, text: "Harbour" },
            ]))
            h1 class="govuk-heading-xl" { (title) }
            (case(say))
            (lists(say))
            (questions(say))
            (messages(say))
            (figures(say))
            (c::pagination(say, &c::Pages { previous: Some("?before=3"), next: Some("?after=9"), ..c::Pages::default() }))
        },
    )
}

/// A page of its own, because its title is the heading.
pub(crate) fn confirmation(say: Say<'_>, assets: &Assets) -> Markup {
    let title = words(say, ["Đã nộp hồ sơ", "Application sent", "Заяву подано"]);
    let head = PageHead::new(say, assets, title, "/done");
    page(
        &head,
        &html! {
            (c::panel(title, Some(&html! { "Harbour-0007" br; strong { (say.date_weekday(day(4))) } })))
            (c::button_group(&html! {
                (c::button(&c::Button { text: "OK", ..c::Button::default() }))
                (c::button(&c::Button { text: "Later", look: c::ButtonLook::Secondary, ..c::Button::default() }))
            }))
        },
    )
}

fn words(say: Say<'_>, texts: [&'static str; 3]) -> &'static str {
    match say.lang().as_str() {
        "vi" => texts[0],
        "uk" => texts[2],
        _ => texts[1],
    }
}

fn day(day: i8) -> jiff::civil::Date {
    jiff::civil::date(2026, 11, day)
}

fn case(say: Say<'_>) -> Markup {
    let at = say.date_time(day(2).at(9, 5, 0, 0));
    let due = say.date_weekday(day(4));
    let done = words(
        say,
        [
            "Đã tiếp nhận hồ sơ",
            "Application received",
            "Заяву прийнято",
        ],
    );
    let now = words(
        say,
        [
            "Cảng đang kiểm tra thân tàu",
            "The harbour checks the hull",
            "Порт перевіряє корпус",
        ],
    );
    let next = words(
        say,
        ["Trả giấy phép", "Licence handed over", "Видача дозволу"],
    );
    let harbour = words(say, ["Cảng vụ", "Harbour office", "Управа порту"]);
    let moment = |state, title, detail: Option<Markup>| c::Moment {
        state,
        title,
        when: Some((at.as_str(), "2026-11-02T09:05")),
        by: Some(harbour),
        detail,
    };
    let clock = |state, share| c::Clock {
        state,
        due: &due,
        due_machine: "2026-11-04",
        used: Some((
            share,
            &*Box::leak(say.working_days(1).into_boxed_str()),
            &*Box::leak(say.working_days(3).into_boxed_str()),
        )),
        reasons: vec![html! { (at) ": " (done) }, html! { (due) ": " (next) }],
    };
    html! {
        (c::clock(say, &clock(c::ClockState::Running, 0.34)))
        (c::timeline(say, &[
            moment(c::MomentState::Done, done, None),
            moment(c::MomentState::Stopped, "Survey", None),
            moment(c::MomentState::Late, "Fee", None),
            moment(c::MomentState::Now, now, Some(html! { p { (done) } })),
            moment(c::MomentState::Ahead, next, None),
        ]))
        @for state in [c::ClockState::Ahead, c::ClockState::Paused, c::ClockState::Late, c::ClockState::Done] {
            (c::clock(say, &clock(state, 1.0)))
        }
    }
}

fn lists(say: Say<'_>) -> Markup {
    let at = say.date_medium(day(2));
    let register = words(say, ["Sổ đăng ký tàu", "Boat register", "Реєстр човнів"]);
    let owner = words(say, ["Chủ tàu", "Owner", "Власник"]);
    let mut known = c::Fact::new(owner, "Mai Hai Lan");
    known.source = Some(c::Source {
        register,
        at: Some(&at),
    });
    let mut hull = c::Fact::new("Hull", "7");
    hull.source = Some(c::Source { register, at: None });
    hull.actions.push(c::Action {
        href: "/hull",
        text: None,
        about: "hull",
    });
    let mut berth = c::Fact::new("Berth", "North 3");
    berth.actions = vec![
        c::Action {
            href: "/berth",
            text: None,
            about: "berth",
        },
        c::Action {
            href: "/berth/off",
            text: Some("Remove"),
            about: "berth",
        },
    ];
    let look = c::LookRow {
        when: (&at, "2026-11-02"),
        who: words(
            say,
            [
                "Cán bộ tiếp nhận",
                "Reception officer",
                "Працівник приймальні",
            ],
        ),
        office: words(say, ["Cảng vụ", "Harbour office", "Управа порту"]),
        fields: words(
            say,
            [
                "họ tên, số hiệu tàu",
                "name, hull number",
                "ім’я, номер корпусу",
            ],
        ),
        purpose: words(
            say,
            [
                "cấp phép tàu cá, Điều 3",
                "boat licence, article 3",
                "дозвіл на човен, стаття 3",
            ],
        ),
        proof: Some("/looks/1/proof"),
    };
    let row = c::QueueRow {
        number: "HARBOUR-261102-0007",
        href: "/desk/7",
        title: words(say, ["Cấp phép tàu cá", "Boat licence", "Дозвіл на човен"]),
        state: ("New", c::Colour::Teal),
        due: c::Due::OnTime,
        due_at: (&at, "2026-11-02"),
        owner: Some("Binh"),
    };
    html! {
        (c::summary_list(say, &[known, hull, berth]))
        (c::task_list("steps", &[
            c::Step { title: "Owner", href: Some("/1"), hint: None, state: c::StepState::Done("Done") },
            c::Step { title: "Hull", href: Some("/2"), hint: Some("The number on the bow"), state: c::StepState::Open("To do", c::Colour::Blue) },
            c::Step { title: "Send", href: None, hint: None, state: c::StepState::NotYet("Not yet") },
        ]))
        (c::looks(say, "looks", words(say, ["Ai đã xem dữ liệu của bạn", "Who looked at your data", "Хто переглядав ваші дані"]), &[look, c::LookRow { proof: None, ..look }]))
        (c::looks(say, "no-looks", "None", &[]))
        (c::queue(say, "queue", words(say, ["Hồ sơ chờ xử lý", "Waiting cases", "Справи в черзі"]), &[
            c::QueueRow { due: c::Due::Late, state: ("Open", c::Colour::Blue), owner: None, ..row },
            c::QueueRow { due: c::Due::Soon, ..row },
            c::QueueRow { due: c::Due::Paused, state: ("Paused", c::Colour::Orange), ..row },
            row,
        ]))
        (c::queue(say, "no-queue", "None", &[]))
        p {
            @for (text, colour) in [("Blue", c::Colour::Blue), ("Grey", c::Colour::Grey), ("Green", c::Colour::Green),
                ("Teal", c::Colour::Teal), ("Purple", c::Colour::Purple), ("Magenta", c::Colour::Magenta),
                ("Red", c::Colour::Red), ("Orange", c::Colour::Orange), ("Yellow", c::Colour::Yellow)] {
                (c::tag(text, colour)) " "
            }
        }
    }
}

fn questions(say: Say<'_>) -> Markup {
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

fn messages(say: Say<'_>) -> Markup {
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

fn figures(say: Say<'_>) -> Markup {
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
