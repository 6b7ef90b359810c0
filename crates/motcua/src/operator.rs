//! Accounts made on the command line: the first officer of a new house.

use std::process::ExitCode;
use std::sync::Arc;

use access::{Circumstances, Post};
use base::text::nearest;
use identity::{Identity, NewAccount};
use ledger::Ledger;
use pack::Pack;
use registers::{Directory, Registers};
use store::Store;

use crate::args::AddOperator;
use crate::clock::Clock;
use crate::wiring::{self, chain};

/// `motcua operator add`.
pub(crate) async fn add(args: AddOperator) -> Result<ExitCode, String> {
    let store = wiring::open_existing(&args.kept.store()).await?;
    let pack = wiring::pack_in_force(&store).await?;
    let clock = Arc::new(Clock::real());
    wiring::put_in_force(&store, &pack, &clock).await?;
    let posts: Vec<Post> = args
        .posts
        .iter()
        .map(|text| post(text))
        .collect::<Result<_, _>>()?;
    let registers = Registers::lower(&pack);
    let directory = directory(&store, (&registers, &pack), &clock).await?;
    for post in &posts {
        known_role(&pack, &post.role)?;
        known_agency(&directory, &post.office)?;
    }
    let mut password = String::new();
    std::io::stdin()
        .read_line(&mut password)
        .map_err(|error| format!("cannot read the password from standard input: {error}"))?;
    let identity = Identity::new(Ledger::new(store));
    let account = NewAccount {
        login: args.login.clone(),
        password: password.trim_end_matches(['\r', '\n']).to_owned(),
        email: args.email,
        name_shown: None,
        subject: None,
        level: 1,
        language: pack.head.languages.first().cloned().unwrap_or_default(),
        posts,
    };
    let ctx = wiring::ctx(&clock, &pack.head.law(), "account");
    identity
        .make(&ctx, account)
        .await
        .map_err(|error| chain(&error))?;
    println!("the account {} was made", args.login);
    Ok(ExitCode::SUCCESS)
}

/// The agencies there are today.
pub(crate) async fn directory(
    store: &Store,
    (registers, pack): (&Registers, &Pack),
    clock: &Clock,
) -> Result<Directory, String> {
    let today = pack.calendar.date_of(clock.now());
    Directory::load(store, registers, today)
        .await
        .map_err(|error| chain(&error))
}

/// A role that some rule of the law knows: another one could do nothing.
fn known_role(pack: &Pack, role: &str) -> Result<(), String> {
    let mut roles = pack.rules.iter().map(|rule| rule.role.as_str());
    if roles.any(|known| known == role) {
        return Ok(());
    }
    let roles = pack.rules.iter().map(|rule| rule.role.as_str());
    Err(format!(
        "no rule of the law {} is about the role `{role}`{}",
        pack.head.law(),
        meant(nearest(role, roles))
    ))
}

/// An agency of the directory.
pub(crate) fn known_agency(directory: &Directory, agency: &str) -> Result<(), String> {
    if directory.agency(agency).is_some() {
        return Ok(());
    }
    let agencies = directory.agencies().iter();
    let agencies = agencies.map(|agency| agency.id.as_str());
    Err(format!(
        "there is no agency `{agency}`{}",
        meant(nearest(agency, agencies))
    ))
}

fn meant(nearest: Option<&str>) -> String {
    nearest
        .map(|meant| format!(": did you mean `{meant}`?"))
        .unwrap_or_default()
}

/// `ROLE@OFFICE`.
pub(crate) fn post(text: &str) -> Result<Post, String> {
    let (role, office) = text
        .split_once('@')
        .ok_or_else(|| format!("--post {text}: write ROLE@OFFICE"))?;
    Ok(Post {
        role: role.to_owned(),
        office: office.to_owned(),
    })
}
