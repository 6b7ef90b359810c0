//! Text files are plain: UTF-8 in normal form C, lines that end in a line feed, no tabs.

use unicode_normalization::is_nfc;

/// Findings in the bytes of one file.
#[must_use]
pub fn check(path: &str, bytes: &[u8]) -> Vec<String> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            return vec![format!(
                "{path}: byte {} is not UTF-8: save the file as UTF-8",
                error.valid_up_to()
            )];
        }
    };
    let mut findings = Vec::new();
    if text.starts_with('\u{feff}') {
        findings.push(format!(
            "{path}:1: remove the byte order mark: UTF-8 needs none"
        ));
    }
    if !text.is_empty() && !text.ends_with('\n') {
        findings.push(format!("{path}: end the last line with a line feed"));
    }
    for (at, line) in text.split('\n').enumerate() {
        let number = at + 1;
        if line.contains('\r') {
            findings.push(format!(
                "{path}:{number}: end lines with a line feed alone, without a carriage return"
            ));
        }
        if line.contains('\t') {
            findings.push(format!("{path}:{number}: write spaces instead of tabs"));
        }
        if !is_nfc(line) {
            findings.push(format!(
                "{path}:{number}: letters and their marks stand apart: normalize the text to NFC, or it is not found when searched"
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_found() {
        let cases: [(&[u8], usize); 9] = [
            (b"", 0),
            ("t\u{fa}i\n".as_bytes(), 0),
            ("tu\u{301}i\n".as_bytes(), 1),
            (b"a\xffb\n", 1),
            ("\u{feff}a\n".as_bytes(), 1),
            (b"a\r\nb\r\n", 2),
            (b"a\tb\n", 1),
            (b"a", 1),
            ("\u{feff}a\tu\u{301}".as_bytes(), 4),
        ];
        for (bytes, expected) in cases {
            let findings = check("a.csv", bytes);
            assert_eq!(findings.len(), expected, "{findings:?}");
        }
    }
}
