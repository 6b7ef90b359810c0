//! Checks of a contract as rules.

use super::{
    Keys, Kind, Level, Node, NotUnderstood, Pattern, Reading, Rule, Unclear, Word, custom_property,
    kind, usual_word,
};

/// What our own custom properties say of a check.
#[derive(Debug, Default)]
struct Ours {
    words: Vec<Word>,
    list: Option<String>,
    when: Option<String>,
}

impl Reading {
    /// A check below a field, or below the table.
    pub(super) fn check(&mut self, node: &Node, path: &str, field: Option<&str>) {
        let Some(mut keys) = Keys::of(node, path.to_owned()) else {
            return self.unclear(node.line, path.to_owned(), Unclear::Value);
        };
        let id = keys.text("id").or_else(|| keys.text("name"));
        if let Some(id) = &id {
            keys.path = keys.below(id);
        }
        let ours = self.ours(&mut keys);
        let found = match self.kind(&mut keys, field, &ours) {
            Ok(kind) => kind,
            Err(why) => return self.unclear(node.line, keys.path, why),
        };
        // The dimension follows from the kind.
        keys.take("dimension");
        let level = keys.text("severity");
        let words = if ours.words.is_empty() {
            vec![usual_word(&found)]
        } else {
            ours.words
        };
        let id = id.unwrap_or_else(|| self.free_id(&found));
        self.contract.rules.push(Rule {
            id,
            level: level
                .as_deref()
                .and_then(Level::parse)
                .unwrap_or(Level::Error),
            words,
            when: ours.when,
            kind: found,
        });
        keys.all_left(&mut self.rest);
    }

    fn ours(&mut self, keys: &mut Keys<'_>) -> Ours {
        let mut ours = Ours::default();
        for custom in keys.items("customProperties") {
            let is_clear = match custom_property(custom) {
                Some(("motcuaWords", words)) => {
                    let words = words.texts().unwrap_or_default();
                    ours.words = words.iter().filter_map(|word| Word::parse(word)).collect();
                    ours.words.len() == words.len() && !words.is_empty()
                }
                Some(("motcuaWord", word)) => {
                    let word = word.text().and_then(|word| Word::parse(&word));
                    ours.words.extend(word);
                    word.is_some()
                }
                Some(("motcuaList", list)) => {
                    ours.list = list.text();
                    ours.list.is_some()
                }
                Some(("motcuaWhen", when)) => {
                    ours.when = when.text();
                    ours.when.is_some()
                }
                Some(("motcuaCountUnit", unit)) => unit.text().as_deref() == Some("rows"),
                Some(("motcuaNulls", nulls)) => nulls.text().as_deref() == Some("skip"),
                _ => false,
            };
            if !is_clear {
                self.rest.push(NotUnderstood {
                    line: custom.line,
                    path: keys.below("customProperties"),
                    why: Unclear::Key,
                });
            }
        }
        ours
    }

    fn kind(
        &mut self,
        keys: &mut Keys<'_>,
        field: Option<&str>,
        ours: &Ours,
    ) -> Result<Kind, Unclear> {
        let metric = keys.text("metric").or_else(|| keys.text("rule"));
        let of = keys.text("type");
        if let Some(metric) = metric {
            return self.metric(&metric, keys, field, ours);
        }
        let is_ours = keys.text("engine").as_deref() == Some("motcua");
        if of.as_deref() != Some("custom") || !is_ours {
            return Err(Unclear::Engine);
        }
        let implementation = keys.take("implementation").ok_or(Unclear::Rule)?;
        let mut parameters = Keys::of(implementation, keys.path.clone()).ok_or(Unclear::Rule)?;
        let found = kind(&mut parameters).ok_or(Unclear::Rule)?;
        parameters.all_left(&mut self.rest);
        Ok(found)
    }

    /// A metric of the standard.
    fn metric(
        &mut self,
        metric: &str,
        keys: &mut Keys<'_>,
        field: Option<&str>,
        ours: &Ours,
    ) -> Result<Kind, Unclear> {
        let path = keys.below("arguments");
        let none = Node::from(super::Value::Null);
        let arguments = keys.take("arguments").unwrap_or(&none);
        let mut arguments = Keys::of(arguments, path).ok_or(Unclear::Value)?;
        let field = field.map(str::to_owned);
        let found = match metric {
            "nullValues" => Kind::NotNull {
                field: field.ok_or(Unclear::Value)?,
            },
            // Only the absence itself is missing here; other words for it are values.
            "missingValues" => match arguments.take("missingValues").and_then(Node::list) {
                Some([only]) if only.value == super::Value::Null => Kind::NotNull {
                    field: field.ok_or(Unclear::Value)?,
                },
                _ => return Err(Unclear::Metric),
            },
            "invalidValues" => {
                let field = field.ok_or(Unclear::Value)?;
                if let Some(source) = arguments.text("pattern") {
                    let pattern = Pattern::new(&source).map_err(Unclear::Pattern)?;
                    Kind::Pattern { field, pattern }
                } else {
                    let values = arguments.take("validValues").and_then(Node::texts);
                    let values = values.ok_or(Unclear::Value)?;
                    let list = ours
                        .list
                        .clone()
                        .unwrap_or_else(|| format!("{field}-values"));
                    if !self.contract.lists.iter().any(|(name, _)| *name == list) {
                        self.contract.lists.push((list.clone(), values));
                    }
                    Kind::InList { field, list }
                }
            }
            "duplicateValues" => match (field, arguments.take("properties")) {
                (_, Some(fields)) => Kind::Unique {
                    fields: fields.texts().ok_or(Unclear::Value)?,
                },
                (Some(field), None) => Kind::Unique {
                    fields: vec![field],
                },
                (None, None) => return Err(Unclear::Value),
            },
            _ => return Err(Unclear::Metric),
        };
        arguments.all_left(&mut self.rest);
        if allows_failures(keys) {
            return Err(Unclear::Threshold);
        }
        Ok(found)
    }
}

/// Whether a check holds although some rows fail.
fn allows_failures(keys: &mut Keys<'_>) -> bool {
    let unit = keys.text("unit");
    let rows = unit.is_none_or(|unit| unit == "rows");
    let mut is = |key: &str, wanted: i64| keys.take(key).and_then(Node::number) == Some(wanted);
    !(is("mustBe", 0) || is("mustBeLessOrEqualTo", 0) || rows && is("mustBeLessThan", 1))
}
