//! Registers by the real program: filled from files, stopped in the middle, read and measured.

#![cfg(test)]

mod loading;
mod measuring;
mod office;
mod stopped;
