//! Who asks for a page, and how pages answer.

mod once;
mod sent;

use std::sync::{Arc, OnceLock};

use access::{Actor, Ctx};
use axum::extract::FromRequestParts;
use axum::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE,
};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use identity::Session;
use maud::{Markup, html};

use crate::assets::{PAGE_POLICY, SCRIPT_POLICY};
use crate::csrf;
use crate::error::PageError;
use crate::house::House;
use crate::layout::{self, PageHead, Who};
use crate::menu;
use crate::words::{Lang, Say};

pub(crate) use once::Once;
pub(crate) use sent::foreign;
pub use sent::{OpenForm, Submitted};

/// The cookie that holds a session's token.
pub const SESSION_COOKIE: &str = "session";
/// The cookie that remembers a language for those who are not signed in.
pub const LANGUAGE_COOKIE: &str = "lang";

/// The person behind a request, their language, and the house.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The house.
    pub house: Arc<House>,
    /// Their open session.
    pub session: Option<Arc<Session>>,
    /// The session's token, for signing out.
    pub token: Option<String>,
    /// The language pages are in.
    pub lang: Lang,
    /// Path and query of the request.
    pub path: String,
    /// The name of the browser, and the address for rate limits.
    pub agent: String,
    /// The address the request came from, as far as it is known.
    pub address: String,
    /// What the forms of this page carry, once one has asked for it.
    veiled: OnceLock<String>,
}

impl Visitor {
    /// Texts in the visitor's language.
    pub fn say(&self) -> Say<'_> {
        self.house.words.say(self.lang)
    }

    /// Circumstances for a purpose.
    pub fn ctx(&self, purpose: &str) -> Ctx {
        let actor = self
            .session
            .as_ref()
            .map_or(Actor::Nobody, |session| session.actor());
        self.house.ctx(actor, purpose)
    }

    /// The session, or the way to sign in.
    pub fn signed_in(&self) -> Result<&Session, PageError> {
        self.session
            .as_deref()
            .ok_or(PageError::SignIn { kept: None })
    }

    /// The hidden field that every form of a session carries.
    pub fn csrf(&self) -> Markup {
        html! { input type="hidden" name="csrf" value=(self.csrf_token()); }
    }

    /// What that field holds, and what a script sends as `x-csrf`; empty without a session.
    pub fn csrf_token(&self) -> &str {
        let veiled = |session: &Arc<Session>| {
            csrf::veiled(&session.csrf, &self.house.circumstances.chance())
        };
        let session = self.session.as_ref();
        session.map_or("", |session| self.veiled.get_or_init(|| veiled(session)))
    }

    /// A whole page.
    pub fn page(&self, title: &str, body: &Markup) -> Response {
        self.page_with(title, body, |head| head)
    }

    /// A whole page that is not the answer hoped for, such as "there is nothing here".
    pub fn page_as(&self, status: StatusCode, title: &str, body: &Markup) -> Response {
        let mut response = self.page(title, body);
        *response.status_mut() = status;
        response
    }

    /// The page of a form again, because something in it is wrong.
    pub fn page_with_faults(&self, title: &str, body: &Markup) -> Response {
        self.page_with(title, body, |head| PageHead {
            has_errors: true,
            ..head
        })
    }

    /// A whole page whose frame differs. One that shows errors is answered with 422 (RFC 9110 §15.5.21).
    pub fn page_with<'a>(
        &'a self,
        title: &'a str,
        body: &Markup,
        frame: impl FnOnce(PageHead<'a>) -> PageHead<'a>,
    ) -> Response {
        let links = menu::of(self);
        let nav: Vec<_> = links.iter().map(|link| link.nav(&self.path)).collect();
        let name = self
            .session
            .as_ref()
            .map(|session| session.account.name_shown.as_deref());
        let login = self
            .session
            .as_ref()
            .map_or("", |session| &session.account.login);
        let who = name.map(|name| Who {
            name: name.unwrap_or(login),
            home: menu::home_of(self),
        });
        let say = self.say();
        let csrf = self.session.as_ref().map(|_| self.csrf());
        let plain = PageHead::new(say, &self.house.assets, title, &self.path);
        let head = frame(PageHead { who, csrf, ..plain });
        // The menu does not outlive this call; the frame that was handed in does.
        let head: PageHead<'_> = PageHead { nav: &nav, ..head };
        let policy = if head.script.is_some() {
            SCRIPT_POLICY
        } else {
            PAGE_POLICY
        };
        let mut response = html_response(policy, layout::page(&head, body).into_string());
        if head.has_errors {
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        }
        response
    }
}

/// A page with the headers every page has.
fn html_response(policy: &'static str, markup: String) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, policy),
        // Pages are about people: nobody keeps them.
        (CACHE_CONTROL, "no-store"),
    ];
    (headers, markup).into_response()
}

/// The way on after a form: what was posted is not posted again by reloading.
pub fn see_other(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, path)]).into_response()
}

/// A cookie that script cannot read and other sites do not send.
pub fn cookie(
    house: &House,
    name: &str,
    value: &str,
    seconds: i64,
) -> (axum::http::HeaderName, String) {
    let secure = if house.secure() { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    (SET_COOKIE, text)
}

/// The language a page is asked for in by `?lang=`, if we speak it.
pub(crate) fn asked_language(house: &House, uri: &Uri) -> Option<Lang> {
    let mut parts = uri.query()?.split('&');
    house
        .words
        .lang(parts.find_map(|part| part.strip_prefix("lang="))?)
}

/// The value of a cookie.
pub(crate) fn cookie_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
}

impl FromRequestParts<Arc<House>> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        house: &Arc<House>,
    ) -> Result<Visitor, Response> {
        let text = |name| {
            parts
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or("")
        };
        let token = cookie_of(&parts.headers, SESSION_COOKIE).map(str::to_owned);
        let session = match &token {
            Some(token) => {
                house
                    .identity
                    .session(token, house.circumstances.now())
                    .await
            }
            None => Ok(None),
        };
        let asked = asked_language(house, &parts.uri);
        let remembered = || {
            house
                .words
                .lang(cookie_of(&parts.headers, LANGUAGE_COOKIE)?)
        };
        let own =
            |session: &Option<Arc<Session>>| house.words.lang(&session.as_ref()?.account.language);
        let known = session.as_ref().ok().and_then(own);
        let lang = asked
            .or_else(remembered)
            .or(known)
            .unwrap_or_else(|| house.words.choose(text(ACCEPT_LANGUAGE.as_str())));
        let path = parts
            .uri
            .path_and_query()
            .map_or("/", |path| path.as_str())
            .to_owned();
        let address = address_of(parts, house);
        let mut visitor = Visitor {
            house: house.clone(),
            session: None,
            token,
            lang,
            path,
            agent: text("user-agent").to_owned(),
            address,
            veiled: OnceLock::new(),
        };
        match session {
            Ok(session) => {
                visitor.session = session;
                Ok(visitor)
            }
            Err(error) => Err(PageError::from(error).respond(&visitor)),
        }
    }
}

/// The address a request came from: what the nearest proxy of ours saw, or the other end of the
/// connection.
fn address_of(parts: &Parts, house: &House) -> String {
    let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back();
    let last = forwarded.and_then(|value| value.to_str().ok()?.rsplit(',').next());
    if let Some(last) = last.filter(|_| house.behind_proxy) {
        return last.trim().to_owned();
    }
    parts
        .extensions
        .get::<axum::extract::ConnectInfo<std::net::SocketAddr>>()
        .map_or_else(String::new, |info| info.0.ip().to_string())
}
