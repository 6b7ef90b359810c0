//! What can go wrong with accounts, told to whoever can do something about it.

use std::fmt;

use ::store::{StoreError, WriteError};
use base::Instant;

use crate::password::{PASSWORD_MAX, PASSWORD_MIN};

/// Why a new password is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordProblem {
    /// Fewer characters than [`PASSWORD_MIN`].
    TooShort,
    /// More characters than [`PASSWORD_MAX`].
    TooLong,
    /// It is the login name.
    IsLogin,
    /// It is among the first that anybody tries.
    Common,
}

impl PasswordProblem {
    /// A stable word for pages.
    pub fn code(self) -> &'static str {
        match self {
            PasswordProblem::TooShort => "password-too-short",
            PasswordProblem::TooLong => "password-too-long",
            PasswordProblem::IsLogin => "password-is-login",
            PasswordProblem::Common => "password-common",
        }
    }
}

impl fmt::Display for PasswordProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PasswordProblem::TooShort => {
                write!(f, "the password needs at least {PASSWORD_MIN} characters")
            }
            PasswordProblem::TooLong => {
                write!(f, "the password may have at most {PASSWORD_MAX} characters")
            }
            PasswordProblem::IsLogin => {
                f.write_str("the password is the login name: choose another")
            }
            PasswordProblem::Common => {
                f.write_str("the password is one of the most common: choose another")
            }
        }
    }
}

/// Why something about an account could not be done. No variant holds a person's data.
#[derive(Clone, Debug)]
pub enum IdentityError {
    /// A value is empty, too long, or has characters nobody can see.
    Shape {
        /// Which: `login`, `email`, `name`, `language`, `role`, `office`, `agency`, `level`.
        field: &'static str,
    },
    /// The login name belongs to another account.
    LoginTaken,
    /// The e-mail address belongs to another account.
    EmailTaken,
    /// The new password is not accepted.
    Password(PasswordProblem),
    /// The present password is another.
    WrongPassword,
    /// Too many failures: no attempt is judged before `until`.
    Locked {
        /// When the next attempt will be judged.
        until: Instant,
    },
    /// There is no such account.
    NoAccount,
    /// The account does not hold this post.
    NoPost,
    /// The session is over, or not this account's.
    NoSession,
    /// The recovery token is unknown, used, or older than 30 minutes.
    RecoveryOver,
    /// The ceremony is unknown, used, or older than 5 minutes.
    CeremonyOver,
    /// The browser's answer does not prove the passkey.
    Passkey {
        /// What did not hold.
        cause: String,
    },
    /// The passkey is registered already.
    PasskeyTaken,
    /// There is no such passkey or credential.
    NoKey,
    /// Passkeys need an origin with a host name.
    Origin,
    /// The password could not be hashed, or a stored hash not read.
    Hash,
    /// Reading failed.
    Read(StoreError),
    /// Writing failed, or the rows kept changing.
    Write(WriteError),
}

impl IdentityError {
    /// A stable word for pages and the API.
    pub fn code(&self) -> &'static str {
        match self {
            IdentityError::Shape { .. } => "shape",
            IdentityError::LoginTaken => "login-taken",
            IdentityError::EmailTaken => "email-taken",
            IdentityError::Password(problem) => problem.code(),
            IdentityError::WrongPassword => "wrong-password",
            IdentityError::Locked { .. } => "locked",
            IdentityError::NoAccount => "no-account",
            IdentityError::NoPost => "no-post",
            IdentityError::NoSession => "no-session",
            IdentityError::RecoveryOver => "recovery-over",
            IdentityError::CeremonyOver => "ceremony-over",
            IdentityError::Passkey { .. } => "passkey-refused",
            IdentityError::PasskeyTaken => "passkey-taken",
            IdentityError::NoKey => "no-key",
            IdentityError::Origin => "origin",
            IdentityError::Hash | IdentityError::Read(_) | IdentityError::Write(_) => "failed",
        }
    }
}

impl fmt::Display for IdentityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IdentityError::Shape { field } => write!(
                f,
                "the {field} is missing, too long, or holds characters that cannot be seen"
            ),
            IdentityError::LoginTaken => f.write_str("the login name is taken: choose another"),
            IdentityError::EmailTaken => {
                f.write_str("the e-mail address belongs to another account")
            }
            IdentityError::Password(problem) => problem.fmt(f),
            IdentityError::WrongPassword => f.write_str("the present password is another"),
            IdentityError::Locked { until } => {
                write!(f, "too many failed attempts: try again after {until}")
            }
            IdentityError::NoAccount => f.write_str("there is no such account"),
            IdentityError::NoPost => f.write_str("the account does not hold this post"),
            IdentityError::NoSession => f.write_str("the session is over: sign in again"),
            IdentityError::RecoveryOver => {
                f.write_str("the recovery was used or is over: ask for another")
            }
            IdentityError::CeremonyOver => {
                f.write_str("the passkey request was used or is over: begin again")
            }
            IdentityError::Passkey { cause } => {
                write!(f, "the passkey was not proven: {cause}; begin again")
            }
            IdentityError::PasskeyTaken => f.write_str("this passkey is registered already"),
            IdentityError::NoKey => f.write_str("there is no such passkey or credential"),
            IdentityError::Origin => f.write_str(
                "passkeys need the public address as https://HOST with a host name (or \
                 http://localhost), not an IP address",
            ),
            IdentityError::Hash => f.write_str(
                "a password could not be hashed or a stored hash not read; nothing was changed",
            ),
            IdentityError::Read(_) => f.write_str("accounts could not be read"),
            IdentityError::Write(_) => f.write_str("the account could not be written"),
        }
    }
}

impl std::error::Error for IdentityError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            IdentityError::Read(source) => Some(source),
            IdentityError::Write(source) => Some(source),
            _ => None,
        }
    }
}

impl From<StoreError> for IdentityError {
    fn from(source: StoreError) -> IdentityError {
        IdentityError::Read(source)
    }
}

impl From<WriteError> for IdentityError {
    fn from(source: WriteError) -> IdentityError {
        IdentityError::Write(source)
    }
}

/// Why nobody was signed in. None of it tells whether an account exists.
#[derive(Clone, Debug)]
pub enum SignInError {
    /// Login name or password (or passkey) are not right; which, is not said.
    Wrong,
    /// Too many failures with this login name, whether or not it is anybody's.
    Locked {
        /// When the next attempt will be judged.
        until: Instant,
    },
    /// The ceremony is over: begin again.
    CeremonyOver,
    /// It could not be found out.
    Failed(IdentityError),
}

impl fmt::Display for SignInError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SignInError::Wrong => f.write_str("login name or password are not right"),
            SignInError::Locked { until } => {
                write!(f, "too many failed attempts: try again after {until}")
            }
            SignInError::CeremonyOver => {
                f.write_str("the passkey request was used or is over: begin again")
            }
            SignInError::Failed(_) => f.write_str("signing in failed on our side"),
        }
    }
}

impl std::error::Error for SignInError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            SignInError::Failed(source) => Some(source),
            SignInError::Wrong | SignInError::Locked { .. } | SignInError::CeremonyOver => None,
        }
    }
}

impl From<IdentityError> for SignInError {
    fn from(source: IdentityError) -> SignInError {
        match source {
            IdentityError::Locked { until } => SignInError::Locked { until },
            IdentityError::WrongPassword => SignInError::Wrong,
            IdentityError::CeremonyOver => SignInError::CeremonyOver,
            other => SignInError::Failed(other),
        }
    }
}

impl From<StoreError> for SignInError {
    fn from(source: StoreError) -> SignInError {
        SignInError::Failed(source.into())
    }
}
