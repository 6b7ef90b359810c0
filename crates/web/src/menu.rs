//! The main menu: what a person or an officer can go to.

use access::Actor;

use crate::components::NavLink;
use crate::visitor::Visitor;

/// One entry of the menu.
#[derive(Clone, Debug)]
pub struct Entry {
    text: String,
    path: &'static str,
}

impl Entry {
    /// As the layout draws it, marked if it leads to this page.
    pub fn nav<'a>(&'a self, path: &str) -> NavLink<'a> {
        let here = path.split('?').next().unwrap_or("");
        NavLink {
            text: &self.text,
            href: Some(self.path),
            current: here == self.path,
        }
    }
}

/// The menu of a visitor: a person's own pages, or an officer's desk.
pub fn of(visitor: &Visitor) -> Vec<Entry> {
    let say = visitor.say();
    let entry = |text: String, path| Entry { text, path };
    match visitor.session.as_ref().map(|session| session.actor()) {
        None | Some(Actor::Nobody | Actor::Consumer { .. } | Actor::Clock) => vec![
            entry(say.t("menu-home"), "/"),
            entry(say.t("menu-check"), "/check"),
            entry(say.t("menu-registers"), "/registers"),
            entry(say.t("menu-board"), "/board"),
        ],
        Some(Actor::Person { .. }) => vec![
            entry(say.t("menu-me"), "/me"),
            entry(say.t("menu-looks"), "/looks"),
            entry(say.t("menu-inbox"), "/inbox"),
            entry(say.t("menu-account"), "/account"),
        ],
        Some(Actor::Officer { .. }) => vec![
            entry(say.t("menu-desk"), "/desk"),
            entry(say.t("menu-tickets"), "/desk/tickets"),
            entry(say.t("menu-inbox"), "/inbox"),
            entry(say.t("menu-registers"), "/registers"),
            entry(say.t("menu-board"), "/board"),
            entry(say.t("menu-account"), "/account"),
        ],
    }
}

/// Where the visitor's name leads.
pub fn home_of(visitor: &Visitor) -> &'static str {
    match visitor.session.as_ref().map(|session| session.actor()) {
        Some(Actor::Officer { .. }) => "/desk",
        None
        | Some(Actor::Person { .. } | Actor::Nobody | Actor::Consumer { .. } | Actor::Clock) => {
            "/me"
        }
    }
}
