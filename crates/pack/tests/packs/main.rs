//! Loading packs: those of this repository, and small ones with mistakes.

mod disk;
