//! The door's promises on both databases: Tern Island, from its pack on the disk.

#![cfg(test)]
#![expect(clippy::too_many_lines, reason = "a story is told in one piece")]

mod cases;
mod declared;
mod erasing;
mod island;
mod reading;
mod records;
mod signed_reads;
