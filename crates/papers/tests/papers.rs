//! What a paper promises: its contents, its standards, and that no template or data makes it panic.

#![cfg(test)]

use papers::{Civil, DATA_BYTES_MAX, Data, PAGES_MAX, Paper, PaperError, Place, SOURCE_BYTES_MAX};
use proptest::prelude::*;
use serde_json::{Value, json};

const TEMPLATE: &str = include_str!("template.typ");
const HEAD: &str = "#set document(title: [x])\n#set text(lang: \"en\")\n#let d = sys.inputs\n";

fn noon() -> Civil {
    Civil {
        hour: 12,
        offset_minutes: 420,
        ..Civil::day(2026, 9, 3)
    }
}

fn values() -> Value {
    json!({
        "number": "0007/2026", "holder": "Nguyễn Thị Mẫu Đơn", "boat": "Hải Âu",
        "holder_uk": "Мальва Зразкова", "boat_uk": "Чайка",
        "boats": [["Hải Âu", 6.4], ["Ốc Biển", 5]],
        "check_url": "https://island.example/check/5b1f0c6e2d9a47c8b3e4f5a6978d0c1b",
    })
}

fn data() -> Data {
    let url = "https://island.example/check/5b1f0c6e2d9a47c8b3e4f5a6978d0c1b";
    Data::new(values().as_object().unwrap().clone()).with_code("qr", url)
}

fn render(body: &str, data: &Data) -> Result<Vec<u8>, PaperError> {
    Paper::new(&format!("{HEAD}{body}"), "test")?.render(data, noon())
}

/// The faults of a rendering that must fail, as one text.
fn render_fault(body: &str, data: &Data) -> String {
    match render(body, data) {
        Err(PaperError::Render { faults, .. }) => faults
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n"),
        other => panic!("{body}: {:?}", other.map(|pdf| pdf.len())),
    }
}

fn contains(pdf: &[u8], text: &str) -> bool {
    pdf.windows(text.len())
        .any(|window| window == text.as_bytes())
}

#[test]
fn a_paper_says_which_standards_it_follows_and_is_tagged() {
    let pdf = Paper::new(TEMPLATE, "boat-licence")
        .unwrap()
        .render(&data(), noon())
        .unwrap();
    for wanted in [
        "%PDF-1.7",
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "/StructTreeRoot",
        "/MarkInfo",
        "/AFRelationship/Data",
        "application#2Fjson",
        "(data.json)",
    ] {
        assert!(contains(&pdf, wanted), "{wanted} is not in the PDF");
    }
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let paper = Paper::new(TEMPLATE, "boat-licence").unwrap();
    let first = paper.render(&data(), noon()).unwrap();
    assert_eq!(first, paper.render(&data(), noon()).unwrap());
    assert_eq!(
        first,
        Paper::new(TEMPLATE, "boat-licence")
            .unwrap()
            .render(&data(), noon())
            .unwrap()
    );
    assert_ne!(
        first,
        paper.render(&data(), Civil::day(2026, 9, 4)).unwrap()
    );
    assert_ne!(
        first,
        paper
            .render(&data().with("boat", "Cá Heo"), noon())
            .unwrap()
    );
}

#[test]
fn papers_rendered_at_the_same_time_do_not_mix() {
    let paper = Paper::new(TEMPLATE, "boat-licence").unwrap();
    let names = ["Ánh", "Bích", "Cúc", "Đào"];
    let alone: Vec<_> = names
        .map(|name| paper.render(&data().with("holder", name), noon()).unwrap())
        .into();
    let together: Vec<_> = std::thread::scope(|scope| {
        let threads = names.map(|name| {
            scope.spawn(|| paper.render(&data().with("holder", name), noon()).unwrap())
        });
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(alone == together);
}

#[test]
fn what_the_template_reads_is_asked_for_by_name() {
    let paper = Paper::new(TEMPLATE, "boat-licence").unwrap();
    assert_eq!(
        paper.fields().collect::<Vec<_>>(),
        [
            "boat",
            "boat_uk",
            "boats",
            "check_url",
            "holder",
            "holder_uk",
            "number"
        ]
    );
    assert_eq!(paper.codes().collect::<Vec<_>>(), ["qr"]);

    let mut fewer = values();
    fewer.as_object_mut().unwrap().remove("holder");
    let fewer = Data::new(fewer.as_object().unwrap().clone()).with_code("qr", "x");
    let error = paper.render(&fewer, noon()).unwrap_err();
    let at = Place {
        line: 8,
        column: 10,
    };
    assert_eq!(
        error,
        PaperError::Missing {
            paper: "boat-licence".into(),
            field: "holder".into(),
            at
        }
    );

    let without_code = Data::new(values().as_object().unwrap().clone());
    let error = paper.render(&without_code, noon()).unwrap_err();
    assert!(
        matches!(error, PaperError::Missing { ref field, .. } if field == "qr"),
        "{error}"
    );
}

#[test]
fn what_a_paper_may_not_do_is_an_error_with_its_place() {
    for (body, place) in [
        ("#import \"@preview/x:0.1.0\"", "4:2"),
        ("\n#read(\"/etc/passwd\")", "5:2"),
        ("#let f(n) = f(n + 1)\n#f(0)", "4:13"),
        ("#let = 1", "4:"),
    ] {
        let error = render(body, &data()).unwrap_err();
        assert!(matches!(error, PaperError::Template { .. }), "{error}");
        assert!(error.to_string().contains(place), "{error}");
    }
}

#[test]
fn what_goes_wrong_while_rendering_is_an_error_not_a_panic() {
    for (body, says) in [
        // Recursion that the gate cannot see: a rule that makes what it shows, a function in a list of itself.
        (
            "#show strong: it => strong[#it.body x]\n*a*",
            "maximum show rule depth",
        ),
        (
            "#let f(g) = (g,).map(g)\n#f(f)",
            "maximum function call depth",
        ),
        ("#d.name.missing", "4:9"),
        ("#image(\"qr.svg\")", "alt"),
        ("\u{4e2d}", "4:1"),
        ("#(1 / 0)", "4:3 cannot divide by zero"),
        // A warning of the typesetter is a mistake too: this would print in whatever font there is.
        ("#text(font: \"Nowhere\")[x]", "unknown font family"),
    ] {
        let text = render_fault(body, &data().with("name", "Ann"));
        assert!(text.contains(says), "{body}: {text}");
    }
}

#[test]
fn an_error_holds_no_value_of_the_data() {
    let text = render_fault("#panic(d.name)", &data().with("name", "Mẫu Đơn"));
    assert!(text.contains('…') && !text.contains("Mẫu"), "{text}");
}

#[test]
fn limits_are_kept() {
    let what = |error: PaperError| match error {
        PaperError::TooLarge { what, .. } => what,
        other => panic!("{other}"),
    };
    let large = format!("{HEAD}{}", "x".repeat(SOURCE_BYTES_MAX));
    assert_eq!(
        what(Paper::new(&large, "test").unwrap_err()),
        "bytes of source"
    );
    let data = Data::default();
    assert_eq!(
        what(render("x", &data.clone().with("a", &"x".repeat(DATA_BYTES_MAX))).unwrap_err()),
        "bytes of data"
    );
    let deep = (0..100_000).fold(json!(1), |inner, _| Value::Array(vec![inner]));
    let deep = Data::new([("a".to_owned(), deep)].into_iter().collect());
    assert_eq!(what(render("x", &deep).unwrap_err()), "levels of data");
    std::mem::forget(deep); // a value this deep cannot be dropped on this stack
    let pages = format!(
        "#for i in range(0, {}) {{ [x]; pagebreak() }}",
        PAGES_MAX + 1
    );
    assert_eq!(what(render(&pages, &data).unwrap_err()), "pages");
    let error = render(
        "#image(\"a.svg\", alt: \"x\")",
        &data.clone().with_code("a", ""),
    )
    .unwrap_err();
    assert!(matches!(error, PaperError::Code { .. }));
    let paper = Paper::new(&format!("{HEAD}x"), "test").unwrap();
    assert!(matches!(
        paper.render(&data, Civil::day(2026, 4, 31)),
        Err(PaperError::Date { .. })
    ));
}

#[test]
fn a_chain_as_long_as_the_limit_does_not_overflow_the_stack() {
    let chain = format!(
        "#({}1)",
        "1+".repeat((SOURCE_BYTES_MAX - HEAD.len() - 10) / 2)
    );
    assert!(matches!(
        render(&chain, &Data::default()),
        Err(PaperError::Template { .. })
    ));
    let nest = format!("#{}1{}", "(".repeat(30_000), ")".repeat(30_000));
    assert!(matches!(
        render(&nest, &Data::default()),
        Err(PaperError::Template { .. })
    ));
}

/// Every template of every pack in this repository renders its sample, whole and with only the fields it needs.
#[test]
fn the_papers_of_the_packs_render_their_samples() {
    let packs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let mut papers = 0;
    for pack in std::fs::read_dir(packs).unwrap() {
        let Ok(folder) = std::fs::read_dir(pack.unwrap().path().join("papers")) else {
            continue;
        };
        for path in folder
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension() == Some("typ".as_ref()))
        {
            let name = path.file_stem().unwrap().to_str().unwrap();
            let sample = path.with_file_name("samples").join(format!("{name}.json"));
            let sample: Value =
                serde_json::from_str(&std::fs::read_to_string(sample).unwrap()).unwrap();
            let values = sample["data"].as_object().unwrap();
            let codes = sample["codes"].as_object().unwrap();
            let with_codes = |values| {
                codes.iter().fold(Data::new(values), |data, (name, text)| {
                    data.with_code(name, text.as_str().unwrap())
                })
            };
            let paper = Paper::new(&std::fs::read_to_string(&path).unwrap(), name)
                .unwrap_or_else(|e| panic!("{e}"));
            let mut needed = values.clone();
            needed.retain(|field, _| paper.fields().any(|needed| needed == field));
            for values in [values.clone(), needed] {
                paper
                    .render(&with_codes(values), noon())
                    .unwrap_or_else(|error| panic!("{error}"));
            }
            papers += 1;
        }
    }
    assert!(papers > 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// No source makes reading or rendering panic; whatever is accepted gives a PDF or an error.
    #[test]
    fn any_source_is_read_or_refused(body in "[#\\[\\](){}=+*/.,:\"a-d0-9 \n$_-]{0,60}") {
        if let Ok(pdf) = render(&body, &data()) {
            prop_assert!(pdf.starts_with(b"%PDF-1.7"));
        }
    }

    /// Whatever is typed into a form is printed or refused, control characters and all.
    #[test]
    fn any_text_is_printed_or_refused(text in any::<String>()) {
        match render("#d.text", &Data::default().with("text", &text)) {
            Ok(pdf) => prop_assert!(pdf.starts_with(b"%PDF-1.7")),
            Err(error) => prop_assert!(matches!(error, PaperError::Render { .. }), "{error}"),
        }
    }

    /// Letters of the Latin alphabets, with every mark, and of the Cyrillic ones always print.
    #[test]
    fn any_name_prints(name in "[ -~À-ɏẠ-ỹЀ-ԯ]{1,30}") {
        prop_assert!(render("#d.name", &Data::default().with("name", &name)).is_ok());
    }
}
