//! Where quotes close.

use super::marks::Marks;
use crate::limits::RECORD_BYTES_MAX;

/// Where a quoted field closes.
pub(super) struct Quotes {
    /// Where its closing quote stands.
    pub(super) close: usize,
    /// Whether there are doubled quotes inside.
    pub(super) doubled: bool,
    /// Line ends inside.
    pub(super) lines: u64,
}

/// Looks for the quote that closes the one at `open`, whose mark was the last that was given out.
/// `None` when it is not closed in this slice, or so late that the field is too long anyhow.
#[inline]
pub(super) fn closing(
    marks: &mut Marks,
    bytes: &[u8],
    open: usize,
    line_end: u8,
) -> Option<Quotes> {
    let (mut doubled, mut lines) = (false, 0);
    loop {
        let at = marks.next(bytes)?;
        if bytes[at] == line_end {
            lines += 1;
        }
        if bytes[at] != b'"' {
            // Looked at here too, so that a quote nobody closes is noticed early.
            if at - open > RECORD_BYTES_MAX {
                return None;
            }
        } else if bytes.get(at + 1) == Some(&b'"') {
            marks.next(bytes);
            doubled = true;
        } else {
            return Some(Quotes {
                close: at,
                doubled,
                lines,
            });
        }
    }
}
