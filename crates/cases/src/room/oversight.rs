//! What those see who watch over figures and queues: which cases stand behind a figure, how much
//! waits. Nothing here is personal.

use super::*;

/// The purpose for which figures open down to the cases behind them.
const STEERING: &str = "steering";

/// What a figure opens down to: how a case's clock stood, where, how it ended.
const BEHIND: [&str; 3] = ["clock", "office", "outcome"];

/// So many waiting cases are counted; more is "more", so that a long queue costs no more than a
/// short one.
pub const WAITING_MAX: i64 = 500;

/// How many cases wait for a role in its office; none of the numbers is over [`WAITING_MAX`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// All.
    pub all: i64,
    /// Those whose date has passed.
    pub late: i64,
    /// Those due by the end of the day, the late ones left out.
    pub today: i64,
}

impl Room {
    /// The procedures whose cases the asker may see behind the figures.
    pub fn overseen(&self, ctx: &Ctx) -> Vec<String> {
        if ctx.purpose != STEERING {
            return Vec::new();
        }
        let open = |id: &&String| {
            let on = format!("procedure:{id}");
            let ask = Ask {
                action: Doing::Look,
                on: &on,
                fields: &BEHIND,
                relation: Relation::None,
            };
            self.policy.permit(ctx, &ask).is_ok()
        };
        let ids = self
            .law
            .pack
            .procedures
            .iter()
            .map(|procedure| &procedure.id);
        ids.filter(open).cloned().collect()
    }

    /// The same; if there are none, a refusal that is in the ledger.
    ///
    /// # Errors
    /// [`CaseError::Refused`], or when the database fails.
    pub async fn oversee(&self, ctx: &Ctx) -> Result<Vec<String>, CaseError> {
        let overseen = self.overseen(ctx);
        let (true, Some(first)) = (overseen.is_empty(), self.law.pack.procedures.first()) else {
            return Ok(overseen);
        };
        let on = format!("procedure:{}", first.id);
        let ask = Ask {
            action: Doing::Look,
            on: &on,
            fields: &BEHIND,
            relation: Relation::None,
        };
        let leave = self.policy.permit(ctx, &ask).map_err(CaseError::Refused);
        self.recorded(ctx, leave).await.map(|_| overseen)
    }

    /// How much waits for the asker's role in their office.
    ///
    /// # Errors
    /// [`CaseError::NotFound`] for who is no officer, or when the database fails.
    pub async fn waiting(&self, ctx: &Ctx) -> Result<Waiting, CaseError> {
        let Actor::Officer { post, .. } = &ctx.actor else {
            return Err(CaseError::NotFound);
        };
        let calendar = &self.law.pack.calendar;
        let tonight = calendar.closing(calendar.date_of(ctx.now)).max(ctx.now);
        let count = |before| {
            store::waiting(
                self.ledger.store(),
                (&post.office, &post.role),
                before,
                WAITING_MAX,
            )
        };
        let late = count(ctx.now).await?;
        let soon = count(Instant(tonight.0.saturating_add(1))).await?;
        let all = count(Instant(i64::MAX)).await?;
        Ok(Waiting {
            all,
            late,
            today: soon - late,
        })
    }
}
