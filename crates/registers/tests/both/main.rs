//! The registers' promises on both databases.

mod changes;
mod island;
mod law;
mod loading;
mod records;
mod tickets;
