//! The words every other crate uses: ids, instants, chance, digests, limits.
//!
//! Pure: nothing here reads a clock, a file, the network or the machine's randomness. The binary
//! reads those once per request and hands them in as an [`Instant`] and a [`Chance`].
//!
//! Reading order: [`id`], [`instant`], [`chance`], then what the work at hand needs.

pub mod calendar;
pub mod chance;
pub mod clock;
pub mod dates;
pub mod digest;
pub mod id;
pub mod identifier;
pub mod instant;
pub mod limit;
pub mod quality;
pub mod secret;
pub mod text;

pub use chance::{Chance, Ids};
pub use digest::{Digest, hex, sha256};
pub use id::Id;
pub use instant::Instant;
