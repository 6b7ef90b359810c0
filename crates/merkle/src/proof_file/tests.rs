use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::grow::tests::stored;
use crate::key::SigningKey;
use crate::proof::{Head, prove_inclusion};
use crate::tree::root_of;
use crate::tree::tests::leaves;

fn key() -> SigningKey {
    SigningKey::from_seed("island.example/ledger", &[7; 32]).unwrap()
}

/// The proof of one leaf among some, and the leaf.
fn proof_of(index: usize, size: u64) -> (ProofFile, Hash) {
    let leaves = leaves(size);
    let head = Head {
        size,
        root: root_of(&leaves),
    };
    let note = Checkpoint::new("island.example/ledger", head)
        .unwrap()
        .sign(&key())
        .unwrap();
    let path = prove_inclusion(index as u64, size, &stored(&leaves)).unwrap();
    (
        ProofFile::new(index as u64, path, note).unwrap(),
        leaves[index],
    )
}

#[test]
fn the_form_of_the_specification() {
    let (proof, leaf) = proof_of(1, 3);
    let with_extra = proof.clone().with_extra(b"boat".to_vec()).unwrap();
    let note = proof.note().to_string();
    let path = format!("{}\n{}\n", proof.path()[0], proof.path()[1]);
    let text = format!("c2sp.org/tlog-proof@v1\nindex 1\n{path}\n{note}");
    assert_eq!(proof.to_string(), text);
    let text = format!("c2sp.org/tlog-proof@v1\nextra Ym9hdA==\nindex 1\n{path}\n{note}");
    assert_eq!(with_extra.to_string(), text);
    let read = ProofFile::parse(text.as_bytes()).unwrap();
    assert_eq!(read, with_extra);
    let checkpoint = read.verify(&leaf, key().verifier()).unwrap();
    assert_eq!(checkpoint.head().size, 3);
    assert_eq!(checkpoint.origin(), "island.example/ledger");
}

#[test]
fn a_proof_of_the_only_leaf_has_no_hashes() {
    let (proof, leaf) = proof_of(0, 1);
    let read = ProofFile::parse(proof.to_string().as_bytes()).unwrap();
    assert_eq!(read.path(), []);
    assert!(read.verify(&leaf, key().verifier()).is_ok());
}

#[test]
fn other_forms_are_refused() {
    let text = proof_of(1, 3).0.to_string();
    for (from, to, line) in [
        ("@v1", "@v2", 1),
        ("@v1\n", "@v1\r\n", 1),
        ("index 1\n", "extra \nindex 1\n", 2),
        ("index 1\n", "extra AAA\nindex 1\n", 2),
        ("index 1\n", "extra AAAA\nextra AAAA\nindex 1\n", 3),
        ("index 1\n", "index 01\n", 2),
        ("index 1\n", "", 2),
        ("index 1\n", "index 1\nAAAA\n", 3),
    ] {
        let found = match ProofFile::parse(text.replacen(from, to, 1).as_bytes()) {
            Err(Error::Malformed {
                line,
                what: "proof",
                ..
            }) => Some(line),
            Err(Error::Malformed {
                what: "signed note",
                ..
            }) => Some(0),
            _ => None,
        };
        assert_eq!(found, Some(line), "{from:?} became {to:?}");
    }
    let parted = ProofFile::parse(text.replace("index 1\n", "index 1\n\n").as_bytes());
    assert!(matches!(
        parted,
        Err(Error::Malformed {
            what: "checkpoint",
            line: 2,
            ..
        })
    ));
    let beyond = ProofFile::parse(text.replace("index 1\n", "index 3\n").as_bytes());
    assert_eq!(beyond, Err(Error::NoSuchLeaf { index: 3, size: 3 }));
    let hash = "A".repeat(43) + "=\n";
    let long = text.replace("index 1\n", &("index 1\n".to_owned() + &hash.repeat(64)));
    assert!(matches!(
        ProofFile::parse(long.as_bytes()),
        Err(Error::TooLong { .. })
    ));
    let extra = vec![0; EXTRA_BYTES_MAX + 1];
    assert!(proof_of(0, 1).0.with_extra(extra).is_err());
}

#[test]
fn a_proof_of_something_else_is_refused() {
    let (proof, leaf) = proof_of(1, 3);
    let (other, other_leaf) = proof_of(2, 3);
    let verifier = key().verifier().clone();
    assert_eq!(
        proof.verify(&other_leaf, &verifier),
        Err(Error::RootDiffers)
    );
    let moved = ProofFile {
        index: other.index,
        ..proof.clone()
    };
    assert!(moved.verify(&leaf, &verifier).is_err());
    let stranger = SigningKey::from_seed("island.example/ledger", &[8; 32]).unwrap();
    let unsigned = proof.verify(&leaf, stranger.verifier());
    assert!(matches!(unsigned, Err(Error::NotSigned { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn with_any_bit_turned_it_is_not_believed(
        size in 1u64..40, at in any::<prop::sample::Index>(), turn in any::<prop::sample::Index>(),
        bit in 0u8..8,
    ) {
        let (proof, leaf) = proof_of(at.index(usize::try_from(size).unwrap()), size);
        let mut bytes = proof.to_string().into_bytes();
        let read = ProofFile::parse(&bytes).unwrap();
        prop_assert_eq!(&read, &proof);
        prop_assert!(read.verify(&leaf, key().verifier()).is_ok());
        let turn = turn.index(bytes.len());
        bytes[turn] ^= 1 << bit;
        let believed = ProofFile::parse(&bytes).and_then(|bad| bad.verify(&leaf, key().verifier()));
        prop_assert!(believed.is_err(), "byte {turn}");
    }

    #[test]
    fn any_bytes_are_a_proof_or_refused(bytes in vec(any::<u8>(), 0..300)) {
        if let Ok(proof) = ProofFile::parse(&bytes) {
            prop_assert_eq!(proof.to_string().into_bytes(), bytes);
        }
    }

    #[test]
    fn nearly_proofs_are_proofs_or_refused(head in "(extra [A=]{0,5}\n)?index [0-9]{0,3}\n([A=]{0,5}\n)?") {
        let note = proof_of(0, 1).0.note().to_string();
        let text = format!("{HEADER}\n{head}\n{note}");
        if let Ok(proof) = ProofFile::parse(text.as_bytes()) {
            prop_assert_eq!(proof.to_string(), text);
        }
    }
}
