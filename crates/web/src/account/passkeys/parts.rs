//! The parts of pages about passkeys. What needs the script is hidden until the script shows it.

use identity::PasskeyListed;
use maud::{Markup, html};

use crate::components::{Column, Field, Fit, Input, Size, Table, table, text_input};
use crate::visitor::Visitor;

/// On the page for signing in: shown by the script where the browser can do it.
pub(in crate::account) fn sign_in_part(visitor: &Visitor, next: &str) -> Markup {
    let say = visitor.say();
    html! {
        div hidden data-passkey="/sign-in/passkey" data-next=(next)
            data-failed=(say.t("account-passkey-failed")) {
            button type="button" class="govuk-button govuk-button--secondary" {
                (say.t("account-passkey-sign-in"))
            }
            p class="govuk-error-message" role="alert" {}
        }
    }
}

/// On the page of the account: adding one.
pub(in crate::account) fn add_part(visitor: &Visitor) -> Markup {
    let say = visitor.say();
    let (label, hint) = (
        say.t("account-passkey-name"),
        say.t("account-passkey-name-hint"),
    );
    let field = Field {
        id: "passkey-name",
        hint: Some(&hint),
        ..Field::new("name", &label)
    };
    html! {
        div hidden data-passkey="/account/passkeys" data-csrf=(visitor.csrf_token())
            data-failed=(say.t("account-passkey-failed")) data-taken=(say.t("account-passkey-taken")) {
            (text_input(say, &field, &Input { width: Some(20), ..Input::default() }))
            button type="button" class="govuk-button govuk-button--secondary" {
                (say.t("account-passkey-add"))
            }
            p class="govuk-error-message" role="alert" {}
        }
        noscript { p class="govuk-body mc-quiet" { (say.t("account-passkey-script")) } }
    }
}

/// The passkeys of an account, each with the button that removes it.
pub(in crate::account) fn listed(visitor: &Visitor, keys: &[PasskeyListed]) -> Markup {
    let say = visitor.say();
    if keys.is_empty() {
        return html! { p class="govuk-body" { (say.t("account-passkeys-none")) } };
    }
    let titles = [
        say.t("account-passkey-name"),
        say.t("account-passkey-made"),
        say.t("account-passkey-remove-column"),
    ];
    let columns = titles.each_ref().map(|title| Column::text(title));
    let caption = say.t("account-passkeys-caption");
    let mut listed = Table::new("passkeys-table", &caption, &columns, Fit::Stack);
    listed.caption_size = Size::Plain;
    listed.rows = keys.iter().map(|key| row(visitor, key)).collect();
    table(&listed)
}

fn row(visitor: &Visitor, key: &PasskeyListed) -> Vec<Markup> {
    let say = visitor.say();
    vec![
        html! { (key.name) },
        html! { (say.date_time(visitor.house.local(key.made_at))) },
        html! {
            form method="post" action={ "/account/passkeys/" (key.id) "/remove" } {
                (visitor.csrf())
                button type="submit" class="mc-link-button" {
                    (say.t("account-passkey-remove"))
                    span class="govuk-visually-hidden" { ": " (key.name) }
                }
            }
        },
    ]
}
