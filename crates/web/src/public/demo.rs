//! What only a demo has: who can sign in, the button that lets a working day pass, the mails.

use axum::response::Response;
use maud::{Markup, html};
use notices::Mail;

use crate::components::{Button, ButtonLook, Column, Fit, Size, Table, back_link, button, table};
use crate::error::PageError;
use crate::house::Demo;
use crate::layout::PageHead;
use crate::visitor::{OpenForm, Visitor, see_other};

/// So many mails are shown: the last screenful of a demo, not an archive.
const MAILS_MAX: i64 = 50;

/// The part of the home page: accounts, each with a button that signs in, and the clock.
pub(super) fn part(visitor: &Visitor, demo: &Demo) -> Markup {
    let say = visitor.say();
    let now = visitor.house.local(visitor.house.circumstances.now());
    let day = format!("{}, {}", say.date_weekday(now.date()), say.time(now.time()));
    html! {
        section class="mc-demo" id="demo" aria-labelledby="demo-title" {
            h2 class="govuk-heading-m" id="demo-title" { (say.t("public-demo")) }
            p class="govuk-body" { (say.t("public-demo-about")) }
            div class="mc-demo__clock" {
                p class="govuk-body" { (say.tv("public-demo-now", &[("now", day.into())])) }
                form method="post" action="/demo/next-day" {
                    (button(&Button {
                        text: &say.t("public-demo-next-day"),
                        look: ButtonLook::Secondary,
                        ..Button::default()
                    }))
                }
                p class="govuk-body" { a class="govuk-link" href="/demo/mail" { (say.t("public-demo-mail")) } }
            }
            (accounts(visitor, demo))
        }
    }
}

fn accounts(visitor: &Visitor, demo: &Demo) -> Markup {
    let say = visitor.say();
    let titles = [
        say.t("public-demo-login"),
        say.t("public-demo-look"),
        say.t("public-demo-enter-column"),
    ];
    let columns = titles.each_ref().map(|title| Column::text(title));
    let caption = say.tv(
        "public-demo-accounts",
        &[("password", demo.password.as_str().into())],
    );
    let mut accounts = Table::new("demo-accounts", &caption, &columns, Fit::Stack);
    accounts.caption_size = Size::Plain;
    accounts.rows = demo
        .accounts
        .iter()
        .map(|account| row(visitor, demo, account))
        .collect();
    table(&accounts)
}

fn row(visitor: &Visitor, demo: &Demo, (login, look): &(String, String)) -> Vec<Markup> {
    let say = visitor.say();
    let declared = &visitor.house.pack().demo.accounts;
    let system = declared
        .iter()
        .any(|account| account.login == *login && account.agency.is_some());
    vec![
        html! { strong { (login) } },
        html! { (say.pack(look)) },
        // An agency's system asks through the other door, with a key.
        html! {
            @if system {
                span class="mc-quiet" { (say.t("public-demo-system")) }
            } @else {
                form method="post" action="/sign-in" {
                    input type="hidden" name="login" value=(login);
                    input type="hidden" name="password" value=(demo.password);
                    button type="submit" class="mc-link-button" {
                        (say.t("public-demo-enter"))
                        span class="govuk-visually-hidden" { ": " (login) }
                    }
                }
            }
        },
    ]
}

/// `POST /demo/next-day`: asks the binary to set the clock forward, and waits until what falls due
/// on the way is done.
pub(super) async fn post_next_day(OpenForm { visitor, .. }: OpenForm) -> Response {
    match next_day(&visitor).await {
        Ok(()) => see_other("/#demo"),
        Err(error) => error.respond(&visitor),
    }
}

async fn next_day(visitor: &Visitor) -> Result<(), PageError> {
    let demo = visitor.house.demo.as_ref().ok_or(PageError::NotFound)?;
    let stopped = || PageError::Failed("the demo's clock has stopped".to_owned());
    let (done, passed) = tokio::sync::oneshot::channel();
    demo.next_day.send(done).await.map_err(|_| stopped())?;
    passed.await.map_err(|_| stopped())
}

/// `GET /demo/mail`
pub(super) async fn get_mail(visitor: Visitor) -> Response {
    mails(&visitor)
        .await
        .unwrap_or_else(|error| error.respond(&visitor))
}

async fn mails(visitor: &Visitor) -> Result<Response, PageError> {
    let house = &visitor.house;
    if house.demo.is_none() {
        return Err(PageError::NotFound);
    }
    let mails = notices::kept_mails(house.ledger().store(), MAILS_MAX).await?;
    let say = visitor.say();
    let title = say.t("public-demo-mail");
    let body = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (say.t("public-demo-mail-about")) }
        @if mails.is_empty() { p class="govuk-body" { (say.t("public-demo-mail-none")) } }
        @for mail in &mails { (one(visitor, mail)) }
    };
    Ok(visitor.page_with(&title, &body, |head| PageHead {
        before: Some(back_link(say, "/")),
        ..head
    }))
}

fn one(visitor: &Visitor, mail: &Mail) -> Markup {
    let say = visitor.say();
    let at = say.date_time(visitor.house.local(mail.at));
    let to = mail.letter.to.as_str();
    html! {
        article class="mc-mail" {
            h2 class="govuk-heading-s" { (mail.letter.subject) }
            p class="mc-mail__meta" { (say.tv("public-demo-mail-to", &[("to", to.into()), ("at", at.into())])) }
            div class="mc-mail__text" { (linked(&mail.letter.body, &visitor.house.public_url)) }
        }
    }
}

/// A mail's text, whose lines that are links to us can be followed.
fn linked(body: &str, public_url: &str) -> Markup {
    let ours = |line: &str| {
        line.strip_prefix(public_url)
            .is_some_and(|path| path.starts_with('/'))
    };
    html! {
        @for line in body.lines() {
            @if ours(line.trim()) { a class="govuk-link" href=(line.trim()) { (line.trim()) } } @else { (line) }
            br;
        }
    }
}
