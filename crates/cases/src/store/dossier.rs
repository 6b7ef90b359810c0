//! A case with everything its rules need, read as of one moment.

use std::sync::LazyLock;

use ::store::{Row, Store, StoreError};
use base::Id;

use super::rows::{CONSENT, read_consent, read_result, read_steps, results_where, steps_where};
use super::{APPLICATION, EVIDENCE, case_from, read_application, read_case, read_evidence};
use crate::model::{Dossier, Given, Step};

/// The root of the case that was asked for.
const ROOT: &str = "(select root from cases_case where case_id = $1)";

/// Family, application, evidence, consents: what rules need.
static NEEDED: LazyLock<[String; 4]> = LazyLock::new(|| {
    [
        case_from(&format!("c.root = {ROOT} order by c.case_id")),
        format!("select {APPLICATION} from cases_application where root = {ROOT}"),
        format!("select {EVIDENCE} from cases_evidence where root = {ROOT} order by evidence"),
        format!("select {CONSENT} from cases_consent where root = {ROOT} order by consent"),
    ]
});

/// Steps and results of the case, which its office sees besides.
static OF_CASE: LazyLock<[String; 2]> =
    LazyLock::new(|| [steps_where("case_id = $1"), results_where("r.case_id = $1")]);

/// Steps and results of the whole family, which its parties see besides.
static OF_FAMILY: LazyLock<[String; 2]> = LazyLock::new(|| {
    let family = format!("(select case_id from cases_case where root = {ROOT})");
    [
        steps_where(&format!("case_id in {family}")),
        results_where(&format!("r.case_id in {family}")),
    ]
});

/// What has happened with a case, or with a family of cases.
pub(crate) struct Happened {
    /// Its steps; those of a family case by case.
    pub(crate) steps: Vec<Step>,
    /// The results it has given.
    pub(crate) results: Vec<Given>,
}

/// A case for a decision; none if there is no such case.
pub(crate) async fn dossier(store: &Store, case: Id) -> Result<Option<Dossier>, StoreError> {
    let asked = [case.into()];
    let queries = NEEDED.each_ref().map(|sql| (sql.as_str(), &asked[..]));
    assembled(case, store.snapshot(&queries).await?)
}

/// A case as its office sees it: with its own steps and results.
pub(crate) async fn on_desk(
    store: &Store,
    case: Id,
) -> Result<Option<(Dossier, Happened)>, StoreError> {
    with_more(store, case, &OF_CASE).await
}

/// A case as its parties see it: with the steps and results of its whole family.
pub(crate) async fn on_page(
    store: &Store,
    case: Id,
) -> Result<Option<(Dossier, Happened)>, StoreError> {
    with_more(store, case, &OF_FAMILY).await
}

async fn with_more(
    store: &Store,
    case: Id,
    more: &[String; 2],
) -> Result<Option<(Dossier, Happened)>, StoreError> {
    let asked = [case.into()];
    let queries: Vec<_> = NEEDED
        .iter()
        .chain(more)
        .map(|sql| (sql.as_str(), &asked[..]))
        .collect();
    let mut found = store.snapshot(&queries).await?;
    let happened = Happened {
        results: last_of(&mut found)
            .iter()
            .map(read_result)
            .collect::<Result<_, _>>()?,
        steps: read_steps(last_of(&mut found))?,
    };
    let dossier = assembled(case, found)?;
    Ok(dossier.map(|dossier| (dossier, happened)))
}

/// The rows of the last query that are not taken yet.
fn last_of(found: &mut Vec<Vec<Row>>) -> Vec<Row> {
    found.pop().unwrap_or_default()
}

/// What the queries of [`NEEDED`] have found.
fn assembled(id: Id, mut found: Vec<Vec<Row>>) -> Result<Option<Dossier>, StoreError> {
    let consents = last_of(&mut found);
    let evidence = last_of(&mut found);
    let application = last_of(&mut found).pop();
    let family = last_of(&mut found).into_iter().map(read_case);
    let family = family.collect::<Result<Vec<_>, _>>()?;
    let case = family.iter().find(|case| case.id == id).cloned();
    let (Some(case), Some(application)) = (case, application) else {
        return Ok(None);
    };
    let evidence = evidence.into_iter().map(read_evidence);
    Ok(Some(Dossier {
        application: read_application(case.root, application)?,
        evidence: evidence.collect::<Result<_, _>>()?,
        consents: consents
            .iter()
            .map(read_consent)
            .collect::<Result<_, _>>()?,
        case,
        family,
    }))
}
