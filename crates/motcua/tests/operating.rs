//! What an operator does with the real program, and what it says when something is in the way.

#![cfg(test)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use testkit::Folder;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command as Starting};

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/tiny");

/// Runs a command of the program to its end.
fn motcua(words: &[&str]) -> (bool, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_motcua"))
        .args(words)
        .stdin(Stdio::null())
        .output();
    told(&out.unwrap())
}

/// Whether it went well, and all that was said.
fn told(out: &Output) -> (bool, String) {
    let said = [&out.stdout[..], &out.stderr[..]].concat();
    (out.status.success(), String::from_utf8(said).unwrap())
}

/// It did not go well, and these words say why.
fn refused(words: &[&str], why: &str) {
    let (well, said) = motcua(words);
    assert!(!well && said.contains(why), "{words:?}: {said}");
}

/// An office that is open until the test ends or stops it.
struct Office(Child, String);

impl Office {
    async fn open(words: &[&str]) -> Office {
        let mut child = Starting::new(env!("CARGO_BIN_EXE_motcua"))
            .arg("serve")
            .args(words)
            .args(["--listen", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut said = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut said).await.unwrap();
        let at = said.find("http://").expect("the address is said");
        Office(child, said[at..].trim_end().to_owned())
    }

    async fn get(&self, path: &str) -> (u16, String) {
        let answer = reqwest::get(format!("{}{path}", self.1)).await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    async fn stop(mut self) {
        let id = self.0.id().unwrap().to_string();
        assert!(Command::new("kill").arg(id).status().unwrap().success());
        assert!(self.0.wait().await.unwrap().success());
    }
}

#[tokio::test]
async fn an_office_is_copied_while_open_lost_and_put_back() {
    let folder = Folder::new();
    let (data, store) = (
        folder.path("data"),
        format!("sqlite:{}", folder.path("data/motcua.db")),
    );
    let file = folder.path("copy.db");
    assert!(motcua(&["activate", PACK, "--store", &store]).0);
    let office = Office::open(&["--data", &data]).await;
    let (_, key) = office.get("/ledger/key").await;
    // Signed once: a copy between sealing and signing is a copy too, and says less.
    while office.get("/ledger/checkpoint").await.0 != 200 {
        tokio::task::yield_now().await;
    }
    let (well, said) = motcua(&["backup", "--store", &store, &file]);
    assert!(well && said.contains("nothing wrong was found"), "{said}");
    refused(&["backup", "--store", &store, &file], "never overwrites");
    refused(&["restore", &file, "--data", &data], "never overwrites");
    office.stop().await;

    // The machine is lost; key and copy were elsewhere.
    let new = folder.path("new");
    fs::create_dir_all(folder.path("new/keys")).unwrap();
    fs::copy(
        folder.path("data/keys/ledger.key"),
        folder.path("new/keys/ledger.key"),
    )
    .unwrap();
    fs::remove_dir_all(&data).unwrap();
    let (well, said) = motcua(&["restore", &file, "--data", &new]);
    assert!(well && said.contains("restored into sqlite:"), "{said}");
    let office = Office::open(&["--data", &new]).await;
    assert_eq!(office.get("/healthz").await, (200, "ok\n".to_owned()));
    assert_eq!(office.get("/ledger/key").await.1, key);
    office.stop().await;
    let restored = format!("sqlite:{}", folder.path("new/motcua.db"));
    let (well, said) = motcua(&["verify", "--store", &restored, "--key", &key]);
    assert!(well, "{said}");

    // With another office's key it is not put back at all.
    let other = folder.path("other");
    let fresh = format!("sqlite:{}", folder.path("fresh.db"));
    assert!(motcua(&["activate", PACK, "--store", &fresh]).0);
    let office = Office::open(&["--store", &fresh, "--data", &other]).await;
    office.stop().await;
    refused(&["restore", &file, "--data", &other], "forged");
    assert!(!Path::new(&folder.path("other/motcua.db")).exists());
}

#[tokio::test]
async fn figures_are_for_this_machine_or_for_an_address_of_their_own() {
    let folder = Folder::new();
    let store = format!("sqlite:{}", folder.path("motcua.db"));
    assert!(motcua(&["activate", PACK, "--store", &store]).0);
    let (data, data_off) = (folder.path("data"), ["--store", &store, "--metrics", "off"]);
    let office = Office::open(&["--store", &store, "--data", &data]).await;
    assert_eq!(office.get("/nothing/here").await.0, 404);
    let (status, text) = office.get("/metrics").await;
    assert_eq!(status, 200);
    for line in [
        "motcua_requests_total{method=\"GET\",route=\"(none)\",status=\"404\"} 1",
        "motcua_database_up 1",
        "motcua_jobs_dead 0",
        "motcua_sessions 0",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
    let request = reqwest::Client::new().get(format!("{}/metrics", office.1));
    let through_a_proxy = request.header("X-Forwarded-For", "192.0.2.7").send().await;
    assert_eq!(through_a_proxy.unwrap().status().as_u16(), 404);
    office.stop().await;
    let office = Office::open(&[&data_off[..], &["--data", &data]].concat()).await;
    assert_eq!(office.get("/metrics").await.0, 404);
    office.stop().await;
    refused(
        &[
            "serve",
            "--store",
            &store,
            "--data",
            &data,
            "--metrics",
            "here",
        ],
        "write doors, off, or an address",
    );
}

#[tokio::test]
async fn keys_of_another_office_and_keys_that_others_read() {
    let folder = Folder::new();
    let store = format!("sqlite:{}", folder.path("motcua.db"));
    assert!(motcua(&["activate", PACK, "--store", &store]).0);
    let (data, other) = (folder.path("data"), folder.path("other"));
    let any = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--store",
        &store,
        "--data",
    ];
    Office::open(&["--store", &store, "--data", &data])
        .await
        .stop()
        .await;
    refused(&[&any[..], &[&other]].concat(), "put the key back");
    assert!(!Path::new(&other).exists(), "no key was made");
    let fresh = format!("sqlite:{}", folder.path("fresh.db"));
    assert!(motcua(&["activate", PACK, "--store", &fresh]).0);
    Office::open(&["--store", &fresh, "--data", &other])
        .await
        .stop()
        .await;
    refused(&[&any[..], &[&other]].concat(), "signed by another key");
    let key = folder.path("data/keys/ledger.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
    refused(&[&any[..], &[&data]].concat(), "chmod 600");
}

#[tokio::test]
async fn the_key_is_changed_while_the_office_is_open() {
    let folder = Folder::new();
    let data = folder.path("data");
    let store = format!("sqlite:{}", folder.path("data/motcua.db"));
    assert!(motcua(&["activate", PACK, "--store", &store]).0);
    let change = ["ledger", "rotate-key", "--data", &data];
    refused(&change, "there is no key");
    let office = Office::open(&["--data", &data]).await;
    let (_, old) = office.get("/ledger/key").await;
    let sealed = async |more_than: u64| {
        loop {
            let (status, note) = office.get("/ledger/checkpoint").await;
            let size = note.lines().nth(1).and_then(|size| size.parse().ok());
            if status == 200 && size > Some(more_than) {
                return note;
            }
            tokio::task::yield_now().await;
        }
    };
    let kept = sealed(0).await;
    fs::write(folder.path("kept"), kept).unwrap();
    assert_eq!(office.get("/ledger/key-changes").await.1, "");
    let (well, said) = motcua(&change);
    assert!(well && said.contains(old.trim()), "{said}");
    let (_, new) = office.get("/ledger/key").await;
    assert!(new != old && said.contains(new.trim()), "{said}");
    let (_, changes) = office.get("/ledger/key-changes").await;
    assert_eq!(changes.lines().count(), 1);

    // What happens next the open office seals with the new key, also when something has happened
    // already (registers are measured beside this).
    let both = sealed(0).await;
    let size: u64 = both.lines().nth(1).unwrap().parse().unwrap();
    let changed: u64 = said.split_whitespace().nth(2).unwrap().parse().unwrap();
    let signatures = both.lines().filter(|line| line.starts_with('—')).count();
    assert_eq!(signatures, if size == changed { 2 } else { 1 }, "{both}");
    let mut add = Command::new(env!("CARGO_BIN_EXE_motcua"))
        .args(["operator", "add", "anna", "--store", &store])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut password = add.stdin.take().unwrap();
    std::io::Write::write_all(&mut password, b"tern-island-demo\n").unwrap();
    drop(password);
    assert!(add.wait().unwrap().success());
    let next = sealed(size).await;
    assert_eq!(next.lines().filter(|line| line.starts_with('—')).count(), 1);
    office.stop().await;
    let kept = folder.path("kept");
    let (old, new) = (old.trim(), new.trim());
    for keys in [
        &["--key", old][..],
        &["--key", new],
        &["--key", old, "--key", new],
    ] {
        let words = ["verify", "--store", &store, "--against", &kept];
        let (well, said) = motcua(&[&words[..], keys].concat());
        assert!(
            well && said.contains(&format!("on signs {new}, announced by")),
            "{said}"
        );
    }
    // And it opens again with what the folder has now.
    Office::open(&["--data", &data]).await.stop().await;
}

#[test]
fn a_limit_on_files_is_told_and_what_was_begun_goes_on_without_it() {
    let folder = Folder::new();
    let store = format!("sqlite:{}", folder.path("motcua.db"));
    let program = env!("CARGO_BIN_EXE_motcua");
    // 100 KiB a file; the signal that would end the program is ignored, so it is told instead.
    let limited = "trap '' XFSZ; ulimit -f 100; exec \"$@\"";
    let out = Command::new("bash")
        .args([
            "-c", limited, "bash", program, "activate", PACK, "--store", &store,
        ])
        .output();
    let (well, said) = told(&out.unwrap());
    assert!(
        !well && said.contains("there is no room: free some"),
        "{said}"
    );
    let (well, said) = motcua(&["activate", PACK, "--store", &store]);
    assert!(well, "{said}");
    let (well, said) = motcua(&["verify", "--store", &store]);
    assert!(well, "{said}");
}

#[test]
fn a_wrong_place_is_told_and_nothing_is_made_there() {
    let folder = Folder::new();
    let slip = format!("sqlite:{}", folder.path("typing/slip.db"));
    let (new, file) = (folder.path("new.db"), folder.path("people.csv"));
    let commands: [&[&str]; 12] = [
        &["serve", "--listen", "127.0.0.1:0"],
        &["operator", "add", "anna"],
        &["verify"],
        &["ledger", "export", &new],
        &["ledger", "rotate-key"],
        &["jobs", "dead"],
        &["jobs", "retry", "--all"],
        &["retention"],
        &["backup", &new],
        &["load", "people", &file],
        &["quality", "people"],
        &[
            "export",
            "people",
            &file,
            "--login",
            "a",
            "--post",
            "b@c",
            "--purpose",
            "d",
        ],
    ];
    for words in commands {
        refused(
            &[words, &["--store", &slip]].concat(),
            "there is no database",
        );
        for url in ["sqlite:", "postgres://", "oracle://motcua@localhost/office"] {
            refused(
                &[words, &["--store", url]].concat(),
                "must be given as sqlite:PATH",
            );
        }
    }
    refused(
        &["activate", PACK, "--store", "sqlite:"],
        "must be given as sqlite:PATH",
    );
    assert_eq!(fs::read_dir(folder.path("")).unwrap().count(), 0);
}

#[test]
fn an_operator_gets_posts_that_are_there() {
    let folder = Folder::new();
    let store = format!("sqlite:{}", folder.path("motcua.db"));
    assert!(motcua(&["activate", PACK, "--store", &store]).0);
    let add = ["operator", "add", "anna", "--store", &store, "--post"];
    for (post, why) in [
        ("stewart@RG", "role `stewart`: did you mean `steward`?"),
        ("steward@RX", "there is no agency `RX`: did you mean `RG`?"),
        ("steward", "write ROLE@OFFICE"),
    ] {
        refused(&[&add[..], &[post]].concat(), why);
    }
}

/// A signed read of a register of the island, as a shipyard's system sends it.
#[expect(
    clippy::disallowed_methods,
    reason = "the office's clock is the machine's"
)]
async fn read_as(office: &Office, id: &str) -> u16 {
    let signer = api::Signer::from_seed(id.parse().unwrap(), &[7; 32]);
    let path = "/api/v1/registers/build-notices/records/01a20527-8c00-750c-907f-bb2517a803f3";
    let read = api::UnsignedRead {
        path,
        query: None,
        purpose: "build-notice",
        body: None,
    };
    let now = jiff::Timestamp::now().as_microsecond();
    let mut request = reqwest::Client::new().get(format!("{}{path}", office.1));
    for (name, value) in api::sign_read(&signer, &read, base::Instant(now)) {
        request = request.header(name, value);
    }
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn an_agencys_system_is_known_by_its_key_until_it_is_ended() {
    let folder = Folder::new();
    let data = folder.path("data");
    assert!(motcua(&["activate", PACK, "--data", &data]).0);
    let office = Office::open(&["--data", &data]).await;
    let signer = api::Signer::from_seed(base::Id([0; 16]), &[7; 32]);
    let key = folder.path("yard.pub");
    fs::write(&key, base::hex(&signer.public_key())).unwrap();
    let add = ["credential", "add", "RG", &key, "--data", &data];
    let (well, said) = motcua(&add);
    assert!(well, "{said}");
    let id = said.split('"').nth(1).unwrap();
    let (well, said) = motcua(&["credential", "list", "--data", &data]);
    assert!(
        well && said.starts_with(&format!("{id}  RG  from ")),
        "{said}"
    );
    // Known, and not let in to what it has not sent; somebody else is not known.
    assert_eq!(read_as(&office, id).await, 403);
    assert_eq!(
        read_as(&office, "01a20527-8c00-750c-907f-bb2517a803f3").await,
        401
    );
    let end = ["credential", "end", id, "--data", &data];
    let (well, said) = motcua(&end);
    assert!(well, "{said}");
    assert_eq!(read_as(&office, id).await, 401);
    let (_, said) = motcua(&["credential", "list", "RG", "--data", &data]);
    assert!(said.contains(" over since "), "{said}");
    // The same key may come back, but is not taken twice.
    assert!(motcua(&add).0);
    refused(&add, "already");
    let none = folder.path("none.pub");
    for (words, why) in [
        (["add", "RX", &key], "did you mean `RG`?"),
        (["add", "RG", &none], "cannot read"),
        (["add", "RG", PACK], "cannot read"),
    ] {
        refused(
            &[&["credential"][..], &words, &["--data", &data]].concat(),
            why,
        );
    }
    let nobody = ["credential", "end", "01a20527-8c00-750c-907f-bb2517a803f3"];
    refused(
        &[&nobody[..], &["--data", &data]].concat(),
        "there is no credential",
    );
    office.stop().await;
}

#[test]
fn a_mail_relays_password_is_in_a_file_and_goes_over_tls() {
    let folder = Folder::new();
    let data = folder.path("data");
    assert!(motcua(&["activate", PACK, "--data", &data]).0);
    let file = folder.path("password");
    let serve = |smtp: &str, more: &[&str], why: &str| {
        let words = [
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--data",
            &data,
            "--smtp",
            smtp,
        ];
        refused(&[&words[..], more].concat(), why);
    };
    let login = ["--smtp-user", "office", "--smtp-password-file", &file];
    let tls = "smtp+starttls://mail.office.example:587";
    serve(tls, &login[..2], "--smtp-password-file");
    serve(tls, &login, "is not there");
    fs::write(&file, "\n").unwrap();
    serve(tls, &login, "chmod 600");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    serve(tls, &login, "has no password");
    fs::write(&file, "lantern-harbour-ferry\n").unwrap();
    serve(
        "smtp://mail.office.example:25",
        &login,
        "smtp+starttls://mail.office.example:587",
    );
}

#[test]
fn a_check_of_nothing_is_not_a_clean_one() {
    let folder = Folder::new();
    let nowhere = folder.path("nowhere");
    refused(
        &["verify", "--folder", &nowhere],
        "this is no exported ledger",
    );
    // Somebody else's database is read, and left as it is.
    let other = folder.path("other.db");
    fs::write(&other, "").unwrap();
    let url = format!("sqlite:{other}");
    let (copy, export) = (folder.path("copy.db"), folder.path("export"));
    let commands: [&[&str]; 3] = [
        &["verify"],
        &["backup", &copy],
        &["ledger", "export", &export],
    ];
    for words in commands {
        refused(&[words, &["--store", &url]].concat(), "there is no ledger");
    }
    let left = |path: &str| !Path::new(path).exists();
    assert!(left(&copy) && left(&format!("{copy}.part")) && left(&export));
}
