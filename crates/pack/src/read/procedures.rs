//! `law/procedures/*.toml`: what a case asks and knows.

use super::{declarations, steps, strings, writes};
use crate::diagnostic::Code;
use crate::loading::{Loading, Spot, Word};
use crate::model::{Consent, Evidence, Leg, Paper, Procedure, Routing, Shown, Source};
use crate::names::NameKind;
use crate::table::{Table, Value, check_id, check_name};

/// Most questions, evidence, values, stages ... of a procedure, each: the longest real one we know
/// has 31 questions. It also bounds the time a hostile pack can take.
const ITEMS_MAX: usize = 200;

/// Names that expressions know without evidence: see [`crate::scope_of`].
const OURS: [&str; 9] = [
    "applicant_id",
    "today",
    "office",
    "form",
    "value",
    "consent",
    "consent_needed",
    "out",
    "leg",
];

/// Reads all procedures.
pub(crate) fn procedures(loading: &Loading<'_>) -> Vec<Procedure> {
    declarations(
        loading,
        "law/procedures/",
        NameKind::Procedure,
        |table, id| procedure(loading, table, &id),
    )
}

fn procedure(loading: &Loading<'_>, table: &Table<'_>, id: &str) -> Procedure {
    let withdraw_until = table.texts("withdraw_until");
    for stage in &withdraw_until {
        loading.refer(NameKind::Stage, id, stage);
    }
    let follow_up = table.maybe_text("follow_up");
    let within = Within { loading, id };
    Procedure {
        id: id.to_owned(),
        code: table.text("code").text,
        grounds: strings(table.texts("grounds")),
        office: within.office(table),
        limit: table.limit("limit"),
        cut_off: table.maybe_time("cut_off"),
        extension: table.limit("extension"),
        withdraw_until: strings(withdraw_until),
        evidence: within.each(table, "evidence", NameKind::Evidence, Within::evidence),
        shows: within.shows(table),
        questions: within.each(table, "question", NameKind::Question, Within::question),
        values: within.values(table),
        consents: within.each(table, "consent", NameKind::Consent, |_, table, id| {
            Consent {
                id,
                from: table.source("from"),
                when: table.source("when"),
            }
        }),
        stages: steps::stages(&within, table),
        actions: steps::actions(&within, table),
        writes: writes::writes(&within, table),
        results: writes::results(&within, table),
        parties: within.sources(table, "parties"),
        refusals: strings(table.texts("refusals")),
        legs: within.each(table, "leg", NameKind::Leg, Within::leg),
        follow_up: follow_up.map(|role| role.text),
    }
}

/// The procedure being read.
pub(super) struct Within<'w> {
    pub(super) loading: &'w Loading<'w>,
    pub(super) id: &'w str,
}

impl Within<'_> {
    /// Reads a list of tables that each have an id of a kind. Those whose kind expressions know
    /// have names; stages, actions and results have ids.
    pub(super) fn each<T>(
        &self,
        table: &Table<'_>,
        key: &'static str,
        kind: NameKind,
        one: impl Fn(&Self, &Table<'_>, String) -> T,
    ) -> Vec<T> {
        let tables = self.some(table, key, kind);
        let read = tables.iter().map(|table| {
            let id = table.text("id");
            match kind {
                NameKind::Stage | NameKind::Action | NameKind::Result => {
                    check_id(self.loading, &id)
                }
                _ => check_name(self.loading, &id),
            }
            self.loading.declare(kind, self.id, &id);
            one(self, table, id.text)
        });
        read.collect()
    }

    /// Reads a list of tables, up to [`ITEMS_MAX`].
    pub(super) fn some<'t>(
        &self,
        table: &Table<'t>,
        key: &'static str,
        kind: NameKind,
    ) -> Vec<Table<'t>> {
        let mut tables = table.tables(key, kind.word());
        if let Some(first) = tables.get(ITEMS_MAX) {
            self.too_many(kind, first.spot);
            tables[ITEMS_MAX..].iter().for_each(Table::give_up);
            tables.truncate(ITEMS_MAX);
        }
        tables
    }

    fn too_many(&self, kind: NameKind, spot: Spot) {
        let message = format!(
            "a procedure has at most {ITEMS_MAX} of one kind, here: {}",
            kind.word()
        );
        self.loading.report(Code::WrongValue, spot, message);
    }

    /// Notes the use of a name below this procedure.
    pub(super) fn refer(&self, kind: NameKind, name: &Word) {
        self.loading.refer(kind, self.id, name);
    }

    /// A list of expressions that may be there.
    pub(super) fn sources(&self, table: &Table<'_>, key: &'static str) -> Vec<Source> {
        let items = table
            .get(key)
            .map(|value| value.items())
            .unwrap_or_default();
        items.iter().map(|item| item.source()).collect()
    }

    /// Which procedures the evidence may belong to is known when all have been read.
    fn shows(&self, table: &Table<'_>) -> Vec<Shown> {
        let shows = self.some(table, "show", NameKind::Show);
        let read = shows.iter().map(|table| {
            let evidence = table.text("evidence");
            self.loading.declare(NameKind::Show, self.id, &evidence);
            Shown {
                evidence: evidence.text,
                fields: strings(table.texts("fields")),
            }
        });
        read.collect()
    }

    fn office(&self, table: &Table<'_>) -> Routing {
        let office = table.need("office").and_then(|value| value.table("office"));
        let Some(office) = office else {
            return Routing {
                kind: String::new(),
                place: Source {
                    text: String::new(),
                    place: String::new(),
                },
            };
        };
        let kind = office.text("kind");
        self.loading.refer(NameKind::AgencyKind, "", &kind);
        Routing {
            kind: kind.text,
            place: office.source("place"),
        }
    }

    fn values(&self, table: &Table<'_>) -> Vec<(String, Source)> {
        let values = table.table("values", "the table of values");
        let values = values.map(|values| values.entries()).unwrap_or_default();
        if let Some((name, _)) = values.get(ITEMS_MAX) {
            self.too_many(NameKind::Value, name.spot);
        }
        let read = values.iter().take(ITEMS_MAX).map(|(name, value)| {
            check_name(self.loading, name);
            self.loading.declare(NameKind::Value, self.id, name);
            (name.text.clone(), value.source())
        });
        read.collect()
    }

    fn evidence(&self, table: &Table<'_>, id: String) -> Evidence {
        if OURS.contains(&id.as_str()) {
            let spot = self.loading.spot_of(NameKind::Evidence, self.id, &id);
            let message =
                format!("evidence cannot be called `{id}`: expressions mean something else by it");
            self.loading.report(Code::BadName, spot, message);
        }
        let register = table.text("register");
        self.loading.refer(NameKind::Register, "", &register);
        let find = table
            .need("find")
            .map(|value| value.items())
            .unwrap_or_default();
        if find.is_empty() {
            let message = format!("evidence `{id}` has no way to be found: give `find`");
            self.loading.report(Code::WrongValue, table.spot, message);
        }
        let find = find
            .iter()
            .map(|way| self.way(&register.text, way))
            .collect();
        let shown = table.texts("shown");
        for field in &shown {
            self.loading.refer(NameKind::Field, &register.text, field);
        }
        Evidence {
            find,
            agrees: table.maybe_source("agrees"),
            paper: table
                .table("paper", "paper")
                .map(|paper| self.paper(&paper)),
            shown: strings(shown),
            register: register.text,
            id,
        }
    }

    fn way(&self, register: &str, value: &Value<'_>) -> Vec<(String, Source)> {
        let way = value.table("way to find a record");
        let way = way.map(|way| way.entries()).unwrap_or_default();
        if way.is_empty() {
            let message = "a way to find a record names at least one field";
            self.loading.report(Code::WrongValue, value.spot(), message);
        }
        let read = way.iter().map(|(field, value)| {
            if field.text != "record" {
                self.loading.refer(NameKind::Field, register, field);
            }
            (field.text.clone(), value.source())
        });
        read.collect()
    }

    fn paper(&self, table: &Table<'_>) -> Paper {
        let id = table.text("id");
        check_id(self.loading, &id);
        Paper {
            id: id.text,
            when: table.maybe_source("when"),
        }
    }

    fn leg(&self, table: &Table<'_>, id: String) -> Leg {
        let procedure = table.text("procedure");
        self.loading.refer(NameKind::Procedure, "", &procedure);
        let after = table.texts("after");
        for leg in &after {
            self.refer(NameKind::Leg, leg);
        }
        Leg {
            id,
            procedure: procedure.text,
            after: strings(after),
            when: table.maybe_source("when"),
        }
    }
}
