//! Rules, and the decision they give.

use std::collections::HashMap;
use std::fmt;

use crate::{Actor, Ctx};

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// See values.
    Look,
    /// Make a record or submit an application.
    Create,
    /// Correct a record or answer a correction ticket.
    Correct,
    /// Act in a case: claim, ask, decide.
    Handle,
    /// Erase a record's values for good, on a legal ground.
    Erase,
}

impl Action {
    /// All actions with the words packs use for them.
    pub const ALL: [(Action, &'static str); 5] = [
        (Action::Look, "look"),
        (Action::Create, "create"),
        (Action::Correct, "correct"),
        (Action::Handle, "handle"),
        (Action::Erase, "erase"),
    ];

    /// The action a pack's word names.
    pub fn named(word: &str) -> Option<Action> {
        Action::ALL
            .iter()
            .find(|(_, name)| *name == word)
            .map(|(action, _)| *action)
    }

    /// The word packs use.
    pub fn word(self) -> &'static str {
        Action::ALL
            .iter()
            .find(|(action, _)| *action == self)
            .map_or("", |(_, name)| name)
    }
}

/// How the asker stands to whom the data is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// No relation that rules know.
    None,
    /// It is about themself, or their minor child, or a case they filed.
    Own,
    /// Their office is the one competent for the case, or answers for the register.
    Office,
}

/// One rule of a pack: who, on what, which actions, which fields, for which purposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The actor's role.
    pub role: String,
    /// `register:ID` or `procedure:ID`.
    pub on: String,
    /// The actions it allows.
    pub actions: Vec<Action>,
    /// The fields it opens; `*` opens all.
    pub fields: Vec<String>,
    /// The purposes it serves; `*` serves all.
    pub purposes: Vec<String>,
    /// The relation it needs; `None` needs none.
    pub relation: Relation,
    /// The legal ground, a words key of the pack; it goes into the ledger.
    pub ground: String,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// The action.
    pub action: Action,
    /// `register:ID` or `procedure:ID`.
    pub on: &'a str,
    /// The fields wanted; for a look, those that will be shown.
    pub fields: &'a [&'a str],
    /// How the asker stands to the data.
    pub relation: Relation,
}

/// Leave to do one thing, held by whoever was given it. Only [`Policy::permit`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    action: Action,
    on: String,
    fields: Vec<String>,
    purpose: String,
    ground: String,
}

impl Permit {
    /// The action it allows.
    pub fn action(&self) -> Action {
        self.action
    }

    /// What it is for: `register:ID` or `procedure:ID`.
    pub fn on(&self) -> &str {
        &self.on
    }

    /// The fields it opens.
    pub fn fields(&self) -> &[String] {
        &self.fields
    }

    /// The purpose it was given for.
    pub fn purpose(&self) -> &str {
        &self.purpose
    }

    /// The legal ground, a words key of the pack.
    pub fn ground(&self) -> &str {
        &self.ground
    }
}

/// Why it was refused; what stands later came nearer to being allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Signing in comes first.
    SignIn,
    /// No rule gives this role that action here.
    Role,
    /// The person must be surely known (assurance level 2).
    Level,
    /// The data is about somebody else, or belongs to another office.
    Relation,
    /// A rule exists, but for another purpose.
    Purpose,
    /// A rule exists, but not for all these fields.
    Fields,
}

impl Reason {
    /// A stable word for pages, the API and the ledger.
    pub fn code(self) -> &'static str {
        match self {
            Reason::SignIn => "sign-in",
            Reason::Level => "level",
            Reason::Role => "role",
            Reason::Relation => "relation",
            Reason::Purpose => "purpose",
            Reason::Fields => "fields",
        }
    }
}

/// A refusal. Those of known actors become entries of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What was wanted.
    pub action: Action,
    /// On what.
    pub on: String,
    /// Why not.
    pub reason: Reason,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.reason {
            Reason::SignIn => "sign in first",
            Reason::Level => "your account must be verified to level 2 first",
            Reason::Role => "no rule of the pack gives your role this",
            Reason::Relation => "it concerns somebody else, or another office is competent",
            Reason::Purpose => "no rule allows it for this purpose",
            Reason::Fields => "no rule opens all of these fields to you",
        };
        write!(f, "{} on {} refused: {why}", self.action.word(), self.on)
    }
}

impl std::error::Error for Refused {}

/// All rules of a law version, ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// By role, then by what they are about.
    rules: HashMap<String, HashMap<String, Vec<Rule>>>,
}

impl Policy {
    /// Takes the rules of a pack.
    pub fn new(rules: Vec<Rule>) -> Policy {
        let mut policy = Policy::default();
        for rule in rules {
            policy
                .rules
                .entry(rule.role.clone())
                .or_default()
                .entry(rule.on.clone())
                .or_default()
                .push(rule);
        }
        policy
    }

    /// Gives leave if one rule allows all that is asked, else says which obstacle came nearest to
    /// being overcome. What no rule allows is refused.
    ///
    /// # Errors
    /// [`Refused`] with the [`Reason`].
    pub fn permit(&self, ctx: &Ctx, ask: &Ask<'_>) -> Result<Permit, Refused> {
        let refused = |reason| Refused {
            action: ask.action,
            on: ask.on.to_owned(),
            reason,
        };
        if ctx.actor == Actor::Nobody {
            return Err(refused(Reason::SignIn));
        }
        let mut nearest = Reason::Role;
        let rules = self.rules_for(&ctx.actor, ask.on);
        for rule in rules
            .iter()
            .filter(|rule| rule.actions.contains(&ask.action))
        {
            match judge(rule, ctx, ask) {
                Ok(()) => {
                    return Ok(Permit {
                        action: ask.action,
                        on: ask.on.to_owned(),
                        fields: ask.fields.iter().map(|&field| field.to_owned()).collect(),
                        purpose: ctx.purpose.clone(),
                        ground: rule.ground.clone(),
                    });
                }
                Err(reason) => nearest = nearest.max(reason),
            }
        }
        Err(refused(nearest))
    }

    /// Leave with as many of these fields as one rule opens, for whoever shows what may be shown of
    /// a thing; the permit names them in the order in which they were asked for.
    ///
    /// # Errors
    /// [`Refused`] with the [`Reason`]; [`Reason::Fields`] if a rule exists, but for none of them.
    pub fn permit_most(&self, ctx: &Ctx, ask: &Ask<'_>) -> Result<Permit, Refused> {
        let leave = self.permit(
            ctx,
            &Ask {
                fields: &[],
                ..ask.clone()
            },
        )?;
        let rules = self.rules_for(&ctx.actor, ask.on).iter();
        let without = Ask {
            fields: &[],
            ..ask.clone()
        };
        let fits = rules.filter(|rule| {
            rule.actions.contains(&ask.action) && judge(rule, ctx, &without).is_ok()
        });
        let opened = fits.map(|rule| {
            let open = ask.fields.iter().filter(|field| opens(rule, field));
            (
                open.map(|&field| field.to_owned()).collect::<Vec<_>>(),
                rule,
            )
        });
        // Of rules that open as many, the first one that is declared.
        let most = opened.reduce(|most, next| {
            if next.0.len() > most.0.len() {
                next
            } else {
                most
            }
        });
        match most {
            Some((fields, rule)) if !fields.is_empty() || ask.fields.is_empty() => Ok(Permit {
                fields,
                ground: rule.ground.clone(),
                ..leave
            }),
            _ => Err(Refused {
                action: ask.action,
                on: ask.on.to_owned(),
                reason: Reason::Fields,
            }),
        }
    }

    /// The purposes for which somebody who stands so to a thing may do something with it, in the
    /// order of the rules: what a page offers to choose from. A rule for all purposes names none.
    pub fn purposes(&self, actor: &Actor, ask: &Ask<'_>) -> Vec<&str> {
        let fits = |rule: &&Rule| {
            rule.actions.contains(&ask.action)
                && (rule.relation == Relation::None || rule.relation == ask.relation)
        };
        let mut purposes: Vec<&str> = Vec::new();
        for rule in self.rules_for(actor, ask.on).iter().filter(fits) {
            for purpose in rule.purposes.iter().filter(|purpose| *purpose != "*") {
                if !purposes.contains(&purpose.as_str()) {
                    purposes.push(purpose);
                }
            }
        }
        purposes
    }

    /// For what purposes, and on which legal ground each, somebody who stands so to a thing may do
    /// all that is asked: what a page offers to choose from. One ground for each purpose, that of the
    /// first rule, which [`Policy::permit`] gives too; a rule for all purposes names none.
    pub fn grounds(&self, actor: &Actor, ask: &Ask<'_>) -> Vec<(&str, &str)> {
        let fits = |rule: &&Rule| {
            rule.actions.contains(&ask.action)
                && (rule.relation == Relation::None || rule.relation == ask.relation)
                && ask.fields.iter().all(|field| opens(rule, field))
        };
        let fitting: Vec<&Rule> = self.rules_for(actor, ask.on).iter().filter(fits).collect();
        let mut grounds: Vec<(&str, &str)> = Vec::new();
        for purpose in fitting.iter().flat_map(|rule| &rule.purposes) {
            if purpose == "*" || grounds.iter().any(|(known, _)| known == purpose) {
                continue;
            }
            let first = fitting.iter().find(|rule| serves(rule, purpose));
            grounds.extend(first.map(|rule| (purpose.as_str(), rule.ground.as_str())));
        }
        grounds
    }

    /// The rules of an actor's role about one thing. An officer's post whose role is called as an
    /// actor of another kind is called has none: a pack cannot lend a person's rules to an office.
    fn rules_for(&self, actor: &Actor, on: &str) -> &[Rule] {
        let role = actor.role();
        if matches!(actor, Actor::Officer { .. }) && Actor::ROLES.contains(&role) {
            return &[];
        }
        let of_role = self.rules.get(role);
        of_role
            .and_then(|rules| rules.get(on))
            .map_or(&[], Vec::as_slice)
    }
}

fn judge(rule: &Rule, ctx: &Ctx, ask: &Ask<'_>) -> Result<(), Reason> {
    if matches!(
        ctx.actor,
        Actor::Person { level: ..=1, .. } | Actor::Person { subject: None, .. }
    ) {
        return Err(Reason::Level);
    }
    if rule.relation != Relation::None && rule.relation != ask.relation {
        return Err(Reason::Relation);
    }
    if !serves(rule, &ctx.purpose) {
        return Err(Reason::Purpose);
    }
    if !ask.fields.iter().all(|field| opens(rule, field)) {
        return Err(Reason::Fields);
    }
    Ok(())
}

fn serves(rule: &Rule, purpose: &str) -> bool {
    rule.purposes
        .iter()
        .any(|served| served == "*" || served == purpose)
}

fn opens(rule: &Rule, field: &str) -> bool {
    rule.fields.iter().any(|open| open == "*" || open == field)
}

#[cfg(test)]
mod tests;
