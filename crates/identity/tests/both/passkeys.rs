//! Passkeys on both databases, with an authenticator made of software.

use crate::common::{PASSWORD, at, ctx, identity, mai};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use base::{Id, sha256};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use identity::{Answer, Ceremony, IdentityError, NewAccount, Passkeys, SignInError};
use serde_json::{Value, json};

const ORIGIN: &str = "https://portal.island.example";
const HOST: &str = "portal.island.example";

/// A device with one passkey (ES256, "none" attestation), as a browser shows it to the page.
struct Device {
    key: EcdsaKeyPair,
    credential: Vec<u8>,
    holder: Vec<u8>,
    counter: u32,
}

fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// CBOR (RFC 8949): a head with its length, for lengths below 65,536.
fn head(major: u8, length: usize) -> Vec<u8> {
    let kind = major << 5;
    match u16::try_from(length).unwrap() {
        short @ 0..24 => vec![kind | u8::try_from(short).unwrap()],
        byte @ 24..256 => vec![kind | 24, u8::try_from(byte).unwrap()],
        long => [&[kind | 25][..], &long.to_be_bytes()].concat(),
    }
}

fn text(value: &str) -> Vec<u8> {
    [head(3, value.len()), value.as_bytes().to_vec()].concat()
}

fn bytes(value: &[u8]) -> Vec<u8> {
    [head(2, value.len()), value.to_vec()].concat()
}

impl Device {
    fn new(credential: &[u8]) -> Device {
        Device {
            key: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap(),
            credential: credential.to_vec(),
            holder: Vec::new(),
            counter: 0,
        }
    }

    /// Host, flags (present, verified, and `more`), counter.
    fn data(&mut self, more: u8) -> Vec<u8> {
        self.counter += 1;
        let mut data = sha256(HOST.as_bytes()).to_vec();
        data.push(0x05 | more);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn client(kind: &str, ceremony: &Ceremony, origin: &str) -> String {
        let challenge = &ceremony.options["publicKey"]["challenge"];
        json!({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false})
            .to_string()
    }

    /// What `navigator.credentials.create` gives.
    fn create(&mut self, ceremony: &Ceremony, origin: &str) -> Value {
        let user = ceremony.options["publicKey"]["user"]["id"]
            .as_str()
            .unwrap();
        self.holder = URL_SAFE_NO_PAD.decode(user).unwrap();
        let point = self.key.public_key().as_ref().to_vec();
        // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
        let key = [
            &[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21][..],
            &bytes(&point[1..33]),
            &[0x22],
            &bytes(&point[33..65]),
        ]
        .concat();
        let mut data = self.data(0x40);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.credential.len()).unwrap().to_be_bytes());
        data.extend(&self.credential);
        data.extend(key);
        let object = [
            head(5, 3),
            text("fmt"),
            text("none"),
            text("attStmt"),
            head(5, 0),
            text("authData"),
            bytes(&data),
        ]
        .concat();
        let client = Device::client("webauthn.create", ceremony, origin);
        json!({
            "id": base64(&self.credential),
            "rawId": base64(&self.credential),
            "type": "public-key",
            "response": {
                "attestationObject": base64(&object),
                "clientDataJSON": base64(client.as_bytes()),
            },
            "clientExtensionResults": {},
        })
    }

    /// What `navigator.credentials.get` gives.
    fn get(&mut self, ceremony: &Ceremony, origin: &str) -> Value {
        let data = self.data(0);
        let client = Device::client("webauthn.get", ceremony, origin);
        let signed = [data.clone(), sha256(client.as_bytes()).to_vec()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        json!({
            "id": base64(&self.credential),
            "rawId": base64(&self.credential),
            "type": "public-key",
            "response": {
                "authenticatorData": base64(&data),
                "clientDataJSON": base64(client.as_bytes()),
                "signature": base64(signature.as_ref()),
                "userHandle": base64(&self.holder),
            },
            "clientExtensionResults": {},
        })
    }
}

async fn passkeys(store: store::Store) -> (identity::Identity, Passkeys, Id) {
    let identity = identity(store).await;
    let id = identity.make(&ctx(1, 0), mai()).await.unwrap();
    let passkeys = Passkeys::new(identity.clone(), ORIGIN).unwrap();
    (identity, passkeys, id)
}

fn answer<'a>(begun: &Ceremony, given: &'a Value) -> Answer<'a> {
    Answer {
        ceremony: begun.id,
        given,
    }
}

#[test]
fn a_passkey_is_registered_signs_in_and_is_removed() {
    testkit::on_both(|store| async move {
        let (identity, passkeys, id) = passkeys(store).await;
        let mut device = Device::new(b"first device");
        let begun = passkeys.begin_registration(&ctx(2, 0), id).await.unwrap();
        let selection = &begun.options["publicKey"]["authenticatorSelection"];
        assert_eq!(selection["residentKey"], "required");
        assert_eq!(begun.options["publicKey"]["rp"]["id"], HOST);
        let given = device.create(&begun, ORIGIN);
        let key = passkeys
            .finish_registration(&ctx(3, 1), id, "my phone", answer(&begun, &given))
            .await
            .unwrap();

        let begun = passkeys.begin_sign_in(&ctx(4, 2)).await.unwrap();
        assert!(begun.options.get("mediation").is_none());
        let given = device.get(&begun, ORIGIN);
        let token = passkeys
            .finish_sign_in(&ctx(5, 3), answer(&begun, &given), "Boat Browser 1")
            .await
            .unwrap();
        let session = identity
            .session(token.expose(), at(3))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(session.account.id, id);
        let listed = passkeys.list(id).await.unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].id, listed[0].name.as_str()), (key, "my phone"));
        assert_eq!(listed[0].used_at, Some(at(3)));

        let begun = passkeys.begin_registration(&ctx(6, 4), id).await.unwrap();
        let known = &begun.options["publicKey"]["excludeCredentials"][0]["id"];
        assert_eq!(known, &json!(base64(b"first device")));

        passkeys.remove(&ctx(7, 5), id, key).await.unwrap();
        let again = passkeys.remove(&ctx(8, 5), id, key).await;
        assert!(matches!(again, Err(IdentityError::NoKey)), "{again:?}");
        let begun = passkeys.begin_sign_in(&ctx(9, 6)).await.unwrap();
        let given = device.get(&begun, ORIGIN);
        let gone = passkeys
            .finish_sign_in(&ctx(10, 7), answer(&begun, &given), "")
            .await;
        assert!(matches!(gone, Err(SignInError::Wrong)), "{gone:?}");
    });
}

#[test]
fn a_ceremony_is_finished_once_in_time_and_by_whom_it_was_begun_for() {
    testkit::on_both(|store| async move {
        let (identity, passkeys, id) = passkeys(store).await;
        let other = NewAccount {
            login: "binh".into(),
            email: None,
            ..mai()
        };
        let other = identity.make(&ctx(2, 0), other).await.unwrap();
        let mut device = Device::new(b"first device");
        // seconds until the answer comes, and for whom
        for (n, seconds, who) in [(3, 300, id), (4, 1, other), (5, 1, id)] {
            let begun = passkeys.begin_registration(&ctx(n, 0), id).await.unwrap();
            let given = device.create(&begun, ORIGIN);
            let finished = passkeys
                .finish_registration(&ctx(n + 10, seconds), who, "phone", answer(&begun, &given))
                .await;
            assert_eq!(finished.is_ok(), n == 5, "{n}: {finished:?}");
            let again = passkeys
                .finish_registration(&ctx(n + 20, 1), id, "phone", answer(&begun, &given))
                .await;
            assert!(
                matches!(again, Err(IdentityError::CeremonyOver)),
                "{n}: {again:?}"
            );
        }
        let begun = passkeys
            .begin_registration(&ctx(40, 0), other)
            .await
            .unwrap();
        let given = device.create(&begun, ORIGIN);
        let taken = passkeys
            .finish_registration(&ctx(41, 1), other, "phone", answer(&begun, &given))
            .await;
        assert!(
            matches!(taken, Err(IdentityError::PasskeyTaken)),
            "{taken:?}"
        );
    });
}

#[test]
fn what_proves_nothing_signs_nobody_in() {
    testkit::on_both(|store| async move {
        let (identity, passkeys, id) = passkeys(store).await;
        let mut device = Device::new(b"first device");
        let begun = passkeys.begin_registration(&ctx(2, 0), id).await.unwrap();
        let elsewhere = device.create(&begun, "https://portal.lsland.example");
        let refused = passkeys
            .finish_registration(&ctx(3, 1), id, "phone", answer(&begun, &elsewhere))
            .await;
        assert!(
            matches!(refused, Err(IdentityError::Passkey { .. })),
            "{refused:?}"
        );
        let begun = passkeys.begin_registration(&ctx(4, 0), id).await.unwrap();
        let given = device.create(&begun, ORIGIN);
        passkeys
            .finish_registration(&ctx(5, 1), id, "phone", answer(&begun, &given))
            .await
            .unwrap();
        let registered = device.counter;

        let mut forger = Device::new(b"first device");
        forger.holder.clone_from(&device.holder);
        forger.counter = 100;
        for (n, case) in [
            "wrong origin",
            "wrong key",
            "old counter",
            "wrong holder",
            "no json",
        ]
        .into_iter()
        .enumerate()
        {
            let n = u8::try_from(n).unwrap();
            let begun = passkeys.begin_sign_in(&ctx(10 + n, 2)).await.unwrap();
            device.counter = 50;
            let given = match case {
                "wrong origin" => device.get(&begun, "https://portal.lsland.example"),
                "wrong key" => forger.get(&begun, ORIGIN),
                "old counter" => {
                    device.counter = registered - 1;
                    device.get(&begun, ORIGIN)
                }
                "wrong holder" => {
                    let mut given = device.get(&begun, ORIGIN);
                    given["response"]["userHandle"] = json!(base64(&[1; 16]));
                    given
                }
                _ => json!({}),
            };
            let tried = passkeys
                .finish_sign_in(&ctx(20 + n, 3), answer(&begun, &given), "")
                .await;
            assert!(
                matches!(tried, Err(SignInError::Wrong)),
                "{case}: {tried:?}"
            );
        }
        device.counter = 60;
        let begun = passkeys.begin_sign_in(&ctx(30, 2)).await.unwrap();
        let given = device.get(&begun, ORIGIN);
        passkeys
            .finish_sign_in(&ctx(31, 3), answer(&begun, &given), "")
            .await
            .unwrap();
        let replayed = passkeys
            .finish_sign_in(&ctx(32, 3), answer(&begun, &given), "")
            .await;
        assert!(
            matches!(replayed, Err(SignInError::CeremonyOver)),
            "{replayed:?}"
        );
        // a lock on the password does not lock the passkey
        for n in 0..5 {
            let _ = identity
                .sign_in(&ctx(40 + n, 4), "mai", "not it at all", "")
                .await;
        }
        assert!(
            identity
                .sign_in(&ctx(50, 5), "mai", PASSWORD, "")
                .await
                .is_err()
        );
        let begun = passkeys.begin_sign_in(&ctx(51, 5)).await.unwrap();
        let given = device.get(&begun, ORIGIN);
        passkeys
            .finish_sign_in(&ctx(52, 5), answer(&begun, &given), "")
            .await
            .unwrap();
    });
}

#[test]
fn a_site_needs_a_host_name() {
    testkit::on_both(|store| async move {
        let identity = identity(store).await;
        let table = [
            ("https://portal.island.example", true),
            ("http://localhost:8080", true),
            ("http://127.0.0.1:8080", false),
            ("portal", false),
            ("", false),
        ];
        for (origin, fits) in table {
            let made = Passkeys::new(identity.clone(), origin);
            assert_eq!(made.is_ok(), fits, "{origin}");
        }
    });
}
