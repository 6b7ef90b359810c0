//! Finding a place by its name: two steps of one form, without script.

use maud::{Markup, html};

use super::{Asking, NAME};
use crate::citizen::texts::Texts;
use crate::components::{Button, ButtonLook, Choice, Field, Input, Shape, Size};
use crate::components::{button, radios, text_input};

/// Places offered for one search.
const PLACES_MAX: usize = 20;

impl Asking<'_> {
    /// A search by name, and its finds to choose from: two steps of one form, without script.
    pub(super) fn place(&self, texts: Texts<'_>, field: &Field<'_>, kinds: &[String]) -> Markup {
        let say = texts.say;
        let directory = &texts.house.room.directory;
        let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
        let search = self.typed.strip_prefix('?');
        let chosen = if search.is_some() { "" } else { self.typed };
        let found: Vec<(String, String)> = match search {
            Some(search) => directory
                .search_places(search, &kinds, PLACES_MAX)
                .into_iter()
                .map(|place| (place.code.clone(), texts.place(&place.code)))
                .collect(),
            None if chosen.is_empty() => Vec::new(),
            None => vec![(chosen.to_owned(), texts.place(chosen))],
        };
        let choices: Vec<Choice<'_>> = found
            .iter()
            .map(|(code, name)| Choice::new(code, name, chosen))
            .collect();
        let (find, press) = (say.t("citizen-place-find"), say.t("citizen-place-search"));
        let none = search.is_some_and(|search| !search.is_empty()) && found.is_empty();
        let nothing = none.then(|| say.t("citizen-place-none"));
        // The error leads to the list if there is one, else to the search.
        let beside = if choices.is_empty() {
            field.error.or(nothing.as_deref())
        } else {
            None
        };
        let searched = Field {
            id: if choices.is_empty() { NAME } else { "find" },
            hint: field.hint,
            error: beside,
            ..Field::new("find", &find)
        };
        let listed = Field {
            hint: None,
            ..*field
        };
        let one = say.t("citizen-place-choose");
        let listed = Field {
            label: &one,
            size: Size::Medium,
            ..listed
        };
        let value = search.unwrap_or_default();
        html! {
            h1 class="govuk-heading-l" { (field.label) }
            (text_input(say, &searched, &Input { value, autocomplete: Some("off"), ..Input::default() }))
            (button(&Button {
                text: &press, name: Some("do"), value: Some("search"), look: ButtonLook::Secondary, disabled: false,
            }))
            @if !choices.is_empty() { (radios(say, &listed, &choices, Shape::Stacked)) }
        }
    }
}
