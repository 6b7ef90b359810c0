//! Loading packs: those of this repository, and small ones with mistakes.

#![cfg(test)]

mod disk;
mod fixture;
mod limits;
mod mistakes;
mod mistakes_heads;
mod mistakes_measure;
mod mistakes_procedures;
mod mistakes_registers;
mod pages;
mod registers;
mod scopes;
