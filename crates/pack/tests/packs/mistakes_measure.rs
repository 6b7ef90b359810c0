//! Mistakes in what a register is measured by. The tables are added to registers that have none.

const PEOPLE: &str = "law/registers/people.toml";
const BOATS: &str = "law/registers/boats.toml";

/// The last line of the register of people.
const MOTHER: &str = "mother  = { type = \"record\", register = \"people\", optional = true }\n";
/// The last line of the register of boats.
const SEEN: &str = "days  = 365\nfield = \"seen\"\n";

macro_rules! people {
    ($($line:literal)*) => {
        concat!(
            "mother  = { type = \"record\", register = \"people\", optional = true }\n",
            $($line, "\n"),*
        )
    };
}

macro_rules! there {
    ($($line:literal)*) => {
        concat!(
            "days  = 365\nfield = \"seen\"\n[[rules]]\nid = \"alive-too\"\nlevel = \"error\"\n",
            "word = \"unified\"\ncheck = \"holds-there\"\n",
            $($line, "\n"),*
        )
    };
}

/// What is right, for the test that reads it.
pub(crate) const RIGHT: (&str, &str, &str) = (
    PEOPLE,
    MOTHER,
    people!(
        "[measure]"
        "place = 'village'"
        "month = 'born_on'"
        "lags  = [{ event = 'born_on', days = 60 }]"
        "[linkage]"
        "fields   = ['name', 'born_on', 'number', 'mother']"
        "family   = ['mother']"
        "typed    = ['number']"
        "foretold = { number = 'name' }"
        "blocks   = [['name.first', 'born_on.year'], ['born_on']]"
    ),
);

/// File, what is written there, what is written instead, and the whole message.
pub(crate) const TABLE: &[(&str, &str, &str, &str)] = &[
    (
        PEOPLE,
        MOTHER,
        people!("[measure]" "place = 'vilage'"),
        "law/registers/people.toml:12:9 P120: field `vilage` is not declared in `people`; did you mean `village`?",
    ),
    (
        PEOPLE,
        MOTHER,
        people!("[measure]" "place = 'name'"),
        "law/registers/people.toml:12:9 P121: field `name` is not a place or a code",
    ),
    (
        PEOPLE,
        MOTHER,
        people!("[measure]" "agency = 'name'"),
        "law/registers/people.toml:12:10 P121: field `name` is not an agency",
    ),
    (
        PEOPLE,
        MOTHER,
        people!("[measure]" "month = 'name'"),
        "law/registers/people.toml:12:9 P121: field `name` is not a date",
    ),
    (
        PEOPLE,
        MOTHER,
        people!("[measure]" "lags = [{ event = 'born_on', dais = 6 }]"),
        "law/registers/people.toml:12:9 P110: lag lacks the key `days`\nlaw/registers/people.toml:12:30 P111: lag has no key `dais`; did you mean `days`?",
    ),
    (
        PEOPLE,
        MOTHER,
        people!("[measure]" "lags = [{ event = 'born_on', days = -1 }]"),
        "law/registers/people.toml:12:37 P113: `days` must lie between 0 and 100000",
    ),
    (
        PEOPLE,
        MOTHER,
        people!("[linkage]" "fields = []" "blocks = [['name']]"),
        "law/registers/people.toml:11:1 P125: a linkage compares 1 to 12 fields\nlaw/registers/people.toml:13:12 P125: `name` is not compared: name it in `fields` first",
    ),
    (
        PEOPLE,
        MOTHER,
        people!("[linkage]" "fields = ['name']"),
        "law/registers/people.toml:11:1 P110: the table of what is compared lacks the key `blocks`",
    ),
    (
        PEOPLE,
        MOTHER,
        people!("[linkage]" "fields = ['name']" "blocks = [[]]"),
        "law/registers/people.toml:13:11 P125: a block has at least one part",
    ),
    (
        PEOPLE,
        MOTHER,
        people!("[linkage]" "fields = ['nam']" "blocks = [['nam']]"),
        "law/registers/people.toml:12:11 P120: field `nam` is not declared in `people`; did you mean `name`?",
    ),
    (
        PEOPLE,
        MOTHER,
        people!("[linkage]" "fields = ['name']" "blocks = [['born_on']]"),
        "law/registers/people.toml:13:12 P125: `born_on` is not compared: name it in `fields` first",
    ),
    (
        PEOPLE,
        MOTHER,
        people!("[linkage]" "fields = ['name']" "blocks = [['name.year']]"),
        "law/registers/people.toml:13:12 P125: `name.year` has no such part: `first` and `last` belong to names, `year` to dates",
    ),
    (
        PEOPLE,
        MOTHER,
        people!("[linkage]" "fields = ['name']" "family = ['nam']" "blocks = [['name']]"),
        "law/registers/people.toml:13:11 P125: `nam` is not compared: name it in `fields` first; did you mean `name`?",
    ),
    (
        PEOPLE,
        MOTHER,
        people!("[linkage]" "fields = ['name', 'village']" "foretold = { name = 'village' }" "blocks = [['name']]"),
        "law/registers/people.toml:13:21 P125: `village` is no other name: only a name foretells a field",
    ),
    (
        PEOPLE,
        MOTHER,
        people!("[linkage]" "fields = ['name']" "blocks = [['name']]" "precision = 30"),
        "law/registers/people.toml:14:13 P113: `precision` must lie between 50 and 99",
    ),
    (
        BOATS,
        SEEN,
        there!("through = 'hull'" "there = 'true'"),
        "law/registers/boats.toml:62:6 P121: field `hull` refers to no record\nlaw/registers/boats.toml:62:6 P150: text `rule-boats-alive-too` is missing in words/en.ftl",
    ),
    (
        BOATS,
        SEEN,
        there!("through = 'owner'" "there = 'nme == \"Mai\"'"),
        "law/registers/boats.toml:62:6 P150: text `rule-boats-alive-too` is missing in words/en.ftl\nlaw/registers/boats.toml:67:10 P140: `nme` is not declared; declared are: born_on, mother, name, number, today, village; did you mean `name`?",
    ),
    (
        BOATS,
        SEEN,
        there!("through = 'owner'" "there = 'name'"),
        "law/registers/boats.toml:62:6 P150: text `rule-boats-alive-too` is missing in words/en.ftl\nlaw/registers/boats.toml:67:10 P140: the condition gives text, needed is yes or no",
    ),
    (
        BOATS,
        SEEN,
        there!("through = 'owner'"),
        "law/registers/boats.toml:61:1 P110: rule lacks the key `there`\nlaw/registers/boats.toml:62:6 P150: text `rule-boats-alive-too` is missing in words/en.ftl",
    ),
];
