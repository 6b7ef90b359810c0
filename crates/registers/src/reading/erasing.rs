//! Erasing a record on a legal ground, by whoever the rules let. What no rule with the action `erase`
//! allows is refused: leave to correct is none to erase, because nobody can undo it.

use ::store::WriteError;
use access::{Action, Actor, Ask, Ctx, Permit, Reason};
use base::Id;
use jiff::civil::Date;
use ledger::{Act, Kind, RETRIES_MAX, Receipt};
use pack::Retention;

use super::{Reading, steward};
use crate::error::RegisterError;
use crate::lower::Declared;
use crate::record::Former;

/// A legal ground on which somebody may erase records of a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErasureGround {
    /// The purpose that goes with it.
    pub purpose: String,
    /// The ground, a words key of the pack.
    pub ground: String,
}

/// What erasing a record would come to. Nothing of it is personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasable {
    /// On which grounds it may be erased, of which there is one at least.
    pub grounds: Vec<ErasureGround>,
    /// How many states of it go.
    pub states: usize,
    /// How many tickets about it go.
    pub tickets: usize,
    /// Records that were merged into it, whose former states go too.
    pub duplicates: usize,
    /// How long records of the register are kept.
    pub retention: Option<Retention>,
    /// The last day on which this one is kept.
    pub keep_until: Option<Date>,
}

/// A record to be erased.
#[derive(Clone, Copy, Debug)]
pub struct Erase<'a> {
    /// The register.
    pub register: &'a str,
    /// The record.
    pub record: Id,
    /// The ground, which must be that of the rule for the purpose of the circumstances.
    pub ground: &'a str,
    /// Whether the ledger forgets its subjects too: the salts of the entries that touched it go.
    pub forget: bool,
}

impl Reading<'_> {
    /// The grounds on which somebody may erase records of a register; none if there is no such
    /// register, or no rule.
    pub fn erasure_grounds(&self, actor: &Actor, register: &str) -> Vec<ErasureGround> {
        let Ok(declared) = self.registers.get(register) else {
            return Vec::new();
        };
        let (on, fields) = (declared.on(), declared.field_ids());
        let ask = asked(actor, declared, (&on, &fields));
        let grounds = self.policy.grounds(actor, &ask).into_iter();
        let told = grounds.map(|(purpose, ground)| ErasureGround {
            purpose: purpose.to_owned(),
            ground: ground.to_owned(),
        });
        told.collect()
    }

    /// What erasing a record would come to, for those who may.
    ///
    /// # Errors
    /// [`RegisterError::Refused`], [`RegisterError::NoSuchRecord`], when there is no such register,
    /// or the database fails.
    pub async fn erasable(
        &self,
        ctx: &Ctx,
        (register, record): (&str, Id),
    ) -> Result<Erasable, RegisterError> {
        let declared = self.registers.get(register)?;
        let grounds = self.erasure_grounds(&ctx.actor, register);
        if grounds.is_empty() {
            let (on, fields) = (declared.on(), declared.field_ids());
            let ask = asked(&ctx.actor, declared, (&on, &fields));
            let reason = match self.policy.permit(ctx, &ask) {
                Err(refused) => refused.reason,
                // A rule for all purposes names none, and so no ground is chosen by one.
                Ok(_) => Reason::Purpose,
            };
            return Err(self.refused(ctx, (Action::Erase, declared), reason).await?);
        }
        let db = self.ledger.store();
        let whole = self.registers.whole(db, register, record).await?;
        let whole = whole.ok_or(RegisterError::NoSuchRecord)?;
        let own = |former: &&Former| former.record.id == record;
        Ok(Erasable {
            grounds,
            states: whole.former.iter().filter(own).count() + 1,
            tickets: whole.tickets.len(),
            duplicates: whole.records.len() - 1,
            retention: declared.register.retention,
            keep_until: declared.keep_until(&whole.record),
        })
    }

    /// Erases a record: one act, with what `with` adds to it. Nobody can undo it.
    ///
    /// # Errors
    /// [`RegisterError::Refused`], also when the ground is not that of the rule;
    /// [`RegisterError::NoSuchRecord`], also when it was erased before; when others are quicker again
    /// and again, or the database fails.
    pub async fn erase(
        &self,
        ctx: &Ctx,
        erase: &Erase<'_>,
        with: impl Fn(Act) -> Act,
    ) -> Result<Receipt, RegisterError> {
        let declared = self.registers.get(erase.register)?;
        let permit = self.leave_to_erase(ctx, declared, erase.ground).await?;
        let (db, mut lost) = (self.ledger.store(), String::new());
        for _ in 0..RETRIES_MAX {
            let whole = self.registers.whole(db, erase.register, erase.record);
            let whole = whole.await?.ok_or(RegisterError::NoSuchRecord)?;
            let act = Act::new(ctx, Kind::RecordErased);
            let erasure = self.registers.erase(&permit, &whole, act)?;
            let at = (erase.register, &erasure.records[..]);
            let act = if erase.forget {
                let forgets = self.ledger.forget(erasure.act, at, &erasure.subjects);
                forgets.await.map_err(RegisterError::Store)?
            } else {
                erasure.act
            };
            match self.ledger.commit(with(act)).await {
                Ok(receipt) => {
                    if erase.forget {
                        self.forget_the_rest(ctx, &permit, at, &erasure.subjects)
                            .await?;
                    }
                    return Ok(receipt);
                }
                Err(WriteError::Lost { table }) => lost = table,
                Err(other) => return Err(other.into()),
            }
        }
        Err(WriteError::Lost { table: lost }.into())
    }

    /// Entries that came while the record was being erased are forgotten too.
    async fn forget_the_rest(
        &self,
        ctx: &Ctx,
        permit: &Permit,
        (register, records): (&str, &[Id]),
        subjects: &[Id],
    ) -> Result<(), RegisterError> {
        for _ in 0..RETRIES_MAX {
            let act = Act::new(ctx, Kind::RecordErased).by(permit);
            let act = act.fact("register", register).fact("change", "forgotten");
            let forgets = self.ledger.forget(act, (register, records), subjects);
            let act = forgets.await.map_err(RegisterError::Store)?;
            if act.entry().number("salts") == Some(0) {
                return Ok(());
            }
            match self.ledger.commit(act).await {
                Ok(_) | Err(WriteError::Lost { .. }) => {}
                Err(other) => return Err(other.into()),
            }
        }
        Ok(())
    }

    async fn leave_to_erase(
        &self,
        ctx: &Ctx,
        declared: &Declared,
        ground: &str,
    ) -> Result<Permit, RegisterError> {
        let (on, fields) = (declared.on(), declared.field_ids());
        let ask = asked(&ctx.actor, declared, (&on, &fields));
        match self.policy.permit(ctx, &ask) {
            Ok(permit) if permit.ground() == ground => Ok(permit),
            Ok(_) => Err(self
                .refused(ctx, (Action::Erase, declared), Reason::Purpose)
                .await?),
            Err(refused) => Err(self
                .refused(ctx, (Action::Erase, declared), refused.reason)
                .await?),
        }
    }
}

fn asked<'a>(
    actor: &Actor,
    declared: &Declared,
    (on, fields): (&'a str, &'a [&'a str]),
) -> Ask<'a> {
    Ask {
        action: Action::Erase,
        on,
        fields,
        relation: steward(actor, declared),
    }
}
