//! The registers' promises on both databases.

#![cfg(test)]
#![expect(clippy::too_many_lines, reason = "a story is told in one piece")]

mod berths;
mod changed;
mod changes;
mod erased;
mod files;
mod island;
mod law;
mod lifecycle;
mod loading;
mod measured;
mod measuring;
mod nightly;
mod places;
mod reading;
mod records;
mod tickets;
mod wanted;
