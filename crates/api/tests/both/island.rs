//! The island, wired as the binary wires it, with a clock that stands.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use access::{Action, Actor, Circumstances, Ctx, Policy, Post, Relation, Rule};
use api::{Api, Limits, Signer, Unsigned, UnsignedRead};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use base::{Chance, Id, Instant};
use identity::{Identity, NewAccount};
use ledger::Ledger;
use pack::Pack;
use registers::{Directory, LoadedRow, Registers, Value, load_rows};
use serde_json::{Value as Json, json};
use store::Store;
use tower::ServiceExt;

pub(crate) const MAI: Id = Id([1; 16]);
pub(crate) const TAM: Id = Id([2; 16]);
pub(crate) const MAI_NUMBER: &str = "T84-0417";
pub(crate) const TAM_NUMBER: &str = "T85-0001";
pub(crate) const NOTICES: &str = "/api/v1/registers/build-notices/records";
const PASSWORD: &str = "three small boats";

/// A clock that is set by hand.
#[derive(Debug)]
pub(crate) struct Clock {
    now: AtomicI64,
    drawn: AtomicU64,
}

impl Clock {
    pub(crate) fn forward(&self, seconds: i64) {
        self.now
            .fetch_add(seconds * Instant::SECOND, Ordering::Relaxed);
    }
}

impl Circumstances for Clock {
    fn now(&self) -> Instant {
        Instant(self.now.load(Ordering::Relaxed))
    }

    fn chance(&self) -> Chance {
        let mut seed = [9; 32];
        let drawn = self.drawn.fetch_add(1, Ordering::Relaxed);
        seed[..8].copy_from_slice(&drawn.to_be_bytes());
        Chance::new(seed)
    }
}

pub(crate) struct Island {
    pub(crate) clock: Arc<Clock>,
    pub(crate) ledger: Ledger,
    pub(crate) identity: Identity,
    pub(crate) room: cases::Room,
    pub(crate) router: Router,
    pub(crate) yard: Signer,
    pub(crate) credential: Id,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) json: Json,
}

impl Answer {
    /// The status and the last word of a problem's type.
    pub(crate) fn told(&self) -> (u16, &str) {
        let kind = self.json["type"].as_str().unwrap_or("");
        (self.status.as_u16(), kind.rsplit('/').next().unwrap_or(""))
    }

    /// Where and what, of each fault; each says in words what to do.
    pub(crate) fn faults(&self) -> Vec<(&str, &str)> {
        let faults = self.json["errors"]
            .as_array()
            .map_or(&[][..], Vec::as_slice);
        let text =
            |fault: &'_ Json, name: &str| fault[name].as_str().is_some_and(|t| !t.is_empty());
        let whole = |fault: &Json| text(fault, "code") && text(fault, "detail");
        assert!(faults.iter().all(whole), "{}", self.json);
        faults
            .iter()
            .map(|f| {
                (
                    f["pointer"].as_str().unwrap_or(""),
                    f["code"].as_str().unwrap_or(""),
                )
            })
            .collect()
    }
}

fn pack() -> Pack {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/tiny");
    let (mut files, mut folders) = (BTreeMap::new(), vec![root.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let inside = path
                .strip_prefix(&root)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            files.insert(inside, std::fs::read_to_string(&path).unwrap());
        }
    }
    pack::load(files).unwrap()
}

fn policy(pack: &Pack) -> Policy {
    let lowered = pack.rules.iter().flat_map(|rule| {
        rule.on.iter().map(|on| Rule {
            role: rule.role.clone(),
            on: on.clone(),
            actions: rule
                .actions
                .iter()
                .filter_map(|word| Action::named(word))
                .collect(),
            fields: rule.fields.clone(),
            purposes: rule.purposes.clone(),
            relation: match rule.relation.as_str() {
                "own" => Relation::Own,
                "office" => Relation::Office,
                _ => Relation::None,
            },
            ground: rule.ground.clone(),
        })
    });
    Policy::new(lowered.collect())
}

impl Island {
    pub(crate) async fn on(store: Store) -> Island {
        let pack = Arc::new(pack());
        let registers = Arc::new(Registers::lower(&pack));
        let tables = [
            ledger::tables(),
            jobs::tables(),
            notices::tables(),
            files::tables(),
            identity::tables(),
            cases::tables(),
            api::tables(),
            registers::tables(),
            registers.tables(),
        ];
        store.prepare(&tables.concat()).await.unwrap();
        let start = Instant::parse(&pack.demo.start).unwrap();
        let clock = Arc::new(Clock {
            now: AtomicI64::new(start.0),
            drawn: AtomicU64::new(0),
        });
        let ledger = Ledger::new(store.clone());
        let ctx = ctx(&clock, &pack);
        registers::seed(&ledger, &ctx, &registers, &pack.seeds)
            .await
            .unwrap();
        load_rows(&ledger, &ctx, &registers, people(), 10)
            .await
            .unwrap();
        let today = pack.calendar.date_of(start);
        let directory = Directory::load(&store, &registers, today).await.unwrap();
        let room = cases::Room {
            ledger: ledger.clone(),
            registers,
            policy: Arc::new(policy(&pack)),
            law: Arc::new(cases::Law::lower(pack.clone())),
            former: Arc::default(),
            directory: Arc::new(directory),
        };
        let identity = Identity::new(ledger.clone());
        let key = Signer::from_seed(Id([0; 16]), &[5; 32]).public_key();
        let until = start.plus_seconds(365 * 24 * 3600);
        let credential = identity
            .add_credential(&ctx, "SY", key, until)
            .await
            .unwrap();
        let mut island = Island {
            clock,
            ledger,
            identity,
            room,
            router: Router::new(),
            yard: Signer::from_seed(credential, &[5; 32]),
            credential,
        };
        island.router = island.another_process();
        island
    }

    /// The door once more over the same database, which shares nothing else.
    pub(crate) fn another_process(&self) -> Router {
        api::routes(Arc::new(Api {
            room: self.room.clone(),
            identity: self.identity.clone(),
            circumstances: self.clock.clone(),
            public_url: "https://island.example".into(),
            limits: Limits::off(),
        }))
    }

    /// Signs somebody in and gives their cookie and the token of their writes.
    pub(crate) async fn session(
        &self,
        login: &str,
        subject: Option<Id>,
        post: Option<Post>,
    ) -> Session {
        let ctx = ctx(&self.clock, &self.room.law.pack);
        let new = NewAccount {
            login: login.into(),
            password: PASSWORD.into(),
            email: None,
            name_shown: None,
            subject,
            level: 2,
            language: "en".into(),
            posts: post.iter().cloned().collect(),
        };
        self.identity.make(&ctx, new).await.unwrap();
        let token = self
            .identity
            .sign_in(&ctx, login, PASSWORD, "test")
            .await
            .unwrap();
        self.identity
            .choose_post(&ctx, token.expose(), post.as_ref())
            .await
            .unwrap();
        let cookie = format!("lang=en; session={}", token.expose());
        let got = self.get("/api/v1/session", &[("cookie", &cookie)]).await;
        assert_eq!(got.status, StatusCode::OK, "{}", got.json);
        Session {
            cookie,
            csrf: got.json["csrf"].as_str().unwrap().to_owned(),
        }
    }

    pub(crate) async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request = headers
            .iter()
            .fold(Request::get(path), |r, (n, v)| r.header(*n, *v));
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    /// A write with a session.
    pub(crate) async fn post(
        &self,
        by: &Session,
        path: &str,
        (key, body): (&str, &Json),
    ) -> Answer {
        self.post_for(by, path, (key, body), "").await
    }

    /// A write with a session, for a purpose.
    pub(crate) async fn post_for(
        &self,
        by: &Session,
        path: &str,
        (key, body): (&str, &Json),
        purpose: &str,
    ) -> Answer {
        let request = Request::post(path)
            .header("cookie", &by.cookie)
            .header("x-csrf", &by.csrf)
            .header("idempotency-key", key)
            .header("purpose", purpose)
            .header("content-type", "application/json");
        self.ask(request.body(body.to_string().into()).unwrap())
            .await
    }

    /// A write of the shipyard's system.
    pub(crate) async fn send(&self, key: &str, body: &Json) -> Answer {
        self.ask(self.signed(key, body)).await
    }

    pub(crate) fn signed(&self, key: &str, body: &Json) -> Request<Body> {
        self.signed_for("build-notice", key, body)
    }

    pub(crate) fn signed_for(&self, purpose: &str, key: &str, body: &Json) -> Request<Body> {
        let body = body.to_string();
        let unsigned = Unsigned {
            method: "POST",
            path: NOTICES,
            idempotency_key: key,
            purpose,
            body: body.as_bytes(),
        };
        let headers = api::sign(&self.yard, &unsigned, self.clock.now());
        let request = Request::post(NOTICES).header("host", "island.example");
        let request = headers
            .into_iter()
            .fold(request, |r, (name, value)| r.header(name, value));
        request.body(body.into()).unwrap()
    }

    /// A read of the shipyard's system, for a purpose: with a body a search, else a `GET`.
    pub(crate) fn signed_read(
        &self,
        address: &str,
        purpose: &str,
        body: Option<&Json>,
    ) -> Request<Body> {
        self.signed_read_by(&self.yard, address, (purpose, body))
    }

    pub(crate) fn signed_read_by(
        &self,
        by: &Signer,
        address: &str,
        (purpose, body): (&str, Option<&Json>),
    ) -> Request<Body> {
        let text = body.map(Json::to_string);
        let (path, query) = match address.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (address, None),
        };
        let unsigned = UnsignedRead {
            path,
            query,
            purpose,
            body: text.as_deref().map(str::as_bytes),
        };
        let headers = api::sign_read(by, &unsigned, self.clock.now());
        let method = body.map_or(Method::GET, |_| Method::POST);
        let request = Request::builder().method(method).uri(address);
        let request = headers
            .into_iter()
            .fold(request, |r, (name, value)| r.header(name, value));
        request.body(text.unwrap_or_default().into()).unwrap()
    }

    /// Another agency's system.
    pub(crate) async fn system_of(&self, agency: &str) -> Signer {
        let ctx = ctx(&self.clock, &self.room.law.pack);
        let key = Signer::from_seed(Id([0; 16]), &[6; 32]).public_key();
        let until = ctx.now.plus_seconds(3600);
        let made = self.identity.add_credential(&ctx, agency, key, until).await;
        Signer::from_seed(made.unwrap(), &[6; 32])
    }

    /// The shipyard's credential is over.
    pub(crate) async fn end_credential(&self) {
        let ctx = ctx(&self.clock, &self.room.law.pack);
        let ended = self.identity.end_credential(&ctx, self.credential).await;
        ended.unwrap();
    }

    /// A signed read for the purpose of build notices.
    pub(crate) async fn read(&self, address: &str) -> Answer {
        self.ask(self.signed_read(address, "build-notice", None))
            .await
    }

    pub(crate) async fn ask(&self, request: Request<Body>) -> Answer {
        ask(&self.router, request).await
    }

    /// How many build notices there are.
    pub(crate) async fn notices(&self, number: &str) -> usize {
        let wanted = [("number", Value::from(number))];
        let db = self.ledger.store();
        self.room
            .registers
            .find(db, "build-notices", &wanted)
            .await
            .unwrap()
            .len()
    }
}

pub(crate) struct Session {
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

pub(crate) async fn ask(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let body = axum::body::to_bytes(response.into_body(), 1 << 20)
        .await
        .unwrap();
    let json = serde_json::from_slice(&body).unwrap_or(Json::Null);
    Answer {
        status,
        headers,
        json,
    }
}

/// A build notice of Mai's boat, with some fields otherwise.
pub(crate) fn notice(number: &str, other: Json) -> Json {
    let mut fields = json!({
        "number": number,
        "owner": { "number": MAI_NUMBER },
        "kind": "rowing",
        "length": 72,
        "engine": false,
        "laid_down": "2025",
        "built_on": "2026-10-01",
    });
    for (name, value) in other.as_object().unwrap() {
        fields[name] = value.clone();
    }
    json!({ "fields": fields })
}

fn ctx(clock: &Clock, pack: &Pack) -> Ctx {
    Ctx {
        actor: Actor::Clock,
        purpose: "test".into(),
        law: pack.law(),
        now: clock.now(),
        chance: clock.chance(),
    }
}

fn people() -> Vec<LoadedRow<'static>> {
    [
        (MAI, MAI_NUMBER, "Mai", "1984-05-01"),
        (TAM, TAM_NUMBER, "Tam", "1985-06-02"),
    ]
    .into_iter()
    .map(|(record, number, name, born)| LoadedRow {
        register: "people",
        record,
        fields: vec![
            ("number", number.into()),
            ("name", name.into()),
            ("sex", "female".into()),
            ("born_on", born.into()),
            ("village", "V1".into()),
        ],
    })
    .collect()
}
