//! Places through time: what a code meant on a day, and what took its place.

use jiff::civil::Date;

use super::{DEPTH_MAX, Directory, Place};
use crate::record::Record;

/// What a code of a place means on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceOn<'d> {
    /// No place has or had this code.
    Unknown,
    /// The place begins later.
    NotYet {
        /// The place.
        place: &'d Place,
        /// Its first day.
        from: Date,
    },
    /// The place is there.
    InForce(&'d Place),
    /// The place is gone.
    Abolished {
        /// The place that was.
        place: &'d Place,
        /// Its last day.
        last_day: Date,
        /// What exists in its place on the day; empty if nobody has written that down.
        successors: Vec<Successor<'d>>,
    },
}

/// A place that took the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Successor<'d> {
    /// The place.
    pub place: &'d Place,
    /// Whether all of the former place lies in it. If not, an address has to be asked for to know
    /// which of several successors it belongs to now.
    pub is_whole: bool,
    /// The first day of the change that ended the former place.
    pub on: Date,
}

/// One step from a place to a successor.
#[derive(Clone, Debug)]
pub(super) struct Step {
    to: String,
    is_whole: bool,
    on: Date,
}

impl Directory {
    pub(super) fn add_succession(&mut self, record: &Record) {
        let (Some(old), Some(new)) = (record.text("old"), record.text("new")) else {
            return;
        };
        let step = Step {
            to: new.to_owned(),
            is_whole: record.text("share") == Some("whole"),
            on: record.valid_from,
        };
        self.successors
            .entry(old.to_owned())
            .or_default()
            .push(step);
    }

    /// What a code means on a day.
    pub fn place_on(&self, code: &str, day: Date) -> PlaceOn<'_> {
        let found = self.place_at.get(code).map(|at| *at as usize);
        let found = found.and_then(|at| Some((self.places.get(at)?, *self.terms.get(at)?)));
        let Some((place, (from, last))) = found else {
            return PlaceOn::Unknown;
        };
        match last {
            _ if day < from => PlaceOn::NotYet { place, from },
            Some(last_day) if last_day < day => PlaceOn::Abolished {
                place,
                last_day,
                successors: self.successors(code, day),
            },
            Some(_) | None => PlaceOn::InForce(place),
        }
    }

    /// The places in which a former place lies on a day, by way of those between. One that lies in
    /// several by different ways is named once. Changes after the day are not looked at.
    pub fn successors(&self, code: &str, day: Date) -> Vec<Successor<'_>> {
        let mut found: Vec<Successor<'_>> = Vec::new();
        let mut open = vec![(code, true, None)];
        let mut seen = vec![code];
        // A circle in the data ends at what has been seen, and no chain is longer than this.
        let steps_max = DEPTH_MAX * self.successors.len().max(1);
        for _ in 0..steps_max {
            let Some((at, is_whole, first)) = open.pop() else {
                break;
            };
            let steps = self.successors.get(at).into_iter().flatten();
            for step in steps.filter(|step| step.on <= day) {
                let (is_whole, on) = (is_whole && step.is_whole, first.unwrap_or(step.on));
                let ended = self.successors.get(&step.to).into_iter().flatten();
                let ended = ended
                    .clone()
                    .any(|next| next.on <= day && next.on > step.on);
                if ended {
                    if !seen.contains(&step.to.as_str()) {
                        seen.push(&step.to);
                        open.push((&step.to, is_whole, Some(on)));
                    }
                } else if let Some(place) = self.place(&step.to)
                    && !found.iter().any(|found| found.place.code == place.code)
                {
                    found.push(Successor {
                        place,
                        is_whole,
                        on,
                    });
                }
            }
        }
        found.sort_by(|one, other| one.place.code.cmp(&other.place.code));
        found
    }

    /// The codes of the places whose place another took, in the order of their codes.
    pub fn predecessors(&self, code: &str) -> Vec<&str> {
        let took = |step: &Step| step.to == code;
        let all = self.successors.iter();
        let before = all.filter(|(_, steps)| steps.iter().any(took));
        let mut before: Vec<&str> = before.map(|(old, _)| old.as_str()).collect();
        before.sort_unstable();
        before
    }
}
