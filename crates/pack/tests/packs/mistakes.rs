//! One mistake at a time: its code, its place, and that nothing else is said.

use crate::fixture;

/// File, what is written there, what is written instead, and the whole message.
const TABLE: &[(&str, &str, &str, &str)] = &[
    (
        "pack.toml",
        "format     = 1",
        "format     = 2",
        "pack.toml:1:14 P113: `format` must lie between 1 and 1",
    ),
    (
        "pack.toml",
        "id         = \"skerry\"",
        "id         = \"Skerry\"",
        "pack.toml:2:14 P114: `Skerry` must be a small letter followed by small letters, digits and hyphens; did you mean `skerry`?",
    ),
    (
        "pack.toml",
        "2026-09-01\"",
        "2026/09\"",
        "pack.toml:3:14 P114: a version is made of letters, digits, `.` and `-`",
    ),
    (
        "pack.toml",
        "valid_from = 2026-09-01",
        "valid_from = \"2026-09-01\"",
        "pack.toml:4:14 P112: `valid_from` must be a day such as 2026-09-01, not a text",
    ),
    (
        "pack.toml",
        "[\"en\"]",
        "[]",
        "pack.toml:5:14 P113: a pack speaks at least one language\nwords/en.ftl:1:1 P151: `en` is not one of the pack's languages",
    ),
    (
        "pack.toml",
        "text_rules = \"en\"",
        "text_rule = \"en\"",
        "pack.toml:1:1 P110: the pack lacks the key `text_rules`\npack.toml:6:1 P111: the pack has no key `text_rule`; did you mean `text_rules`?",
    ),
    (
        "pack.toml",
        "register    = \"people\"",
        "register    = \"poeple\"",
        "pack.toml:8:15 P120: register `poeple` is not declared in law/registers/; did you mean `people`?",
    ),
    (
        "pack.toml",
        "born        = \"born_on\"",
        "born        = \"born\"",
        "pack.toml:11:15 P120: field `born` is not declared in `people`",
    ),
    (
        "pack.toml",
        "name        = \"name\"",
        "name        = \"number\"",
        "law/registers/people.toml:6:1 P121: field `number` names people, so its type must be `name`",
    ),
    (
        "pack.toml",
        "number      = \"number\"",
        "number      = \"village\"",
        "law/registers/people.toml:9:1 P121: field `village` identifies people, so it must be a `key`",
    ),
    (
        "pack.toml",
        "[\"mother\"]",
        "[\"village\"]",
        "law/registers/people.toml:9:1 P121: field `village` names a parent, so it must be a `record` of the people register",
    ),
    (
        "pack.toml",
        "minor_until = 16",
        "minor_until = 160",
        "pack.toml:13:15 P113: `minor_until` must lie between 0 and 150",
    ),
    (
        "pack.toml",
        "[directory]",
        "[directory",
        "pack.toml:14:11 P106: unclosed table, expected `]`",
    ),
    (
        "law/calendar.toml",
        "\"monday\"",
        "\"moonday\"",
        "law/calendar.toml:2:15 P113: `moonday` is none of: monday, tuesday, wednesday, thursday, friday, saturday, sunday; did you mean `monday`?",
    ),
    (
        "law/calendar.toml",
        "\"12:00\"]",
        "\"12:60\"]",
        "law/calendar.toml:3:15 P113: office hours are two times of day: [\"08:00\", \"12:00\"]",
    ),
    (
        "law/calendar.toml",
        "\"+01:00\"",
        "\"Skerry\"",
        "law/calendar.toml:1:1 P161: `Skerry` is not a zone: write an offset such as +07:00, UTC, or a POSIX rule",
    ),
    (
        "law/calendar.toml",
        "warn_hours = 2\n",
        "",
        "law/calendar.toml:1:1 P110: the calendar lacks the key `warn_hours`",
    ),
    (
        "law/calendar.toml",
        "holidays.csv",
        "holiday.csv",
        "law/calendar.toml:4:14 P105: file `seed/holiday.csv` is not in the pack; did you mean `seed/holidays.csv`?",
    ),
    (
        "seed/holidays.csv",
        "working",
        "worked",
        "seed/holidays.csv:3:1 P107: `worked` is neither `holiday` nor `working`",
    ),
    (
        "law/registers/people.toml",
        "id      = \"people\"",
        "id      = \"folk\"",
        "law/registers/people.toml:1:11 P115: register `folk` stands in `people.toml`: give both one name; did you mean `people`?",
    ),
    (
        "law/registers/people.toml",
        "steward = \"RG\"",
        "steward = \"RX\"",
        "law/registers/people.toml:2:11 P120: agency `RX` is not declared in the first rows of the agencies; did you mean `RG`?",
    ),
    (
        "law/registers/people.toml",
        "type = \"date\"",
        "type = \"dates\"",
        "law/registers/people.toml:8:1 P121: field `born_on` says when people were born, so its type must be `date`\nlaw/registers/people.toml:8:20 P113: `dates` is none of: text, name, integer, boolean, date, partial-date, instant, place, agency, code, identifier, record; did you mean `date`?",
    ),
    (
        "law/registers/people.toml",
        "sensitive",
        "sensitiv",
        "law/registers/people.toml:6:40 P111: field has no key `sensitiv`; did you mean `sensitive`?",
    ),
    (
        "law/registers/people.toml",
        "key = true",
        "key = \"yes\"",
        "law/registers/people.toml:6:1 P121: field `number` identifies people, so it must be a `key`\nlaw/registers/people.toml:6:34 P112: `key` must be true or false, not a text",
    ),
    (
        "law/registers/boats.toml",
        "[\"owner\"]",
        "[\"self\"]",
        "law/registers/boats.toml:1:11 P121: register `boats` is about `self`, which only the people register `people` can be",
    ),
    (
        "law/registers/boats.toml",
        "[\"owner\"]",
        "[\"kind\"]",
        "law/registers/boats.toml:9:1 P121: field `kind` says whom records are about, so it must be a `record` of the people register",
    ),
    (
        "law/registers/boats.toml",
        "[\"owner\"]",
        "[\"ower\"]",
        "law/registers/boats.toml:4:12 P120: field `ower` is not declared in `boats`; did you mean `owner`?",
    ),
    (
        "law/registers/boats.toml",
        "list = \"kind\"",
        "list = \"kinds\"",
        "law/registers/boats.toml:9:34 P120: code list `kinds` is not declared in seed/codelists/; did you mean `kind`?",
    ),
    (
        "law/registers/boats.toml",
        "format = \"hull\"",
        "format = \"hul\"",
        "law/procedures/boat.toml:105:12 P121: field `hull` of `boats` is not one to which this number belongs\nlaw/registers/boats.toml:7:42 P120: identifier `hul` is not declared in law/identifiers/; did you mean `hull`?",
    ),
    (
        "law/registers/boats.toml",
        "register = \"people\", search",
        "register = \"people\", key = false, serch",
        "law/procedures/boat.toml:22:24 P122: records of `boats` are looked for by `owner`, which has no index: declare it `key` or `search`\nlaw/registers/boats.toml:8:63 P111: field has no key `serch`; did you mean `search`?",
    ),
    (
        "law/registers/boats.toml",
        ", search = true",
        "",
        "law/procedures/boat.toml:22:24 P122: records of `boats` are looked for by `owner`, which has no index: declare it `key` or `search`",
    ),
    (
        "law/identifiers/hull.toml",
        "kind   = \"serial\"",
        "kind   = \"serials\"",
        "law/identifiers/hull.toml:10:10 P113: `serials` is none of: text, code, century-sex, year, serial, letters, check; did you mean `serial`?",
    ),
    (
        "law/identifiers/hull.toml",
        "digits = 3",
        "digits = 33",
        "law/identifiers/hull.toml:11:10 P113: `digits` must lie between 1 and 18",
    ),
    (
        "law/identifiers/hull.toml",
        "text = \"SK\"",
        "text = \"ŠK\"",
        "law/identifiers/hull.toml:2:1 P160: segment 1: fixed text is empty or not plain ASCII",
    ),
    (
        "law/identifiers/hull.toml",
        "seed/letters.csv",
        "seed/letter.csv",
        "law/identifiers/hull.toml:8:9 P105: file `seed/letter.csv` is not in the pack; did you mean `seed/letters.csv`?",
    ),
    (
        "seed/letters.csv",
        "N,B",
        "S,B",
        "seed/letters.csv:3:1 P116: `S` stands in the table twice: remove one",
    ),
    (
        "seed/letters.csv",
        "N,B",
        "N,BB",
        "law/identifiers/hull.toml:5:1 P160: segment 2: the code list is empty, or its codes are not ASCII of one length",
    ),
    (
        "seed/letters.csv",
        "place,letter\nS,A\nN,B",
        "place,letter,x\nS,A,\nN,B,",
        "seed/letters.csv:1:1 P107: a table has two columns: what is given, and the code for it",
    ),
    (
        "seed/codelists/kind.csv",
        "code,en",
        "code,eng",
        "seed/codelists/kind.csv:1:1 P107: the file has no column `en`; it has: code, eng",
    ),
    (
        "seed/codelists/kind.csv",
        "motor,Motor boat",
        "motor",
        "law/procedures/boat.toml:24:48 P141: `motor` is not in the code list `kind`\nseed/codelists/kind.csv:3:1 P107: the row has 1 values and the header 2: look for a missing or unquoted comma",
    ),
    (
        "seed/codelists/kind.csv",
        "Motor boat\n",
        "Motor boat\nmotor,Again\n",
        "seed/codelists/kind.csv:4:1 P116: code `motor` is declared twice: remove one",
    ),
    (
        "seed/places.csv",
        "N,village",
        "S,village",
        "seed/places.csv:3:1 P162: `code` stands in the file twice, and is a key",
    ),
    (
        "seed/places.csv",
        "code,kind,name",
        "code,kind,names",
        "seed/places.csv:1:1 P107: the file lacks the column `name`, which is not optional\nseed/places.csv:1:1 P120: field `names` is not declared in `places`; did you mean `name`?",
    ),
    (
        "seed/agencies.csv",
        "Registry,S",
        "Registry,X",
        "seed/agencies.csv:2:1 P162: `place` is no declared place",
    ),
    (
        "seed/agencies.csv",
        "HO,harbour",
        "HO,port",
        "law/procedures/berth.toml:4:23 P120: kind of agency `harbour` is not declared in the first rows of the agencies",
    ),
    (
        "law/procedures/boat.toml",
        "office     = { kind = \"registry\"",
        "office     = { kind = \"registy\"",
        "law/procedures/boat.toml:4:23 P120: kind of agency `registy` is not declared in the first rows of the agencies; did you mean `registry`?",
    ),
    (
        "law/procedures/boat.toml",
        "\"5 working days\"",
        "\"5\"",
        "law/procedures/boat.toml:5:14 P113: `5` has no unit: say `5 days` or `5 working days`",
    ),
    (
        "law/procedures/boat.toml",
        "\"15:00\"",
        "\"25:00\"",
        "law/procedures/boat.toml:6:14 P113: `25:00` is not a time of day: write 15:00",
    ),
    (
        "law/procedures/boat.toml",
        "withdraw_until = [\"check\"]",
        "withdraw_until = [\"chek\"]",
        "law/procedures/boat.toml:8:19 P120: stage `chek` is not declared in `boat`; did you mean `check`?",
    ),
    (
        "law/procedures/boat.toml",
        "refusals   = [\"ground-unsafe\"]\n",
        "",
        "law/procedures/boat.toml:95:9 P132: action `refuse`: it needs a `ground`, and the procedure has no `refusals`",
    ),
    (
        "law/procedures/boat.toml",
        "follow_up  = \"registrar\"",
        "follow_up  = \"master\"",
        "law/procedures/boat.toml:1:14 P134: no access rule lets role `master` (follow_up) handle `procedure:boat`",
    ),
    (
        "law/procedures/boat.toml",
        "parties    = [\"owner.mother\"]",
        "parties    = [\"owner.mum\"]",
        "law/procedures/boat.toml:11:16 P140: `owner` has no field `mum`; it has: born_on, found, mother, name, number, record, village; did you mean `owner.name`?",
    ),
    (
        "law/procedures/boat.toml",
        "[[question]]",
        "[[evidence]]\nid = \"form\"\nregister = \"boats\"\nfind = [{ record = \"applicant_id\" }]\n[[question]]",
        "law/procedures/boat.toml:27:6 P114: `form` cannot be named in expressions: field `form.kind` is declared twice: remove one\nlaw/procedures/boat.toml:27:6 P114: evidence cannot be called `form`: expressions mean something else by it\nlaw/procedures/boat.toml:27:6 P150: text `evidence-boat-form` is missing in words/en.ftl",
    ),
    (
        "law/procedures/boat.toml",
        "id      = \"post\"",
        "id      = \"in\"",
        "law/procedures/boat.toml:39:11 P114: `in` cannot be named in expressions: field `form.in`: `in` cannot be a name: use letters, digits and `_`, begin with a letter, and avoid the words of the language\nlaw/procedures/boat.toml:39:11 P150: text `question-boat-in-counter` is missing in words/en.ftl; did you mean `question-boat-post-counter`?\nlaw/procedures/boat.toml:39:11 P150: text `question-boat-in-mail` is missing in words/en.ftl; did you mean `question-boat-post-mail`?\nlaw/procedures/boat.toml:39:11 P150: text `question-boat-in` is missing in words/en.ftl; did you mean `question-boat-post`?\nwords/en.ftl:49:1 P151: text `question-boat-post` is used nowhere; did you mean `question-boat-built`?\nwords/en.ftl:50:1 P151: text `question-boat-post-counter` is used nowhere; did you mean `question-boat-in-counter`?\nwords/en.ftl:51:1 P151: text `question-boat-post-mail` is used nowhere; did you mean `question-boat-in-mail`?",
    ),
    (
        "law/registers/boats.toml",
        "since  =",
        "found = { type = \"text\", optional = true }\nsince  =",
        "law/procedures/boat.toml:20:12 P114: `old` cannot be named in expressions: field `old.found` is declared twice: remove one\nlaw/registers/boats.toml:12:1 P150: text `field-boats-found` is missing in words/en.ftl",
    ),
    (
        "law/procedures/boat.toml",
        "register = \"people\"\nfind",
        "register = \"peeple\"\nfind",
        "law/procedures/boat.toml:15:12 P120: register `peeple` is not declared in law/registers/; did you mean `people`?",
    ),
    (
        "law/procedures/boat.toml",
        "find     = [{ record",
        "find     = [{ village",
        "law/procedures/boat.toml:16:26 P122: records of `people` are looked for by `village`, which has no index: declare it `key` or `search`",
    ),
    (
        "law/procedures/boat.toml",
        "find     = [{ record = \"applicant_id\" }]",
        "find     = []",
        "law/procedures/boat.toml:13:1 P113: evidence `owner` has no way to be found: give `find`",
    ),
    (
        "law/procedures/boat.toml",
        "shown    = [\"name\"]",
        "shown    = [\"nam\"]",
        "law/procedures/boat.toml:17:13 P120: field `nam` is not declared in `people`; did you mean `name`?",
    ),
    (
        "law/procedures/boat.toml",
        "owner = \"owner.record\" }",
        "owner = \"old.hull\" }",
        "law/procedures/boat.toml:20:12 P133: each of these waits for the next: evidence `old` → evidence `old`",
    ),
    (
        "law/procedures/boat.toml",
        "old.length < 100",
        "old.length < today",
        "law/procedures/boat.toml:23:13 P140: number cannot be compared with date",
    ),
    (
        "law/procedures/boat.toml",
        "old.kind == 'sail'\"",
        "old.kind == 'sale'\"",
        "law/procedures/boat.toml:23:45 P141: `sale` is not in the code list `kind`; did you mean `sail`?",
    ),
    (
        "law/procedures/boat.toml",
        "form.kind == 'motor'",
        "form.kid == 'motor'",
        "law/procedures/boat.toml:24:35 P140: `form` has no field `kid`; it has: built, kind, post; did you mean `form.kind`?",
    ),
    (
        "law/procedures/boat.toml",
        "kind    = \"code\"\n",
        "kind    = \"cod\"\n",
        "law/procedures/boat.toml:28:11 P113: `cod` is none of: text, name, date, yes-no, choice, code, place; did you mean `code`?",
    ),
    (
        "law/procedures/boat.toml",
        "default = \"'sail'\"",
        "default = \"'sial'\"",
        "law/procedures/boat.toml:30:12 P141: `sial` is not in the code list `kind`; did you mean `sail`?",
    ),
    (
        "law/procedures/boat.toml",
        "check = \"days",
        "max = 3\ncheck = \"days",
        "law/procedures/boat.toml:36:1 P111: question has no key `max`",
    ),
    (
        "law/procedures/boat.toml",
        "id      = \"post\"",
        "id      = \"kind\"",
        "law/procedures/boat.toml:27:11 P150: text `question-boat-kind-counter` is missing in words/en.ftl; did you mean `question-boat-post-counter`?\nlaw/procedures/boat.toml:27:11 P150: text `question-boat-kind-mail` is missing in words/en.ftl; did you mean `question-boat-kind-hint`?\nlaw/procedures/boat.toml:39:11 P116: question `kind` is declared twice: remove one\nwords/en.ftl:49:1 P151: text `question-boat-post` is used nowhere; did you mean `question-boat-built`?\nwords/en.ftl:50:1 P151: text `question-boat-post-counter` is used nowhere; did you mean `question-boat-kind-counter`?\nwords/en.ftl:51:1 P151: text `question-boat-post-mail` is used nowhere; did you mean `question-boat-kind-mail`?",
    ),
    (
        "law/procedures/boat.toml",
        "id      = \"post\"",
        "id      = \"po-st\"",
        "law/procedures/boat.toml:39:11 P114: `po-st` must be a small letter followed by small letters, digits and `_`; did you mean `po_st`?\nlaw/procedures/boat.toml:39:11 P150: text `question-boat-po-st-counter` is missing in words/en.ftl; did you mean `question-boat-post-counter`?\nlaw/procedures/boat.toml:39:11 P150: text `question-boat-po-st-mail` is missing in words/en.ftl; did you mean `question-boat-post-mail`?\nlaw/procedures/boat.toml:39:11 P150: text `question-boat-po-st` is missing in words/en.ftl; did you mean `question-boat-post`?\nwords/en.ftl:49:1 P151: text `question-boat-post` is used nowhere; did you mean `question-boat-po-st`?\nwords/en.ftl:50:1 P151: text `question-boat-post-counter` is used nowhere; did you mean `question-boat-po-st-counter`?\nwords/en.ftl:51:1 P151: text `question-boat-post-mail` is used nowhere; did you mean `question-boat-po-st-mail`?",
    ),
    (
        "law/procedures/boat.toml",
        "[\"counter\", \"mail\"]",
        "[\"mail\"]",
        "law/procedures/boat.toml:38:1 P113: a choice is between at least two words: give `choices`\nwords/en.ftl:50:1 P151: text `question-boat-post-counter` is used nowhere; did you mean `question-boat-post-mail`?",
    ),
    (
        "law/procedures/boat.toml",
        "place = \"owner.village\"\n",
        "place = \"value.place\"\n",
        "law/procedures/boat.toml:45:1 P133: each of these waits for the next: value `place` → value `place`\nlaw/procedures/boat.toml:45:10 P140: `value` has no field `place`; it has: sound; did you mean `office.place`?",
    ),
    (
        "law/procedures/boat.toml",
        "when = \"owner.mother != null\"",
        "when = \"owner.mother\"",
        "law/procedures/boat.toml:50:9 P140: the condition gives text, needed is yes or no",
    ),
    (
        "law/procedures/boat.toml",
        "by    = \"registrar\"\nstate = \"1\"",
        "by    = \"registar\"\nstate = \"1\"",
        "law/procedures/boat.toml:54:9 P120: role `registar` is not declared in law/access/; did you mean `registrar`?",
    ),
    (
        "law/procedures/boat.toml",
        "by    = \"registrar\"\nstate = \"1\"",
        "by    = \"master\"\nstate = \"1\"",
        "law/procedures/boat.toml:53:9 P134: no access rule lets role `master` handle `procedure:boat`",
    ),
    (
        "law/procedures/boat.toml",
        "by    = \"registrar\"\nstate = \"1\"",
        "by    = \"nobody\"\nstate = \"1\"",
        "law/procedures/boat.toml:53:9 P132: stage `check`: somebody must act next: say who in `by`",
    ),
    (
        "law/procedures/boat.toml",
        "action = \"confirm\" }",
        "action = \"send\" }",
        "law/procedures/boat.toml:58:11 P132: stage `draft`: its silence takes action `send`, which does not leave it",
    ),
    (
        "law/procedures/boat.toml",
        "action = \"confirm\" }",
        "action = \"confrm\" }",
        "law/procedures/boat.toml:61:40 P120: action `confrm` is not declared in `boat`; did you mean `confirm`?",
    ),
    (
        "law/procedures/boat.toml",
        "after = \"2 days\", action = \"confirm\"",
        "after = \"2 days\", action = \"refuse\"",
        "law/procedures/boat.toml:58:11 P132: stage `draft`: its silence takes action `refuse`, which does not leave it\nlaw/procedures/boat.toml:58:11 P132: stage `draft`: its silence takes action `refuse`, which needs something that silence cannot give",
    ),
    (
        "law/procedures/boat.toml",
        "end   = \"granted\"",
        "end   = \"grant\"",
        "law/procedures/boat.toml:67:9 P113: `grant` is none of: granted, refused, withdrawn; did you mean `granted`?",
    ),
    (
        "law/procedures/boat.toml",
        "end   = \"granted\"\n",
        "",
        "law/procedures/boat.toml:58:11 P131: from stage `draft` neither a grant nor a refusal can be reached\nlaw/procedures/boat.toml:65:9 P132: stage `done`: no action leaves it, and it is no end",
    ),
    (
        "law/procedures/boat.toml",
        "id    = \"check\"\n",
        "id    = \"check\"\nend   = \"granted\"\n",
        "law/procedures/boat.toml:53:9 P132: stage `check`: a case begins here, so it cannot be an end\nlaw/procedures/boat.toml:84:8 P132: action `send`: it leaves `check`, which is an end",
    ),
    (
        "law/procedures/boat.toml",
        "from = [\"check\"]\nto   = \"draft\"",
        "from = [\"draft\"]\nto   = \"draft\"",
        "law/procedures/boat.toml:58:11 P130: no action leads to stage `draft`\nlaw/procedures/boat.toml:65:9 P130: no action leads to stage `done`",
    ),
    (
        "law/procedures/boat.toml",
        "to   = \"done\"",
        "to   = \"check\"",
        "law/procedures/boat.toml:65:9 P130: no action leads to stage `done`",
    ),
    (
        "law/procedures/boat.toml",
        "needs = [\"ground\", \"reason\"]",
        "needs = [\"reason\"]",
        "law/procedures/boat.toml:96:9 P132: action `refuse`: it refuses, so it needs a `ground`",
    ),
    (
        "law/procedures/boat.toml",
        "needs = [\"ground\", \"reason\"]",
        "needs = [\"grounds\", \"ground\"]",
        "law/procedures/boat.toml:100:10 P113: `grounds` is none of: reason, ground, items, files; did you mean `ground`?",
    ),
    (
        "law/procedures/boat.toml",
        "id    = \"withdrawn\"",
        "id    = \"x\"",
        "law/procedures/boat.toml:77:9 P150: text `stage-boat-x` is missing in words/en.ftl\nwords/en.ftl:57:1 P151: text `stage-boat-withdrawn` is used nowhere; did you mean `stage-berth-withdrawn`?",
    ),
    (
        "law/procedures/boat.toml",
        "end   = \"withdrawn\"",
        "end   = \"refused\"",
        "law/procedures/boat.toml:1:14 P132: procedure `boat`: it has 0 stages with end `withdrawn`; applicants may withdraw, so it needs one\nlaw/procedures/boat.toml:77:9 P130: no action leads to stage `withdrawn`",
    ),
    (
        "law/procedures/boat.toml",
        "action   = \"confirm\"",
        "action   = \"confirmed\"",
        "law/procedures/boat.toml:103:12 P120: action `confirmed` is not declared in `boat`; did you mean `confirm`?",
    ),
    (
        "law/procedures/boat.toml",
        "register = \"boats\"\nname",
        "register = \"boots\"\nname",
        "law/procedures/boat.toml:104:12 P120: register `boots` is not declared in law/registers/; did you mean `boats`?",
    ),
    (
        "law/procedures/boat.toml",
        "since = \"today\"\n",
        "",
        "law/procedures/boat.toml:105:12 P123: write `boat` makes a record of `boats` without `since`, which is not optional",
    ),
    (
        "law/procedures/boat.toml",
        "since = \"today\"",
        "sinc = \"today\"",
        "law/procedures/boat.toml:105:12 P123: write `boat` makes a record of `boats` without `since`, which is not optional\nlaw/procedures/boat.toml:111:1 P120: field `sinc` is not declared in `boats`; did you mean `since`?",
    ),
    (
        "law/procedures/boat.toml",
        "since = \"today\"",
        "since = \"value.place\"",
        "law/procedures/boat.toml:111:10 P140: the condition gives text, needed is date",
    ),
    (
        "law/procedures/boat.toml",
        "kind  = \"form.kind\"\nsound",
        "kind  = \"'rowing'\"\nsound",
        "law/procedures/boat.toml:109:10 P141: `rowing` is not in the code list `kind`",
    ),
    (
        "law/procedures/boat.toml",
        "allocate = \"hull\"",
        "allocate = \"hulls\"",
        "law/procedures/boat.toml:105:12 P121: field `hull` of `boats` is not one to which this number belongs\nlaw/procedures/boat.toml:107:22 P120: identifier `hulls` is not declared in law/identifiers/; did you mean `hull`?",
    ),
    (
        "law/procedures/boat.toml",
        "{ allocate = \"hull\", codes = [\"value.place\"] }",
        "{ book = true }",
        "law/procedures/boat.toml:105:12 P121: field `hull` of `boats` is not one to which this number belongs",
    ),
    (
        "law/procedures/boat.toml",
        "paper   = \"boat.typ\"",
        "paper   = \"boats.typ\"",
        "law/procedures/boat.toml:117:11 P120: paper `boats.typ` is not declared in papers/; did you mean `boat.typ`?",
    ),
    (
        "law/procedures/boat.toml",
        "holder  = \"owner.name\"",
        "holder  = \"owner.nam\"",
        "law/procedures/boat.toml:118:12 P140: `owner` has no field `nam`; it has: born_on, found, mother, name, number, record, village; did you mean `owner.name`?",
    ),
    (
        "law/procedures/boat.toml",
        "list = \"kind\" }",
        "list = \"kind\", place = true }",
        "law/procedures/boat.toml:122:11 P113: a value is written as a code of a list, a place or an agency, not as two of them",
    ),
    (
        "law/procedures/boat.toml",
        "hull    = \"out.boat.hull\"",
        "hull    = \"out.boat.hul\"",
        "law/procedures/boat.toml:121:12 P140: `out.boat` has no field `hul`; it has: hull, kind, length, owner, record, since, sound; did you mean `out.boat.hull`?",
    ),
    (
        "law/procedures/boat.toml",
        "procedure = \"berth\"\nafter",
        "procedure = \"birth\"\nafter",
        "law/procedures/boat.toml:131:13 P120: procedure `birth` is not declared in law/procedures/; did you mean `berth`?",
    ),
    (
        "law/procedures/boat.toml",
        "after     = [\"one\"]",
        "after     = [\"two\"]",
        "law/procedures/boat.toml:130:13 P133: legs wait for each other: two → two",
    ),
    (
        "law/procedures/boat.toml",
        "leg.one.outcome",
        "leg.three.outcome",
        "law/procedures/boat.toml:133:14 P140: `leg` has no field `three`; it has: one, two; did you mean `leg.one.outcome`?",
    ),
    (
        "law/procedures/boat.toml",
        "find     = [{ owner = \"owner.record\" }]",
        "find     = [{ owner = \"value.sound ? owner.record : applicant_id\" }]",
        "law/procedures/boat.toml:20:12 P133: each of these waits for the next: evidence `old` → value `sound` → evidence `old`",
    ),
    (
        "law/procedures/berth.toml",
        "evidence = \"owner\"",
        "evidence = \"owners\"",
        "law/procedures/berth.toml:9:12 P120: evidence `owners` to be shown is not declared in `boat`; did you mean `owner`?",
    ),
    (
        "law/procedures/berth.toml",
        "fields   = [\"name\"]",
        "fields   = [\"names\"]",
        "law/procedures/berth.toml:9:12 P120: field `names` of evidence `owner` to be shown is not declared in `people`; did you mean `name`?",
    ),
    (
        "law/procedures/berth.toml",
        "out.boat.sound",
        "out.boot.sound",
        "law/procedures/berth.toml:30:9 P140: `out` has no field `boot`; it has: boat; did you mean `out.boat.sound`?",
    ),
    (
        "law/procedures/berth.toml",
        "by   = \"master\"\n",
        "by   = \"master\"\n[[leg]]\nid = \"three\"\nprocedure = \"boat\"\n",
        "law/procedures/berth.toml:1:14 P133: procedures open each other as legs: berth → boat → berth\nlaw/procedures/boat.toml:133:14 P140: `leg` has no field `one`; it has: three; did you mean `leg.three.outcome`?\nwords/en.ftl:67:1 P151: text `action-berth-berth-wrong` is used nowhere; did you mean `action-berth-berth`?",
    ),
    (
        "law/procedures/berth.toml",
        "[[action]]",
        "[[write]]\naction = \"berth\"\nregister = \"places\"\nname = \"boat\"\n[write.fields]\ncode = \"today\"\nkind = \"office.id\"\nname = \"office.id\"\n[[action]]",
        "law/procedures/berth.toml:28:8 P114: `boat` cannot be named in expressions: field `out.boat.kind` is declared twice: remove one\nlaw/procedures/berth.toml:28:8 P114: `boat` cannot be named in expressions: field `out.boat.record` is declared twice: remove one\nlaw/procedures/berth.toml:30:9 P140: the condition gives date, needed is text",
    ),
    (
        "law/events/boat.toml",
        "\"old\"",
        "\"odl\"",
        "law/events/boat.toml:3:13 P120: evidence `odl` is not declared in `boat`; did you mean `old`?",
    ),
    (
        "law/events/boat.toml",
        "procedure = \"boat\"",
        "procedure = \"boot\"",
        "law/events/boat.toml:2:13 P120: procedure `boot` is not declared in law/procedures/; did you mean `boat`?",
    ),
    (
        "law/indicators/granted.toml",
        "case.ended",
        "Case Ended",
        "law/indicators/granted.toml:2:10 P114: the kind of entry is a word such as `case.ended`",
    ),
    (
        "law/indicators/granted.toml",
        "procedure = \"boat\"",
        "procedure = \"bot\"",
        "law/indicators/granted.toml:5:13 P120: procedure `bot` is not declared in law/procedures/; did you mean `boat`?",
    ),
    (
        "law/indicators/granted.toml",
        "[with]",
        "[wit]",
        "law/indicators/granted.toml:6:2 P111: indicator has no key `wit`; did you mean `with`?",
    ),
    (
        "law/access/rules.toml",
        "register:people",
        "registers:people",
        "law/access/rules.toml:3:13 P113: `registers:people` must begin with `register:` or `procedure:`",
    ),
    (
        "law/access/rules.toml",
        "procedure:boat",
        "procedure:boad",
        "law/access/rules.toml:3:32 P120: procedure `boad` is not declared in law/procedures/; did you mean `boat`?",
    ),
    (
        "law/access/rules.toml",
        "\"look\", \"create\"",
        "\"look\", \"creat\"",
        "law/access/rules.toml:4:21 P113: `creat` is none of: look, create, correct, handle; did you mean `create`?",
    ),
    (
        "law/access/rules.toml",
        "\"hull\"",
        "\"hill\"",
        "law/access/rules.toml:13:21 P120: field `hill` is not declared in `people`",
    ),
    (
        "law/access/rules.toml",
        "\"own\"",
        "\"mine\"",
        "law/access/rules.toml:7:12 P113: `mine` is none of: none, own, office; did you mean `none`?",
    ),
    (
        "law/access/rules.toml",
        "fields   = [\"*\"]",
        "fields   = []",
        "law/access/rules.toml:5:12 P113: `fields` is empty: the rule would allow nothing",
    ),
    (
        "demo.toml",
        "adult = \"S\"",
        "adult = \"X\"",
        "demo.toml:5:20 P120: place `X` is not declared in the first rows of the places",
    ),
    (
        "demo.toml",
        "person = { adult = \"S\" }",
        "person = { spouse_of = \"boo\" }",
        "demo.toml:5:24 P120: account `boo` is not declared in demo.toml; did you mean `bo`?",
    ),
    (
        "demo.toml",
        "person = { adult = \"S\" }\n",
        "",
        "demo.toml:3:1 P113: account `ann` is nobody's: give `posts`, `person` or `agency`",
    ),
    (
        "demo.toml",
        "[\"registrar\", \"RG\"]",
        "[\"registrar\"]",
        "demo.toml:9:11 P113: a post is a role and an office: [\"role\", \"office\"]",
    ),
    (
        "demo.toml",
        "[\"registrar\", \"RG\"]",
        "[\"registrer\", \"RG\"]",
        "demo.toml:9:12 P120: role `registrer` is not declared in law/access/; did you mean `registrar`?",
    ),
    (
        "demo.toml",
        "T08:00",
        "X08:00",
        "demo.toml:2:12 P113: `2026-11-02X08:00:00+01:00` is not a point in time: write 2026-11-02T08:00:00+07:00",
    ),
    (
        "look/colours.toml",
        "#12345f",
        "blue",
        "look/colours.toml:1:9 P113: `blue` is not a colour: write #9c1c22",
    ),
    (
        "words/en.ftl",
        "pack-name",
        "pack-nam",
        "pack.toml:1:1 P150: text `pack-name` is missing in words/en.ftl; did you mean `pack-nam`?\nwords/en.ftl:1:1 P151: text `pack-nam` is used nowhere; did you mean `pack-name`?",
    ),
    (
        "words/en.ftl",
        "role-master = harbour master\n",
        "",
        "law/access/rules.toml:26:12 P150: text `role-master` is missing in words/en.ftl",
    ),
    (
        "words/en.ftl",
        "role-master",
        "role-person",
        "law/access/rules.toml:26:12 P150: text `role-master` is missing in words/en.ftl\nwords/en.ftl:5:1 P116: text `role-person` stands in the file twice: remove one",
    ),
    (
        "words/en.ftl",
        "Skerry",
        "Ske\u{301}rry",
        "words/en.ftl:1:15 P103: the letters here are not composed (Unicode normal form C): type them again",
    ),
    (
        "law/procedures/boat.toml",
        "codes = [\"value.place\"]",
        "codes = []",
        "law/procedures/boat.toml:105:12 P160: field `hull`: `codes` has 0 values, and identifier `hull` takes 1",
    ),
    (
        "law/identifiers/hull.toml",
        "[[segment]]\nkind   = \"serial\"",
        "[[segment]]\nkind = \"century-sex\"\nrows = [{ digit = 0, from = 1900, sex = \"male\" }]\n[[segment]]\nkind   = \"serial\"",
        "law/procedures/boat.toml:105:12 P160: field `hull`: identifier `hull` needs `born`\nlaw/procedures/boat.toml:105:12 P160: field `hull`: identifier `hull` needs `sex`",
    ),
    (
        "law/identifiers/hull.toml",
        "[[segment]]\nkind   = \"serial\"",
        "[[segment]]\nkind = \"year\"\ndigits = 2\n[[segment]]\nkind   = \"serial\"",
        "law/procedures/boat.toml:105:12 P160: field `hull`: identifier `hull` needs `born`",
    ),
    (
        "seed/places.csv",
        "code,kind,name\nS,village,South",
        "code,kind,name,name\nS,village,South,South",
        "seed/places.csv:1:1 P107: column `name` stands in the header twice: remove one\nseed/places.csv:3:1 P107: the row has 3 values and the header 4: look for a missing or unquoted comma",
    ),
];

#[test]
fn the_pack_without_mistakes_loads() {
    let pack = pack::load(fixture::files())
        .map_err(|all| format!("{all:#?}"))
        .unwrap();
    assert_eq!(pack.law(), "skerry@2026-09-01");
    assert_eq!(pack.head.warn_hours, 2);
    assert_eq!(pack.identifiers["hull"].serials, 1000);
    assert_eq!(pack.identifiers["hull"].tables[0]["N"], "B");
    assert_eq!(
        pack.list("kind").unwrap().text("motor", 0),
        Some("Motor boat")
    );
    assert_eq!(pack.register("boats").unwrap().correction_days, 3);
    let source = &pack.procedure("boat").unwrap().office.place;
    assert_eq!(source.place, "law/procedures/boat.toml:4:44");
}

#[test]
fn each_mistake_is_told_once_and_where_it_stands() {
    for (path, from, to, expected) in TABLE {
        let found: Vec<String> = fixture::mistakes(path, from, to)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(found.join("\n"), *expected, "{path}: {from} → {to}");
    }
}
