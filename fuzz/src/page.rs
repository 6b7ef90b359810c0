//! What visitors send: forms, answers to questions, files.

use files::FileKind as Kind;
use pack::FieldKind;
use web::forms::Form;
use web::words::Words;

/// The body of a form.
pub(crate) fn form(bytes: &[u8]) {
    if let Ok(form) = Form::parse(bytes) {
        for name in ["csrf", "name", "day", ""] {
            let _ = form.raw(name);
        }
    }
    // What a browser says about its languages comes with every request.
    if let Ok(words) = Words::new(&[web::words::Lang::parse("en").expect("a language")], &[]) {
        let _ = words.choose(&super::text(bytes));
    }
}

/// An upload: its name in the first line, its bytes behind.
pub(crate) fn file(bytes: &[u8]) {
    let (name, content) = super::halves(bytes);
    let name = super::text(name);
    match files::check(&name, content.to_vec(), &Kind::ALL) {
        Ok(checked) => {
            assert_eq!(checked.bytes(), content);
            assert!(checked.name().chars().count() <= files::NAME_CHARS_MAX + 8);
            assert!(
                !checked.name().contains(['/', '\\', '\0', '\n']),
                "{:?}",
                checked.name()
            );
        }
        Err(problem) => assert!(!problem.code().is_empty()),
    }
}

/// An answer in a strict form, named in the first line. What is kept is kept the same way again.
pub(crate) fn answer(bytes: &[u8]) {
    let (name, answer) = super::halves(bytes);
    let answer = super::text(answer);
    let form = match name {
        b"decimal" => pack::Form::Decimal { places: 2 },
        b"money" => pack::Form::Money {
            currency: "XTS".to_owned(),
            places: 0,
        },
        b"geometry" => pack::Form::Geometry,
        b"file" => pack::Form::File,
        _ => pack::Form::List(FieldKind::Text),
    };
    if let Ok(kept) = form.read(&answer) {
        assert_eq!(
            form.read(&kept).ok().as_ref(),
            Some(&kept),
            "kept otherwise"
        );
    }
}
