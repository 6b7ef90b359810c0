use proptest::prelude::*;

use super::*;

/// Leaves that differ from one another, as leaf hashes.
pub(crate) fn leaves(count: u64) -> Vec<Hash> {
    (0..count)
        .map(|number| hash_leaf(&number.to_be_bytes()))
        .collect()
}

/// The inputs of the known-answer tests of Certificate Transparency's reference code.
pub(crate) fn ct_inputs() -> [&'static [u8]; 8] {
    [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ]
}

/// The roots over the first 1, 2, ... 8 of those inputs.
pub(crate) const CT_ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

/// Reads a hash written in hexadecimal, as the known answers are.
pub(crate) fn hex(text: &str) -> Hash {
    let byte = |at: usize| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap();
    Hash::from_bytes(std::array::from_fn(byte))
}

#[test]
fn known_roots() {
    let inputs = ct_inputs().map(hash_leaf);
    let mut frontier = Frontier::new();
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(frontier.root(), hex(empty));
    assert_eq!(root_of(&[]), hex(empty));
    for (number, known) in CT_ROOTS.iter().enumerate() {
        frontier.append(inputs[number]);
        assert_eq!(frontier.root(), hex(known), "frontier of {}", number + 1);
        assert_eq!(
            root_of(&inputs[..=number]),
            hex(known),
            "root of {}",
            number + 1
        );
    }
}

#[test]
fn a_hash_reads_back_and_nothing_else_does() {
    let hash = hash_leaf(b"boat");
    assert_eq!(hash.to_string().parse(), Ok(hash));
    for text in [
        "",
        "AAAA",
        &hash.to_string()[..43],
        &format!("{hash}\n"),
        &format!("{hash}AAAA"),
    ] {
        assert!(text.parse::<Hash>().is_err(), "{text:?}");
    }
}

#[test]
fn a_frontier_of_the_wrong_shape_is_refused() {
    let hash = hash_leaf(b"");
    assert!(Frontier::from_parts(2, vec![hash, hash]).is_err());
    assert!(Frontier::from_parts(3, vec![hash]).is_err());
    assert_eq!(
        Frontier::from_parts(1 << 63, vec![hash]),
        Err(Error::TreeTooLarge)
    );
    let bytes = Frontier::from_parts(3, vec![hash, hash])
        .unwrap()
        .to_bytes();
    assert!(Frontier::from_bytes(&bytes[..bytes.len() - 1]).is_err());
    assert!(Frontier::from_bytes(&bytes[..7]).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_frontier_agrees_with_the_definition(size in 0u64..600, stop in 0u64..600) {
        let leaves = leaves(size);
        let mut frontier = Frontier::new();
        for (number, leaf) in leaves.iter().enumerate() {
            if number as u64 == stop {
                frontier = Frontier::from_bytes(&frontier.to_bytes()).unwrap();
            }
            frontier.append(*leaf);
        }
        prop_assert_eq!(frontier.size(), size);
        prop_assert_eq!(frontier.root(), root_of(&leaves));
    }

    #[test]
    fn any_bytes_are_a_frontier_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(frontier) = Frontier::from_bytes(&bytes) {
            prop_assert_eq!(frontier.to_bytes(), bytes);
        }
    }
}
