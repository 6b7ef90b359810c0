//! All that a template can see: itself, the fonts, its codes, its data and the given date.

use std::collections::BTreeMap;
use std::ops::Range;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{DiagSpan, DiagSpanKind, FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook, FontFamily, FontList, TextElem};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::code;
use crate::data::{Civil, Data};
use crate::error::PaperError;

/// The family every text is set in unless the template names another of these; `fonts/README.md` says what is in it.
const FAMILY: &str = "Noto Serif";

const FONTS: [&[u8]; 3] = [
    include_bytes!("../fonts/NotoSerif-Regular.ttf"),
    include_bytes!("../fonts/NotoSerif-Italic.ttf"),
    include_bytes!("../fonts/NotoSerif-Bold.ttf"),
];

/// The three fonts and their index; cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Fonts {
    fonts: Vec<Font>,
    book: LazyHash<FontBook>,
}

impl Fonts {
    pub(crate) fn load() -> Self {
        let fonts: Vec<Font> = FONTS
            .into_iter()
            .filter_map(|bytes| Font::new(Bytes::new(bytes), 0))
            .collect();
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Self { fonts, book }
    }
}

/// The id of every template: papers do not see one another, so they may share it.
pub(crate) fn main_id() -> FileId {
    file_id("paper.typ")
}

fn file_id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("names given here have no `..` and no backslash");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

/// The bytes of the source that a message speaks of.
pub(crate) fn range(source: &Source, span: impl Into<DiagSpan>) -> Option<Range<usize>> {
    let span = span.into();
    if span.id() != Some(source.id()) {
        return None;
    }
    match span.get() {
        DiagSpanKind::Detached => None,
        DiagSpanKind::Number { num, sub_range, .. } => source.range(num, sub_range),
        DiagSpanKind::Range { range, .. } => Some(range),
    }
}

/// The world of one rendering.
pub(crate) struct PaperWorld<'a> {
    source: &'a Source,
    fonts: &'a Fonts,
    library: LazyHash<Library>,
    /// File name to content: the codes and the data.
    files: BTreeMap<String, Bytes>,
    today: Datetime,
}

impl<'a> PaperWorld<'a> {
    /// `Err` names the code that cannot be drawn, or the wrong date.
    pub(crate) fn new(
        paper: &str,
        source: &'a Source,
        fonts: &'a Fonts,
        data: &Data,
        now: &Civil,
    ) -> Result<Self, PaperError> {
        let mut library = Library::builder().with_inputs(data.inputs()).build();
        library
            .styles
            .set(TextElem::font, FontList(vec![FontFamily::new(FAMILY)]));
        let mut files = BTreeMap::new();
        for (name, text) in data.codes() {
            let svg = code::svg(text).map_err(|why| PaperError::Code {
                paper: paper.to_owned(),
                name: name.clone(),
                why,
            })?;
            files.insert(format!("{name}.svg"), Bytes::from_string(svg));
        }
        files.insert(
            "data.json".to_owned(),
            Bytes::from_string(data.attachment(paper, now)),
        );
        let today = now.datetime().ok_or_else(|| PaperError::Date {
            paper: paper.to_owned(),
        })?;
        Ok(Self {
            source,
            fonts,
            library: LazyHash::new(library),
            files,
            today,
        })
    }
}

impl World for PaperWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.source.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.source.id() {
            Ok(self.source.clone())
        } else {
            Err(no_file())
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let is_ours = *id.root() == VirtualRoot::Project;
        is_ours
            .then(|| self.files.get(id.vpath().get_without_slash()).cloned())
            .flatten()
            .ok_or_else(no_file)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        Some(self.today)
    }
}

fn no_file() -> FileError {
    FileError::Other(Some("a paper sees no files but its codes".into()))
}
