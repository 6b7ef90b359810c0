//! A visitor who walks through the doors: keeps cookies, follows links, sends forms.

use std::net::SocketAddr;

use reqwest::{Client, RequestBuilder};

use super::html::{self, Form};

/// One person at one browser.
#[derive(Debug)]
pub(crate) struct Visitor {
    client: Client,
    base: String,
    /// The address of the page they are on.
    pub(crate) path: String,
    /// Its status.
    pub(crate) status: u16,
    /// The page.
    pub(crate) page: String,
    /// The first bytes of what came, for files.
    pub(crate) first: Vec<u8>,
    /// The form that was filled in last.
    filled: Option<(Form, Vec<(String, String)>)>,
    /// When they signed in.
    pub(crate) signed_in: Option<base::Instant>,
}

impl Visitor {
    /// A browser that was just opened.
    pub(crate) fn new(address: SocketAddr) -> Result<Visitor, String> {
        let client = Client::builder()
            .cookie_store(true)
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Visitor {
            client,
            base: format!("http://{address}"),
            path: String::new(),
            status: 0,
            page: String::new(),
            first: Vec::new(),
            filled: None,
            signed_in: None,
        })
    }

    /// The doors are somewhere else now; cookies hold for the host, whatever the port.
    pub(crate) fn move_to(&mut self, address: SocketAddr) {
        self.base = format!("http://{address}");
    }

    /// Goes to an address.
    pub(crate) async fn open(&mut self, path: &str) -> Result<(), String> {
        let request = self.client.get(format!("{}{path}", self.base));
        self.go(request).await
    }

    /// Fills in fields of the present page's form whose action has this part; [`Visitor::press`]
    /// then sends it.
    pub(crate) fn fill(&mut self, part: &str, filled: &[(&str, &str)]) -> Result<(), String> {
        let forms = html::forms(&self.page);
        let form = forms.iter().find(|form| form.action.contains(part));
        let form = form.ok_or_else(|| {
            let there: Vec<&str> = forms.iter().map(|form| form.action.as_str()).collect();
            let path = &self.path;
            format!("{path} has no form with `{part}` in its action; it has {there:?}")
        })?;
        let filled = filled
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        self.filled = Some((form.clone(), filled.collect()));
        Ok(())
    }

    /// Where the form goes that was filled in last.
    pub(crate) fn action(&self) -> &str {
        self.filled.as_ref().map_or("", |(form, _)| &form.action)
    }

    /// Sends the form that was filled in last: once more if it was sent before.
    pub(crate) async fn press(&mut self) -> Result<(), String> {
        let (form, filled) = self.filled.as_ref().ok_or("no form was filled in yet")?;
        let filled: Vec<(&str, &str)> = filled
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let request = self.client.post(format!("{}{}", self.base, form.action));
        let request = if form.files {
            with_files(request, form, &filled)?
        } else {
            with_fields(request, form, &filled)
        };
        self.go(request).await
    }

    /// The first address that the present page links to with this part in it.
    pub(crate) fn link(&self, part: &str) -> Option<String> {
        html::links(&self.page)
            .into_iter()
            .find(|link| link.contains(part))
    }

    /// Whether a form of the present page has a field with this value.
    pub(crate) fn holds(&self, name: &str, value: &str) -> bool {
        let forms = html::forms(&self.page);
        forms
            .iter()
            .flat_map(|form| &form.fields)
            .any(|(n, v)| n == name && v == value)
    }

    /// The text of the present page.
    pub(crate) fn text(&self) -> String {
        html::text(&self.page)
    }

    /// Asks as a program does, with the same cookies.
    pub(crate) async fn ask(&self, path: &str) -> Result<serde_json::Value, String> {
        let answer = self.client.get(format!("{}{path}", self.base)).send().await;
        let answer = answer.map_err(|error| error.to_string())?;
        answer
            .json()
            .await
            .map_err(|error| format!("{path} gave no JSON: {error}"))
    }

    /// Sends a request made elsewhere.
    pub(crate) fn request(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.base))
    }

    async fn go(&mut self, request: RequestBuilder) -> Result<(), String> {
        let answer = request
            .header("sec-fetch-site", "same-origin")
            .send()
            .await
            .map_err(|error| error.to_string())?;
        self.status = answer.status().as_u16();
        let url = answer.url();
        self.path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let bytes = answer.bytes().await.map_err(|error| error.to_string())?;
        self.first = bytes[..bytes.len().min(64)].to_vec();
        self.page = String::from_utf8_lossy(&bytes).into_owned();
        Ok(())
    }
}

fn with_fields(request: RequestBuilder, form: &Form, filled: &[(&str, &str)]) -> RequestBuilder {
    let kept = form
        .fields
        .iter()
        .filter(|(name, _)| !filled.iter().any(|(other, _)| other == name));
    let mut fields: Vec<(&str, &str)> = kept
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    fields.extend(filled);
    request.form(&fields)
}

/// A form with files: a value `@NAME.pdf` is a small real document of that name.
fn with_files(
    request: RequestBuilder,
    form: &Form,
    filled: &[(&str, &str)],
) -> Result<RequestBuilder, String> {
    let mut parts = reqwest::multipart::Form::new();
    for (name, value) in &form.fields {
        if !filled.iter().any(|(other, _)| other == name) {
            parts = parts.text(name.clone(), value.clone());
        }
    }
    for (name, value) in filled {
        let name = (*name).to_owned();
        parts = match value.strip_prefix('@') {
            Some(file) => {
                let part = reqwest::multipart::Part::bytes(contents(file))
                    .file_name(file.to_owned())
                    .mime_str("application/pdf")
                    .map_err(|error| error.to_string())?;
                parts.part(name, part)
            }
            None => parts.text(name, (*value).to_owned()),
        };
    }
    Ok(request.multipart(parts))
}

/// What a file of a story holds, by its name: nothing, plain text, or a small document.
fn contents(file: &str) -> Vec<u8> {
    match file {
        "empty.pdf" => Vec::new(),
        "text.pdf" => b"this is not a document".to_vec(),
        _ => DOCUMENT.as_bytes().to_vec(),
    }
}

/// The smallest PDF with one empty page (ISO 32000-1).
const DOCUMENT: &str = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n\
xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000053 00000 n \n0000000103 00000 n \n\
trailer<</Size 4/Root 1 0 R>>\nstartxref\n167\n%%EOF\n";
