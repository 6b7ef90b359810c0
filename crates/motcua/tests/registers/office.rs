//! An office with a law in force, whose registers are filled, read and measured by the real program.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use testkit::Folder;

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/tiny");

/// What the island's law says here besides: a rule of level error, one that stops sharing, and a
/// village that is gone.
const RULES: &str = r#"
[[rules]]
id    = "born"
level = "error"
word  = "correct"
check = "before"
field = "born_on"
than  = "today"

[[rules]]
id            = "old"
level         = "warning"
word          = "correct"
holds         = "age(born_on, today) < 110"
stops_sharing = true
"#;
const GONE: &str = "V0,I,village,Drowned Ashwick,2020-01-01,2023-12-31\n";

/// A copy of the pack with these.
fn pack(folder: &Folder) -> String {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap().path();
            let to = to.join(entry.file_name().unwrap());
            if entry.is_dir() {
                copy(&entry, &to);
            } else {
                fs::copy(&entry, &to).unwrap();
            }
        }
    }
    let pack = folder.path("pack");
    copy(Path::new(PACK), Path::new(&pack));
    let add = |file: &str, text: &str| {
        let mut file = fs::OpenOptions::new()
            .append(true)
            .open(format!("{pack}/{file}"))
            .unwrap();
        file.write_all(text.as_bytes()).unwrap();
    };
    add("law/registers/people.toml", RULES);
    add("seed/places.csv", GONE);
    for language in ["en", "vi", "uk"] {
        let words = "\nrule-people-born = Not born yet\nrule-people-old = Very old\n";
        add(&format!("words/{language}.ftl"), words);
    }
    pack
}

/// An office with the law in force, and files for it.
pub(crate) struct Office {
    pub(crate) folder: Folder,
    pub(crate) store: String,
}

/// The same story in an office on SQLite and, where there is a server, in one on PostgreSQL.
pub(crate) fn on_both(story: impl Fn(&Office)) {
    story(&Office::new());
    if let Some(store) = runtime().block_on(testkit::fresh_postgres()) {
        story(&Office::at(Folder::new(), store));
    }
}

impl Office {
    pub(crate) fn new() -> Office {
        let folder = Folder::new();
        let store = format!("sqlite:{}", folder.path("motcua.db"));
        Office::at(folder, store)
    }

    fn at(folder: Folder, store: String) -> Office {
        let office = Office { folder, store };
        let (well, said) = office.motcua(&["activate", &pack(&office.folder)]);
        assert!(well, "{said}");
        office
    }

    /// Begins a command of the program.
    pub(crate) fn begin(&self, words: &[&str]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_motcua"))
            .args(words)
            .args(["--store", &self.store])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Makes an account with a post.
    pub(crate) fn operator(&self, login: &str, post: &str) {
        let mut add = self.begin(&["operator", "add", login, "--post", post]);
        let mut password = add.stdin.take().unwrap();
        password.write_all(b"lantern-harbour-ferry\n").unwrap();
        drop(password);
        let (well, said) = ended(add);
        assert!(well, "{said}");
    }

    /// How far the file is that was taken furthest.
    pub(crate) fn taken(&self) -> i64 {
        self.count("select coalesce(max(taken), 0) from registers_load")
    }

    /// A number from the database.
    pub(crate) fn count(&self, sql: &str) -> i64 {
        runtime().block_on(async {
            let store = store::Store::open(&self.store).await.unwrap();
            let row = store.query_one(sql, &[]).await.unwrap();
            row.unwrap().int(0).unwrap()
        })
    }

    /// Runs a command of the program to its end: whether it went well, and what it said.
    pub(crate) fn motcua(&self, words: &[&str]) -> (bool, String) {
        ended(self.begin(words))
    }

    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.folder.path(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn load(&self, path: &str, more: &[&str]) -> (bool, String) {
        let words = [&["load", "people", path], more].concat();
        self.motcua(&words)
    }

    /// It is refused as a whole for this reason, and nothing of it is loaded.
    pub(crate) fn refused(&self, (name, bytes): (&str, &[u8]), why: &str) {
        let path = self.file(name, bytes);
        let (well, said) = self.load(&path, &[]);
        assert!(!well && said.contains(why), "{name}: {said}");
        assert!(!said.contains("panicked"), "{said}");
    }

    /// The rejected rows of a file: row, field, rule and value.
    pub(crate) fn rejected(&self, name: &str) -> Vec<[String; 4]> {
        let text = fs::read_to_string(self.folder.path(name)).unwrap();
        let table = tables::csv::Csv::of(text.as_bytes(), tables::csv::Known::default()).unwrap();
        let at = |name| table.header().position(name).unwrap();
        let columns = ["reject_row", "reject_field", "reject_rule", "reject_value"].map(at);
        let mut records = table.records();
        let mut rows = Vec::new();
        while let Some(row) = records.next() {
            let row = row.unwrap();
            rows.push(columns.map(|column| row.fields[column].text().into_owned()));
        }
        rows
    }
}

/// Waits for a command: whether it went well, and what it said.
pub(crate) fn ended(child: Child) -> (bool, String) {
    let out = child.wait_with_output().unwrap();
    let said = [&out.stdout[..], &out.stderr[..]].concat();
    (out.status.success(), String::from_utf8(said).unwrap())
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

pub(crate) const HEADER: &str = "number,name,sex,born_on,village,mother\n";

/// Somebody with a number that fits, of a village that is there: 500,000 different ones.
pub(crate) fn person(serial: u32) -> String {
    let year = 50 + serial / 10_000;
    let serial = serial % 10_000;
    format!("T{year}-{serial:04},Nguyễn Thị Hồng,female,19{year}-12-20,V1,\n")
}
