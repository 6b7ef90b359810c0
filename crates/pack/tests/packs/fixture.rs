//! A skerry with one village and one boat: the smallest pack in which every check has something
//! to look at.

use std::collections::BTreeMap;

use pack::Diagnostic;

mod boats;

use boats::BOATS;

/// The files of a pack without a mistake.
pub(crate) fn files() -> BTreeMap<String, String> {
    let files = [
        ("pack.toml", PACK),
        ("demo.toml", DEMO),
        ("law/calendar.toml", CALENDAR),
        ("law/registers/people.toml", PEOPLE),
        ("law/registers/places.toml", PLACES),
        ("law/registers/agencies.toml", AGENCIES),
        ("law/registers/boats.toml", BOATS),
        ("law/identifiers/hull.toml", HULL),
        ("law/procedures/boat.toml", BOAT),
        ("law/procedures/berth.toml", BERTH),
        ("law/events/boat.toml", EVENT),
        ("law/indicators/granted.toml", INDICATOR),
        ("law/access/rules.toml", RULES),
        ("look/colours.toml", "brand = \"#12345f\"\n"),
        ("papers/boat.typ", "= Boat\n"),
        (
            "seed/places.csv",
            "code,kind,name\nS,village,South\nN,village,North\n",
        ),
        (
            "seed/agencies.csv",
            "id,kind,name,place\nRG,registry,Registry,S\nHO,harbour,Harbour,\n",
        ),
        (
            "seed/holidays.csv",
            "date,kind,name\n2026-01-01,holiday,New Year\n2026-01-03,working,For it\n",
        ),
        ("seed/letters.csv", "place,letter\nS,A\nN,B\n"),
        (
            "seed/codelists/kind.csv",
            "code,en\nsail,Sailing boat\nmotor,Motor boat\n",
        ),
        ("words/en.ftl", WORDS),
    ];
    let files = files
        .into_iter()
        .map(|(path, text)| (path.to_owned(), text.to_owned()));
    files.collect()
}

/// The mistakes found when, in one file, the first `from` is written as `to`.
pub(crate) fn mistakes(path: &str, from: &str, to: &str) -> Vec<Diagnostic> {
    let mut files = files();
    let text = files.entry(path.to_owned()).or_default();
    assert!(text.contains(from), "{path} lacks {from}");
    *text = text.replacen(from, to, 1);
    pack::load(files).err().unwrap_or_default()
}

pub(crate) const PACK: &str = r#"format     = 1
id         = "skerry"
version    = "2026-09-01"
valid_from = 2026-09-01
languages  = ["en"]
text_rules = "en"
[people]
register    = "people"
name        = "name"
number      = "number"
born        = "born_on"
parents     = ["mother"]
minor_until = 16
[directory]
agencies = "agencies"
places   = "places"
"#;

const DEMO: &str = r#"password = "skerry"
start    = "2026-11-02T08:00:00+01:00"
[[account]]
login  = "ann"
person = { adult = "S" }
look   = "demo-ann"
[[account]]
login  = "bo"
posts  = [["registrar", "RG"]]
look   = "demo-bo"
"#;

pub(crate) const CALENDAR: &str = r#"time_zone  = "+01:00"
week       = ["monday", "tuesday"]
hours      = [["08:00", "12:00"], ["13:00", "16:00"]]
holidays   = "seed/holidays.csv"
warn_hours = 2
"#;

pub(crate) const PEOPLE: &str = r#"id      = "people"
steward = "RG"
ground  = "ground-people"
about   = ["self"]
[fields]
number  = { type = "text", key = true, sensitive = true }
name    = { type = "name", search = true }
born_on = { type = "date" }
village = { type = "place" }
mother  = { type = "record", register = "people", optional = true }
"#;

const PLACES: &str = r#"id      = "places"
steward = "RG"
ground  = "ground-people"
about   = []
[fields]
code = { type = "text", key = true }
kind = { type = "text" }
name = { type = "name" }
"#;

const AGENCIES: &str = r#"id      = "agencies"
steward = "RG"
ground  = "ground-people"
about   = []
[fields]
id    = { type = "text", key = true }
kind  = { type = "text" }
name  = { type = "name" }
place = { type = "place", optional = true }
"#;

const HULL: &str = r#"id = "hull"
[[segment]]
kind = "text"
text = "SK"
[[segment]]
kind  = "code"
list  = "letters"
table = "seed/letters.csv"
[[segment]]
kind   = "serial"
digits = 3
"#;

pub(crate) const BOAT: &str = r#"id         = "boat"
code       = "B.1"
grounds    = ["ground-boats"]
office     = { kind = "registry", place = "owner.village" }
limit      = "5 working days"
cut_off    = "15:00"
extension  = "10 days"
withdraw_until = ["check"]
refusals   = ["ground-unsafe"]
follow_up  = "registrar"
parties    = ["owner.mother"]

[[evidence]]
id       = "owner"
register = "people"
find     = [{ record = "applicant_id" }]
shown    = ["name"]

[[evidence]]
id       = "old"
register = "boats"
find     = [{ owner = "owner.record" }]
agrees   = "old.length < 100 && old.kind == 'sail'"
paper    = { id = "bill", when = "form.kind == 'motor'" }

[[question]]
id      = "kind"
kind    = "code"
list    = "kind"
default = "'sail'"

[[question]]
id    = "built"
kind  = "date"
when  = "!old.found"
check = "days_between(form.built, today) >= 0"

[[question]]
id      = "post"
kind    = "choice"
choices = ["counter", "mail"]

[values]
sound = "form.kind == 'sail' || old.sound"
place = "owner.village"

[[consent]]
id   = "mother"
from = "owner.mother"
when = "owner.mother != null"

[[stage]]
id    = "check"
by    = "registrar"
state = "1"

[[stage]]
id      = "draft"
by      = "applicant"
pauses  = "ground-pause"
silence = { after = "2 days", action = "confirm" }
state   = "1"

[[stage]]
id    = "done"
by    = "nobody"
end   = "granted"
state = "2"

[[stage]]
id    = "refused"
by    = "nobody"
end   = "refused"
state = "3"

[[stage]]
id    = "withdrawn"
by    = "nobody"
end   = "withdrawn"
state = "4"

[[action]]
id   = "send"
from = ["check"]
to   = "draft"
by   = "registrar"

[[action]]
id   = "confirm"
from = ["draft"]
to   = "done"
by   = "applicant"
when = "!consent_needed.mother || consent.mother"

[[action]]
id    = "refuse"
from  = ["check"]
to    = "refused"
by    = "registrar"
needs = ["ground", "reason"]

[[write]]
action   = "confirm"
register = "boats"
name     = "boat"
[write.fields]
hull  = { allocate = "hull", codes = ["value.place"] }
owner = "owner.record"
kind  = "form.kind"
sound = "value.sound"
since = "today"

[[result]]
id      = "licence"
action  = "confirm"
code    = "R.1"
paper   = "boat.typ"
holder  = "owner.name"
holders = ["owner.record"]
[result.fields]
hull    = "out.boat.hull"
kind    = { value = "form.kind", list = "kind" }
village = { value = "value.place", place = true }

[[leg]]
id        = "one"
procedure = "berth"

[[leg]]
id        = "two"
procedure = "berth"
after     = ["one"]
when      = "leg.one.outcome == 'granted'"
"#;

const BERTH: &str = r#"id         = "berth"
code       = "B.2"
grounds    = ["ground-boats"]
office     = { kind = "harbour", place = "value.place" }
limit      = "same day"
extension  = "1 day"
refusals   = ["ground-unsafe"]
[[show]]
evidence = "owner"
fields   = ["name"]
[[stage]]
id    = "check"
by    = "master"
state = "1"
[[stage]]
id    = "done"
by    = "nobody"
end   = "granted"
state = "2"
[[stage]]
id    = "withdrawn"
by    = "nobody"
end   = "withdrawn"
state = "4"
[[action]]
id   = "berth"
from = ["check"]
to   = "done"
by   = "master"
when = "out.boat.sound"
"#;

const EVENT: &str = r#"id        = "boat"
procedure = "boat"
offer     = "old"
"#;

const INDICATOR: &str = r#"id     = "granted"
kind   = "case.ended"
target = 900
[of]
procedure = "boat"
[with]
outcome = "granted"
"#;

const RULES: &str = r#"[[rule]]
role     = "person"
on       = ["register:people", "procedure:boat"]
actions  = ["look", "create"]
fields   = ["*"]
purposes = ["*"]
relation = "own"
ground   = "ground-own"
[[rule]]
role     = "registrar"
on       = ["register:people", "register:boats"]
actions  = ["look"]
fields   = ["name", "hull"]
purposes = ["boat"]
relation = "office"
ground   = "ground-boats"
[[rule]]
role     = "registrar"
on       = ["register:boats"]
actions  = ["look"]
fields   = ["who"]
purposes = ["boat"]
relation = "none"
ground   = "ground-boats"
[[rule]]
role     = "registrar"
on       = ["procedure:boat"]
actions  = ["handle"]
fields   = ["*"]
purposes = ["boat"]
relation = "office"
ground   = "ground-boats"
[[rule]]
role     = "master"
on       = ["procedure:berth"]
actions  = ["handle"]
fields   = ["*"]
purposes = ["boat"]
relation = "office"
ground   = "ground-boats"
"#;

const WORDS: &str = "pack-name = Skerry
field-boats-born = Laid down
field-boats-draft = Draft
field-boats-price = Price
field-boats-shape = Shape
field-boats-plan = Plan
field-boats-sails = Sails
field-boats-seen = Seen
rule-boats-not-too-deep = A sailing boat draws less than five metres
rule-boats-draft = The draft is between 10 centimetres and 9 metres
rule-boats-since = The boat is not of the future
rule-boats-mother = A boat has the number of its owner
rule-boats-alive = Somebody has seen the boat within a year
role-clock = the clock
role-person = person
role-registrar = registrar
role-master = harbour master
purpose-own = own data
purpose-boat = boats
ground-people = People Act
ground-boats = Boats Act
ground-own = Data Act
ground-unsafe = Not safe
ground-pause = Draft
demo-ann = A person
demo-bo = A registrar
register-people = People
field-people-number = Number
field-people-name = Name
field-people-born_on = Born
field-people-village = Village
field-people-mother = Mother
register-places = Places
field-places-code = Code
field-places-kind = Kind
field-places-name = Name
register-agencies = Agencies
field-agencies-id = Id
field-agencies-kind = Kind
field-agencies-name = Name
field-agencies-place = Place
register-boats = Boats
field-boats-hull = Hull
field-boats-owner = Owner
field-boats-kind = Kind
field-boats-length = Length
field-boats-sound = Sound
field-boats-since = Since
procedure-boat = Boat
procedure-boat-who = Owners
    of boats
procedure-berth = Berth
procedure-berth-who = Owners
evidence-boat-owner = Owner
evidence-boat-old = Boat
paper-bill = Bill of sale
question-boat-kind = Kind?
question-boat-kind-hint = As you see it
question-boat-built = Built?
question-boat-built-wrong = Not yet
question-boat-post = How?
question-boat-post-counter = Here
question-boat-post-mail = By mail
consent-boat-mother = Mother
stage-boat-check = Check
stage-boat-draft = Draft
stage-boat-done = Done
stage-boat-refused = Refused
stage-boat-withdrawn = Withdrawn
action-boat-send = Send
action-boat-confirm = Confirm
action-boat-confirm-wrong = Ask her
action-boat-refuse = Refuse
result-boat-licence = Licence
stage-berth-check = Check
stage-berth-done = Done
stage-berth-withdrawn = Withdrawn
action-berth-berth = Berth
action-berth-berth-wrong = Not sound
event-boat = A boat
event-boat-intro = A boat
event-boat-offer = Your boat
indicator-granted = Granted
indicator-granted-about = All of them
result-field-hull = Hull
result-field-kind = Kind
result-field-village = Village
";
