//! Every code has a page that shows the mistake, the message and what to do, and none of it is
//! made up.

use pack::Code;

use crate::mistakes::TABLES;

fn read(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference");
    std::fs::read_to_string(format!("{folder}/{name}"))
        .unwrap_or_else(|_| panic!("docs/reference/{name} is missing"))
}

/// The text between the first lines ``` text and ``` of a page.
fn message(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once("```text\n")?;
    Some(rest.split_once("\n```")?.0)
}

#[test]
fn each_code_has_a_page_that_says_what_the_program_says() {
    let list = read("diagnostics.md");
    for code in Code::ALL {
        let name = format!("diagnostics/{code}.md");
        let page = read(&name);
        assert!(
            list.contains(&format!("]({name})")),
            "the list lacks {name}"
        );
        let title = format!("# {code}: {}\n", code.doc().trim());
        assert!(page.starts_with(&title), "{name} must begin with {title}");
        assert!(
            page.contains("\n## What to do\n"),
            "{name} must say what to do"
        );
        let shown = TABLES
            .into_iter()
            .flatten()
            .filter(|mistake| mistake.3.contains(&format!(" {code}: ")));
        let Some(message) = message(&page) else {
            assert_eq!(shown.count(), 0, "{name} shows no message");
            continue;
        };
        let said = shown.into_iter().any(|mistake| mistake.3 == message);
        assert!(
            said,
            "{name} shows a message that no test has seen: {message}"
        );
    }
}
