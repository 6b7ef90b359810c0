//! As much of a page as a visitor without eyes needs: its links, its forms, its text.

/// A form of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Form {
    /// Where it is sent.
    pub(crate) action: String,
    /// Whether it carries files.
    pub(crate) files: bool,
    /// Its fields with the values they have.
    pub(crate) fields: Vec<(String, String)>,
}

/// A tag with its attributes.
struct Tag<'a> {
    name: &'a str,
    attributes: &'a str,
    /// Where the text after it begins.
    end: usize,
}

impl Tag<'_> {
    fn attribute(&self, name: &str) -> Option<String> {
        let mut rest = self.attributes;
        while let Some(at) = rest.find(name) {
            let before = rest[..at].chars().next_back();
            let after = &rest[at + name.len()..];
            if before.is_none_or(char::is_whitespace) {
                if let Some(value) = after.strip_prefix("=\"") {
                    return value.split('"').next().map(unescape);
                }
                if after.is_empty() || after.starts_with(char::is_whitespace) {
                    return Some(String::new());
                }
            }
            rest = after;
        }
        None
    }
}

fn tags(page: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + page.get(at..)?.find('<')?;
        let end = start + page.get(start..)?.find('>')?;
        at = end + 1;
        let inner = &page[start + 1..end];
        let (name, attributes) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        Some(Tag {
            name,
            attributes,
            end: end + 1,
        })
    })
}

/// All forms of a page.
pub(crate) fn forms(page: &str) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    let mut open = false;
    let mut select: Option<String> = None;
    for tag in tags(page) {
        match tag.name {
            "form" => {
                open = true;
                forms.push(Form {
                    action: tag.attribute("action").unwrap_or_default(),
                    files: tag
                        .attribute("enctype")
                        .is_some_and(|kind| kind.starts_with("multipart")),
                    fields: Vec::new(),
                });
            }
            "/form" => open = false,
            _ if !open => {}
            "input" => {
                let kind = tag.attribute("type").unwrap_or_default();
                let ticked = tag.attribute("checked").is_some();
                let chosen = !matches!(kind.as_str(), "radio" | "checkbox") || ticked;
                if let (Some(name), Some(form), true) = (
                    tag.attribute("name"),
                    forms.last_mut(),
                    chosen && kind != "file",
                ) {
                    form.fields
                        .push((name, tag.attribute("value").unwrap_or_default()));
                }
            }
            "textarea" => {
                if let (Some(name), Some(form)) = (tag.attribute("name"), forms.last_mut()) {
                    let text = page[tag.end..].split('<').next().unwrap_or("");
                    form.fields.push((name, unescape(text)));
                }
            }
            "select" => select = tag.attribute("name"),
            "/select" => select = None,
            "option" if tag.attribute("selected").is_some() => {
                if let (Some(name), Some(form)) = (&select, forms.last_mut()) {
                    form.fields
                        .push((name.clone(), tag.attribute("value").unwrap_or_default()));
                }
            }
            _ => {}
        }
    }
    forms
}

/// All addresses a page links to.
pub(crate) fn links(page: &str) -> Vec<String> {
    tags(page)
        .filter(|tag| tag.name == "a")
        .filter_map(|tag| tag.attribute("href"))
        .collect()
}

/// The text of a page, spaces folded.
pub(crate) fn text(page: &str) -> String {
    let mut text = String::new();
    let mut within = false;
    for c in page.chars() {
        match c {
            '<' => {
                within = true;
                text.push(' ');
            }
            '>' => within = false,
            c if !within => text.push(c),
            _ => {}
        }
    }
    unescape(&text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_links_and_text_are_found() {
        let page = "<a class=\"x\" href=\"/a?b=1&amp;c\">go &lt;on&gt;</a><form action=\"/s\" method=\"post\">\
            <input type=\"hidden\" name=\"csrf\" value=\"t\"><input type=\"radio\" name=\"r\" value=\"1\">\
            <input checked type=\"radio\" name=\"r\" value=\"2\"><textarea name=\"why\">old</textarea>\
            <select name=\"s\"><option value=\"x\">X<option selected value=\"y\">Y</select></form>";
        assert_eq!(links(page), ["/a?b=1&c"]);
        assert!(text(page).starts_with("go <on> old"));
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let fields = vec![
            pair("csrf", "t"),
            pair("r", "2"),
            pair("why", "old"),
            pair("s", "y"),
        ];
        assert_eq!(
            forms(page),
            [Form {
                action: "/s".into(),
                files: false,
                fields
            }]
        );
    }
}
