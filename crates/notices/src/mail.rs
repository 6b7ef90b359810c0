//! Mail: to a relay by SMTP (RFC 5321), or kept where a demo can show it.

use std::fmt;
use std::time::{Duration, SystemTime};

use ::store::Change;
use base::secret::Secret;
use base::{Id, Instant};
use jobs::Failed;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use crate::{Letter, store};

/// How long one mail may take: less than a job's lease, so that a relay that hangs does not make
/// two processes send the same mail.
pub const MAIL_SECONDS_MAX: u64 = 40;

/// The last second that the date of a mail can be written with (year 9999).
const DATE_SECONDS_MAX: u64 = 253_402_300_799;

/// A mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its id, from which its Message-ID is made: the same mail has the same id whenever it is sent.
    pub id: Id,
    /// The date it carries.
    pub at: Instant,
    /// To whom, and what.
    pub letter: Letter,
}

impl fmt::Debug for Mail {
    /// Without address and text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Letter {
    /// Without address and text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter").finish_non_exhaustive()
    }
}

/// What is done with mail.
#[derive(Clone, Debug)]
pub enum Delivery {
    /// It is sent.
    Smtp(Box<Smtp>),
    /// It is kept in a table, for a demo or a test: see [`crate::kept_mails`].
    Keep,
}

impl Delivery {
    /// Sends a mail, or gives the change that keeps it. May be called again for the same mail.
    ///
    /// # Errors
    /// See [`MailProblem`].
    pub async fn deliver(&self, mail: &Mail) -> Result<Vec<Change>, MailProblem> {
        match self {
            Delivery::Smtp(smtp) => smtp.send(mail).await.map(|()| Vec::new()),
            Delivery::Keep => Ok(vec![store::keep(mail)]),
        }
    }
}

/// How the way to the relay is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Not at all: for a relay on the same machine.
    Plain,
    /// TLS begins on request (RFC 3207, usually port 587); a relay without it gets no mail.
    StartTls,
    /// TLS from the first byte (RFC 8314, usually port 465).
    Tls,
}

/// Who sends, to the relay.
#[derive(Clone, Debug)]
pub struct Login {
    /// The name.
    pub user: String,
    /// The password.
    pub password: Secret,
}

/// The relay that takes our mail.
#[derive(Clone, Debug)]
pub struct Relay {
    /// Its host name; with TLS its certificate must bear it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is protected. Certificates are judged by the system's store.
    pub security: Security,
    /// How we sign in there, if it wants that.
    pub login: Option<Login>,
    /// The sender, as `NAME <ADDRESS>` or an address.
    pub from: String,
}

/// A relay, ready to send.
#[derive(Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").finish_non_exhaustive()
    }
}

impl Smtp {
    /// Prepares for a relay; does not connect yet.
    ///
    /// # Errors
    /// [`MailProblem::From`] and [`MailProblem::Certificates`].
    pub fn new(relay: Relay) -> Result<Smtp, MailProblem> {
        let from: Mailbox = relay.from.parse().map_err(|_| MailProblem::From)?;
        let parameters =
            || TlsParameters::new(relay.host.clone()).map_err(|_| MailProblem::Certificates);
        let tls = match relay.security {
            Security::Plain => Tls::None,
            Security::StartTls => Tls::Required(parameters()?),
            Security::Tls => Tls::Wrapper(parameters()?),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&relay.host)
            .port(relay.port)
            .tls(tls)
            // Not this machine's name, which is nobody's business.
            .hello_name(ClientId::Domain(from.email.domain().to_owned()));
        if let Some(login) = relay.login {
            let password = String::from_utf8_lossy(login.password.expose()).into_owned();
            builder = builder.credentials(Credentials::new(login.user, password));
        }
        Ok(Smtp {
            transport: builder.build(),
            from,
        })
    }

    async fn send(&self, mail: &Mail) -> Result<(), MailProblem> {
        let message = self.message(mail)?;
        let sending = self.transport.send(message);
        let limit = Duration::from_secs(MAIL_SECONDS_MAX);
        match tokio::time::timeout(limit, sending).await {
            Ok(Ok(_)) => Ok(()),
            // Only the number: the text of an answer usually repeats the address.
            Ok(Err(error)) => Err(match error.status() {
                Some(code) => MailProblem::Refused { code: code.into() },
                None => MailProblem::Unreachable,
            }),
            Err(_) => Err(MailProblem::Unreachable),
        }
    }

    fn message(&self, mail: &Mail) -> Result<Message, MailProblem> {
        let to: Address = mail.letter.to.parse().map_err(|_| MailProblem::Address)?;
        // A line end in a subject would begin another header.
        let subject: String = mail
            .letter
            .subject
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        // Machines that answer by themselves must not answer this (RFC 3834 §5).
        let automatic = HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        );
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(subject)
            .date(date(mail.at))
            .message_id(Some(format!("<{}@{}>", mail.id, self.from.email.domain())))
            .raw_header(automatic)
            .header(ContentType::TEXT_PLAIN)
            .body(mail.letter.body.clone())
            .map_err(|_| MailProblem::Address)
    }
}

/// The instant as the standard library has it, within what a mail's date can say.
fn date(at: Instant) -> SystemTime {
    let seconds = u64::try_from(at.0 / Instant::SECOND).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.min(DATE_SECONDS_MAX))
}

/// Why a mail was not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailProblem {
    /// The receiver's address is none.
    Address,
    /// The sender of the configuration is none.
    From,
    /// The system's certificates cannot be read.
    Certificates,
    /// The relay answered no.
    Refused {
        /// Its answer (RFC 5321 §4.2).
        code: u16,
    },
    /// The relay did not answer, or its certificate is not good.
    Unreachable,
}

impl fmt::Display for MailProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MailProblem::Address => {
                f.write_str("the receiver's mail address is not one: it must be entered again")
            }
            MailProblem::From => f.write_str(
                "the sender of mail is not an address: give it as ADDRESS or NAME <ADDRESS>",
            ),
            MailProblem::Certificates => f.write_str(
                "the system's certificates cannot be read: install its package of CA certificates",
            ),
            MailProblem::Refused { code } => write!(
                f,
                "the mail relay refused with {code}: see its log; sign-in, sender or receiver may be \
                 wrong"
            ),
            MailProblem::Unreachable => f.write_str(
                "the mail relay did not answer: check its host, port, certificate and kind of TLS",
            ),
        }
    }
}

impl std::error::Error for MailProblem {}

impl From<MailProblem> for Failed {
    fn from(problem: MailProblem) -> Failed {
        match problem {
            MailProblem::Address => Failed::for_good(problem),
            // A relay that refuses for good is most often one that is set up wrong: when it is
            // repaired, the mail is still there.
            MailProblem::From
            | MailProblem::Certificates
            | MailProblem::Refused { .. }
            | MailProblem::Unreachable => Failed::for_now(problem),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_stay_within_what_mail_can_say() {
        let table = [
            (Instant(i64::MIN), 0),
            (Instant(1_800_000_000_999_999), 1_800_000_000),
            (Instant(i64::MAX), DATE_SECONDS_MAX),
        ];
        for (at, seconds) in table {
            let since = date(at).duration_since(SystemTime::UNIX_EPOCH).unwrap();
            assert_eq!(since, Duration::from_secs(seconds));
        }
    }

    #[test]
    fn nothing_personal_is_shown_for_debugging() {
        let letter = Letter {
            to: "mai@island.example".into(),
            subject: "secret".into(),
            body: "secret".into(),
        };
        let mail = Mail {
            id: Id([1; 16]),
            at: Instant(0),
            letter,
        };
        let shown = format!("{mail:?} {:?}", mail.letter);
        assert!(
            !shown.contains("mai@") && !shown.contains("secret"),
            "{shown}"
        );
    }
}
