use proptest::prelude::*;

use super::*;
use crate::grow::tests::stored;
use crate::tree::tests::{CT_ROOTS, ct_inputs, hex, leaves};
use crate::tree::{hash_leaf, root_of};

fn head_of(leaves: &[Hash]) -> Head {
    Head {
        size: leaves.len() as u64,
        root: root_of(leaves),
    }
}

/// The hash with one bit turned.
fn turn(hash: Hash, bit: usize) -> Hash {
    let mut bytes = *hash.as_bytes();
    bytes[bit / 8] ^= 1 << (bit % 8);
    Hash::from_bytes(bytes)
}

/// Tiles of the right widths with some content.
fn filled(needed: &[Tile]) -> Tiles {
    let mut tiles = Tiles::new();
    for tile in needed {
        let bytes = vec![7; Hash::LEN * usize::from(tile.width())];
        tiles.insert(tile.level(), tile.index(), &bytes).unwrap();
    }
    tiles
}

#[test]
fn known_inclusion_proofs() {
    let leaves = ct_inputs().map(hash_leaf);
    let tiles = stored(&leaves);
    for (index, size, known) in [
        (0, 1, vec![]),
        (
            0,
            8,
            vec![
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            vec![
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            3,
            vec!["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
        ),
        (
            1,
            5,
            vec![
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ] {
        let known: Vec<Hash> = known.into_iter().map(hex).collect();
        assert_eq!(
            prove_inclusion(index, size, &tiles).as_ref(),
            Ok(&known),
            "{index} in {size}"
        );
        let at = |number: u64| usize::try_from(number).unwrap();
        let head = Head {
            size,
            root: hex(CT_ROOTS[at(size) - 1]),
        };
        assert_eq!(
            verify_inclusion(&head, index, &leaves[at(index)], &known),
            Ok(())
        );
    }
}

#[test]
fn known_consistency_proofs() {
    let tiles = stored(&ct_inputs().map(hash_leaf));
    for (old, new, known) in [
        (1, 1, vec![]),
        (
            1,
            8,
            vec![
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            6,
            8,
            vec![
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            5,
            vec![
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ] {
        let known: Vec<Hash> = known.into_iter().map(hex).collect();
        assert_eq!(
            prove_consistency(old, new, &tiles).as_ref(),
            Ok(&known),
            "{old} to {new}"
        );
        let head = |size: u64| Head {
            size,
            root: hex(CT_ROOTS[usize::try_from(size).unwrap() - 1]),
        };
        assert_eq!(verify_consistency(&head(old), &head(new), &known), Ok(()));
    }
}

#[test]
fn every_pair_of_small_sizes() {
    let leaves = leaves(40);
    let tiles = stored(&leaves);
    let heads: Vec<Head> = (0..=leaves.len())
        .map(|size| head_of(&leaves[..size]))
        .collect();
    for new in &heads {
        for old in &heads[..=usize::try_from(new.size).unwrap()] {
            let proof = prove_consistency(old.size, new.size, &tiles).unwrap();
            assert_eq!(verify_consistency(old, new, &proof), Ok(()));
            let longer = [&proof[..], &[new.root]].concat();
            assert!(verify_consistency(old, new, &longer).is_err());
        }
        for (index, leaf) in (0..new.size).zip(&leaves) {
            let proof = prove_inclusion(index, new.size, &tiles).unwrap();
            assert_eq!(verify_inclusion(new, index, leaf, &proof), Ok(()));
        }
    }
}

#[test]
fn what_cannot_be_proved_is_refused() {
    let tiles = Tiles::new();
    let head = Head {
        size: 5,
        root: empty_root(),
    };
    let none = Head {
        size: 0,
        root: hash_leaf(b""),
    };
    let leaf = hash_leaf(b"");
    assert_eq!(
        prove_inclusion(5, 5, &tiles),
        Err(Error::NoSuchLeaf { index: 5, size: 5 })
    );
    assert_eq!(
        prove_inclusion(0, u64::MAX, &tiles),
        Err(Error::TreeTooLarge)
    );
    assert!(matches!(
        prove_inclusion(0, 5, &tiles),
        Err(Error::TileMissing(_))
    ));
    assert_eq!(
        prove_consistency(6, 5, &tiles),
        Err(Error::Shrunk { old: 6, new: 5 })
    );
    assert_eq!(consistency_tiles(1, u64::MAX), Err(Error::TreeTooLarge));
    assert_eq!(
        verify_inclusion(&head, 5, &leaf, &[]),
        Err(Error::NoSuchLeaf { index: 5, size: 5 })
    );
    assert_eq!(
        verify_consistency(&head, &none, &[]),
        Err(Error::Shrunk { old: 5, new: 0 })
    );
    assert_eq!(
        verify_consistency(&none, &head, &[]),
        Err(Error::RootDiffers)
    );
    assert_eq!(
        verify_consistency(&head, &head, &[leaf]),
        Err(Error::ProofLength)
    );
}

#[test]
fn ten_million_leaves_need_five_tiles() {
    let size = 10_000_000;
    let mut most = 0;
    for index in [
        0,
        1,
        255,
        256,
        65_535,
        65_536,
        4_999_999,
        8_388_608,
        size - 257,
        size - 1,
    ]
    .into_iter()
    .chain((0..size).step_by(9_973))
    {
        most = most.max(inclusion_tiles(index, size).unwrap().len());
    }
    assert_eq!(most, 5);
    assert_eq!(inclusion_tiles(0, 1 << 24).unwrap().len(), 3);
    assert!(consistency_tiles(4_999_999, size).unwrap().len() <= 5);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn an_inclusion_proof_verifies_and_with_any_bit_turned_it_does_not(
        size in 1u64..2_000, at in any::<prop::sample::Index>(), bit in 0usize..256,
    ) {
        let leaves = leaves(size);
        let head = head_of(&leaves);
        let tiles = stored(&leaves);
        let index = at.index(leaves.len());
        let (leaf, index) = (leaves[index], index as u64);
        let proof = prove_inclusion(index, size, &tiles).unwrap();
        prop_assert_eq!(verify_inclusion(&head, index, &leaf, &proof), Ok(()));
        for place in 0..proof.len() {
            let mut bad = proof.clone();
            bad[place] = turn(bad[place], bit);
            prop_assert_eq!(verify_inclusion(&head, index, &leaf, &bad), Err(Error::RootDiffers));
            bad.remove(place);
            prop_assert!(verify_inclusion(&head, index, &leaf, &bad).is_err());
        }
        prop_assert!(verify_inclusion(&head, index, &turn(leaf, bit), &proof).is_err());
        let other = Head { root: turn(head.root, bit), ..head };
        prop_assert!(verify_inclusion(&other, index, &leaf, &proof).is_err());
        prop_assert!(verify_inclusion(&head, index ^ (1 << (bit % 64)), &leaf, &proof).is_err());
        let longer = [&proof[..], &[head.root]].concat();
        prop_assert_eq!(verify_inclusion(&head, index, &leaf, &longer), Err(Error::ProofLength));
    }

    #[test]
    fn a_consistency_proof_verifies_and_with_any_bit_turned_it_does_not(
        new in 1u64..2_000, at in any::<prop::sample::Index>(), bit in 0usize..256,
    ) {
        let leaves = leaves(new);
        let old = at.index(leaves.len()) + 1;
        let (old, new) = (head_of(&leaves[..old]), head_of(&leaves));
        let proof = prove_consistency(old.size, new.size, &stored(&leaves)).unwrap();
        prop_assert_eq!(verify_consistency(&old, &new, &proof), Ok(()));
        for place in 0..proof.len() {
            let mut bad = proof.clone();
            bad[place] = turn(bad[place], bit);
            prop_assert_eq!(verify_consistency(&old, &new, &bad), Err(Error::RootDiffers));
            bad.remove(place);
            prop_assert!(verify_consistency(&old, &new, &bad).is_err());
        }
        let other_old = Head { root: turn(old.root, bit), ..old };
        prop_assert!(verify_consistency(&other_old, &new, &proof).is_err());
        let other_new = Head { root: turn(new.root, bit), ..new };
        prop_assert!(verify_consistency(&old, &other_new, &proof).is_err());
    }

    #[test]
    fn the_named_tiles_are_enough_and_all_needed(one in 1u64..70_000, other in 1u64..70_000) {
        let (old, size) = (one.min(other), one.max(other));
        let needed = inclusion_tiles(old - 1, size).unwrap();
        prop_assert!(prove_inclusion(old - 1, size, &filled(&needed)).is_ok());
        for left_out in 0..needed.len() {
            let tiles = filled(&[&needed[..left_out], &needed[left_out + 1..]].concat());
            let missing = Err(Error::TileMissing(needed[left_out]));
            prop_assert_eq!(prove_inclusion(old - 1, size, &tiles), missing);
        }
        let needed = consistency_tiles(old, size).unwrap();
        prop_assert!(prove_consistency(old, size, &filled(&needed)).is_ok());
        for left_out in 0..needed.len() {
            let tiles = filled(&[&needed[..left_out], &needed[left_out + 1..]].concat());
            let missing = Err(Error::TileMissing(needed[left_out]));
            prop_assert_eq!(prove_consistency(old, size, &tiles), missing);
        }
    }

    #[test]
    fn any_proof_at_all_is_answered(
        old in any::<u64>(), new in any::<u64>(), hashes in 0usize..80, byte in any::<u8>(),
    ) {
        let hash = Hash::from_bytes([byte; 32]);
        let proof = vec![hash; hashes];
        let (old, new) = (Head { size: old, root: hash }, Head { size: new, root: hash });
        prop_assert!(verify_inclusion(&new, old.size, &hash, &proof).is_err());
        prop_assert!(verify_consistency(&old, &new, &proof).is_err() || old == new);
    }
}
