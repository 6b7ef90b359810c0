//! The case room on both databases, with the fictional island's pack as its law.
#![cfg(test)]

mod adding;
mod deadlines;
mod deciding;
mod desk;
mod filing;
mod island;
mod laws;
mod legs;
mod numbers;
mod pausing;
mod random;
mod withdrawing;
