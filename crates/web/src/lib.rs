//! The pages: server-rendered HTML that works without script, on a phone 320 px wide, by keyboard, and
//! in every language of the pack.
//!
//! **Invariants:** no rule of the domain is decided here; nothing inline that a strict content policy
//! would refuse; no text in code, every text is a key of `words`; nobody reads a raw key.
//!
//! Reading order: [`words`] (texts), [`components`] (what pages are made of), [`layout`] (the frame),
//! [`forms`] (what comes back), [`assets`] and [`brand`] (stylesheets, logo, a pack's colours).

pub mod assets;
pub mod brand;
pub mod components;
pub mod forms;
pub mod layout;
pub mod words;

mod account;
mod citizen;
mod csrf;
mod desk;
pub mod error;
mod headers;
pub mod house;
pub mod menu;
mod public;
mod registers;
pub mod routes;
pub mod visitor;

pub use citizen::letters::{letter, news_mail};
pub use house::{Demo, House, Limits, Print};
pub use routes::routes;
