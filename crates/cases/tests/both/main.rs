//! The case room on both databases, with the fictional island's pack as its law.

#![expect(clippy::too_many_lines, reason = "a story is told in one piece")]
#![cfg(test)]

mod acting;
mod adding;
mod asking;
mod country;
mod deadlines;
mod deciding;
mod desk;
mod filing;
mod following_up;
mod island;
mod laws;
mod legs;
mod looking;
mod needing;
mod numbers;
mod pausing;
mod people;
mod random;
mod tickets;
mod withdrawing;
