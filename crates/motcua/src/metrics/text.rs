//! Prometheus' text format, version 0.0.4.

use std::fmt::{Display, Write};

/// A page of figures.
#[derive(Debug, Default)]
pub(super) struct Text(String);

impl Text {
    /// What the next values are. The help is one line without a backslash.
    pub(super) fn begin(&mut self, name: &str, kind: &str, help: &str) {
        // Writing into a text cannot fail.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    /// One value.
    pub(super) fn value(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        self.0.push_str(name);
        for (at, (label, word)) in labels.iter().enumerate() {
            let open = if at == 0 { '{' } else { ',' };
            let _ = write!(self.0, "{open}{label}=\"{}\"", escaped(word));
        }
        let close = if labels.is_empty() { "" } else { "}" };
        let _ = writeln!(self.0, "{close} {value}");
    }

    /// One figure that has no labels.
    pub(super) fn only(&mut self, (name, kind): (&str, &str), help: &str, value: impl Display) {
        self.begin(name, kind, help);
        self.value(name, &[], value);
    }

    /// The page.
    pub(super) fn done(self) -> String {
        self.0
    }
}

fn escaped(word: &str) -> String {
    word.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_escaped() {
        let mut text = Text::default();
        text.only(("boats", "gauge"), "Boats in the harbour.", 3);
        text.value("boats", &[("a", "x"), ("b", "q\"\\\n")], 0.5);
        let expected = "# HELP boats Boats in the harbour.\n# TYPE boats gauge\nboats 3\n\
                        boats{a=\"x\",b=\"q\\\"\\\\\\n\"} 0.5\n";
        assert_eq!(text.done(), expected);
    }
}
