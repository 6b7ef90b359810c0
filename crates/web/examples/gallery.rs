//! Writes the page with every component to standard output, with the stylesheets in it, to be looked at:
//! `cargo run -p web --example gallery -- en > gallery.html`; a second word `confirmation` writes that page.

#[path = "../tests/markup/sample/mod.rs"]
mod sample;

use std::io::Write as _;

use web::assets::Assets;
use web::brand::Brand;
use web::words::{Lang, Words, core};

fn main() -> std::io::Result<()> {
    let languages: Vec<Lang> = core::LANGUAGES
        .iter()
        .filter_map(|code| Lang::parse(code))
        .collect();
    let words = Words::new(&languages, &[])
        .map_err(|errors| std::io::Error::other(format!("{errors:?}")))?;
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let lang = asked
        .first()
        .and_then(|code| words.lang(code))
        .unwrap_or(languages[0]);
    let assets = Assets::new(&Brand::default());
    let draw = if asked.len() > 1 {
        sample::confirmation
    } else {
        sample::gallery
    };
    let mut html = draw(words.say(lang), &assets).into_string();
    // A file has no server beside it: put the stylesheets and the logo where the links were.
    let folder = "../../../crates/web/assets";
    for (link, file) in assets
        .stylesheets()
        .into_iter()
        .zip(["frontend.css", "look.css"])
    {
        html = html.replace(&link, &format!("{folder}/{file}"));
    }
    html = html.replace(&assets.logo(), &format!("{folder}/logo.svg"));
    std::io::stdout().write_all(html.as_bytes())
}
