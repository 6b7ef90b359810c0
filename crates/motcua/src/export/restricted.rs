//! What may go into the file: leave for the fields, and the condition that restricts the records.
//! A condition reads fields too. Who may not see one must not learn of it by asking.

use access::{Action, Ask, Ctx, Permit, Refused, Relation};
use jiff::civil::Date;
use ledger::Ledger;
use pack::Pack;
use registers::{Declared, Wanted};

use crate::args::Export;
use crate::wiring::{self, chain};

/// The condition of `--where`, if there is one.
pub(super) fn wanted(
    args: &Export,
    declared: &Declared,
    today: Date,
) -> Result<Option<Wanted>, String> {
    let Some(source) = &args.condition else {
        return Ok(None);
    };
    match Wanted::compile(declared, source, today) {
        Ok(wanted) => Ok(Some(wanted)),
        Err(problems) => {
            let lines = problems.iter().map(|problem| {
                let meant = match &problem.suggestion {
                    Some(suggestion) => format!("; did you mean `{suggestion}`?"),
                    None => String::new(),
                };
                let (line, column) = line_column(source, problem.at.start);
                let (code, message) = (problem.code.word(), &problem.message);
                format!("--where:{line}:{column}: {code}: {message}{meant}")
            });
            Err(lines.collect::<Vec<String>>().join("\n"))
        }
    }
}

/// Where a byte stands: line and column (in characters), both from 1, as mistakes of a pack are told.
fn line_column(source: &str, at: usize) -> (usize, usize) {
    let before = source.get(..at).unwrap_or(source);
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (line, before[start..].chars().count() + 1)
}

/// Leave for the fields that were asked for, or for as many as a rule opens, and in either case for
/// those that the condition reads. A refusal is an entry.
pub(super) async fn permit(
    args: &Export,
    ctx: &Ctx,
    (ledger, pack, declared): (&Ledger, &Pack, &Declared),
    wanted: Option<&Wanted>,
) -> Result<Permit, String> {
    let fields = &declared.register().fields;
    let all: Vec<&str> = fields.iter().map(|field| field.id.as_str()).collect();
    let mut asked: Vec<&str> = args.fields.iter().map(String::as_str).collect();
    if let Some(unknown) = asked.iter().find(|field| !all.contains(field)) {
        return Err(format!("`{}` has no field `{unknown}`", declared.id()));
    }
    let read: Vec<&str> = wanted.into_iter().flat_map(Wanted::fields).collect();
    let policy = wiring::policy(&pack.rules);
    let on = declared.on();
    let steward = ctx.actor.office() == Some(&declared.register().steward);
    let ask = |fields| Ask {
        action: Action::Look,
        on: &on,
        fields,
        relation: if steward {
            Relation::Office
        } else {
            Relation::None
        },
    };
    if !asked.is_empty() {
        asked.extend(
            read.iter()
                .filter(|field| !args.fields.iter().any(|known| known == *field)),
        );
        return match policy.permit(ctx, &ask(&asked)) {
            Ok(permit) => Ok(permit),
            Err(refused) => Err(told_refusal(ledger, ctx, &refused).await?),
        };
    }
    let permit = match policy.permit_most(ctx, &ask(&all)) {
        Ok(permit) => permit,
        Err(refused) => return Err(told_refusal(ledger, ctx, &refused).await?),
    };
    let is_open = |field: &&str| permit.fields().iter().any(|open| open == field);
    let Some(closed) = read.iter().find(|field| !is_open(field)) else {
        return Ok(permit);
    };
    match policy.permit(ctx, &ask(&read)) {
        // Another rule opens it, which opens fewer fields.
        Ok(_) => Err(format!(
            "the condition reads `{closed}`, which is open only with fewer fields: say which ones with --fields"
        )),
        Err(refused) => {
            let refused = told_refusal(ledger, ctx, &refused).await?;
            Err(format!("the condition reads `{closed}`: {refused}"))
        }
    }
}

/// What is said of a refusal, once its entry is there.
async fn told_refusal(ledger: &Ledger, ctx: &Ctx, refused: &Refused) -> Result<String, String> {
    let entry = ledger.refuse(ctx, refused).await;
    entry.map_err(|error| chain(&error))?;
    Ok(refused.to_string())
}
