//! Every component on one page, in a language. The contents are of the island; the words that are
//! components' own come from the texts.

mod questions;

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
            (questions::questions(say))
            (questions::messages(say))
            (questions::figures(say))
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

#[expect(clippy::too_many_lines, reason = "one sample after the other")]
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
