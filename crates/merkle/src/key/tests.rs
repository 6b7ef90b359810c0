use proptest::prelude::*;

use super::*;

/// The example keys of the documentation of Go's `golang.org/x/mod/sumdb/note`.
const SKEY: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+\
    AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const VKEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

#[test]
fn the_key_pair_of_the_go_documentation() {
    let key = SigningKey::from_secret_text(SKEY).unwrap();
    assert_eq!(key.verifier().to_string(), VKEY);
    assert_eq!(key.verifier().name(), "PeterNeumann");
    assert_eq!(key.to_secret_text().as_deref(), Ok(SKEY));
    assert_eq!(VKEY.parse().as_ref(), Ok(key.verifier()));
    assert!(!format!("{key:?}").contains("AYEK"));
}

#[test]
fn other_spellings_are_refused() {
    let read = |text: &str| text.parse::<VerifierKey>().map(|_| ());
    assert_eq!(
        read(&VKEY.replace("c74f20a3", "c74f20a4")),
        Err(Error::KeyIdDiffers)
    );
    assert_eq!(
        read(&VKEY.replace("Peter", "Petra")),
        Err(Error::KeyIdDiffers)
    );
    assert_eq!(
        read(&VKEY.replace("+ARpc", "+BBpc")),
        Err(Error::Algorithm { found: 4 })
    );
    for text in [
        "",
        "a",
        "a+b",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        &VKEY.replace("c74f20a3", "C74F20A3"),
        &VKEY.replace("c74f20a3", "+74f20a3"),
        &VKEY.replace("c74f20a3", "c74f20a"),
        &VKEY[..VKEY.len() - 4],
        &format!("{VKEY}\n"),
        &"x".repeat(KEY_TEXT_BYTES_MAX + 1),
        SKEY,
    ] {
        assert!(read(text).is_err(), "{text:?}");
    }
    assert!(SigningKey::from_secret_text(VKEY).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn keys_read_back(seed in any::<[u8; 32]>(), name in "[a-z./ô-]{1,20}") {
        let key = SigningKey::from_seed(&name, &seed).unwrap();
        let again = SigningKey::from_secret_text(&key.to_secret_text().unwrap()).unwrap();
        prop_assert_eq!(again.verifier(), key.verifier());
        let read: VerifierKey = key.verifier().to_string().parse().unwrap();
        prop_assert_eq!(&read, key.verifier());
        let signature = again.sign(b"text\n").unwrap();
        prop_assert!(key.verifier().verifies(b"text\n", &signature));
        prop_assert!(!key.verifier().verifies(b"test\n", &signature));
    }

    #[test]
    fn any_text_is_a_key_or_refused(text in ".{0,8}\\+[0-9a-f]{8}\\+.{0,60}|.*") {
        if let Ok(key) = text.parse::<VerifierKey>() {
            prop_assert_eq!(key.to_string(), text);
        } else {
            prop_assert!(SigningKey::from_secret_text(&text).is_err());
        }
    }
}
