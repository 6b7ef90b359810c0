//! Entry bundles of C2SP tlog-tiles: up to 256 entries, each after its length as big-endian uint16.

use crate::error::{Error, malformed};
use crate::tile::WIDTH_MAX;

/// The longest entry in bytes: its length must fit 16 bits.
pub const ENTRY_BYTES_MAX: usize = u16::MAX as usize;

/// Appends one entry to a bundle.
///
/// # Errors
/// [`Error::TooLong`] above [`ENTRY_BYTES_MAX`]; the bundle is then unchanged.
pub fn append_entry(bundle: &mut Vec<u8>, entry: &[u8]) -> Result<(), Error> {
    let too_long = Error::TooLong {
        what: "bytes of an entry",
        max: ENTRY_BYTES_MAX,
    };
    let len = u16::try_from(entry.len()).map_err(|_| too_long)?;
    bundle.extend_from_slice(&len.to_be_bytes());
    bundle.extend_from_slice(entry);
    Ok(())
}

/// The entries of a bundle, in order.
///
/// # Errors
/// [`Error::Malformed`] if an entry is cut short, [`Error::TooLong`] above 256 entries.
pub fn read_bundle(bundle: &[u8]) -> Result<Vec<&[u8]>, Error> {
    let mut entries = Vec::new();
    let mut rest = bundle;
    while !rest.is_empty() {
        if entries.len() == usize::from(WIDTH_MAX) {
            return Err(Error::TooLong {
                what: "entries of a bundle",
                max: WIDTH_MAX.into(),
            });
        }
        let (entry, after) =
            split_entry(rest).ok_or(malformed("entry bundle", 0, "an entry is cut short"))?;
        entries.push(entry);
        rest = after;
    }
    Ok(entries)
}

/// The first `width` entries of a bundle, still bundled: what an older, narrower bundle of the same
/// index was.
///
/// # Errors
/// [`Error::Malformed`] if the bundle has fewer whole entries.
pub fn narrow_bundle(bundle: &[u8], width: u16) -> Result<&[u8], Error> {
    let mut rest = bundle;
    for _ in 0..width {
        (_, rest) = split_entry(rest).ok_or(malformed(
            "entry bundle",
            0,
            "has fewer entries than were asked for",
        ))?;
    }
    Ok(&bundle[..bundle.len() - rest.len()])
}

fn split_entry(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (len, rest) = bytes.split_first_chunk::<2>()?;
    rest.split_at_checked(u16::from_be_bytes(*len).into())
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn limits() {
        let mut bundle = Vec::new();
        assert!(append_entry(&mut bundle, &vec![0; ENTRY_BYTES_MAX + 1]).is_err());
        assert_eq!(bundle, b"");
        append_entry(&mut bundle, b"ab").unwrap();
        assert_eq!(bundle, b"\x00\x02ab");
        assert!(read_bundle(&bundle[..3]).is_err());
        assert!(read_bundle(&bundle[..1]).is_err());
        assert!(narrow_bundle(&bundle, 2).is_err());
        assert_eq!(
            read_bundle(&[0; 2 * 256]).map(|entries| entries.len()),
            Ok(256)
        );
        assert!(read_bundle(&[0; 2 * 257]).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn entries_read_back(entries in vec(vec(any::<u8>(), 0..40), 0..256), width in 0u16..256) {
            let mut bundle = Vec::new();
            let mut narrow_len = 0;
            for (number, entry) in entries.iter().enumerate() {
                append_entry(&mut bundle, entry).unwrap();
                if number < usize::from(width) {
                    narrow_len = bundle.len();
                }
            }
            prop_assert_eq!(read_bundle(&bundle).unwrap(), entries.iter().collect::<Vec<_>>());
            if usize::from(width) <= entries.len() {
                prop_assert_eq!(narrow_bundle(&bundle, width).unwrap(), &bundle[..narrow_len]);
            }
        }

        #[test]
        fn any_bytes_are_a_bundle_or_refused(bytes in vec(any::<u8>(), 0..600)) {
            if let Ok(entries) = read_bundle(&bytes) {
                let len: usize = entries.iter().map(|entry| 2 + entry.len()).sum();
                prop_assert_eq!(len, bytes.len());
            }
        }
    }
}
