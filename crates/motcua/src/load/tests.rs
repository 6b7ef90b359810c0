//! What `motcua synth` makes of a pack's country is what the pack's registers take.

use std::path::Path;

use testkit::{Folder, on_both};

use super::*;
use crate::args::{Kept, Synth};
use crate::{pack_files, quality, synth_command};

async fn made(pack: &Path, folder: &Folder) -> PathBuf {
    let out = PathBuf::from(folder.path("made"));
    let synth = Synth {
        pack: pack.to_owned(),
        people: 400,
        seed: 7,
        faults: 0.0,
        as_of: None,
        threads: Some(1),
        out: out.clone(),
    };
    synth_command::run(synth).await.unwrap();
    out
}

/// Loads each file that is made into its register and measures it; gives the registers.
async fn all_of(store: Store, pack: &Path) -> Vec<String> {
    let folder = Folder::new();
    let out = made(pack, &folder).await;
    let pack = pack_files::load(pack).unwrap();
    let clock = Arc::new(Clock::real());
    wiring::put_in_force(&store, &pack, &clock).await.unwrap();
    let registers = Arc::new(Registers::lower(&pack));
    let today = pack.calendar.date_of(clock.now());
    let directory = Directory::load(&store, &registers, today).await.unwrap();
    let directory = Arc::new(directory);
    let mut loaded = Vec::new();
    // Everything else refers to people.
    let mut all: Vec<_> = registers.all().iter().collect();
    all.sort_by_key(|declared| declared.id() != pack.head.people);
    for declared in all {
        let file = out.join(format!("{}.csv", declared.id()));
        if !file.exists() {
            continue;
        }
        let loading = Loading::new(registers.clone(), directory.clone(), declared.id(), today);
        let office = Office {
            ledger: Ledger::new(store.clone()),
            loading: Arc::new(loading.unwrap().reject_unshared()),
            law: pack.head.law(),
            clock: clock.clone(),
        };
        let args = Load {
            register: declared.id().to_owned(),
            file,
            kept: Kept::default(),
            format: None,
            encoding: None,
            rejects: None,
            unshared: false,
            batch: BATCH_ROWS,
        };
        let file = File::survey(&args, &office).await.unwrap();
        let done = load(&office, &file, &Arc::default()).await.unwrap();
        assert!(done.new > 0, "{}", declared.id());
        assert_eq!(
            (done.mark.rejected, done.new),
            (0, file.survey.rows),
            "{}",
            declared.id()
        );
        let of = (declared.id(), &*clock as &dyn Circumstances);
        let run = quality::measure(&office.ledger, &registers, of, (clock.now(), 1)).await;
        let measured = run.unwrap().new.measurement;
        assert_eq!(measured.rows, done.new, "{}", declared.id());
        let errors = measured
            .rules
            .iter()
            .filter(|rule| rule.level == ::quality::Level::Error && rule.count.failing > 0);
        assert_eq!(errors.count(), 0, "{}", declared.id());
        loaded.push(declared.id().to_owned());
    }
    // Nothing was made that no register takes; the list of faults is no register.
    let files = std::fs::read_dir(&out).unwrap();
    let tables = files.filter(|file| {
        let path = file.as_ref().unwrap().path();
        path.extension().is_some_and(|end| end == "csv")
    });
    assert_eq!(tables.count(), loaded.len() + 1, "{loaded:?}");
    loaded
}

#[test]
fn everything_made_of_the_island_loads_whole() {
    let pack = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/tiny"));
    on_both(|store| async move {
        let loaded = all_of(store, pack).await;
        assert_eq!(loaded, ["people", "funerals", "weddings"]);
    });
}

#[test]
fn everything_made_of_a_large_country_loads_whole() {
    let pack = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/vn"));
    on_both(|store| async move {
        assert_eq!(all_of(store, pack).await.len(), 9);
    });
}
