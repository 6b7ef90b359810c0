//! The command line of those who sign in: officers, and systems of agencies.

use std::path::PathBuf;

use base::Id;
use clap::Subcommand;

use super::Kept;

/// `motcua operator`.
#[derive(Debug, Subcommand)]
pub(crate) enum Operator {
    /// Makes an account with posts; the password is read from standard input.
    Add(AddOperator),
}

/// `motcua operator add`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct AddOperator {
    /// The login name.
    pub(crate) login: String,
    /// Posts, as ROLE@OFFICE.
    #[arg(long = "post")]
    pub(crate) posts: Vec<String>,
    /// Where mail goes.
    #[arg(long)]
    pub(crate) email: Option<String>,
    #[command(flatten)]
    pub(crate) kept: Kept,
}

/// `motcua credential`.
#[derive(Debug, Subcommand)]
pub(crate) enum Credential {
    /// Takes the public key of an agency's system, and says by which id its requests name it.
    Add(AddCredential),
    /// Lists them: id, agency, from when until when, public key.
    List(ListCredentials),
    /// Ends one at once: nothing that is signed with it counts any longer.
    End(EndCredential),
}

/// `motcua credential add`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct AddCredential {
    /// The agency, as the law in force names it.
    pub(crate) agency: String,
    /// The public key (Ed25519): a PEM file as `openssl pkey -pubout` writes it, or 64 hexadecimal
    /// digits. The private half stays with the agency.
    pub(crate) key: PathBuf,
    /// The last day on which it counts, such as 2027-12-31. [default: two years from today]
    #[arg(long)]
    pub(crate) until: Option<String>,
    #[command(flatten)]
    pub(crate) kept: Kept,
}

/// `motcua credential list`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct ListCredentials {
    /// Only this agency's.
    pub(crate) agency: Option<String>,
    #[command(flatten)]
    pub(crate) kept: Kept,
}

/// `motcua credential end`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct EndCredential {
    /// Its id.
    pub(crate) id: Id,
    #[command(flatten)]
    pub(crate) kept: Kept,
}
