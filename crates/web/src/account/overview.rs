//! `GET /account`: what we know of the account, what can be changed, and what is open in its name.

use axum::http::Uri;
use axum::response::Response;
use identity::{Account, PasskeyListed, Session, SessionListed};
use maud::{Markup, html};

use super::{next, passkeys, sessions};
use crate::components::{Action, Fact, banner_success, summary_list};
use crate::error::PageError;
use crate::layout::PageHead;
use crate::visitor::Visitor;
use crate::words::Key;

/// What has just happened, said above the page.
const DONE: [(&str, Key); 5] = [
    ("password", Key("account-done-password")),
    ("particulars", Key("account-done-particulars")),
    ("session", Key("account-done-session")),
    ("passkey", Key("account-done-passkey")),
    ("passkey-removed", Key("account-done-passkey-removed")),
];

/// `GET /account`
pub(super) async fn get(visitor: Visitor, uri: Uri) -> Response {
    let done = next::asked(&uri, "done");
    let done = DONE
        .iter()
        .find(|(name, _)| *name == done)
        .map(|(_, key)| *key);
    show(&visitor, done)
        .await
        .unwrap_or_else(|error| error.respond(&visitor))
}

async fn show(visitor: &Visitor, done: Option<Key>) -> Result<Response, PageError> {
    let session = visitor.signed_in()?;
    let house = &visitor.house;
    let now = house.circumstances.now();
    let open = house.identity.sessions(session.account.id, now).await?;
    let keys = house.passkeys.list(session.account.id).await?;
    let body = body(visitor, session, (&open, &keys), done);
    Ok(
        visitor.page_with(&visitor.say().t("account-title"), &body, |head| PageHead {
            path: "/account",
            script: Some(house.assets.passkey_script()),
            ..head
        }),
    )
}

fn body(
    visitor: &Visitor,
    session: &Session,
    (open, keys): (&[SessionListed], &[PasskeyListed]),
    done: Option<Key>,
) -> Markup {
    let say = visitor.say();
    html! {
        @if let Some(done) = done { (banner_success(say, &say.key(done))) }
        h1 class="govuk-heading-l" { (say.t("account-title")) }
        (facts(visitor, session))
        h2 class="govuk-heading-m" id="passkeys" { (say.t("account-passkeys")) }
        p class="govuk-body" { (say.t("account-passkeys-about")) }
        (passkeys::listed(visitor, keys))
        (passkeys::add_part(visitor))
        h2 class="govuk-heading-m" id="sessions" { (say.t("account-sessions")) }
        p class="govuk-body" { (say.t("account-sessions-about")) }
        (sessions::listed(visitor, session, open))
    }
}

fn facts(visitor: &Visitor, session: &Session) -> Markup {
    let say = visitor.say();
    let account = &session.account;
    let none = say.t("account-none");
    let keys = [
        say.t("account-login"),
        say.t("account-name"),
        say.t("account-email"),
        say.t("account-language"),
        say.t("account-password"),
        say.t("account-level"),
        say.t("account-post"),
    ];
    let language = visitor.house.words.lang(&account.language).map_or_else(
        || account.language.clone(),
        |lang| say.words().say(lang).t("language-name"),
    );
    let editable = |at: usize, value: &str, href| Fact {
        actions: vec![Action {
            href,
            text: None,
            about: &keys[at],
        }],
        ..Fact::new(&keys[at], value)
    };
    let particulars = "/account/particulars";
    let mut facts = vec![
        Fact::new(&keys[0], &account.login),
        editable(
            1,
            account.name_shown.as_deref().unwrap_or(&none),
            particulars,
        ),
        editable(2, account.email.as_deref().unwrap_or(&none), particulars),
        editable(3, &language, particulars),
        editable(4, "••••••••", "/account/password"),
        Fact::new(&keys[5], &level(visitor, account)),
    ];
    if !account.posts.is_empty() {
        let post = session
            .post
            .as_ref()
            .map(|post| super::post_name(visitor, post));
        let post = post.unwrap_or_else(|| say.t("account-post-none"));
        facts.push(editable(6, &post, "/desk/post"));
    }
    summary_list(say, &facts)
}

fn level(visitor: &Visitor, account: &Account) -> String {
    let say = visitor.say();
    if account.level >= 2 {
        say.t("account-level-2")
    } else {
        say.t("account-level-1")
    }
}
