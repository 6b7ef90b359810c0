//! What pages are made of: functions from small structs to HTML.
//!
//! Where govuk-frontend has a component, the markup is the same as its published examples (tests
//! compare them, `tests/fixtures.rs`) except that nothing asks for script. What it lacks (timeline,
//! clock, looks, desk, charts) is ours and styled in `assets/look.css`.
//!
//! **Invariants:** a text that is a component's own comes from `words`; everything else is handed in,
//! already in the reader's language. Every input has a label; every error stands beside its input and
//! is tied to it. Ids are the caller's: unique on a page.
//!
//! Reading order: `fields` (one question), `choices`, `messages`, `lists`, `tables`, `ways` (how to get
//! about), `timeline`, `desk`, `charts`.

mod buttons;
mod charts;
mod choices;
mod dates;
mod desk;
mod fields;
mod lists;
mod messages;
mod tables;
mod timeline;
mod ways;

pub use buttons::{Button, Look as ButtonLook, button, button_group, link_button, start_button};
pub use charts::{Chart, Point, Share, Shares, bars, line};
pub use choices::{Choice, Shape, checkboxes, radios};
pub use dates::{DateField, date_input};
pub use desk::{Due, LookRow, QueueRow, looks, queue};
pub use fields::{
    Field, Input, Size, Textarea, error_message, fieldset, file_upload, select, text_input,
    textarea,
};
pub use lists::{Action, Colour, Fact, Source, Step, StepState, summary_list, tag, task_list};
pub use messages::{
    Fault, banner, banner_success, details, error_summary, inset, panel, phase_banner, warning,
};
pub use tables::{Column, Fit, Pages, Table, pagination, table};
pub use timeline::{Clock, ClockState, Moment, MomentState, clock, timeline};
pub use ways::{NavLink, Tongue, back_link, breadcrumbs, language_switch, navigation, skip_link};
