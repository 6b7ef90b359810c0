//! Accounts made on the command line: the first officer of a new house.

use std::process::ExitCode;
use std::sync::Arc;

use access::Post;
use identity::{Identity, NewAccount};
use ledger::Ledger;

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
