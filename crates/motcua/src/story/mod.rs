//! Stories: a pack's own acceptance tests, played through the same doors that people use, on a
//! clock that stands still until the story sets it.
//!
//! Reading order: `script.rs` (lines), `html.rs` (pages), `visitor.rs` (who walks through the
//! doors), `play.rs` (what each verb does), `insist.rs` (requests that change something, sent until
//! an answer comes), `doors.rs` (the doors, and how they are killed), `kills.rs` (when).

mod doors;
mod html;
mod insist;
mod kills;
mod play;
mod script;
#[cfg(test)]
mod tests;
mod visitor;

use std::process::ExitCode;
use std::sync::Arc;

use crate::args::{Demo as Args, House};
use crate::clock::Clock;
use crate::demo;
use crate::serve;
use crate::verify::{self, Options};
use crate::verify_command::told;
use crate::wiring::{self, Plan, Wired};
use crate::{mail, pack_files};

pub(crate) use doors::run as doors;

use doors::Doors;
use play::Player;

/// `motcua demo --once`.
pub(crate) async fn run(mut args: Args) -> Result<ExitCode, String> {
    let pack = pack_files::load(&args.pack)?;
    let folder = fresh_folder()?;
    args.house.kept.data = folder.clone();
    args.house.listen = ([127, 0, 0, 1], 0).into();
    let outcome = play_all(&args, pack).await;
    // The folder holds synthetic people only; a failure to remove it harms nobody.
    let _ = std::fs::remove_dir_all(&folder);
    outcome
}

async fn play_all(args: &Args, pack: pack::Pack) -> Result<ExitCode, String> {
    let clock = Arc::new(Clock::standing(demo::start_of(&pack)?));
    let stories: Vec<(String, String)> = pack
        .stories
        .iter()
        .filter(|(name, _)| !is_opening(name))
        .filter(|(name, _)| {
            args.story
                .as_ref()
                .is_none_or(|wanted| name.starts_with(wanted.as_str()))
        })
        .map(|(name, text)| (name.clone(), text.clone()))
        .collect();
    if stories.is_empty() {
        return Err("the pack has no such story in stories/".to_owned());
    }
    let ready = demo::ready(args, &clock).await?;
    let store = ready.store.clone();
    let plan = Plan {
        args: &args.house,
        clock,
        demo: None,
        limited: false,
    };
    let (wired, _letters) = wiring::wire(store.clone(), ready.pack, plan).await?;
    let doors = Doors::open(args, &wired).await?;
    let mut held = true;
    let mut player = Player::new(
        (&wired, doors),
        mail::delivery(&args.house)?,
        &args.house.kept.data,
    );
    for (name, text) in stories {
        println!("{name}");
        for line in script::read(&text).map_err(|problem| format!("stories/{name}: {problem}"))? {
            match player.play(&line).await {
                Ok(said) => println!("  {:<16} {:<10} {said}", player.time(), line.who),
                Err(problem) => {
                    println!("  {:<16} {:<10} FAILED: {problem}", player.time(), line.who);
                    println!("  (stories/{name}:{})", line.number);
                    held = false;
                    break;
                }
            }
            player.doors.kill_between_lines().await;
        }
        println!();
    }
    if let Some(kills) = player.doors.kills() {
        println!("{kills}");
    }
    serve::seal_all(&wired).await;
    let options = Options {
        keys: vec![wired.house.ledger_key.clone()],
        against: None,
    };
    let report = verify::run(&store, &options)
        .await
        .map_err(|error| error.to_string())?;
    let verified = told(&report);
    Ok(if held { verified } else { ExitCode::FAILURE })
}

/// Whether a story is not a test but what has happened when a demo opens.
pub(crate) fn is_opening(name: &str) -> bool {
    name.starts_with("demo-")
}

/// Plays a demo's opening through doors of its own.
pub(crate) async fn play_opening(wired: &Wired, house: &House, text: &str) -> Result<(), String> {
    let local = House {
        listen: ([127, 0, 0, 1], 0).into(),
        ..house.clone()
    };
    let doors = Doors::here(&local, wired).await?;
    let mut player = Player::new((wired, doors), mail::delivery(house)?, &house.kept.data);
    for line in script::read(text)? {
        player.play(&line).await?;
    }
    Ok(())
}

/// A new empty folder among the system's temporary ones.
fn fresh_folder() -> Result<std::path::PathBuf, String> {
    let number: String = crate::clock::random()[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let folder = std::env::temp_dir().join(format!("motcua-story-{number}"));
    std::fs::create_dir_all(&folder)
        .map_err(|error| format!("cannot make the folder {}: {error}", folder.display()))?;
    Ok(folder)
}
