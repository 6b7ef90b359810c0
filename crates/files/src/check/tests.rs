use proptest::prelude::*;

use super::*;

fn pdf(middle: &str) -> Vec<u8> {
    format!("%PDF-1.7\n1 0 obj\n<< /Type /Catalog {middle} >>\nendobj\ntrailer << >>\n%%EOF\n")
        .into_bytes()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend(b"\x08\x02\x00\x00\x00crc!");
    bytes
}

/// An application segment, a fill byte, and a progressive frame.
fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = b"\xff\xd8\xff\xe0\x00\x04JF\xff\xff\xc2\x00\x0b\x08".to_vec();
    bytes.extend(height.to_be_bytes());
    bytes.extend(width.to_be_bytes());
    bytes.extend(b"\x01\x01\x11\x00\xff\xd9");
    bytes
}

fn verdict(bytes: Vec<u8>) -> Result<FileKind, FileProblem> {
    check("paper", bytes, &FileKind::ALL).map(|file| file.kind())
}

#[test]
fn what_is_accepted() {
    let table = [
        (pdf(""), FileKind::Pdf),
        (pdf("/JavaScripts 1 /Launched 2 /JS (x)"), FileKind::Pdf),
        (png(1, 1), FileKind::Png),
        (png(SIDE_PIXELS_MAX, SIDE_PIXELS_MAX), FileKind::Png),
        (jpeg(4032, 3024), FileKind::Jpeg),
    ];
    for (bytes, kind) in table {
        assert_eq!(verdict(bytes), Ok(kind));
    }
}

#[test]
fn what_is_refused_and_why() {
    let cut = |kind| FileProblem::CutOff { kind };
    let unknown = |found| FileProblem::Kind {
        found,
        allowed: FileKind::ALL.to_vec(),
    };
    let side = |width, height| FileProblem::Side { width, height };
    let mut early_end = pdf("");
    early_end.resize(early_end.len() + 1024, b' ');
    let mut too_large = pdf("");
    too_large.resize(SIZE_BYTES_MAX + 1, b' ');
    let size = too_large.len();
    let table = [
        (vec![], FileProblem::Empty),
        (too_large, FileProblem::TooLarge { size }),
        (b"MZ\x90\x00".to_vec(), unknown(None)),
        (b"GIF89a".to_vec(), unknown(None)),
        (b"<svg>%PDF-1.7 %%EOF".to_vec(), unknown(None)),
        (b"%PDF-1.7\n".to_vec(), cut(FileKind::Pdf)),
        (early_end, cut(FileKind::Pdf)),
        (
            pdf("/OpenAction << /S /JavaScript /JS (x) >>"),
            FileProblem::Active,
        ),
        (pdf("/S /Launch"), FileProblem::Active),
        (pdf("/S/Launch/F(a)"), FileProblem::Active),
        (pdf("/S /J#61va#53cript"), FileProblem::Active),
        (pdf("/S /#4c#61#75#6e#63#68"), FileProblem::Active),
        (png(0, 10), side(0, 10)),
        (png(10, SIDE_PIXELS_MAX + 1), side(10, SIDE_PIXELS_MAX + 1)),
        (png(u32::MAX, 1), side(u32::MAX, 1)),
        (png(1, 1)[..32].to_vec(), cut(FileKind::Png)),
        (jpeg(10_001, 1), side(10_001, 1)),
        (jpeg(0, 1), side(0, 1)),
        (jpeg(1, 1)[..14].to_vec(), cut(FileKind::Jpeg)),
        (b"\xff\xd8\xff\xd9".to_vec(), cut(FileKind::Jpeg)),
        (
            b"\xff\xd8\xff\xe0\x00\x00\xff\xe0".to_vec(),
            cut(FileKind::Jpeg),
        ),
    ];
    for (bytes, problem) in table {
        assert_eq!(verdict(bytes), Err(problem));
    }
}

#[test]
fn only_allowed_kinds_are_accepted() {
    let only_photos = [FileKind::Jpeg, FileKind::Png];
    let problem = check("a.jpg", pdf(""), &only_photos).unwrap_err();
    assert_eq!(
        problem,
        FileProblem::Kind {
            found: Some(FileKind::Pdf),
            allowed: only_photos.to_vec()
        }
    );
    assert!(problem.to_string().contains("jpg, png"), "{problem}");
    assert!(check("a.jpg", jpeg(1, 1), &[]).is_err());
}

#[test]
fn names_are_cleaned_for_showing() {
    let table = [
        ("licence.pdf", "licence.pdf"),
        ("Licence.PDF", "Licence.pdf"),
        ("photo.jpg", "photo.jpg.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\mai\\licence.pdf", "licence.pdf"),
        ("a\u{202e}fdp.exe", "afdp.exe.pdf"),
        ("a\0b\r\nc.pdf", "abc.pdf"),
        ("what: \"this\"?.pdf", "what_ _this__.pdf"),
        ("Thuyền đánh cá.pdf", "Thuyền đánh cá.pdf"),
        ("...", "file.pdf"),
        (".pdf", "pdf.pdf"),
        ("", "file.pdf"),
        ("a/", "file.pdf"),
    ];
    for (name, shown) in table {
        let file = check(name, pdf(""), &FileKind::ALL).unwrap();
        assert_eq!(file.name(), shown, "{name:?}");
    }
    let long = check(&"é".repeat(500), jpeg(1, 1), &FileKind::ALL).unwrap();
    assert_eq!(long.name().chars().count(), NAME_CHARS_MAX);
    assert!(long.name().ends_with(".jpg"));
}

#[test]
fn words_and_codes_are_stable() {
    for kind in FileKind::ALL {
        assert_eq!(FileKind::named(kind.word()), Some(kind));
    }
    assert_eq!(FileKind::named("exe"), None);
    let hidden = format!("{:?}", check("secret", pdf(""), &FileKind::ALL).unwrap());
    assert!(!hidden.contains("secret"), "{hidden}");
}

proptest! {
    #[test]
    fn no_bytes_and_no_name_make_it_panic(
        start in prop::sample::select(vec![&b""[..], b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n",
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"]),
        rest in prop::collection::vec(any::<u8>(), 0..200),
        end in prop::sample::select(vec![&b""[..], b"%%EOF"]),
        name in any::<String>(),
    ) {
        let bytes = [start, &rest, end].concat();
        let outcome = check(&name, bytes.clone(), &FileKind::ALL);
        if let Ok(file) = outcome {
            prop_assert_eq!(file.bytes(), &bytes[..]);
            prop_assert!(file.name().chars().count() <= NAME_CHARS_MAX);
            prop_assert!(!file.name().contains(['/', '\\', '"']));
            prop_assert_eq!(text::clean(file.name(), NAME_CHARS_MAX), Ok(file.name().to_owned()));
        }
    }

    #[test]
    fn pictures_have_the_side_their_header_says(
        marks in prop::collection::vec((0xe0_u8..=0xef, 0_usize..40), 0..5),
        width in 1_u16..=10_000,
        height in 1_u16..=10_000,
    ) {
        let mut bytes = b"\xff\xd8".to_vec();
        for (marker, length) in marks {
            bytes.extend([0xff, marker]);
            bytes.extend(u16::try_from(length + 2).unwrap().to_be_bytes());
            bytes.extend(std::iter::repeat_n(0xc0, length));
        }
        bytes.extend(&jpeg(width, height)[2..]);
        prop_assert_eq!(content::jpeg_side(&bytes), Some((width.into(), height.into())));
        let picture = png(width.into(), height.into());
        prop_assert_eq!(content::png_side(&picture), Some((width.into(), height.into())));
    }

    #[test]
    fn no_way_of_writing_hides_an_action(escaped in prop::collection::vec(any::<bool>(), 10)) {
        let mut name = String::from("/S /");
        for (letter, escape) in "JavaScript".chars().zip(escaped) {
            if escape {
                name.push_str(&format!("#{:02X}", u32::from(letter)));
            } else {
                name.push(letter);
            }
        }
        prop_assert_eq!(verdict(pdf(&name)), Err(FileProblem::Active));
    }
}
