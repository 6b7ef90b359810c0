//! What the bytes of a file say about it: as much as is needed to refuse, and no more.

/// How far from its end a document must have its end mark: readers of PDF look that far.
const PDF_END_BYTES: usize = 1024;

/// Names that let a document act when it is opened (ISO 32000-2 §12.6.4: launch and JavaScript
/// actions). `/JS` alone, the entry that holds a script, is three bytes that compressed pictures
/// contain by chance; every script action also has the long name.
const ACTIVE: [&[u8]; 2] = [b"JavaScript", b"Launch"];

/// Whether a document has its end mark.
pub(crate) fn pdf_has_end(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(PDF_END_BYTES)..];
    tail.windows(5).any(|window| window == b"%%EOF")
}

/// Whether a document holds the name of an action that runs something, also when it is written
/// with `#` escapes (ISO 32000-2 §7.3.5). What stands in compressed object streams is not seen.
pub(crate) fn pdf_is_active(bytes: &[u8]) -> bool {
    let mut slashes = (0..bytes.len()).filter(|&at| bytes[at] == b'/');
    slashes.any(|at| ACTIVE.iter().any(|name| is_name(&bytes[at + 1..], name)))
}

/// Whether these bytes begin with a name and the name ends there.
fn is_name(mut rest: &[u8], name: &[u8]) -> bool {
    for &wanted in name {
        let Some((found, after)) = name_byte(rest) else {
            return false;
        };
        if found != wanted {
            return false;
        }
        rest = after;
    }
    name_byte(rest).is_none()
}

/// The next byte of a name, unescaped, and what comes after it; `None` where the name ends.
fn name_byte(bytes: &[u8]) -> Option<(u8, &[u8])> {
    match bytes {
        [b'#', high, low, after @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
            Some((digit(*high) << 4 | digit(*low), after))
        }
        [0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ', ..] => None,
        [
            b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%',
            ..,
        ] => None,
        [byte, after @ ..] => Some((*byte, after)),
        [] => None,
    }
}

fn digit(hex: u8) -> u8 {
    match hex {
        b'0'..=b'9' => hex - b'0',
        _ => (hex | 0x20) - b'a' + 10,
    }
}

/// Width and height from the header of a PNG (ISO/IEC 15948 §11.2.1); `None` if it has none.
pub(crate) fn png_side(bytes: &[u8]) -> Option<(u32, u32)> {
    if bytes.get(8..16)? != b"\x00\x00\x00\x0dIHDR" {
        return None;
    }
    let number = |at: usize| {
        let four = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_be_bytes(four))
    };
    // The whole header with its checksum must be there.
    bytes.get(32)?;
    Some((number(16)?, number(20)?))
}

/// Width and height from the frame header of a JPEG (ISO/IEC 10918-1 §B.2.2); `None` if the file
/// breaks off before it.
pub(crate) fn jpeg_side(bytes: &[u8]) -> Option<(u32, u32)> {
    let two = |at: usize| Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        match marker {
            // Fill bytes before a marker.
            0xff => at += 1,
            // Start of a frame; C4, C8 and CC are tables and reserved.
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Some((u32::from(two(at + 7)?), u32::from(two(at + 5)?)));
            }
            // Markers without content.
            0x01 | 0xd0..=0xd8 => at += 2,
            // Picture data or the end, and no frame before it.
            0x00 | 0xd9 | 0xda => return None,
            _ => {
                let length = usize::from(two(at + 2)?);
                if length < 2 {
                    return None;
                }
                at += 2 + length;
            }
        }
    }
}
