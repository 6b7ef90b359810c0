//! QR codes as small SVG pictures.

use qrcode::{Color, EcLevel, QrCode};

/// Longest text of a code, in bytes. A check address is about 80; at 300 a printed square of 25 mm still has modules
/// of 0.4 mm, which a phone reads from a creased sheet.
pub const CODE_BYTES_MAX: usize = 300;

/// Empty modules around the code, from ISO/IEC 18004, 9.1.
const QUIET_MODULES: usize = 4;

/// Draws `text` as an SVG with one unit a module, error correction M (15% of the code may be lost).
pub(crate) fn svg(text: &str) -> Result<String, &'static str> {
    if text.is_empty() {
        return Err("its text is empty");
    }
    if text.len() > CODE_BYTES_MAX {
        return Err("its text is longer than 300 bytes");
    }
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|_| "its text does not fit a QR code")?;
    let width = code.width();
    let side = width + 2 * QUIET_MODULES;
    let mut path = String::new();
    for (row, modules) in code.to_colors().chunks(width).enumerate() {
        let mut column = 0;
        while column < width {
            let run = modules[column..]
                .iter()
                .take_while(|module| **module == Color::Dark)
                .count();
            if run > 0 {
                // One rectangle a run: fewer seams between modules when a viewer smooths edges.
                path.push_str(&format!(
                    "M{} {}h{run}v1h-{run}z",
                    column + QUIET_MODULES,
                    row + QUIET_MODULES
                ));
            }
            column += run.max(1);
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"{side}\" height=\"{side}\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_quiet_zone_and_a_finder_pattern() {
        let svg = svg("https://example.test/check/0123456789abcdef").unwrap();
        // The top left finder pattern begins with a run of seven dark modules after four empty ones.
        assert!(svg.contains("d=\"M4 4h7v1h-7z"), "{svg}");
    }

    #[test]
    fn what_cannot_be_drawn_is_refused() {
        assert!(svg("").is_err());
        assert!(svg(&"x".repeat(CODE_BYTES_MAX)).is_ok());
        assert!(svg(&"x".repeat(CODE_BYTES_MAX + 1)).is_err());
    }
}
