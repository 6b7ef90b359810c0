//! What the tests do on the island, and what they read there.

use access::Ctx;
use base::{Id, Instant};
use cases::model::{Answers, Case};
use cases::{CaseError, CaseView, Command, OfficeView};
use ledger::{Act, Entry, Kind, Receipt};
use registers::Record;

use crate::island::{Island, MONDAY, at, clock, noticed, person};

impl Island {
    /// Submits; the root case.
    pub(crate) async fn file(&self, who: Id, given: &Answers, when: &str) -> Result<Id, CaseError> {
        let ctx = person(who, when);
        let done = self
            .room
            .submit(&ctx, "boat", (Some(given), |act, _| act))
            .await;
        done.map(|(_, root)| root)
    }

    /// A paper that a person has sent, not for any case yet.
    pub(crate) async fn sent(&self, who: Id) -> Id {
        let ctx = person(who, MONDAY);
        let bytes = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n".to_vec();
        let file = files::check("bill.pdf", bytes, &files::FileKind::ALL).unwrap();
        let place = files::Place {
            owner: who,
            case: Id([7; 16]),
            item: "bill-of-sale".to_owned(),
        };
        let (id, changes) = files::receive(&ctx, file, place);
        let act = ledger::Act::new(&ctx, ledger::Kind::FileReceived).changes(changes);
        self.room.ledger.commit(act).await.unwrap();
        id
    }

    /// A person with a boat of 5 metres files for a licence and a mooring: root and leg.
    pub(crate) async fn filed(&self, who: Id, when: &str) -> (Case, Case) {
        self.notice(who, None, 50).await;
        let root = self.file(who, &noticed(), when).await.unwrap();
        (
            self.root(who, root).await,
            self.leg(who, root, "mooring").await,
        )
    }

    /// The case as the applicant sees it.
    pub(crate) async fn view(&self, who: Id, root: Id) -> CaseView {
        self.room.case(&person(who, MONDAY), root).await.unwrap()
    }

    pub(crate) async fn root(&self, who: Id, root: Id) -> Case {
        self.view(who, root).await.root
    }

    pub(crate) async fn leg(&self, who: Id, root: Id, leg: &str) -> Case {
        let legs = self.view(who, root).await.legs;
        let found = legs
            .into_iter()
            .find(|case| case.leg.as_deref() == Some(leg));
        found.unwrap_or_else(|| panic!("no leg {leg}"))
    }

    pub(crate) async fn desk(&self, ctx: &Ctx, case: Id) -> OfficeView {
        self.room
            .desk_case(|_| ctx.under_law(&ctx.law), case)
            .await
            .unwrap()
    }

    /// A command; an officer takes the case on first, unless it is theirs already.
    pub(crate) async fn act(
        &self,
        ctx: &Ctx,
        case: Id,
        command: &Command,
    ) -> Result<Receipt, CaseError> {
        let officer = matches!(ctx.actor, access::Actor::Officer { .. });
        if officer && matches!(command, Command::Take(_)) {
            let claimed = self
                .room
                .act(ctx, case, (&Command::Claim, |act: Act| act))
                .await;
            match claimed {
                Ok(_) | Err(CaseError::NotNow { .. }) => {}
                Err(refused) => return Err(refused),
            }
        }
        self.room.act(ctx, case, (command, |act: Act| act)).await
    }

    /// The applicant's and the officers' commands one after the other; each must succeed.
    pub(crate) async fn story(&self, case: Id, steps: &[(Ctx, Command)]) {
        for (ctx, command) in steps {
            let done = self.act(ctx, case, command).await;
            assert!(done.is_ok(), "{command:?}: {done:?}");
        }
    }

    /// The numbers in an office's queue for a role.
    pub(crate) async fn queue(&self, ctx: &Ctx) -> Vec<Id> {
        let rows = self.room.queue(ctx, None, 100).await.unwrap();
        rows.into_iter().map(|row| row.case).collect()
    }

    /// Sets the clock forward: timers run at the instants at which they fall due.
    pub(crate) async fn run_until(&self, when: &str) {
        self.run_to(at(when)).await;
    }

    /// The same, to an instant.
    pub(crate) async fn run_to(&self, when: Instant) {
        let handler = |job: jobs::Claimed| async move {
            self.ran.lock().unwrap().push(job.job.clone());
            if !matches!(job.job.kind.as_str(), cases::APOLOGY | cases::SILENCE) {
                return Ok(());
            }
            let done = |act: Act| act.change(jobs::done(&job));
            let ran = self
                .room
                .timer(&clock(job.job.due), &job.job.payload, done)
                .await;
            ran.map_err(jobs::Failed::for_good)
        };
        jobs::run_until(self.room.ledger.store(), when, handler)
            .await
            .unwrap();
        assert_eq!(jobs::dead(self.room.ledger.store(), 10).await.unwrap(), []);
    }

    /// The payloads of the jobs of a kind that fell due.
    pub(crate) fn payloads(&self, kind: &str) -> Vec<String> {
        let ran = self.ran.lock().unwrap();
        ran.iter()
            .filter(|job| job.kind == kind)
            .map(|job| job.payload.clone())
            .collect()
    }

    /// What the applicant reads in the case's history.
    pub(crate) async fn history(&self, who: Id, root: Id) -> Vec<String> {
        self.view(who, root)
            .await
            .steps
            .into_iter()
            .map(|step| step.what)
            .collect()
    }

    /// The entry an act left.
    pub(crate) async fn entry(&self, receipt: &Receipt) -> Entry {
        self.room
            .ledger
            .entry(receipt.entry)
            .await
            .unwrap()
            .unwrap()
    }

    /// The latest entry about a subject.
    pub(crate) async fn last_about(&self, subject: Id) -> Entry {
        self.room
            .ledger
            .of_subject(subject, None, 1)
            .await
            .unwrap()
            .remove(0)
    }

    /// The entry of a kind about a subject; there is exactly one.
    pub(crate) async fn only(&self, kind: Kind, subject: Id) -> Entry {
        let all = self
            .room
            .ledger
            .of_subject(subject, None, 200)
            .await
            .unwrap();
        let mut found: Vec<Entry> = all.into_iter().filter(|entry| entry.kind == kind).collect();
        assert_eq!(found.len(), 1, "{kind:?}: {found:?}");
        found.remove(0)
    }

    /// The kinds of notices in an inbox, the first first.
    pub(crate) async fn inbox(&self, who: Id) -> Vec<String> {
        let all = notices::inbox(self.room.ledger.store(), who, None, 50)
            .await
            .unwrap();
        let mut all: Vec<_> = all
            .into_iter()
            .map(|one| (one.at, one.notice.kind))
            .collect();
        all.sort();
        all.into_iter().map(|(_, kind)| kind).collect()
    }

    /// The boats a person is the first owner of.
    pub(crate) async fn boats(&self, owner: Id) -> Vec<Record> {
        let found = [("owner", owner.into())];
        self.room
            .registers
            .find(self.room.ledger.store(), "boats", &found)
            .await
            .unwrap()
    }
}
