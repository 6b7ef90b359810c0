//! Synthetic people: coherent families with names, numbers, addresses, marriages and insurance
//! cards, as rows for the registers that a pack names. Nobody it makes exists.
//!
//! A pack says in `synth.toml` what its people look like ([`declared`] is that format) and which
//! fact goes into which field of which register ([`facts`]). [`SynthLaw::read`] checks it all once;
//! [`People`] then yields one [`Household`] after another and holds no more than counters.
//!
//! **Invariant:** the same law, seed, communes and day give the same rows, on every machine. A
//! longer stream begins with the shorter one (only the last household of a stream may be cut, so
//! that the count is exact).
//! **Invariant:** nothing here knows a country. Names, ages, structures of numbers, code values and
//! register fields come from the pack.
//! **Invariant:** no number is given twice within one stream. Two streams of different seeds may
//! collide, so a store is filled from one stream.
//! **Invariant:** pure. Files come in as (path, text) pairs; the day comes in as an argument.
//!
//! [`country`] is for files and not for rooms: everybody of a whole country over a century, as CSV
//! for each register, with faults on purpose and a list of them.
//!
//! Reading order: [`declared`], [`law`], [`facts`], [`people`]; then [`family`] (who lives
//! together), [`number`] (structures), [`names`].

mod checks;
pub mod country;
pub mod declared;
pub mod dice;
pub mod facts;
pub mod family;
pub mod fault;
pub mod household;
pub mod law;
pub mod names;
pub mod number;
pub mod people;
mod person;
mod rows;
pub mod tables;

pub use fault::SynthError;
pub use household::{Cover, Expecting, Household, Marriage, Person, Row, Value};
pub use law::{Commune, SynthLaw};
pub use people::People;
