//! Papers as PDF.

use pack::Pack;
use papers::{Civil, Data, Paper};
use web::Print;

/// Prints a paper of a pack; runs for some milliseconds, on a thread that may block.
pub(crate) fn print(pack: &Pack, paper: &str, print: Print) -> Result<Vec<u8>, String> {
    let source = pack
        .papers
        .get(paper)
        .ok_or_else(|| format!("the pack has no papers/{paper}"))?;
    let told = |error: papers::PaperError| format!("papers/{paper}: {error}");
    let compiled = Paper::new(source, paper).map_err(told)?;
    let mut data = Data::new(serde_json::Map::new());
    for (name, text) in &print.fields {
        data = data.with(name, text.as_str());
    }
    data = data.with_code("qr", &print.qr);
    let at = print.at;
    let whole = |number: i8| u8::try_from(number).unwrap_or(0);
    let civil = Civil {
        year: i32::from(at.year()),
        month: whole(at.month()),
        day: whole(at.day()),
        hour: whole(at.hour()),
        minute: whole(at.minute()),
        second: whole(at.second()),
        offset_minutes: offset_minutes(pack, at),
    };
    compiled.render(&data, civil).map_err(told)
}

fn offset_minutes(pack: &Pack, at: jiff::civil::DateTime) -> i32 {
    let zone = pack.calendar.zone();
    let instant = base::Instant::from_zone(at, zone);
    let seconds = zone.to_offset(instant.timestamp()).seconds();
    seconds / 60
}
