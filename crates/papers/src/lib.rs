//! Papers: a typst template and data become a certificate, as PDF/A-3a that is also PDF/UA-1.
//!
//! The template is a file of a pack; it may not import, read files, or work without bound (`gate.rs` says what is
//! left). The PDF is tagged, has a title and a language, carries its data as the attached file `data.json`, and is
//! the same byte for byte whenever template, data and moment are the same.
//!
//! What bounds a rendering: the source ([`SOURCE_BYTES_MAX`]), the data ([`DATA_BYTES_MAX`]), the pages
//! ([`PAGES_MAX`], counted when they are made), and the rules of `gate`, which leave loops over the data only.
//! That is a bound on work, not a deadline: nothing can stop a running typesetter. A usual certificate takes some
//! milliseconds to tens of milliseconds of one core; so call [`Paper::render`] on a blocking thread. The typesetter
//! runs on a thread of its own with a stack of [`STACK_BYTES`]; if it panics the caller gets an error.
//!
//! The typesetter keeps intermediate results in the memory of the process; every rendering clears them, so that no
//! person's data stays behind.
//!
//! Reading order: [`Paper`], `gate.rs`, `world.rs`, `data.rs`, `code.rs`.

mod code;
mod data;
mod error;
mod gate;
mod world;

use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst::syntax::Source;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

pub use code::CODE_BYTES_MAX;
pub use data::{Civil, DATA_BYTES_MAX, DATA_DEPTH_MAX, Data};
pub use error::{Fault, PaperError, Place};
pub use gate::{LOOPS_MAX, NUMBER_MAX, SYNTAX_DEPTH_MAX};

use gate::Reads;
use world::{Fonts, PaperWorld};

/// Largest template, in bytes. The longest paper of our packs has about 9,000.
pub const SOURCE_BYTES_MAX: usize = 64 * 1024;

/// Most pages of a paper. Certificates have one or two; an extract with 100 rows has five.
pub const PAGES_MAX: usize = 50;

/// Stack of the typesetter's thread, in bytes: its own limits allow 80 calls and 72 layouts inside one another,
/// which pass the 2 MiB of an ordinary thread. Only touched pages take memory.
pub const STACK_BYTES: usize = 32 * 1024 * 1024;

/// The line that attaches the data. It stands after the template's last line, so places stay as they are.
const ATTACH: &str = "\n#std.pdf.attach(\"data.json\", relationship: \"data\", mime-type: \"application/json\", \
                      description: \"The data of this paper, for machines\")\n";

/// A template that was read and found good; renders any number of papers.
#[derive(Debug, Clone)]
pub struct Paper {
    id: String,
    source: Source,
    reads: Reads,
    fonts: Fonts,
}

impl Paper {
    /// Reads a template. `id` is its name in the pack (`boat-licence`); it stands in errors and in the attached data.
    ///
    /// # Errors
    /// [`PaperError::TooLarge`], or [`PaperError::Template`] with every mistake of syntax and everything a paper may
    /// not do, each with its place.
    pub fn new(source: &str, id: &str) -> Result<Self, PaperError> {
        check_size(id, "bytes of source", source.len(), SOURCE_BYTES_MAX)?;
        let template = |faults| PaperError::Template {
            paper: id.to_owned(),
            faults,
        };
        // A long chain of operators parses into a tree as deep as it is long, and is dropped again by recursion.
        let read = on_wide_stack(|| {
            let written = Source::new(world::main_id(), source.to_owned());
            let reads = gate::read(&written)?;
            Ok((
                reads,
                Source::new(world::main_id(), format!("{source}{ATTACH}")),
            ))
        });
        let (reads, source) = read
            .unwrap_or_else(|| Err(vec![stopped()]))
            .map_err(template)?;
        Ok(Self {
            id: id.to_owned(),
            source,
            reads,
            fonts: Fonts::load(),
        })
    }

    /// The name given to [`Paper::new`].
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The fields of the data that the template needs, in alphabetical order. Those it asks for first
    /// (`if "name" in d`, `d.at("name", default: ..)`) are not among them.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.reads.fields.keys().map(String::as_str)
    }

    /// The codes that the template draws, in alphabetical order.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.reads.codes.keys().map(String::as_str)
    }

    /// Makes the PDF. `now` is the date and time it says it was made; `datetime.today()` in the template is the same.
    ///
    /// Takes milliseconds of one core: call it on a blocking thread, never on one that serves connections.
    ///
    /// # Errors
    /// [`PaperError::Missing`], [`PaperError::TooLarge`], [`PaperError::Code`], [`PaperError::Date`]; or
    /// [`PaperError::Render`] if the typesetter or a rule of PDF/A-3a or PDF/UA-1 says no. None holds a value of the
    /// data.
    pub fn render(&self, data: &Data, now: Civil) -> Result<Vec<u8>, PaperError> {
        self.check_data(data)?;
        let timestamp = now.timestamp().ok_or_else(|| PaperError::Date {
            paper: self.id.clone(),
        })?;
        let world = PaperWorld::new(&self.id, &self.source, &self.fonts, data, &now)?;
        let ident = data.attachment(&self.id, &now);
        let made = on_wide_stack(|| typeset(&world, pdf_options(timestamp, ident)));
        comemo::evict(0);
        match made {
            Some(Ok(made)) => {
                check_size(&self.id, "pages", made.pages, PAGES_MAX)?;
                Ok(made.pdf)
            }
            Some(Err(diagnostics)) => {
                Err(self.render_error(diagnostics.iter().map(|one| self.fault(one, data))))
            }
            None => Err(self.render_error([stopped()])),
        }
    }

    fn check_data(&self, data: &Data) -> Result<(), PaperError> {
        // Depth first: writing JSON recurses.
        check_size(&self.id, "levels of data", data.depth(), DATA_DEPTH_MAX)?;
        let bytes = serde_json::Value::Object(data.values().clone())
            .to_string()
            .len();
        check_size(&self.id, "bytes of data", bytes, DATA_BYTES_MAX)?;
        let missing = |(field, at): (&String, &Place)| PaperError::Missing {
            paper: self.id.clone(),
            field: field.clone(),
            at: *at,
        };
        let field = self
            .reads
            .fields
            .iter()
            .find(|(field, _)| !data.values().contains_key(*field));
        let code = self
            .reads
            .codes
            .iter()
            .find(|(code, _)| !data.codes().contains_key(*code));
        field.or(code).map_or(Ok(()), |found| Err(missing(found)))
    }

    fn render_error(&self, faults: impl IntoIterator<Item = Fault>) -> PaperError {
        PaperError::Render {
            paper: self.id.clone(),
            faults: faults.into_iter().collect(),
        }
    }

    fn fault(&self, diagnostic: &SourceDiagnostic, data: &Data) -> Fault {
        let range = world::range(&self.source, diagnostic.span);
        let hints = diagnostic.hints.iter().map(|hint| format!(" ({})", hint.v));
        let text: String = std::iter::once(diagnostic.message.to_string())
            .chain(hints)
            .collect();
        Fault {
            at: range.and_then(|range| gate::place(&self.source, range.start)),
            text: data.cut_from(&text),
        }
    }
}

struct Made {
    pdf: Vec<u8>,
    pages: usize,
}

fn typeset(world: &PaperWorld, options: PdfOptions) -> Result<Made, Vec<SourceDiagnostic>> {
    let compiled = typst::compile(world);
    let document = compiled.output.map_err(|errors| errors.to_vec())?;
    // An unknown font, a layout that does not settle: nothing to be printed on a sheet that is kept for life.
    if !compiled.warnings.is_empty() {
        return Err(compiled.warnings.to_vec());
    }
    let pdf = typst_pdf::pdf(&document, &options).map_err(|errors| errors.to_vec())?;
    Ok(Made {
        pdf,
        pages: document.pages().len(),
    })
}

fn pdf_options(timestamp: Timestamp, ident: String) -> PdfOptions {
    let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
        .expect("PDF/A-3a and PDF/UA-1 both allow PDF 1.7, and no version is asked for");
    PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some("motcua".to_owned())),
        timestamp: Some(timestamp),
        page_ranges: None,
        standards,
        tagged: true,
        pretty: false,
    }
}

fn check_size(
    paper: &str,
    what: &'static str,
    size: usize,
    size_max: usize,
) -> Result<(), PaperError> {
    if size <= size_max {
        return Ok(());
    }
    Err(PaperError::TooLarge {
        paper: paper.to_owned(),
        what,
        size,
        size_max,
    })
}

fn stopped() -> Fault {
    Fault {
        at: None,
        text: "the typesetter stopped unexpectedly; simplify the template".to_owned(),
    }
}

/// Runs `work` on a thread with a stack of [`STACK_BYTES`]; `None` if it panicked or no thread could be had.
fn on_wide_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .name("paper".to_owned())
            .stack_size(STACK_BYTES);
        thread.spawn_scoped(scope, work).ok()?.join().ok()
    })
}
