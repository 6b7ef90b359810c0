use base::Id;
use identity::verify_ed25519;
use proptest::prelude::*;

use super::*;

/// RFC 9421 §B.2.6.
const INPUT: &str = "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \
                     \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"";
const SIGNATURE: &str = "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:";
/// RFC 9421 §B.1.4: the last 32 bytes of the published key.
const KEY: &str = "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=";

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.append(*name, value.parse().unwrap());
    }
    headers
}

#[test]
fn the_test_vector_of_the_rfc_holds() {
    let headers = headers(&[
        ("host", "example.com"),
        ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
        ("content-type", "application/json"),
        ("content-length", "18"),
    ]);
    let input = Input::parse(INPUT).unwrap();
    assert_eq!((input.label, input.key), ("sig-b26", "test-key-ed25519"));
    assert_eq!(input.created, Some(1_618_884_473));
    let key = STANDARD.decode(KEY).unwrap();
    let signature = signature_of(input.label, SIGNATURE).unwrap();
    let verify = |path: &str| {
        let message = Message {
            method: "POST",
            path,
            query: Some("param=Value"),
            headers: &headers,
        };
        let base = message.base(&input.components, input.params).unwrap();
        verify_ed25519(&key, base.as_bytes(), &signature)
    };
    assert!(verify("/foo"));
    assert!(!verify("/bar"));
}

#[test]
fn the_digest_of_the_rfc_holds_and_no_other() {
    // RFC 9421 §B.2 gives this body's SHA-512; RFC 9530 §B.1 another body's SHA-256.
    let body = b"{\"hello\": \"world\"}\n";
    let told = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:";
    assert!(digest_holds(told, body));
    assert_eq!(digest_text(body), told);
    let beside = format!("sha-512=:AAAA:, {told}");
    assert!(digest_holds(&beside, body));
    let twice = format!("{told}, {told}");
    for wrong in [
        "",
        "sha-256=::",
        "sha-256=:AAAA:",
        "sha-256=RK",
        &told[..50],
        &twice,
    ] {
        assert!(!digest_holds(wrong, body), "{wrong}");
    }
    assert!(!digest_holds(told, b"{}"));
}

#[test]
fn only_the_canonical_form_is_read() {
    let good = "sig=(\"@method\" \"@path\");created=1;keyid=\"k\";alg=\"ed25519\";nonce=\"n\"";
    let input = Input::parse(good).unwrap();
    assert_eq!(input.components, ["@method", "@path"]);
    assert_eq!(input.params, &good[4..]);
    let many: Vec<String> = (0..17).map(|n| format!("\"a{n}\"")).collect();
    let table = [
        "",
        "sig",
        "sig=",
        "sig=(",
        "sig=()x",
        "Sig=()",
        "=()",
        "sig=(\"a\"  \"b\")",
        "sig=( \"a\")",
        "sig=(\"a\" )",
        "sig=(\"a\"\"b\")",
        "sig=(\"a\" \"a\")",
        "sig=(\"A\")",
        "sig=(\"\")",
        "sig=(\"a\";sf)",
        "sig=();created=1;created=2",
        "sig=(); created=1",
        "sig=();created=01",
        "sig=();created=-1",
        "sig=();created=\"1\"",
        "sig=();created=1234567890123456",
        "sig=();keyid=k",
        "sig=();keyid=\"a\\\"b\"",
        "sig=();keyid=\"é\"",
        "sig=();other=1",
        "sig=(), other=()",
        &format!("sig=({})", many.join(" ")),
        &format!("sig=();nonce=\"{}\"", "n".repeat(HEADER_MAX)),
    ];
    for text in table {
        assert_eq!(Input::parse(text), Err(SignatureProblem::Form), "{text}");
    }
    for text in [
        "",
        "sig=:",
        "sig=::",
        "sig=:AAAA:",
        "other=:AAAA:",
        "sig=AAAA",
    ] {
        assert_eq!(
            signature_of("sig", text),
            Err(SignatureProblem::Form),
            "{text}"
        );
    }
}

#[test]
fn a_signature_covers_what_it_must_and_was_made_now() {
    let now = Instant(1_000_000 * Instant::SECOND);
    let table = [
        ("(\"@path\");created=1000000;keyid=\"k\"", Ok(())),
        ("(\"@path\");created=999700;keyid=\"k\"", Ok(())),
        (
            "(\"@path\");created=1000300;keyid=\"k\";expires=1000000",
            Ok(()),
        ),
        (
            "(\"@method\");created=1000000",
            Err(SignatureProblem::Component),
        ),
        ("(\"@path\");created=999699", Err(SignatureProblem::Time)),
        ("(\"@path\");created=1000301", Err(SignatureProblem::Time)),
        ("(\"@path\");keyid=\"k\"", Err(SignatureProblem::Time)),
        (
            "(\"@path\");created=1000000;expires=999999",
            Err(SignatureProblem::Time),
        ),
        (
            "(\"@path\");created=1000000;alg=\"hmac-sha256\"",
            Err(SignatureProblem::Algorithm),
        ),
    ];
    for (params, told) in table {
        let text = format!("sig={params}");
        assert_eq!(
            Input::parse(&text).unwrap().check(&["@path"], now),
            told,
            "{params}"
        );
    }
}

#[test]
fn lines_of_a_header_are_joined_and_missing_ones_are_told() {
    let headers = headers(&[("x-a", " one "), ("x-a", "two"), ("host", "Island.Example")]);
    let message = Message {
        method: "GET",
        path: "/p",
        query: None,
        headers: &headers,
    };
    let base = message
        .base(&["x-a", "@authority", "@query"], "()")
        .unwrap();
    let expected = "\"x-a\": one, two\n\"@authority\": island.example\n\"@query\": ?\n\
                    \"@signature-params\": ()";
    assert_eq!(base, expected);
    assert_eq!(message.base(&["x-b"], "()"), None);
    assert_eq!(message.base(&["@scheme"], "()"), None);
}

#[test]
fn what_is_signed_verifies_and_nothing_else_does() {
    let signer = Signer::from_seed(Id([3; 16]), &[7; 32]);
    let request = Unsigned {
        method: "POST",
        path: "/a",
        idempotency_key: "k-1",
        purpose: "boats",
        body: b"{}",
    };
    let sent = sign(&signer, &request, Instant(5 * Instant::SECOND));
    let pairs: Vec<(&'static str, &str)> = sent.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let headers = headers(&pairs);
    let text = headers["signature-input"].to_str().unwrap();
    let input = Input::parse(text).unwrap();
    assert_eq!(input.check(&COVERED, Instant(0)), Ok(()));
    assert_eq!(input.key, Id([3; 16]).to_string());
    let signature = headers["signature"].to_str().unwrap();
    let signature = signature_of(input.label, signature).unwrap();
    for (method, path, holds) in [
        ("POST", "/a", true),
        ("PUT", "/a", false),
        ("POST", "/b", false),
    ] {
        let message = Message {
            method,
            path,
            query: None,
            headers: &headers,
        };
        let base = message.base(&input.components, input.params).unwrap();
        let told = verify_ed25519(&signer.public_key(), base.as_bytes(), &signature);
        assert_eq!(told, holds, "{method} {path}");
    }
    assert!(!format!("{signer:?}").contains("Ed25519"));
}

proptest! {
    /// Whatever comes, reading ends; and what is read is the text itself.
    #[test]
    fn anything_may_come(text in "(sig=\\()?[ -~é\"();=,a-z@0-9]{0,200}") {
        if let Ok(input) = Input::parse(&text) {
            prop_assert_eq!(format!("{}={}", input.label, input.params), text.clone());
        }
        let _ = signature_of("sig", &text);
        let _ = digest_holds(&text, text.as_bytes());
    }

    /// Every input of the form is read back as it was meant.
    #[test]
    fn the_form_is_read(
        components in proptest::collection::btree_set("@?[a-z][a-z0-9-]{0,20}", 0..8),
        created in 0_i64..999_999_999_999_999,
        key in "[ !#-\\[\\]-~]{0,60}",
    ) {
        let list: Vec<String> = components.iter().map(|name| format!("\"{name}\"")).collect();
        let text = format!("s1=({});created={created};keyid=\"{key}\"", list.join(" "));
        let input = Input::parse(&text).unwrap();
        prop_assert_eq!(input.components, components.iter().map(String::as_str).collect::<Vec<_>>());
        prop_assert_eq!(input.created, Some(created));
        prop_assert_eq!(input.key, key);
    }
}
