//! What somebody looks for: one of the purposes for which their role may look into a register.

use maud::{Markup, html};

use crate::citizen::texts::Texts;
use crate::visitor::Visitor;

/// The purpose that was asked for, else the first there is; the room refuses what no rule allows.
pub(super) fn of(visitor: &Visitor, register: &str, asked: &str) -> String {
    let said = if asked.is_empty() {
        crate::desk::asked(visitor, "for").unwrap_or_default()
    } else {
        asked
    };
    if !said.is_empty() {
        return said.to_owned();
    }
    let first = all(visitor, register).into_iter().next();
    first.unwrap_or_else(|| "own".to_owned())
}

fn all(visitor: &Visitor, register: &str) -> Vec<String> {
    let actor = visitor.session.as_ref().map(|session| session.actor());
    actor.map_or_else(Vec::new, |actor| {
        visitor.house.room.reading().purposes(&actor, register)
    })
}

/// For what one is looking, and the others one may look for.
pub(super) fn told(visitor: &Visitor, register: &str, purpose: &str, path: &str) -> Markup {
    let texts = Texts::of(visitor);
    let all = all(visitor, register);
    let others = all.iter().filter(|other| *other != purpose);
    let links: Vec<(String, String)> = others
        .map(|other| (format!("{path}?for={other}"), texts.purpose(other)))
        .collect();
    let said = [("purpose", texts.purpose(purpose).into())];
    html! {
        p class="govuk-body mc-look-note" { (texts.say.tv("registers-look-for", &said)) }
        @if !links.is_empty() {
            ul class="govuk-list mc-parts" {
                @for (href, text) in &links {
                    li { a class="govuk-link" href=(href) {
                        (texts.say.tv("registers-look-instead", &[("purpose", text.into())]))
                    } }
                }
            }
        }
    }
}
