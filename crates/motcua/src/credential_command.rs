//! `motcua credential`: by which public keys agencies' systems are known. The private halves never come
//! here; requests signed with them are checked as RFC 9421 says (docs/reference/api.md).

use std::process::ExitCode;
use std::sync::Arc;

use access::Circumstances;
use base::{Id, Instant};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use identity::{Credential as Known, Identity};
use jiff::civil::Date;
use ledger::Ledger;
use pack::Pack;
use registers::Registers;
use store::Store;

use crate::args::{AddCredential, Credential, EndCredential, Kept, ListCredentials};
use crate::clock::Clock;
use crate::wiring::{self, chain};
use crate::{operator, verify_command};

/// How long a key counts unless it is said: long enough not to be forgotten, short enough that a key
/// which nobody looks after any longer ends by itself.
const YEARS: i64 = 2;

/// What stands before the 32 bytes of a key in the DER of a PEM file (RFC 8410 §4).
const ED25519_DER: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

/// How many credentials one query reads.
const PAGE: i64 = 500;

/// `motcua credential`.
pub(crate) async fn run(args: Credential) -> Result<ExitCode, String> {
    match args {
        Credential::Add(args) => add(args).await,
        Credential::List(args) => list(args).await,
        Credential::End(args) => end(args).await,
    }
}

/// The office with its accounts.
struct Office {
    store: Store,
    identity: Identity,
    pack: Arc<Pack>,
    clock: Clock,
}

impl Office {
    async fn open(kept: &Kept) -> Result<Office, String> {
        let store = wiring::open_existing(&kept.store()).await?;
        let pack = wiring::pack_in_force(&store).await?;
        wiring::prepare_again(&store).await?;
        Ok(Office {
            identity: Identity::new(Ledger::new(store.clone())),
            store,
            pack,
            clock: Clock::real(),
        })
    }

    fn ctx(&self) -> access::Ctx {
        wiring::ctx(&self.clock, &self.pack.head.law(), "account")
    }

    /// All that there ever were, the oldest first.
    async fn all(&self) -> Result<Vec<Known>, String> {
        let mut all: Vec<Known> = Vec::new();
        loop {
            let after = all.last().map_or(Id([0; 16]), |last| last.id);
            let page = self.identity.credentials_after(after, PAGE).await;
            let page = page.map_err(|error| chain(&error))?;
            if page.is_empty() {
                return Ok(all);
            }
            all.extend(page);
        }
    }
}

async fn add(args: AddCredential) -> Result<ExitCode, String> {
    let text = verify_command::read_text(&args.key)?;
    let key = public_key(&text).map_err(|why| format!("{}: {why}", args.key.display()))?;
    let office = Office::open(&args.kept).await?;
    let registers = Registers::lower(&office.pack);
    let directory =
        operator::directory(&office.store, (&registers, &office.pack), &office.clock).await?;
    operator::known_agency(&directory, &args.agency)?;
    let ctx = office.ctx();
    let until = until(args.until.as_deref(), &office.pack, ctx.now)?;
    let same = |known: &&Known| known.public_key == key && known.valid_until > ctx.now;
    if let Some(known) = office.all().await?.iter().find(same) {
        return Err(format!(
            "this key is credential {} of {} already",
            known.id, known.agency
        ));
    }
    let id = office
        .identity
        .add_credential(&ctx, &args.agency, key, until);
    let id = id.await.map_err(|error| chain(&error))?;
    println!("requests of {} name it so: keyid=\"{id}\"", args.agency);
    println!("it counts until {until}");
    Ok(ExitCode::SUCCESS)
}

async fn list(args: ListCredentials) -> Result<ExitCode, String> {
    let office = Office::open(&args.kept).await?;
    let now = office.clock.now();
    let mut all = office.all().await?;
    if let Some(agency) = &args.agency {
        all.retain(|known| known.agency == *agency);
    }
    for known in &all {
        println!("{}", line(known, now));
    }
    if all.is_empty() {
        println!("no credential: `motcua credential add AGENCY KEY` takes one");
    }
    Ok(ExitCode::SUCCESS)
}

fn line(known: &Known, now: Instant) -> String {
    let over = if known.valid_until > now {
        "until"
    } else {
        "over since"
    };
    format!(
        "{}  {}  from {} {over} {}  {}",
        known.id,
        known.agency,
        known.made_at,
        known.valid_until,
        base::hex(&known.public_key)
    )
}

async fn end(args: EndCredential) -> Result<ExitCode, String> {
    let office = Office::open(&args.kept).await?;
    let ended = office.identity.end_credential(&office.ctx(), args.id).await;
    ended.map_err(|error| match error {
        identity::IdentityError::NoKey => format!(
            "there is no credential {}: `motcua credential list` names them",
            args.id
        ),
        other => chain(&other),
    })?;
    println!("{} is over", args.id);
    Ok(ExitCode::SUCCESS)
}

/// The end of the last day, where the office is.
fn until(day: Option<&str>, pack: &Pack, now: Instant) -> Result<Instant, String> {
    let Some(text) = day else {
        return Ok(now.plus_seconds(YEARS * 366 * 86_400));
    };
    let wrong = || format!("--until {text} is not a day: write 2027-12-31");
    let day: Date = text.parse().map_err(|_| wrong())?;
    if day < pack.calendar.date_of(now) {
        return Err(format!("--until {text} is over already"));
    }
    let next = day.tomorrow().map_err(|_| wrong())?;
    let ends = next.to_zoned(pack.calendar.zone().clone());
    let ends = ends.map_err(|_| wrong())?.timestamp();
    Ok(Instant(ends.as_microsecond()))
}

/// An Ed25519 public key as people hand it over.
fn public_key(text: &str) -> Result<[u8; 32], String> {
    const WANTED: &str = "no Ed25519 public key: give what `openssl pkey -pubout` writes for a key of \
                          `openssl genpkey -algorithm ed25519`, or its 64 hexadecimal digits";
    let text = text.trim();
    if text.contains("PRIVATE KEY") {
        return Err(
            "this is a private key: it stays with the agency, and whoever has seen it here is a \
             reason to make another; give its public half, `openssl pkey -pubout`"
                .to_owned(),
        );
    }
    let digits = text.as_bytes();
    if digits.len() == 64 && digits.iter().all(u8::is_ascii_hexdigit) {
        let byte = |at: usize| u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..32).map(byte).collect();
        return bytes
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| WANTED.to_owned());
    }
    let body = text
        .strip_prefix("-----BEGIN PUBLIC KEY-----")
        .and_then(|rest| rest.strip_suffix("-----END PUBLIC KEY-----"))
        .ok_or(WANTED)?;
    let body: String = body.split_whitespace().collect();
    let der = STANDARD.decode(body).map_err(|_| WANTED)?;
    let key = der.strip_prefix(&ED25519_DER).ok_or(WANTED)?;
    key.try_into().map_err(|_| WANTED.to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// RFC 8410 §10.1 and §10.3.
    const PEM: &str = "-----BEGIN PUBLIC KEY-----\n\
        MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n\
        -----END PUBLIC KEY-----\n";
    const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\n\
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
        -----END PRIVATE KEY-----\n";
    const HEX: &str = "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";

    #[test]
    fn public_keys_are_read_and_nothing_else() {
        let key = public_key(PEM).unwrap();
        assert_eq!(base::hex(&key), HEX);
        assert_eq!(public_key(&format!("{HEX}\n")), Ok(key));
        assert_eq!(public_key(&HEX.to_uppercase()), Ok(key));
        assert_eq!(public_key(&PEM.replace('\n', "\r\n")), Ok(key));
        assert!(
            public_key(PRIVATE)
                .unwrap_err()
                .contains("stays with the agency")
        );
        let rsa = PEM.replace("MCowBQYDK2VwAyEA", "MCowBQYDK2VuAyEA");
        for wrong in [
            "",
            "é",
            HEX.split_at(62).0,
            &rsa,
            &PEM.replace('9', "%"),
            "ssh-ed25519 AAAA",
        ] {
            assert!(public_key(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_day_lasts_until_its_end_where_the_office_is() {
        let pack = crate::pack_files::load(Path::new(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../packs/tiny"
        )));
        let pack = pack.unwrap();
        let now = Instant::parse("2026-10-31T09:00:00Z").unwrap();
        let end = until(Some("2026-10-31"), &pack, now).unwrap();
        assert_eq!(pack.calendar.date_of(end).to_string(), "2026-11-01");
        let day = Date::constant(2026, 10, 31);
        assert_eq!(pack.calendar.date_of(Instant(end.0 - 1)), day);
        assert!(until(Some("2026-10-30"), &pack, now).is_err());
        assert!(until(Some("2026-02-31"), &pack, now).is_err());
        assert!(until(None, &pack, now).unwrap() > now);
    }
}
