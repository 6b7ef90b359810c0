//! Every reader of what comes from outside is handed its seeds and some thousand mutations of them.
//!
//! The targets are those of `fuzz/`, where cargo-fuzz looks for longer and with eyes on the code.
//! Here they run on the stable toolchain, and always with the same bytes: a failure names the
//! bytes, which then become a seed.

#![cfg(test)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

#[expect(
    unreachable_pub,
    reason = "a library where cargo-fuzz uses it, a module here"
)]
#[path = "../../../fuzz/src/lib.rs"]
mod targets;

/// Mutations for each target: a second or two of a debug build.
const MUTATIONS: usize = 3_000;

/// For readers that take a millisecond and more for each text.
const MUTATIONS_OF_SLOW: usize = 150;

/// Bytes that readers look for.
const PIECES: [&str; 44] = [
    "\0",
    "\n",
    "\r\n",
    "\"",
    "'",
    "\\",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "=",
    ":",
    ";",
    ",",
    ".",
    "-",
    "+",
    "/",
    "%",
    "%00",
    "&",
    "#",
    "|",
    "<",
    ">",
    "0",
    "9",
    "255",
    "65536",
    "9223372036854775807",
    "-9223372036854775808",
    "1e400",
    "null",
    "true",
    "\u{301}",
    "\u{FFFD}",
    "\u{200B}",
    "Ả",
    "\u{2014} ",
    "AAAA",
    "tile/",
    "====",
];

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let bound = u64::try_from(bound.max(1)).unwrap();
        usize::try_from((mixed ^ (mixed >> 31)) % bound).unwrap()
    }
}

/// One to four small changes, mostly near each other in kind to what a typing hand or a cut line does.
fn mutated(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len() + 1);
        let to = (at + dice.below(16)).min(bytes.len());
        match dice.below(8) {
            0 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << dice.below(8);
                }
            }
            1 => bytes.insert(at, u8::try_from(dice.below(256)).unwrap()),
            2 => drop(bytes.drain(at..to)),
            3 => bytes.truncate(at),
            4 => {
                let again = bytes[at..to].to_vec();
                let times = 1 + dice.below(40);
                bytes.splice(at..at, again.repeat(times));
            }
            5 | 6 => {
                let piece = PIECES[dice.below(PIECES.len())];
                bytes.splice(at..to, piece.bytes());
            }
            _ => {
                let other = &seeds[dice.below(seeds.len())];
                let from = dice.below(other.len() + 1);
                bytes.splice(at..to, other[from..].iter().copied().take(64));
            }
        }
    }
    bytes
}

/// The seeds of a target, in the order of their names.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut paths: Vec<_> = std::fs::read_dir(root.join("fuzz/seeds").join(name))
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let mut seeds: Vec<Vec<u8>> = paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    match name {
        "pack" => seeds.extend(
            targets::island_files().map(|(path, text)| format!("{path}\n{text}").into_bytes()),
        ),
        "paper" => {
            seeds.push(std::fs::read(root.join("packs/tiny/papers/boat-licence.typ")).unwrap())
        }
        "story" => seeds.push(std::fs::read(root.join("packs/tiny/stories/boat.story")).unwrap()),
        _ => {}
    }
    seeds
}

fn feed(name: &str, mutations: usize) {
    let target = targets::target(name);
    let seeds = seeds(name);
    assert!(!seeds.is_empty(), "fuzz/seeds/{name} is empty");
    let mut dice = Dice(u64::try_from(name.len()).unwrap());
    let mutations = (0..mutations).map(|_| mutated(&seeds, &mut dice));
    for bytes in seeds.iter().cloned().chain(mutations) {
        let read = catch_unwind(AssertUnwindSafe(|| target(&bytes)));
        assert!(
            read.is_ok(),
            "{name} panics at these bytes; mend it and keep them as a seed: {:?}\n{}",
            bytes,
            String::from_utf8_lossy(&bytes)
        );
    }
}

macro_rules! feeds {
    ($($name:ident => $mutations:expr),* $(,)?) => {
        /// A target that nobody feeds is none.
        #[test]
        fn every_target_is_fed() {
            let fed = [$(stringify!($name)),*];
            assert_eq!(fed, targets::TARGETS.map(|(name, _)| name));
        }

        $(
            #[test]
            fn $name() {
                feed(stringify!($name), $mutations);
            }
        )*
    };
}

feeds! {
    expr => MUTATIONS,
    pack => MUTATIONS_OF_SLOW,
    paper => MUTATIONS_OF_SLOW * 4,
    story => MUTATIONS,
    ftl => MUTATIONS_OF_SLOW,
    csv => MUTATIONS,
    identifier => MUTATIONS,
    date => MUTATIONS,
    text => MUTATIONS,
    note => MUTATIONS,
    checkpoint => MUTATIONS,
    proof => MUTATIONS,
    tile => MUTATIONS,
    key => MUTATIONS,
    signature => MUTATIONS,
    form => MUTATIONS_OF_SLOW,
    file => MUTATIONS,
    answer => MUTATIONS,
}
