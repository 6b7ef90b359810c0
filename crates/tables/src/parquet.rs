//! Parquet (the format's version 2): flat tables of simple values.
//!
//! Cells are given out as text, each kind in one way: numbers as written in Rust and JSON, truth as
//! `true` and `false`, dates as `2031-05-17`, instants as `2031-05-17T08:30:00Z` (without `Z` where
//! the file does not say that they are in UTC), decimals with all their places. Texts are as they
//! were stored. What has no such text (lists, objects, bare bytes that are no text) is refused by
//! column or named by row.
//!
//! The library behind it trusts what a file says about its own sizes; a file of a stranger does not
//! deserve that. So the sizes are checked before it reads (`pages.rs`), and should it panic all the
//! same, that is the file's error and not the end of the program.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ::parquet::errors::ParquetError;

use crate::error::TableError;

mod kinds;
mod pages;
mod read;
mod source;
#[cfg(test)]
mod tests;
mod write;

pub use read::{Batch, Reader};
pub use write::Writer;

/// Runs a call of the library; its errors and panics become ours.
fn asked<T>(call: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, TableError> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(ParquetError::External(source))) => match source.downcast::<std::io::Error>() {
            Ok(error) => Err(TableError::Read(*error)),
            Err(other) => Err(broken(other)),
        },
        Ok(Err(error)) => Err(broken(error)),
        Err(_) => Err(broken("its parts contradict each other")),
    }
}

fn broken(said: impl std::fmt::Display) -> TableError {
    TableError::ParquetBroken {
        said: said.to_string(),
    }
}
