//! What was read but not yet shown.

use access::{Ctx, Permit};

use crate::{Act, Kind, Touch};

/// Personal data between the database and the door. Rules may use it ([`Unseen::rules_only`]);
/// a door gets it only from [`crate::Ledger::look`], which records the look first.
#[derive(Debug, Clone)]
pub struct Unseen<T> {
    value: T,
    touches: Vec<Touch>,
    ground: String,
}

impl<T> Unseen<T> {
    /// Wraps what was read under a permit, and whose data it is.
    pub fn new(permit: &Permit, value: T, touches: Vec<Touch>) -> Unseen<T> {
        Unseen {
            value,
            touches,
            ground: permit.ground().to_owned(),
        }
    }

    /// The value, for deciding. A repository test keeps this word out of the doors.
    pub fn rules_only(&self) -> &T {
        &self.value
    }

    /// Two things shown together are one look.
    pub fn with<U>(mut self, other: Unseen<U>) -> Unseen<(T, U)> {
        self.touches.extend(other.touches);
        Unseen {
            value: (self.value, other.value),
            touches: self.touches,
            ground: self.ground,
        }
    }

    /// The same data in another shape.
    pub fn map<U>(self, shape: impl FnOnce(T) -> U) -> Unseen<U> {
        Unseen {
            value: shape(self.value),
            touches: self.touches,
            ground: self.ground,
        }
    }

    pub(crate) fn into_look(self, ctx: &Ctx) -> (T, Option<Act>) {
        if self.touches.is_empty() {
            return (self.value, None);
        }
        let act = Act::new(ctx, Kind::Looked)
            .on_ground(&self.ground)
            .touch_all(self.touches);
        (self.value, Some(act))
    }
}
