//! Mail in a real SMTP conversation, with a relay of a few lines.

#![cfg(test)]

use base::{Id, Instant};
use notices::{Delivery, Letter, Mail, MailProblem, Relay, Security, Smtp};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

/// Answers one conversation: `no_to` is the answer to RCPT, if it is to be refused. Gives every
/// line the client sent.
async fn relay(listener: TcpListener, no_to: Option<&'static str>) -> Vec<String> {
    let (socket, _) = listener.accept().await.unwrap();
    let (reader, mut writer) = socket.into_split();
    let mut lines = BufReader::new(reader).lines();
    let mut heard = Vec::new();
    let mut in_data = false;
    writer.write_all(b"220 island.example\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let verb = line.split([' ', ':']).next().unwrap().to_uppercase();
        let answer = match (in_data, verb.as_str()) {
            (true, _) if line == "." => {
                in_data = false;
                "250 taken"
            }
            (true, _) => "",
            (false, "EHLO") => "250-island.example\r\n250 8BITMIME",
            (false, "RCPT") => no_to.unwrap_or("250 ok"),
            (false, "DATA") => {
                in_data = true;
                "354 go on"
            }
            (false, "QUIT") => "221 bye",
            (false, _) => "250 ok",
        };
        heard.push(line);
        if !answer.is_empty() {
            let answered = writer.write_all(format!("{answer}\r\n").as_bytes()).await;
            if answered.is_err() {
                break;
            }
        }
    }
    heard
}

fn delivery(port: u16, security: Security) -> Delivery {
    let relay = Relay {
        host: "127.0.0.1".into(),
        port,
        security,
        login: None,
        from: "The Island <office@island.example>".into(),
    };
    Delivery::Smtp(Box::new(Smtp::new(relay).unwrap()))
}

fn mail(to: &str) -> Mail {
    Mail {
        id: Id([7; 16]),
        at: Instant(1_800_000_000_000_000),
        letter: Letter {
            to: to.into(),
            subject: "Có tin mới\r\nBcc: binh@island.example".into(),
            body: "There is news.\n.\nMời đăng nhập: https://island.example/inbox".into(),
        },
    }
}

/// Sends one mail to a relay; gives the outcome and what the relay heard.
async fn converse(
    mail: &Mail,
    security: Security,
    no_to: Option<&'static str>,
) -> (Result<usize, MailProblem>, Vec<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = tokio::spawn(relay(listener, no_to));
    let outcome = delivery(port, security).deliver(mail).await;
    (outcome.map(|changes| changes.len()), heard.await.unwrap())
}

/// Undoes quoted-printable (RFC 2045 §6.7).
fn unquoted(text: &str) -> String {
    let text = text.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if let (b'=', [high, low, beyond @ ..]) = (first, after) {
            let digits = [*high, *low];
            let digits = std::str::from_utf8(&digits).unwrap();
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
            rest = beyond;
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn what_arrives_is_the_mail() {
    let (outcome, heard) = converse(&mail("mai@island.example"), Security::Plain, None).await;
    assert_eq!(outcome, Ok(0));
    assert!(heard[0].starts_with("EHLO island.example"), "{heard:?}");
    assert!(heard[1].starts_with("MAIL FROM:<office@island.example>"));
    assert!(heard[2].starts_with("RCPT TO:<mai@island.example>"));
    assert_eq!(heard[3], "DATA");
    let data = &heard[4..];
    let blank = data.iter().position(String::is_empty).unwrap();
    let head = data[..blank].join("\n");
    for line in [
        "From: \"The Island\" <office@island.example>",
        "To: mai@island.example",
        "Date: Fri, 15 Jan 2027 08:00:00 +0000",
        "Message-ID: <07070707-0707-0707-0707-070707070707@island.example>",
        "Auto-Submitted: auto-generated",
        "Content-Type: text/plain; charset=utf-8",
    ] {
        assert!(head.contains(line), "no {line} in:\n{head}");
    }
    assert!(!head.contains("\nBcc"), "a subject began a header:\n{head}");
    assert!(head.is_ascii());
    let end = data.iter().rposition(|line| line == ".").unwrap();
    // A line with a dot alone is sent with two (RFC 5321 §4.5.2).
    let body = unquoted(&data[blank + 1..end].join("\n").replace("\n..\n", "\n.\n"));
    assert_eq!(body.trim_end(), mail("").letter.body);
}

#[tokio::test]
async fn the_same_mail_twice_is_recognised() {
    let mail = mail("mai@island.example");
    let (_, first) = converse(&mail, Security::Plain, None).await;
    let (_, second) = converse(&mail, Security::Plain, None).await;
    assert_eq!(first, second);
}

#[tokio::test]
async fn a_refusal_is_told_without_the_address() {
    let no = Some("550 mai@island.example is unknown here");
    let (outcome, heard) = converse(&mail("mai@island.example"), Security::Plain, no).await;
    let problem = outcome.unwrap_err();
    assert_eq!(problem, MailProblem::Refused { code: 550 });
    assert!(!problem.to_string().contains("mai@"), "{problem}");
    assert!(!heard.contains(&"DATA".to_owned()));
}

#[tokio::test]
async fn where_tls_is_wanted_nothing_goes_out_without_it() {
    let (outcome, heard) = converse(&mail("mai@island.example"), Security::StartTls, None).await;
    assert_eq!(outcome, Err(MailProblem::Unreachable));
    assert!(
        !heard.iter().any(|line| line.starts_with("MAIL")),
        "{heard:?}"
    );
}

#[tokio::test]
async fn addresses_are_checked_before_anything_is_sent() {
    let nobody = delivery(9, Security::Plain);
    for to in ["", "mai", "mai@", "mai@island.example\r\nRCPT TO:<x@y>"] {
        let outcome = nobody.deliver(&mail(to)).await.map(|changes| changes.len());
        assert_eq!(outcome, Err(MailProblem::Address), "{to:?}");
    }
    let relay = Relay {
        host: "127.0.0.1".into(),
        port: 9,
        security: Security::Plain,
        login: None,
        from: "nobody".into(),
    };
    assert!(matches!(Smtp::new(relay), Err(MailProblem::From)));
}

#[tokio::test]
async fn no_relay_is_a_reason_to_try_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let outcome = delivery(port, Security::Plain)
        .deliver(&mail("mai@island.example"))
        .await;
    assert_eq!(outcome.map(|c| c.len()), Err(MailProblem::Unreachable));
}
