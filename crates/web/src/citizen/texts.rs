//! What a pack's ids, codes and instants are called in the reader's language.

use base::Instant;
use base::clock::WorkingTime;
use base::limit::Limit;
use jiff::civil::Date;
use pack::model::FieldKind;

use crate::house::House;
use crate::visitor::Visitor;
use crate::words::Say;

/// The house and a language: everything that naming things needs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Texts<'a> {
    /// Where lists, offices and places are.
    pub(crate) house: &'a House,
    /// The language.
    pub(crate) say: Say<'a>,
}

impl<'a> Texts<'a> {
    /// In the language of a visitor.
    pub(crate) fn of(visitor: &'a Visitor) -> Texts<'a> {
        Texts {
            house: &visitor.house,
            say: visitor.say(),
        }
    }

    /// The text of a code.
    pub(crate) fn code(self, list: &str, code: &str) -> String {
        let languages = &self.house.pack().head.languages;
        let language = languages
            .iter()
            .position(|known| known == self.say.lang().as_str());
        let list = self.house.pack().list(list);
        let text = list.and_then(|list| list.text(code, language.unwrap_or(0)));
        text.unwrap_or(code).to_owned()
    }

    /// The name of an office.
    pub(crate) fn office(self, id: &str) -> String {
        self.house
            .room
            .directory
            .agency(id)
            .map_or_else(|| id.to_owned(), |agency| agency.name.clone())
    }

    /// A place with the places it lies in.
    pub(crate) fn place(self, code: &str) -> String {
        let path = self.house.room.directory.place_path(code);
        if path.is_empty() {
            code.to_owned()
        } else {
            path.join(", ")
        }
    }

    /// A register; also those that are not a pack's.
    pub(crate) fn register(self, id: &str) -> String {
        match id {
            "cases" => self.say.t("citizen-register-cases"),
            "accounts" => self.say.t("citizen-register-accounts"),
            "notices" => self.say.t("citizen-register-notices"),
            _ => self.named(&format!("register-{id}"), id),
        }
    }

    /// A field of a register.
    pub(crate) fn field(self, register: &str, field: &str) -> String {
        match (register, field) {
            (_, "*") => self.say.t("citizen-field-all"),
            ("cases", "consent") => self.say.t("citizen-field-consent"),
            ("cases", "result") => self.say.t("citizen-field-result"),
            ("accounts" | "notices", _) => self.say.t("citizen-field-all"),
            ("cases", _) => self
                .say
                .pack_if(&format!("paper-{field}"))
                .unwrap_or_else(|| self.say.t("citizen-field-paper")),
            _ => self.named(&format!("field-{register}-{field}"), field),
        }
    }

    /// A text of the pack, or the id where it has none.
    fn named(self, key: &str, id: &str) -> String {
        self.say.pack_if(key).unwrap_or_else(|| id.to_owned())
    }

    /// A value of a register as people read it.
    pub(crate) fn value(self, register: &str, field: &str, text: &str) -> String {
        let declared = self
            .house
            .pack()
            .register(register)
            .and_then(|declared| declared.field(field));
        match declared.map(|field| &field.kind) {
            Some(FieldKind::Code(list)) => self.code(list, text),
            Some(FieldKind::Boolean) => self.yes_no(text == "true"),
            Some(FieldKind::Date | FieldKind::PartialDate) => self.date_or(text),
            Some(FieldKind::Instant) => match text.parse() {
                Ok(at) => self.moment(Instant(at)),
                Err(_) => text.to_owned(),
            },
            Some(FieldKind::Place) => self.place(text),
            Some(FieldKind::Agency) => self.office(text),
            // Who it is stands in the evidence about that person; an id says nothing to people.
            Some(FieldKind::Reference(_)) => self.say.t("citizen-value-record"),
            Some(
                FieldKind::Text | FieldKind::Name | FieldKind::Integer | FieldKind::Identifier(_),
            )
            | None => text.to_owned(),
        }
    }

    /// Yes or no.
    pub(crate) fn yes_no(self, yes: bool) -> String {
        if yes {
            self.say.t("citizen-yes")
        } else {
            self.say.t("citizen-no")
        }
    }

    /// A day if the text is one, else the text.
    pub(crate) fn date_or(self, text: &str) -> String {
        text.parse::<Date>()
            .map_or_else(|_| text.to_owned(), |date| self.say.date(date))
    }

    /// A role; `applicant` is the reader.
    pub(crate) fn role(self, role: &str) -> String {
        match role {
            "applicant" => self.say.t("citizen-you"),
            "nobody" => self.say.t("citizen-role-nobody"),
            _ => self.named(&format!("role-{role}"), role),
        }
    }

    /// What something is done for: a purpose of the pack, or one that every house has.
    pub(crate) fn purpose(self, id: &str) -> String {
        match id {
            "account" | "sign-in" | "recovery" | "demo" => self.say.t("citizen-purpose-account"),
            "clock" | "mail" | "bench" => self.say.t("citizen-purpose-clock"),
            "desk" => self.say.t("citizen-purpose-desk"),
            "quality" => self.say.t("citizen-purpose-quality"),
            _ => self.named(&format!("purpose-{id}"), id),
        }
    }

    /// A legal ground; nothing where there is none, or none that has a text.
    pub(crate) fn ground(self, key: &str) -> Option<String> {
        if key.is_empty() {
            None
        } else {
            self.say.pack_if(key)
        }
    }

    /// A procedure.
    pub(crate) fn procedure(self, id: &str) -> String {
        self.say.pack(&format!("procedure-{id}"))
    }

    /// An instant for reading.
    pub(crate) fn moment(self, at: Instant) -> String {
        self.say.date_time(self.house.local(at))
    }

    /// An instant for reading and for machines.
    pub(crate) fn when(self, at: Instant) -> (String, String) {
        let local = self.house.local(at);
        (
            self.say.date_time(local),
            local.strftime("%Y-%m-%dT%H:%M").to_string(),
        )
    }

    /// A due instant: with the day of the week, and for machines.
    pub(crate) fn due(self, at: Instant) -> (String, String) {
        let local = self.house.local(at);
        let date = self.say.date_weekday(local.date());
        let time = self.say.time(local.time());
        let text = self.say.tv(
            "citizen-due",
            &[("date", date.into()), ("time", time.into())],
        );
        (text, local.strftime("%Y-%m-%dT%H:%M").to_string())
    }

    /// A limit of the law.
    pub(crate) fn limit(self, limit: Limit) -> String {
        match limit {
            Limit::SameDay => self.say.t("citizen-limit-same-day"),
            Limit::WorkingDays(days) => self.say.working_days(days.into()),
            Limit::CalendarDays(days) => self.say.days(days.into()),
            Limit::WorkingHours(hours) => self
                .say
                .tv("citizen-limit-hours", &[("count", hours.into())]),
        }
    }

    /// Working time: days, then hours and minutes.
    pub(crate) fn working(self, time: WorkingTime) -> String {
        let minutes = i64::from(time.hours) * 60 + i64::from(time.minutes);
        match (time.days, minutes) {
            (0, minutes) => self.say.minutes(minutes),
            (days, 0) => self.say.working_days(days.into()),
            (days, minutes) => {
                format!(
                    "{} {}",
                    self.say.working_days(days.into()),
                    self.say.minutes(minutes)
                )
            }
        }
    }

    /// How a case ended, or its stage.
    pub(crate) fn stage(self, case: &cases::model::Case) -> String {
        use pack::model::Outcome;
        if !case.stage.is_empty() {
            return self
                .say
                .pack(&format!("stage-{}-{}", case.procedure, case.stage));
        }
        match case.ended.map(|(_, how)| how) {
            None => self.say.t("citizen-stage-running"),
            Some(Outcome::Granted) => self.say.t("citizen-outcome-granted"),
            Some(Outcome::Refused) => self.say.t("citizen-outcome-refused"),
            Some(Outcome::Withdrawn) => self.say.t("citizen-outcome-withdrawn"),
        }
    }
}
