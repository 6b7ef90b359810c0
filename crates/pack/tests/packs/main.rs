//! Loading packs: those of this repository, and small ones with mistakes.

mod disk;
mod fixture;
mod limits;
mod mistakes;
mod scopes;
