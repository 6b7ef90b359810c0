//! What each verb of a story does.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use access::Circumstances;
use base::{Id, Instant};
use notices::Delivery;
use pack::DemoAccount;

use super::doors::Doors;
use super::insist::Wish;
use super::script::Line;
use super::visitor::Visitor;
use crate::wiring::{Wired, chain};
use crate::{keys, serve};

/// People sign in again the next day: sessions end after some hours without use.
const FRESH_MICROS: i64 = 8 * 3600 * Instant::SECOND;

/// Plays lines, one after the other; browsers and kept names last for all stories of a run.
#[derive(Debug)]
pub(crate) struct Player<'a> {
    pub(super) wired: &'a Wired,
    delivery: Delivery,
    /// What everybody goes through.
    pub(crate) doors: Doors,
    data: PathBuf,
    pub(super) visitors: HashMap<String, Visitor>,
    pub(super) kept: HashMap<String, String>,
    /// How many entries of the ledger were read, to see what a request without an answer has done.
    pub(super) read: i64,
}

impl<'a> Player<'a> {
    /// A player at the doors of a house.
    pub(crate) fn new(
        (wired, doors): (&'a Wired, Doors),
        delivery: Delivery,
        data: &Path,
    ) -> Player<'a> {
        Player {
            wired,
            delivery,
            doors,
            data: data.to_owned(),
            visitors: HashMap::new(),
            kept: HashMap::new(),
            read: 0,
        }
    }

    /// The wall clock of the story.
    pub(crate) fn time(&self) -> String {
        let local = self.wired.house.local(self.wired.clock.now());
        local.strftime("%a %d.%m. %H:%M").to_string()
    }

    /// Plays a line; gives what is to be said about it.
    pub(crate) async fn play(&mut self, line: &Line) -> Result<String, String> {
        let line = self.filled_in(line).await?;
        let said = match (line.who.as_str(), line.verb.as_str()) {
            ("clock", verb) => self.clock(verb, &line).await,
            (_, "sends") => self.sends(&line).await,
            (_, "opens") => self.opens(&line).await,
            (_, "follows") => self.follows(&line).await,
            (_, "fills") => self.fills(&line).await,
            (_, "repeats") => self.repeats(&line).await,
            (_, "dozes") => self.dozes(&line),
            (_, "holds") => self.holds(&line),
            (_, "sees") => self.sees(&line, true),
            (_, "lacks") => self.sees(&line, false),
            (_, "gets") => self.gets(&line),
            (_, "keeps") => self.keeps(&line),
            (_, "tells") => self.tells(&line).await,
            (_, verb) => Err(format!("no story knows the verb `{verb}`")),
        }?;
        serve::seal_all(self.wired).await;
        Ok(said)
    }

    /// Puts kept names (`$A`) and people's numbers (`{mother.number}`) into a line.
    async fn filled_in(&self, line: &Line) -> Result<Line, String> {
        let mut line = line.clone();
        for word in &mut line.words {
            for (name, value) in &self.kept {
                *word = word.replace(&format!("${name}"), value);
            }
            while let Some(start) = word.find('{') {
                let Some(end) = word[start..].find('}').map(|at| start + at) else {
                    break;
                };
                let wanted = &word[start + 1..end];
                let today = self.wired.house.local(self.wired.clock.now()).date();
                let value = match wanted {
                    "today" => today.to_string(),
                    "yesterday" => today.yesterday().unwrap_or(today).to_string(),
                    person => self.person(person).await?,
                };
                word.replace_range(start..=end, &value);
            }
        }
        Ok(line)
    }

    /// A field of the person a demo account belongs to.
    async fn person(&self, wanted: &str) -> Result<String, String> {
        let (login, field) = wanted.split_once('.').ok_or("write {ACCOUNT.FIELD}")?;
        let house = &self.wired.house;
        let account = house
            .identity
            .find(login)
            .await
            .map_err(|error| chain(&error))?;
        let subject = account.and_then(|account| account.subject);
        let subject = subject.ok_or_else(|| format!("the account `{login}` belongs to nobody"))?;
        let store = house.ledger().store();
        let people = &house.pack().head.people;
        let record = house.room.registers.load(store, people, subject).await;
        let record = record
            .map_err(|error| chain(&error))?
            .ok_or("their record is not there")?;
        record
            .value(field)
            .map(registers::Value::to_text)
            .ok_or_else(|| format!("no `{field}`"))
    }

    async fn clock(&mut self, verb: &str, line: &Line) -> Result<String, String> {
        let calendar = &self.wired.house.pack().calendar;
        let now = self.wired.clock.now();
        let to = match verb {
            "at" => Instant::parse(line.word(0)?)
                .ok_or("not a time such as 2026-11-02T09:00:00+07:00")?,
            "passes" => {
                let days: u32 = line
                    .word(0)?
                    .parse()
                    .map_err(|_| "not a number of working days")?;
                let day = (0..days).fold(calendar.date_of(now), |day, _| {
                    calendar.next_working_day(day)
                });
                calendar.opening(day)
            }
            other => return Err(format!("the clock cannot `{other}`")),
        };
        if to < now {
            return Err("a clock never goes back".to_owned());
        }
        serve::catch_up(self.wired, &self.delivery, to).await;
        Ok("it is now".to_owned())
    }

    /// The browser of an account, signed in.
    async fn visitor(&mut self, who: &str) -> Result<&mut Visitor, String> {
        let address = self.doors.address(self.wired).await?;
        let now = self.wired.clock.now();
        if !self.visitors.contains_key(who) {
            self.visitors.insert(who.to_owned(), Visitor::new(address)?);
        }
        let visitor = self.visitors.get_mut(who).ok_or("no browser")?;
        visitor.move_to(address);
        let fresh = |at: Instant| now.since(at) < FRESH_MICROS;
        if who != "nobody" && !visitor.signed_in.is_some_and(fresh) {
            visitor.open("/sign-in").await?;
            let password = &self.wired.house.pack().demo.password;
            visitor.fill("/sign-in", &[("login", who), ("password", password)])?;
            self.press(who).await?;
            let visitor = self.visitors.get_mut(who).ok_or("no browser")?;
            if visitor.status != 200 || visitor.path.starts_with("/sign-in") {
                return Err(format!(
                    "{who} could not sign in: {}",
                    excerpt(&visitor.text())
                ));
            }
            visitor.signed_in = Some(now);
            // The answer may have come just before the doors were killed.
            visitor.move_to(self.doors.address(self.wired).await?);
        }
        self.visitors.get_mut(who).ok_or("no browser".to_owned())
    }

    fn present(&self, who: &str) -> Result<&Visitor, String> {
        self.visitors
            .get(who)
            .ok_or_else(|| format!("{who} has opened nothing yet"))
    }

    async fn opens(&mut self, line: &Line) -> Result<String, String> {
        let path = line.word(0)?.to_owned();
        let visitor = self.visitor(&line.who).await?;
        visitor.open(&path).await?;
        expect_status(visitor, line.words.get(1))?;
        Ok(format!("opens {path}"))
    }

    async fn follows(&mut self, line: &Line) -> Result<String, String> {
        let part = line.word(0)?;
        let visitor = self.visitor(&line.who).await?;
        let link = visitor
            .link(part)
            .ok_or_else(|| format!("{} has no link with `{part}`", visitor.path))?;
        visitor.open(&link).await?;
        expect_status(visitor, line.words.get(1))?;
        Ok(format!("follows {part}"))
    }

    async fn fills(&mut self, line: &Line) -> Result<String, String> {
        let part = line.word(0)?.to_owned();
        let expected = line
            .words
            .iter()
            .skip(1)
            .find(|word| word.parse::<u16>().is_ok());
        let visitor = self.visitor(&line.who).await?;
        visitor.fill(&part, &line.pairs())?;
        self.press(&line.who).await?;
        expect_status(self.present(&line.who)?, expected)?;
        let names: Vec<&str> = line.pairs().iter().map(|(name, _)| *name).collect();
        Ok(format!("{part} {}", names.join(" ")))
    }

    /// Sends the last form once more, as a double click or the back button does: nothing more may
    /// happen.
    async fn repeats(&mut self, line: &Line) -> Result<String, String> {
        self.visitor(&line.who).await?;
        self.written().await?;
        self.press(&line.who).await?;
        expect_status(self.present(&line.who)?, line.words.first())?;
        match self.written().await?.as_slice() {
            [] => Ok("sends the same form again".to_owned()),
            twice => Err(format!("the same form was acted on twice: {twice:?}")),
        }
    }

    /// Leaves the page open however long it takes: what is sent next comes from it, signed in or not.
    fn dozes(&mut self, line: &Line) -> Result<String, String> {
        let now = self.wired.clock.now();
        let visitor = self.visitors.get_mut(&line.who).ok_or("nothing is open")?;
        visitor.signed_in = Some(now);
        Ok("still has the page open".to_owned())
    }

    fn sees(&self, line: &Line, wanted: bool) -> Result<String, String> {
        let visitor = self.present(&line.who)?;
        let text = visitor.text();
        for word in &line.words {
            let sought = match word.strip_prefix('@') {
                Some(key) => self.words_of(key),
                None => word.clone(),
            };
            if text.contains(&sought) != wanted {
                let what = if wanted { "does not say" } else { "says" };
                return Err(format!(
                    "{} {what} `{sought}`: {}",
                    visitor.path,
                    excerpt(&text)
                ));
            }
        }
        Ok(format!("{} {}", line.verb, line.words.join(" ")))
    }

    /// A form of the present page has these values in its fields: what was typed is still there.
    fn holds(&self, line: &Line) -> Result<String, String> {
        let visitor = self.present(&line.who)?;
        for (name, value) in line.pairs() {
            if !visitor.holds(name, value) {
                return Err(format!(
                    "{} has no field `{name}` with that value",
                    visitor.path
                ));
            }
        }
        Ok("finds what was typed".to_owned())
    }

    /// A text of the pack in its first language, which is the demo accounts' own.
    fn words_of(&self, key: &str) -> String {
        let house = &self.wired.house;
        let first = house
            .pack()
            .head
            .languages
            .first()
            .map_or("", String::as_str);
        let lang = house
            .words
            .lang(first)
            .unwrap_or_else(|| house.words.choose(""));
        house.words.say(lang).pack(key)
    }

    fn gets(&self, line: &Line) -> Result<String, String> {
        let visitor = self.present(&line.who)?;
        let wanted = line.word(0)?;
        if visitor.first.starts_with(wanted.as_bytes()) {
            Ok(format!("a file that begins with {wanted}"))
        } else {
            Err(format!("{} does not begin with {wanted}", visitor.path))
        }
    }

    /// Keeps the last id in the present address, or in a link of the present page.
    fn keeps(&mut self, line: &Line) -> Result<String, String> {
        let visitor = self.present(&line.who)?;
        let address = match line.words.get(1) {
            Some(part) => visitor
                .link(part)
                .ok_or_else(|| format!("no link with `{part}`"))?,
            None => visitor.path.clone(),
        };
        let parts: Vec<&str> = address.split(['/', '?', '=', '&', '.']).collect();
        let id = parts.iter().rev().find(|part| part.parse::<Id>().is_ok());
        let kept = id.or_else(|| parts.iter().rfind(|part| part.len() == 26));
        let kept = kept
            .ok_or_else(|| format!("`{address}` holds no id"))?
            .to_string();
        let name = line.word(0)?.to_owned();
        let said = format!("keeps {name} = {kept}");
        self.kept.insert(name, kept);
        Ok(said)
    }

    /// An agency's system makes a record, signed with its key.
    async fn sends(&mut self, line: &Line) -> Result<String, String> {
        let house = self.wired.house.clone();
        let account = house
            .pack()
            .demo
            .accounts
            .iter()
            .find(|account| account.login == line.who);
        let agency = account.and_then(|account: &DemoAccount| account.agency.clone());
        let agency = agency.ok_or_else(|| format!("`{}` is not an agency's system", line.who))?;
        let register = line.word(0)?;
        let seed = keys::agency_seed(&self.data, &line.who)?;
        let credentials = house
            .identity
            .credentials(&agency)
            .await
            .map_err(|error| chain(&error))?;
        let key = keys::public_key(&seed);
        let credential = credentials
            .iter()
            .find(|credential| credential.public_key == key);
        let credential = credential.ok_or("the agency has no credential")?;
        let body = self.record_body(register, line)?;
        let path = format!("/api/v1/registers/{register}/records");
        let number = format!("story-{}-{}", line.who, line.number);
        let unsigned = api::Unsigned {
            method: "POST",
            path: &path,
            idempotency_key: &number,
            purpose: purpose_of(house.pack(), register)?,
            body: body.as_bytes(),
        };
        let signer = api::Signer::from_seed(credential.id, &seed);
        let headers = api::sign(&signer, &unsigned, self.wired.clock.now());
        let wish = Wish::Write {
            path: &path,
            body: &body,
            headers: &headers,
        };
        let (status, text) = self.insist(wish).await?;
        let wanted = line
            .words
            .iter()
            .skip(1)
            .find_map(|word| word.parse::<u16>().ok())
            .unwrap_or(201);
        if status == wanted {
            Ok(format!("sends {register}: {status}"))
        } else {
            Err(format!("{status}: {}", excerpt(&text)))
        }
    }

    /// The body of a record: references to people by their number.
    fn record_body(&self, register: &str, line: &Line) -> Result<String, String> {
        let pack = self.wired.house.pack();
        let declared = pack
            .register(register)
            .ok_or_else(|| format!("no register `{register}`"))?;
        let mut fields = serde_json::Map::new();
        for (name, value) in line.pairs() {
            let kind = declared.field(name).map(|field| &field.kind);
            let value = match kind {
                Some(pack::FieldKind::Reference(_)) => serde_json::json!({ "number": value }),
                Some(pack::FieldKind::Integer) => {
                    value.parse::<i64>().map_or(value.into(), Into::into)
                }
                _ => value.into(),
            };
            fields.insert(name.to_owned(), value);
        }
        Ok(serde_json::json!({ "fields": fields }).to_string())
    }

    /// Tells how a case stands: its legs with number, stage, date due, and results with their codes.
    async fn tells(&mut self, line: &Line) -> Result<String, String> {
        let case = line.word(0)?.to_owned();
        let house = self.wired.house.clone();
        let visitor = self.visitor(&line.who).await?;
        let view = visitor.ask(&format!("/api/v1/cases/{case}")).await?;
        let mut lines = vec![format!("case {}", view["number"].as_str().unwrap_or("?"))];
        let empty = Vec::new();
        for leg in view["legs"].as_array().unwrap_or(&empty) {
            let due = leg["due_at"].as_str().and_then(Instant::parse);
            let due = due.map_or_else(String::new, |due| {
                house.local(due).strftime("%d.%m. %H:%M").to_string()
            });
            let text = |name: &str| leg[name].as_str().unwrap_or("").to_owned();
            lines.push(format!(
                "{:<22} {:<22} {:<12} due {due} {}",
                text("procedure"),
                text("number"),
                text("stage"),
                text("outcome")
            ));
        }
        for result in view["results"].as_array().unwrap_or(&empty) {
            lines.push(format!("result {}", result["code"].as_str().unwrap_or("?")));
        }
        Ok(lines.join(&format!("\n{:30}", "")))
    }
}

fn expect_status(visitor: &Visitor, wanted: Option<&String>) -> Result<(), String> {
    let wanted = wanted.and_then(|word| word.parse().ok()).unwrap_or(200);
    if visitor.status == wanted {
        return Ok(());
    }
    Err(format!(
        "{} gave {} instead of {wanted}: {}",
        visitor.path,
        visitor.status,
        excerpt(&visitor.text())
    ))
}

/// The purpose for which agencies' systems may make records in a register.
fn purpose_of<'p>(pack: &'p pack::Pack, register: &str) -> Result<&'p str, String> {
    let on = format!("register:{register}");
    let mut rules = pack
        .rules
        .iter()
        .filter(|rule| rule.role == "consumer" && rule.on.contains(&on));
    let purpose = rules.find_map(|rule| rule.purposes.first());
    purpose
        .map(String::as_str)
        .ok_or_else(|| format!("no rule lets agencies' systems write `{register}`"))
}

/// The beginning of a text, for a message.
fn excerpt(text: &str) -> String {
    let mut short: String = text.chars().take(600).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
