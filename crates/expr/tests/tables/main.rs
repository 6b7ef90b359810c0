//! The language as tables and properties, on a fictional island.

#![cfg(test)]

mod explanations;
mod filters;
mod island;
mod limits;
mod problems;
mod programs;
mod properties;
mod values;
