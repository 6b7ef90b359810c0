//! One entry of the ledger that is about the reader or their children, and its proof.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use base::Id;
use ledger::{Entry, Proof, SealError};
use maud::{Markup, html};
use merkle::VerifierKey;

use super::Row;
use super::family::{Family, Shown};
use crate::citizen::texts::Texts;
use crate::citizen::{answer, id_of};
use crate::components::{ButtonLook, Fact, back_link, details, inset, link_button, summary_list};
use crate::error::PageError;
use crate::house::House;
use crate::layout::PageHead;
use crate::visitor::Visitor;

/// An entry, if it is about the reader or their children.
async fn found(visitor: &Visitor, id: &str) -> Result<(Entry, Family), PageError> {
    let family = Family::of(visitor).await?;
    let entry = visitor.house.ledger().entry(id_of(id)?).await?;
    let entry = entry.filter(|entry| family.sees(entry, Shown::All, None));
    Ok((entry.ok_or(PageError::NotFound)?, family))
}

pub(in crate::citizen) async fn one(visitor: Visitor, Path(id): Path<String>) -> Response {
    answer(&visitor, show_one(&visitor, &id).await)
}

async fn show_one(visitor: &Visitor, id: &str) -> Result<Response, PageError> {
    let (entry, family) = found(visitor, id).await?;
    let house = &visitor.house;
    let (key, proof) = proof_of(house, entry.id).await?;
    let texts = Texts::of(visitor);
    let say = texts.say;
    let title = say.t("citizen-look");
    let row = Row::new(visitor, &entry, (&family, proof.is_some()));
    let facts: Vec<(String, String)> = vec![
        (say.t("looks-when"), row.when.0),
        (say.t("looks-who"), row.who),
        (say.t("looks-office"), row.office),
        (say.t("looks-fields"), row.fields),
        (say.t("looks-purpose"), row.purpose),
        (say.t("citizen-look-law"), entry.law.clone()),
    ];
    let facts: Vec<Fact<'_>> = facts
        .iter()
        .map(|(name, value)| Fact::new(name, value))
        .collect();
    let body = html! {
        h1 class="govuk-heading-l" { (title) }
        (summary_list(say, &facts))
        h2 class="govuk-heading-m" { (say.t("citizen-look-proof")) }
        @match proof {
            Some(proof) => (proven(visitor, &entry, (&proof, &key))),
            None => (inset(&html! { (say.t("citizen-look-unsealed")) })),
        }
    };
    let back = back_link(say, "/looks");
    Ok(visitor.page_with(&title, &body, |head| PageHead {
        before: Some(back),
        ..head
    }))
}

/// The key that signs now, and the proof under its checkpoint if the entry is sealed.
async fn proof_of(house: &House, entry: Id) -> Result<(VerifierKey, Option<Proof>), PageError> {
    let failed = |error: SealError| PageError::Failed(crate::error::chain(&error));
    let key = house.signing_key().await.map_err(failed)?;
    let proof = ledger::proof(house.ledger().store(), entry, &key).await;
    Ok((key, proof.map_err(failed)?))
}

/// The proof, and how somebody checks it without trusting us.
fn proven(visitor: &Visitor, entry: &Entry, (proof, key): (&Proof, &VerifierKey)) -> Markup {
    let say = visitor.say();
    let code = |text: &str| html! { pre class="mc-scroll" tabindex="0" { code { (text) } } };
    html! {
        p class="govuk-body" { (say.t("citizen-look-proof-about")) }
        (link_button(&format!("/looks/{}/proof", entry.id), &say.t("citizen-look-download"), ButtonLook::Primary))
        (details(&say.t("citizen-look-how"), &html! {
            ol class="govuk-list govuk-list--number" {
                li { (say.t("citizen-look-how-leaf")) (code(&proof.leaf)) }
                li { (say.t("citizen-look-how-key")) (code(&key.to_string())) }
                li { (say.t("citizen-look-how-verify")) }
                li { (say.t("citizen-look-how-salt")) (code(&proof.salt)) }
            }
        }))
    }
}

pub(in crate::citizen) async fn proof(visitor: Visitor, Path(id): Path<String>) -> Response {
    answer(&visitor, download(&visitor, &id).await)
}

async fn download(visitor: &Visitor, id: &str) -> Result<Response, PageError> {
    let (entry, _) = found(visitor, id).await?;
    let house = &visitor.house;
    let (_, proof) = proof_of(house, entry.id).await?;
    let file = proof.ok_or(PageError::NotFound)?.file;
    let name = format!("attachment; filename=\"{}.tlog-proof\"", entry.id);
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, name),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, file).into_response())
}
