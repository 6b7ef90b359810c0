//! Two processes of the real program on one PostgreSQL: whoever signs in at one is known at the other,
//! jobs are done once, one seals at a time; and when one is killed (SIGKILL) the other goes on alone.

#![cfg(test)]

use std::collections::BTreeMap;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use access::{Actor, Ctx};
use base::{Chance, Id, Instant};
use identity::Identity;
use ledger::{Act, Kind, Ledger};
use notices::{Notice, Way};
use reqwest::{Client, StatusCode, redirect};
use store::Store;
use testkit::Folder;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, ChildStdout, Command};

/// A post is taken so often at each process: some hundred entries.
const POSTS: usize = 60;

/// So many letters are written.
const LETTERS: u8 = 40;

/// The posts that two officers of the island hold; taking the other one is an act.
const BINHS: [&str; 2] = ["registrar RG", "steward RG"];
const LANS: [&str; 2] = ["harbour-master HO", "steward HO"];

/// One running process.
struct Office {
    child: Child,
    url: String,
    /// What it says is read to the end, so that it never waits for us.
    _out: tokio::task::JoinHandle<()>,
}

impl Office {
    async fn open(words: &[&str], folder: &Folder) -> Office {
        let errors = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(folder.path("errors"))
            .unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_motcua"))
            .args(words)
            .args(["--listen", "127.0.0.1:0", "--data", &folder.path("data")])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(errors)
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let Some(url) = address(&mut out).await else {
            let errors = std::fs::read_to_string(folder.path("errors"));
            panic!("it ended: {}", errors.unwrap());
        };
        let _out = tokio::spawn(async move {
            let mut line = String::new();
            while out.read_line(&mut line).await.is_ok_and(|read| read > 0) {
                line.clear();
            }
        });
        Office { child, url, _out }
    }

    /// SIGTERM, and the exit code.
    async fn stop(mut self) -> bool {
        let id = self.child.id().unwrap().to_string();
        let told = Command::new("kill").arg(&id).status().await.unwrap();
        assert!(told.success());
        self.child.wait().await.unwrap().success()
    }
}

async fn address(out: &mut BufReader<ChildStdout>) -> Option<String> {
    let mut said = String::new();
    loop {
        let from = said.len();
        let read = out.read_line(&mut said).await.unwrap();
        if let Some(at) = said[from..].find("http://localhost:") {
            return Some(said[from + at..].trim_end().to_owned());
        }
        if read == 0 {
            return None;
        }
    }
}

/// Somebody with a browser: both processes are the same host to it.
struct Visitor(Client);

impl Visitor {
    fn new() -> Visitor {
        let client = Client::builder()
            .cookie_store(true)
            .redirect(redirect::Policy::none())
            .build();
        Visitor(client.unwrap())
    }

    async fn get(&self, office: &str, path: &str) -> (StatusCode, String) {
        let answer = self.0.get(format!("{office}{path}")).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    }

    async fn post(&self, office: &str, path: &str, form: &[(&str, &str)]) -> StatusCode {
        let request = self.0.post(format!("{office}{path}"));
        let request = request.header("Origin", office).form(form);
        request.send().await.unwrap().status()
    }

    async fn sign_in(&self, office: &str, login: &str) {
        let form = [("login", login), ("password", "tern-island-demo")];
        let answer = self.post(office, "/sign-in", &form).await;
        assert_eq!(answer, StatusCode::SEE_OTHER, "{login}");
    }

    /// The hidden field of the form that chooses a post.
    async fn csrf(&self, office: &str) -> String {
        let (_, page) = self.get(office, "/desk/post").await;
        let form = page.split("action=\"/desk/post\"").nth(1).unwrap();
        let field = form.split("name=\"csrf\" value=\"").nth(1).unwrap();
        field.split('"').next().unwrap().to_owned()
    }
}

/// Takes a post so often, each time one act; with a form of one process that is sent to the other.
async fn take_posts(visitor: &Visitor, posts: [&str; 2], [form_of, office]: [&str; 2]) {
    for number in 0..POSTS {
        let csrf = visitor.csrf(form_of).await;
        let form = [("csrf", csrf.as_str()), ("post", posts[number % 2])];
        let answer = visitor.post(office, "/desk/post", &form).await;
        assert_eq!(answer, StatusCode::SEE_OTHER);
    }
}

/// A relay that takes every mail and counts them by their Message-ID.
#[derive(Clone, Default)]
struct Relay(Arc<Mutex<BTreeMap<String, u32>>>);

impl Relay {
    async fn open(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let relay = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let relay = relay.clone();
                tokio::spawn(async move { relay.talk(stream).await });
            }
        });
        format!("smtp://{address}")
    }

    async fn talk(&self, stream: TcpStream) -> Option<()> {
        let (from, mut to) = stream.into_split();
        let mut lines = BufReader::new(from).lines();
        to.write_all(b"220 relay\r\n").await.ok()?;
        let mut in_mail = false;
        while let Some(line) = lines.next_line().await.ok()? {
            if let Some(id) = line.strip_prefix("Message-ID:").filter(|_| in_mail) {
                *self.0.lock().unwrap().entry(id.to_owned()).or_default() += 1;
            }
            if in_mail && line != "." {
                continue;
            }
            let answer: &[u8] = match line.split([' ', ':']).next().unwrap_or_default() {
                "DATA" => b"354 go on\r\n",
                "QUIT" => b"221 bye\r\n",
                _ => b"250 ok\r\n",
            };
            in_mail = line == "DATA";
            to.write_all(answer).await.ok()?;
        }
        Some(())
    }

    fn mails(&self) -> Vec<u32> {
        self.0.lock().unwrap().values().copied().collect()
    }
}

/// Puts notices into an inbox, each with a job that mails.
async fn write_to(store: &Store, person: Id, number: u8) {
    let mut seed = [number; 32];
    seed[..4].copy_from_slice(b"two!");
    let ctx = Ctx {
        actor: Actor::Clock,
        purpose: "notice".to_owned(),
        law: "tiny@2026-09-01".to_owned(),
        now: Instant(1_700_000_000_000_000 + i64::from(number)),
        chance: Chance::new(seed),
    };
    let notice = Notice {
        person,
        kind: "island-news".to_owned(),
        args: Vec::new(),
        case: None,
    };
    let changes = notices::send(&ctx, notice, Way::InboxAndMail);
    let act = changes
        .into_iter()
        .fold(Act::new(&ctx, Kind::CaseEnded), Act::change);
    Ledger::new(store.clone()).commit(act).await.unwrap();
}

/// Asks until it is so. What has not come after two minutes will not: that is a failure, and no
/// measure of how fast it should be.
async fn until(mut holds: impl AsyncFnMut() -> bool) {
    let asked = async {
        while !holds().await {
            tokio::task::yield_now().await;
        }
    };
    let came = tokio::time::timeout(Duration::from_secs(120), asked).await;
    assert!(came.is_ok(), "it never came");
}

/// Whether nothing is left to do but what waits for its night: measuring the registers.
async fn all_done(store: &Store) -> bool {
    let sql = "select count(*) from jobs_job where next is not null and kind <> 'measure'";
    let row = store.query_one(sql, &[]).await.unwrap();
    row.unwrap().int(0).unwrap() == 0
}

/// The size that a process' checkpoint signs.
async fn sealed(office: &str) -> i64 {
    let (_, note) = Visitor::new().get(office, "/ledger/checkpoint").await;
    note.lines()
        .nth(1)
        .and_then(|size| size.parse().ok())
        .unwrap_or(0)
}

async fn verified(url: &str, key: &str, kept: &str) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_motcua"))
        .args(["verify", "--store", url, "--key", key, "--against", kept])
        .output()
        .await
        .unwrap();
    let said = String::from_utf8(out.stdout).unwrap();
    assert!(out.status.success(), "{said}");
    said
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn one_database_two_processes_and_one_that_is_killed() {
    let Some(url) = testkit::fresh_postgres().await else {
        return;
    };
    let folder = Folder::new();
    let relay = Relay::default();
    let smtp = relay.open().await;
    let pack = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/tiny");
    let both = ["--store", &url, "--smtp", &smtp];
    let demo = [&["demo", "--people", "600", "--pack", pack], &both[..]].concat();
    let serve = [&["serve"], &both[..]].concat();
    let mut first = Office::open(&demo, &folder).await;
    let second = Office::open(&serve, &folder).await;
    let store = Store::open(&url).await.unwrap();
    let ledger = Ledger::new(store.clone());

    // Signed in at one, known at the other; a form of one is taken by the other.
    let (mai, binh, lan) = (Visitor::new(), Visitor::new(), Visitor::new());
    mai.sign_in(&first.url, "mai").await;
    binh.sign_in(&second.url, "binh").await;
    lan.sign_in(&first.url, "lan").await;
    let (at_second, _) = mai.get(&second.url, "/me").await;
    assert_eq!(at_second, StatusCode::OK);
    tokio::join!(
        take_posts(&binh, BINHS, [&first.url, &second.url]),
        take_posts(&lan, LANS, [&second.url, &first.url]),
    );

    // Jobs: both look for them all the time, each is done by one.
    let account = Identity::new(ledger.clone())
        .find("mai")
        .await
        .unwrap()
        .unwrap();
    assert!(account.email.is_some(), "mai can be written to");
    let person = account.subject.unwrap();
    until(async || all_done(&store).await).await;
    let before = relay.mails().len();
    for number in 0..LETTERS {
        write_to(&store, person, number).await;
    }
    until(async || all_done(&store).await).await;
    let mails = relay.mails();
    assert_eq!(mails.len() - before, usize::from(LETTERS));
    assert!(mails.iter().all(|sent| *sent == 1), "each once: {mails:?}");

    // One is killed in the middle of its work.
    until(async || sealed(&first.url).await > 100).await;
    let (_, kept) = mai.get(&first.url, "/ledger/checkpoint").await;
    let (_, key) = mai.get(&first.url, "/ledger/key").await;
    std::fs::write(folder.path("kept"), kept).unwrap();
    let doomed = first.url.clone();
    let work = async {
        let mut taken = 0;
        loop {
            let csrf = binh.csrf(&second.url).await;
            let form = [("csrf", csrf.as_str()), ("post", BINHS[taken % 2])];
            let request = binh.0.post(format!("{doomed}/desk/post"));
            let request = request.header("Origin", &doomed).form(&form);
            match request.send().await {
                Ok(answer) => assert_eq!(answer.status(), StatusCode::SEE_OTHER),
                Err(_) => return taken,
            }
            taken += 1;
        }
    };
    let killing = async {
        let (all, _) = ledger.count().await.unwrap();
        until(async || ledger.count().await.unwrap().0 > all + 20).await;
        first.child.kill().await.unwrap();
    };
    let (taken, ()) = tokio::join!(work, killing);
    assert!(taken >= 20, "{taken}");

    // The other goes on: the same sessions, jobs, and the sealing of what was left.
    assert_eq!(mai.get(&second.url, "/me").await.0, StatusCode::OK);
    take_posts(&lan, LANS, [&second.url, &second.url]).await;
    write_to(&store, person, LETTERS).await;
    until(async || all_done(&store).await).await;
    assert_eq!(relay.mails().len() - before, usize::from(LETTERS) + 1);
    let (all, _) = ledger.count().await.unwrap();
    until(async || sealed(&second.url).await >= all).await;

    // And the one that was killed comes back, also to what happened meanwhile.
    let third = Office::open(&serve, &folder).await;
    assert_eq!(mai.get(&third.url, "/me").await.0, StatusCode::OK);
    take_posts(&lan, LANS, [&third.url, &third.url]).await;
    assert!(second.stop().await && third.stop().await);
    let (all, waiting) = ledger.count().await.unwrap();
    assert_eq!(
        waiting, 0,
        "what was committed is sealed when the last one stops"
    );
    let said = verified(&url, &key, &folder.path("kept")).await;
    assert!(said.starts_with(&format!("{all} sealed entries")), "{said}");
    let errors = std::fs::read_to_string(folder.path("errors")).unwrap();
    assert!(!errors.contains("ERROR"), "{errors}");
}
