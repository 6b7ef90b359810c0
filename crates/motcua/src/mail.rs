//! Mail: that there is news, and letters that pages cause.

use base::Id;
use jobs::Failed;
use notices::{Delivery, Letter, Login, Mail, Relay, Security, Smtp};
use web::House;

use crate::args;
use crate::keys;
use crate::wiring::chain;

/// Where mail goes: to a relay, or into the database where a demo shows it.
pub(crate) fn delivery(args: &args::House) -> Result<Delivery, String> {
    let Some(url) = &args.smtp else {
        return Ok(Delivery::Keep);
    };
    let wrong = || {
        format!(
            "--smtp {url}: write smtp://HOST:PORT, smtps://HOST:PORT or smtp+starttls://HOST:PORT"
        )
    };
    let (scheme, rest) = url.split_once("://").ok_or_else(wrong)?;
    let security = match scheme {
        "smtp" => Security::Plain,
        "smtps" => Security::Tls,
        "smtp+starttls" => Security::StartTls,
        _ => return Err(wrong()),
    };
    let (host, port) = rest
        .trim_end_matches('/')
        .rsplit_once(':')
        .ok_or_else(wrong)?;
    let port = port.parse().map_err(|_| wrong())?;
    let relay = Relay {
        host: host.to_owned(),
        port,
        security,
        login: login(args, host, security)?,
        from: args.mail_from.clone(),
    };
    Smtp::new(relay)
        .map(|smtp| Delivery::Smtp(Box::new(smtp)))
        .map_err(|error| chain(&error))
}

/// How we sign in at the relay: a password goes over TLS, or stays on this machine.
fn login(args: &args::House, host: &str, security: Security) -> Result<Option<Login>, String> {
    let (Some(user), Some(path)) = (&args.smtp_user, &args.smtp_password_file) else {
        return Ok(None);
    };
    let is_here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    if security == Security::Plain && !is_here {
        return Err(format!(
            "--smtp smtp://{host}: a password would go there for everybody to read: write \
             smtp+starttls://{host}:587 or smtps://{host}:465"
        ));
    }
    let password = keys::password(path)?;
    Ok(Some(Login {
        user: user.clone(),
        password,
    }))
}

/// The letter that tells a person of news, in their language; none without an address.
pub(crate) async fn news(house: &House, person: Id) -> Result<Option<Letter>, Failed> {
    let accounts = house.identity.of_subject(person).await;
    let accounts = accounts.map_err(|error| Failed::for_now(chain(&error)))?;
    let Some((account, to)) = accounts
        .iter()
        .find_map(|account| Some((account, account.email.clone()?)))
    else {
        return Ok(None);
    };
    let lang = house
        .words
        .lang(&account.language)
        .unwrap_or_else(|| house.words.choose(""));
    let (subject, body) = web::news_mail(&house.words, lang, &house.public_url);
    Ok(Some(Letter { to, subject, body }))
}

/// Sends a letter that a page caused; a failure is logged, and the person can ask again.
pub(crate) async fn deliver(house: &House, delivery: &Delivery, letter: Letter) {
    let ctx = house.ctx(access::Actor::Clock, "mail");
    let mail = Mail {
        id: ctx.id(),
        at: ctx.now,
        letter,
    };
    match delivery.deliver(&mail).await {
        Ok(changes) if changes.is_empty() => {}
        Ok(changes) => {
            if let Err(error) = house.ledger().store().commit(changes.into()).await {
                tracing::warn!(cause = %chain(&error), "a mail could not be kept");
            }
        }
        Err(error) => tracing::warn!(cause = %chain(&error), "a mail could not be sent"),
    }
}
