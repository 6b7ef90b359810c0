//! Where separators, line ends and quotes stand: found 64 bytes at a time, without branches.

/// A walk over the places of three bytes in a slice, in order.
#[derive(Debug, Clone)]
pub(super) struct Marks {
    needles: [u8; 3],
    /// Where the block begins whose marks are in `bits`.
    block: usize,
    /// Where the next block begins.
    next: usize,
    /// A bit for each marked byte of the block that was not given out yet.
    bits: u64,
}

impl Marks {
    /// Starts at the beginning of a slice. No needle may be zero: that is what ends are padded with.
    pub(super) fn new(needles: [u8; 3]) -> Marks {
        Marks {
            needles,
            block: 0,
            next: 0,
            bits: 0,
        }
    }

    /// The next place.
    #[inline]
    pub(super) fn next(&mut self, bytes: &[u8]) -> Option<usize> {
        while self.bits == 0 {
            if self.next >= bytes.len() {
                return None;
            }
            self.load(bytes);
        }
        let at = self.block + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(at)
    }

    #[inline]
    fn load(&mut self, bytes: &[u8]) {
        self.block = self.next;
        self.next += 64;
        let rest = bytes.get(self.block..).unwrap_or(&[]);
        self.bits = if let Some(block) = rest.first_chunk::<64>() {
            marks_of(block, self.needles)
        } else {
            let mut padded = [0_u8; 64];
            padded[..rest.len()].copy_from_slice(rest);
            marks_of(&padded, self.needles)
        };
    }
}

/// Bit n is set when byte n is one of the needles. Written so that compilers make vector
/// instructions of it: the comparing, then the gathering of eight 0/1 bytes by a multiplication
/// (the product's highest byte is their sum at eight different places, so nothing carries).
#[inline]
fn marks_of(block: &[u8; 64], [a, b, c]: [u8; 3]) -> u64 {
    let mut found = [0_u8; 64];
    for (found, &byte) in found.iter_mut().zip(block) {
        *found = u8::from(byte == a) | u8::from(byte == b) | u8::from(byte == c);
    }
    let mut bits = 0;
    for (index, eight) in found.as_chunks::<8>().0.iter().enumerate() {
        let gathered = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        bits |= gathered << (index * 8);
    }
    bits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn marks_are_where_the_bytes_are(
            bytes in proptest::collection::vec(prop_oneof![Just(b','), Just(b'\n'), Just(b'"'), any::<u8>()], 0..300),
        ) {
            let needles = [b',', b'\n', b'"'];
            let plain: Vec<usize> = (0..bytes.len()).filter(|&at| needles.contains(&bytes[at])).collect();
            let mut marks = Marks::new(needles);
            let found: Vec<usize> = std::iter::from_fn(|| marks.next(&bytes)).collect();
            prop_assert_eq!(found, plain);
        }
    }
}
