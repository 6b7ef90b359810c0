use super::*;

const HEAD: &str = "#set document(title: [x])\n#set text(lang: \"en\")\n#let d = sys.inputs\n";

fn check(body: &str) -> Result<Reads, Vec<Fault>> {
    read(&Source::detached(format!("{HEAD}{body}")))
}

/// The first mistake of a body, as `line:column text` with lines counted from the body's first.
fn first(body: &str) -> String {
    let fault = check(body).expect_err(body).into_iter().next().unwrap();
    let at = fault.at.unwrap();
    format!("{}:{} {}", at.line - 3, at.column, fault.text)
}

#[test]
fn what_a_paper_may_not_do_is_refused_with_its_place() {
    for (body, begins) in [
        (
            "#import \"@preview/x:1.0.0\"",
            "1:2 a paper imports nothing",
        ),
        (
            "Text\n  #include \"other.typ\"",
            "2:4 a paper imports nothing",
        ),
        (
            "#read(\"/etc/passwd\")",
            "1:2 `read` is not for papers: a paper reads no files",
        ),
        (
            "#let f = json\n#f(\"data.json\")",
            "1:10 `json` is not for papers",
        ),
        ("#std.read(\"a\")", "1:2 `std` is not for papers"),
        ("#eval(\"1\")", "1:2 `eval` is not for papers"),
        ("#while true []", "1:2 `while` may never end"),
        ("#{ let a = 1; a = 2 }", "1:15 a value is not changed"),
        ("#{ let a = \"x\"; a += a }", "1:17 a value is not changed"),
        (
            "#{ let (a, b) = (1, 2); (a, b) = (b, a) }",
            "1:25 a value is not changed",
        ),
        ("#let f(x) = f(x)\n#f(1)", "1:13 `f` calls itself"),
        ("#let f(x) = (x,).map(f)", "1:22 `f` calls itself"),
        ("#let f(g) = g(g)", "1:13 a function that was handed over"),
        (
            "#let f(..g) = { g() }",
            "1:17 a function that was handed over",
        ),
        ("#((x) => x)(1)", "1:2 only a named function"),
        ("#(\"ab\" * 3)", "1:3 `*` also repeats"),
        ("#let n = 3\n#((1,) * n)", "2:3 `*` also repeats"),
        (
            "#for a in d.x { for b in a { for c in b {} } }",
            "1:30 more than 2 loops",
        ),
        ("#range(d.x)", "1:2 `range` takes number literals"),
        ("#let r = range", "1:10 `range` is only called"),
        ("#array.range(10)", "1:2 `.range` is not for papers"),
        (
            "#(1,).fold(1, (a, b) => a + a)",
            "1:2 `.fold` is not for papers",
        ),
        ("#h(99999pt)", "1:4 a number above 10000"),
        (
            "#image(d.x + \".svg\")",
            "1:2 a picture is the code of a name",
        ),
        (
            "#image(\"../../x.svg\")",
            "1:2 a picture is the code of a name",
        ),
        (
            "#image(\"photo.png\")",
            "1:2 a picture is the code of a name",
        ),
        ("#let f = image", "1:10 `image` is only called"),
        ("#pdf.attach(\"a\")", "1:2 `pdf` is not for papers"),
    ] {
        let got = first(body);
        assert!(got.starts_with(begins), "{body}\n  got {got}");
    }
}

#[test]
fn syntax_errors_come_with_place_and_all_at_once() {
    let faults = check("#let = 3\n\n#(1 + )").unwrap_err();
    let places: Vec<_> = faults
        .iter()
        .map(|fault| fault.at.unwrap().line - 3)
        .collect();
    assert_eq!(places, [1, 3], "{faults:?}");
}

#[test]
fn what_papers_need_is_allowed() {
    for body in [
        "#let row(a, b) = grid(columns: (1fr, 2fr), a, b)\n#row([x], d.name)",
        "#for (a, b) in d.rows { for c in b [#c] }",
        "#for i in range(0, 36) { rotate(10deg * i, line()) }",
        "#let half = 0.5 * 3pt\n#v(-2pt * 2)",
        "#let n = 3\n#rotate((360deg / n) * 2 * n)[x]",
        "#table(columns: 2, table.header(repeat: true, [a], [b]))",
        "#show heading: it => text(red, it.body)",
        "#context counter(page).display()",
        "#d.fold #d.range #d.read",
        "#let name = d.at(\"x\", default: none)",
    ] {
        check(body).unwrap_or_else(|faults| panic!("{body}\n  {faults:?}"));
    }
}

#[test]
fn language_and_title_are_needed() {
    let faults = read(&Source::detached("text")).unwrap_err();
    assert_eq!(faults.len(), 2);
    assert!(faults[0].text.contains("language") && faults[1].text.contains("title"));
}

#[test]
fn what_is_read_is_known() {
    let reads = check(
        "#d.name #sys.inputs.born #d.at(\"sex\") #d.at(\"note\", default: [])\n\
         #if \"email\" in d [#d.email]\n#image(\"qr.svg\", alt: \"x\") #d.keys().len()",
    )
    .unwrap();
    assert_eq!(
        reads.fields.keys().collect::<Vec<_>>(),
        ["born", "name", "sex"]
    );
    assert_eq!(
        reads.fields["sex"],
        Place {
            line: 4,
            column: 27
        }
    );
    assert_eq!(reads.codes.keys().collect::<Vec<_>>(), ["qr"]);
}

#[test]
fn deep_syntax_is_refused_not_followed() {
    let chain = format!("#({}1)", "1+".repeat(1000));
    assert!(check(&chain).unwrap_err()[0].text.contains("nested deeper"));
}
