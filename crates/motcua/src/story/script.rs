//! Stories as text: who does what, line by line.
//!
//! ```text
//! # A comment.
//! clock   at      2026-11-02T09:00:00+07:00
//! mother  opens   /me
//! mother  sees    @event-birth-offer
//! mother  fills   /submit  name="Lê Minh Anh" delivery=electronic
//! mother  keeps   A
//! officer opens   /desk/case/$A
//! ```

/// One line of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Its number in the file, from 1.
    pub(crate) number: usize,
    /// Who: a demo account, `nobody`, or `clock`.
    pub(crate) who: String,
    /// What they do.
    pub(crate) verb: String,
    /// With what: words, `name=value` pairs, quoted where they hold spaces.
    pub(crate) words: Vec<String>,
}

impl Line {
    /// The n-th word, or the fault that it is missing.
    pub(crate) fn word(&self, at: usize) -> Result<&str, String> {
        let told = || format!("`{}` needs {} words", self.verb, at + 1);
        self.words.get(at).map(String::as_str).ok_or_else(told)
    }

    /// All `name=value` pairs.
    pub(crate) fn pairs(&self) -> Vec<(&str, &str)> {
        self.words
            .iter()
            .filter_map(|word| word.split_once('='))
            .collect()
    }
}

/// Reads a story; comments and empty lines are left out.
pub(crate) fn read(text: &str) -> Result<Vec<Line>, String> {
    let mut lines = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let mut words = words(line)
            .map_err(|problem| format!("line {}: {problem}", at + 1))?
            .into_iter();
        let (Some(who), Some(verb)) = (words.next(), words.next()) else {
            continue;
        };
        lines.push(Line {
            number: at + 1,
            who,
            verb,
            words: words.collect(),
        });
    }
    Ok(lines)
}

/// The words of a line: split at spaces outside double quotes, up to a `#` that begins a word.
fn words(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let (mut word, mut begun, mut quoted) = (String::new(), false, false);
    for c in line.chars() {
        match c {
            '#' if !begun => break,
            '"' => {
                quoted = !quoted;
                begun = true;
            }
            c if c.is_whitespace() && !quoted => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            c => {
                word.push(c);
                begun = true;
            }
        }
    }
    if quoted {
        return Err("a quote does not close".to_owned());
    }
    if begun {
        words.push(word);
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_with_quotes_and_comments() {
        let story = "# all\n\nmai  fills /x name=\"A B\" empty=\"\" # why\nclock at 2026\n";
        let lines = read(story).unwrap();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].words, ["/x", "name=A B", "empty="]);
        assert_eq!(lines[0].pairs(), [("name", "A B"), ("empty", "")]);
        assert_eq!((lines[1].number, lines[1].who.as_str()), (4, "clock"));
        assert!(read("mai says \"x").unwrap_err().contains("line 1"));
    }
}
