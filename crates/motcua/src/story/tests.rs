//! Who gets what at every address of the doors: `routes.txt`, asked for and compared.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use access::{Actor, Circumstances, Post};
use clap::Parser as _;
use reqwest::{Client, RequestBuilder, Response, redirect};

use super::doors::Doors;
use super::play::Player;
use super::{fresh_folder, script};
use crate::args::{Args, Command, Demo};
use crate::clock::Clock;
use crate::wiring::{self, Plan, Wired};
use crate::{demo, mail, pack_files};

const TABLE: &str = include_str!("routes.txt");

/// What follows the island's own story, so that there is one of everything.
const MORE: &str = "
mai   opens   /result/$R
mai   keeps   CODE /check/
mai   opens   /looks
mai   follows /looks/
mai   keeps   E
mai   opens   /inbox
mai   follows /inbox/
mai   keeps   I
binh  opens   /desk/tickets
binh  follows /desk/tickets/build-notices/
binh  keeps   T
binh  opens   /desk/post
binh  fills   /desk/post post=\"registrar RG\"
binh  opens   /desk/case/$B
binh  keeps   F /file/
";

/// A line of the table.
struct Row<'a> {
    line: &'a str,
    method: &'a str,
    route: &'a str,
    asked: &'a str,
    gives: [&'a str; 3],
    body: &'a str,
}

fn rows() -> Vec<Row<'static>> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [method, route, asked, nobody, wrong, other, ref body @ ..] = words[..] else {
                panic!("six words or seven: {line}");
            };
            Row {
                line,
                method,
                route,
                asked,
                gives: [nobody, wrong, other],
                body: body.first().copied().unwrap_or(""),
            }
        })
        .collect()
}

/// The routes that the doors register, read from their source: method and address.
fn registered() -> BTreeSet<(String, String)> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = BTreeSet::new();
    for door in ["web/src", "api/src"] {
        read_routes(&crates.join(door), &mut found);
    }
    found
}

fn read_routes(folder: &Path, found: &mut BTreeSet<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_routes(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let source = fs::read_to_string(&path).unwrap();
            for (at, _) in source.match_indices(".route(") {
                let call = within_parentheses(&source[at + ".route".len()..]);
                let route = call.split('"').nth(1).unwrap();
                let handlers = call
                    .rsplit_once('"')
                    .unwrap()
                    .1
                    .trim_matches([',', ' ', '\n']);
                // Handlers with a name of their own stand above.
                let named = source.split_once(&format!("let {handlers} = "));
                let handlers =
                    named.map_or(handlers, |(_, after)| after.split(';').next().unwrap());
                for (word, method) in [("get(", "GET"), ("post(", "POST"), ("any(", "ANY")] {
                    if handlers.contains(word) {
                        found.insert((method.to_owned(), route.to_owned()));
                    }
                }
            }
        }
    }
}

/// The text from an opening parenthesis to the one that closes it.
fn within_parentheses(text: &str) -> &str {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[1..at];
        }
    }
    panic!("a call that does not end");
}

#[test]
fn the_table_has_every_route_and_no_other() {
    let listed: BTreeSet<(String, String)> = rows()
        .iter()
        .map(|row| (row.method.to_owned(), row.route.to_owned()))
        .collect();
    let registered = registered();
    // Whoever takes a route away on purpose lowers this, and says why.
    assert!(
        registered.len() >= 113,
        "only {} routes were found: the table grows",
        registered.len()
    );
    let missing: Vec<_> = registered.difference(&listed).collect();
    let stale: Vec<_> = listed.difference(&registered).collect();
    assert!(
        missing.is_empty(),
        "routes without a line in routes.txt: {missing:?}"
    );
    assert!(
        stale.is_empty(),
        "lines of routes.txt without a route: {stale:?}"
    );
}

/// Who asks: a demo account in a post.
struct Asker {
    login: &'static str,
    role: &'static str,
    office: &'static str,
    /// What a program says that it asks for; pages know what they are for.
    purpose: &'static str,
}

const WRONG_OFFICE: Asker = Asker {
    login: "lan",
    role: "harbour-master",
    office: "HO",
    purpose: "boat-licence",
};
const WRONG_STEWARD: Asker = Asker {
    role: "steward",
    ..WRONG_OFFICE
};
/// May look at cases of the registry.
const REGISTRAR: Asker = Asker {
    login: "binh",
    role: "registrar",
    office: "RG",
    purpose: "correction",
};
/// May look at tickets of its registers.
const STEWARD: Asker = Asker {
    role: "steward",
    ..REGISTRAR
};

/// Who asks for an address, in the order of the columns: what tickets are for is not what cases are
/// for, and a program says its purpose itself.
fn askers(row: &Row<'_>) -> [Option<Asker>; 3] {
    if row.route.starts_with("/desk/tickets/") || row.route.starts_with("/registers/") {
        [None, Some(WRONG_STEWARD), Some(REGISTRAR)]
    } else if row.route.starts_with("/api/") {
        [None, Some(WRONG_OFFICE), Some(REGISTRAR)]
    } else {
        [None, Some(WRONG_OFFICE), Some(STEWARD)]
    }
}

/// The house after the island's story, and what was kept on the way.
struct Told {
    wired: Wired,
    kept: HashMap<String, String>,
    base: String,
    client: Client,
}

async fn told(folder: &Path) -> Told {
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/tiny");
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let words = [
        "motcua",
        "demo",
        "--people",
        "60",
        "--listen",
        "127.0.0.1:0",
    ]
    .map(str::to_owned);
    let places = [
        "--pack".to_owned(),
        text(&pack),
        "--data".to_owned(),
        text(folder),
    ];
    let Some(Command::Demo(args)) = Args::parse_from(words.into_iter().chain(places)).command
    else {
        panic!("the demo was asked for");
    };
    let args: Demo = args;
    let pack = pack_files::load(&pack).unwrap();
    let clock = Arc::new(Clock::standing(demo::start_of(&pack).unwrap()));
    let ready = demo::ready(&args, &clock).await.unwrap();
    let plan = Plan {
        args: &args.house,
        clock,
        demo: None,
        limited: false,
    };
    let (wired, _letters) = wiring::wire(ready.store, ready.pack, plan).await.unwrap();
    let mut doors = Doors::here(&args.house, &wired).await.unwrap();
    let base = format!("http://{}", doors.address(&wired).await.unwrap());
    let delivery = mail::delivery(&args.house).unwrap();
    let mut player = Player::new((&wired, doors), delivery, folder);
    let (_, story) = pack
        .stories
        .iter()
        .find(|(name, _)| name.starts_with("boat"))
        .unwrap();
    for line in script::read(&format!("{story}{MORE}")).unwrap() {
        let played = player.play(&line).await;
        assert!(played.is_ok(), "line {}: {played:?}", line.number);
    }
    let kept = player.kept;
    let client = Client::builder()
        .redirect(redirect::Policy::none())
        .build()
        .unwrap();
    Told {
        wired,
        kept,
        base,
        client,
    }
}

impl Told {
    /// A fresh session in a post: its token, and what its forms carry.
    async fn session(&self, asker: &Asker) -> (String, String) {
        let house = &self.wired.house;
        let ctx = house.ctx(Actor::Nobody, "sign-in");
        let password = &house.pack().demo.password;
        let token = house
            .identity
            .sign_in(&ctx, asker.login, password, "")
            .await
            .unwrap();
        let now = self.wired.clock.now();
        let session = house
            .identity
            .session(token.expose(), now)
            .await
            .unwrap()
            .unwrap();
        let post = Post {
            role: asker.role.to_owned(),
            office: asker.office.to_owned(),
        };
        let ctx = house.ctx(session.actor(), "desk");
        house
            .identity
            .choose_post(&ctx, token.expose(), Some(&post))
            .await
            .unwrap();
        (token.expose().to_owned(), session.csrf.clone())
    }

    fn request(&self, row: &Row<'_>, csrf: &str) -> RequestBuilder {
        let mut path = row.asked.to_owned();
        for (name, value) in &self.kept {
            path = path.replace(&format!("${name}"), value);
        }
        assert!(!path.contains('$'), "nothing was kept for {path}");
        let url = format!("{}{path}", self.base);
        if row.method != "POST" {
            return self.client.get(url);
        }
        let request = self
            .client
            .post(url)
            .header("sec-fetch-site", "same-origin");
        if row.body.starts_with('{') {
            return request
                .header("content-type", "application/json")
                .header("idempotency-key", "one-of-its-own")
                .header("x-csrf", csrf)
                .body(row.body.to_owned());
        }
        if let Some(file) = row.body.strip_prefix('@') {
            let part = reqwest::multipart::Part::bytes(b"%PDF-1.4".to_vec());
            let form = reqwest::multipart::Form::new().text("csrf", csrf.to_owned());
            return request.multipart(form.part("answer", part.file_name(file.to_owned())));
        }
        request
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!("csrf={csrf}&{}", row.body))
    }

    /// What somebody gets, in the words of the table. A refusal of somebody known is in the ledger.
    async fn gets(&self, row: &Row<'_>, asker: Option<&Asker>) -> String {
        let session = match asker {
            Some(asker) => Some(self.session(asker).await),
            None => None,
        };
        let (token, csrf) = session.unwrap_or_default();
        let before = self.wired.house.ledger().count().await.unwrap();
        let request = self.request(row, &csrf);
        let request = match asker {
            Some(asker) if row.route.starts_with("/api/") => request
                .header("cookie", format!("session={token}"))
                .header("purpose", asker.purpose),
            Some(_) => request.header("cookie", format!("session={token}")),
            None => request,
        };
        let given = given(row, request.send().await.unwrap()).await;
        let after = self.wired.house.ledger().count().await.unwrap();
        if given == "403" && after == before {
            return "403-unrecorded".to_owned();
        }
        given
    }
}

async fn given(row: &Row<'_>, answer: Response) -> String {
    let status = answer.status().as_u16();
    if let Some(location) = answer.headers().get("location") {
        let path = location.to_str().unwrap().split('?').next().unwrap();
        if path == "/sign-in" && row.route != "/sign-in" {
            return "sign-in".to_owned();
        }
        let first = path.split('/').nth(1).unwrap_or("");
        return format!(">/{first}");
    }
    let page = answer.text().await.unwrap_or_default();
    // A form that was sent is kept on the page for signing in.
    if status == 200 && page.contains("action=\"/sign-in\"") && row.route != "/sign-in" {
        return "sign-in".to_owned();
    }
    status.to_string()
}

#[tokio::test]
async fn everybody_gets_at_every_address_what_the_table_says() {
    let folder = fresh_folder().unwrap();
    let told = told(&folder).await;
    let mut wrong = Vec::new();
    for row in rows() {
        let mut gives = Vec::new();
        for asker in askers(&row) {
            gives.push(told.gets(&row, asker.as_ref()).await);
        }
        if gives != row.gives {
            wrong.push(format!("{}\n    gives {}", row.line, gives.join(" ")));
        }
    }
    drop(told);
    fs::remove_dir_all(&folder).unwrap();
    assert!(
        wrong.is_empty(),
        "{} lines do not hold:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
