//! The steps of procedures: every stage is reached and can end, silences act where they stand,
//! legs wait for each other without a circle, roles are let by a rule.

use std::collections::BTreeSet;

use super::graph::{Waits, circle};
use crate::diagnostic::Code;
use crate::loading::Loading;
use crate::model::{AccessRule, Action, Need, Outcome, Procedure, Stage};
use crate::names::NameKind;
use crate::read::NOBODY;

/// Checks the steps of all procedures.
pub(crate) fn stages(loading: &Loading<'_>, procedures: &[Procedure], rules: &[AccessRule]) {
    for procedure in procedures {
        let steps = Steps { loading, procedure };
        if procedure.stages.is_empty() && procedure.legs.is_empty() {
            steps
                .wrong_procedure("it has neither stages nor legs: nothing would ever happen in it");
        }
        steps.reach();
        steps.end();
        for stage in &procedure.stages {
            steps.stage(stage);
        }
        steps.withdrawal();
        steps.refusals();
        steps.roles(rules);
        steps.legs();
    }
    nested(loading, procedures);
}

struct Steps<'s> {
    loading: &'s Loading<'s>,
    procedure: &'s Procedure,
}

impl Steps<'_> {
    fn report(&self, code: Code, kind: NameKind, id: &str, message: String) {
        let spot = self.loading.spot_of(kind, &self.procedure.id, id);
        self.loading.report(code, spot, message);
    }

    fn wrong_stage(&self, id: &str, message: &str) {
        let message = format!("stage `{id}`: {message}");
        self.report(Code::WrongStep, NameKind::Stage, id, message);
    }

    fn wrong_action(&self, id: &str, message: &str) {
        let message = format!("action `{id}`: {message}");
        self.report(Code::WrongStep, NameKind::Action, id, message);
    }

    fn wrong_procedure(&self, message: &str) {
        let id = &self.procedure.id;
        let spot = self.loading.spot_of(NameKind::Procedure, "", id);
        self.loading.report(
            Code::WrongStep,
            spot,
            format!("procedure `{id}`: {message}"),
        );
    }

    /// All stages that are reached from some by steps, with these themselves.
    fn walk<'w>(
        &self,
        from: Vec<&'w str>,
        steps: impl Fn(&str) -> Vec<&'w str>,
    ) -> BTreeSet<&'w str> {
        let mut known: BTreeSet<&str> = from.iter().copied().collect();
        let mut next = from;
        while let Some(at) = next.pop() {
            next.extend(steps(at).into_iter().filter(|step| known.insert(step)));
        }
        known
    }

    /// The stages to which actions lead from here.
    fn after(&self, at: &str) -> Vec<&str> {
        let actions = self.procedure.actions.iter();
        let leaving = actions.filter(|action| action.from.iter().any(|from| from == at));
        leaving.map(|action| action.to.as_str()).collect()
    }

    /// The stages from which actions lead here.
    fn before(&self, at: &str) -> Vec<&str> {
        let actions = self.procedure.actions.iter();
        let coming = actions.filter(|action| action.to == at);
        let from = coming.flat_map(|action| &action.from);
        from.map(String::as_str).collect()
    }

    fn reach(&self) {
        let Some(first) = self.procedure.stages.first() else {
            return;
        };
        if first.end.is_some() {
            self.wrong_stage(&first.id, "a case begins here, so it cannot be an end");
        }
        let reached = self.walk(vec![&first.id], |at| self.after(at));
        for stage in &self.procedure.stages {
            // Withdrawing needs no action.
            let withdrawn = stage.end == Some(Outcome::Withdrawn);
            if !reached.contains(stage.id.as_str()) && !withdrawn {
                let message = format!("no action leads to stage `{}`", stage.id);
                self.report(Code::Unreachable, NameKind::Stage, &stage.id, message);
            }
        }
    }

    fn end(&self) {
        let decided =
            |stage: &&Stage| matches!(stage.end, Some(Outcome::Granted | Outcome::Refused));
        let ends = self.procedure.stages.iter().filter(decided);
        let ends = ends.map(|stage| stage.id.as_str()).collect();
        let ending = self.walk(ends, |at| self.before(at));
        for stage in self
            .procedure
            .stages
            .iter()
            .filter(|stage| stage.end.is_none())
        {
            // One that nothing leaves is told so.
            if !ending.contains(stage.id.as_str()) && self.leaves(stage).is_some() {
                let message = format!(
                    "from stage `{}` neither a grant nor a refusal can be reached",
                    stage.id
                );
                self.report(Code::Endless, NameKind::Stage, &stage.id, message);
            }
        }
    }

    /// An action that leaves a stage.
    fn leaves(&self, stage: &Stage) -> Option<&Action> {
        let mut actions = self.procedure.actions.iter();
        actions.find(|action| action.from.contains(&stage.id))
    }

    fn stage(&self, stage: &Stage) {
        let leaving = self.leaves(stage);
        match (stage.end, leaving) {
            (None, None) => self.wrong_stage(&stage.id, "no action leaves it, and it is no end"),
            (Some(_), Some(action)) => {
                self.wrong_action(
                    &action.id,
                    &format!("it leaves `{}`, which is an end", stage.id),
                );
            }
            (None, Some(_)) | (Some(_), None) => {}
        }
        if stage.end.is_none() && leaving.is_some() && stage.by == NOBODY {
            self.wrong_stage(&stage.id, "somebody must act next: say who in `by`");
        }
        let Some(silence) = &stage.silence else {
            return;
        };
        if let Some(action) = self.procedure.action(&silence.action) {
            if !action.from.contains(&stage.id) {
                let message = format!(
                    "its silence takes action `{}`, which does not leave it",
                    action.id
                );
                self.wrong_stage(&stage.id, &message);
            }
            if !action.needs.is_empty() {
                let message = format!(
                    "its silence takes action `{}`, which needs something that silence cannot give",
                    action.id
                );
                self.wrong_stage(&stage.id, &message);
            }
        }
    }

    fn withdrawal(&self) {
        let stages = &self.procedure.stages;
        let is_end = |stage: &&Stage| stage.end == Some(Outcome::Withdrawn);
        let ends = stages.iter().filter(is_end).count();
        if !stages.is_empty() && ends != 1 {
            self.wrong_procedure(&format!(
                "it has {ends} stages with end `withdrawn`; applicants may withdraw, so it needs one"
            ));
        }
    }

    /// A refusal is on a ground that the procedure names.
    fn refusals(&self) {
        for action in &self.procedure.actions {
            let to = self.procedure.stage(&action.to);
            let refuses = to.is_some_and(|stage| stage.end == Some(Outcome::Refused));
            let ground = action.needs.contains(&Need::Ground);
            if refuses && !ground {
                self.wrong_action(&action.id, "it refuses, so it needs a `ground`");
            }
            if ground && self.procedure.refusals.is_empty() {
                self.wrong_action(
                    &action.id,
                    "it needs a `ground`, and the procedure has no `refusals`",
                );
            }
        }
    }

    fn roles(&self, rules: &[AccessRule]) {
        let target = format!("procedure:{}", self.procedure.id);
        let may = |role: &str| {
            rules.iter().any(|rule| {
                rule.role == role
                    && rule.on.contains(&target)
                    && rule.actions.iter().any(|action| action == "handle")
            })
        };
        let stages = self
            .procedure
            .stages
            .iter()
            .map(|stage| (NameKind::Stage, &stage.id, &stage.by));
        let actions = self
            .procedure
            .actions
            .iter()
            .map(|action| (NameKind::Action, &action.id, &action.by));
        for (kind, id, by) in stages.chain(actions) {
            let known = self
                .loading
                .names
                .borrow()
                .spot_of(NameKind::Role, "", by)
                .is_some();
            if known && !may(by) {
                let message = format!("no access rule lets role `{by}` handle `{target}`");
                self.report(Code::NoRule, kind, id, message);
            }
        }
        if let Some(role) = &self.procedure.follow_up
            && !may(role)
        {
            let spot = self
                .loading
                .spot_of(NameKind::Procedure, "", &self.procedure.id);
            let message =
                format!("no access rule lets role `{role}` (follow_up) handle `{target}`");
            self.loading.report(Code::NoRule, spot, message);
        }
    }

    fn legs(&self) {
        let waits = self.procedure.legs.iter();
        let waits: Waits = waits
            .map(|leg| (leg.id.clone(), leg.after.iter().cloned().collect()))
            .collect();
        if let Some(circle) = circle(&waits) {
            let message = format!("legs wait for each other: {}", told(&circle));
            self.report(Code::Cycle, NameKind::Leg, &circle[0], message);
        }
    }
}

/// Procedures that open each other would never stop.
fn nested(loading: &Loading<'_>, procedures: &[Procedure]) {
    let waits = procedures.iter().map(|procedure| {
        let legs = procedure.legs.iter().map(|leg| leg.procedure.clone());
        (procedure.id.clone(), legs.collect())
    });
    let waits: Waits = waits.collect();
    if let Some(circle) = circle(&waits) {
        let spot = loading.spot_of(NameKind::Procedure, "", &circle[0]);
        let message = format!("procedures open each other as legs: {}", told(&circle));
        loading.report(Code::Cycle, spot, message);
    }
}

/// `a → b → a`
pub(super) fn told(circle: &[String]) -> String {
    let mut told = circle.join(" → ");
    if let Some(first) = circle.first() {
        told.push_str(" → ");
        told.push_str(first);
    }
    told
}
