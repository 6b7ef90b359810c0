//! Numbers for a drafted block: what must not repeat in the whole country, drawn block by block.

use std::collections::BTreeMap;

use crate::SynthError;
use crate::country::draft::{Draft, Someone};
use crate::country::faults::{Root, roots};
use crate::country::law::CountryLaw;
use crate::country::order::Order;
use crate::dice::mix_text;
use crate::family::{Sex, age, plus_years};
use crate::names::mail_name;
use crate::number::{Bearer, Draws, Structure};

/// Other births of the same year are in the same book, of people who live elsewhere now.
const OTHERS_MAX: u64 = 90;

/// What somebody is called by numbers.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    /// The personal number as it is used everywhere.
    pub(crate) number: String,
    /// What went wrong with it.
    pub(crate) fault: Option<RootFault>,
    pub(crate) former: Option<String>,
    pub(crate) renumbered: Option<String>,
    pub(crate) card: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) email: Option<String>,
    /// Numbers in the books of births and deaths of that year; 0 when there is none.
    pub(crate) birth: u32,
    pub(crate) death: u32,
    /// Serial number of each diploma, and its number in the issuer's book.
    pub(crate) diplomas: Vec<(String, u32)>,
}

/// A fault of the number itself, which every reference follows.
#[derive(Debug)]
pub(crate) enum RootFault {
    /// Another number is used than the right one.
    Wrong { right: String },
    /// Somebody else's number is used.
    Shared { right: String, with: u32 },
    /// A second row has a number of its own.
    Twice { second: String },
}

/// A block with its numbers.
#[derive(Debug)]
pub(crate) struct Numbered<'l> {
    pub(crate) draft: Draft<'l>,
    pub(crate) ids: Vec<Ids>,
    /// Codes of the households.
    pub(crate) households: Vec<String>,
    /// Numbers of the marriages in the books of that year.
    pub(crate) weddings: Vec<u32>,
}

/// Which book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Book {
    Births,
    Deaths,
    Marriages,
    Diplomas,
}

/// The counters of a country. They grow with communes and years, not with people.
#[derive(Debug)]
pub(crate) struct Numbering<'l> {
    country: &'l CountryLaw,
    order: Order,
    persons: Draws,
    /// Numbers that are wrong, or a second one: apart, so that faults leave all others as they are.
    wrong: Draws,
    cards: Draws,
    phones: Draws,
    formers: Draws,
    diplomas: Draws,
    households: Vec<u32>,
    books: BTreeMap<(Book, u16, i16), u32>,
    people: u64,
}

impl<'l> Numbering<'l> {
    pub(crate) fn new(country: &'l CountryLaw, order: Order) -> Numbering<'l> {
        let draws = |what: &str| Draws::new(mix_text(order.seed, what));
        Numbering {
            country,
            order,
            persons: draws("person"),
            wrong: Draws::backwards(mix_text(order.seed, "person")),
            cards: draws("card"),
            phones: draws("phone"),
            formers: draws("former"),
            diplomas: draws("diploma"),
            households: vec![0; country.places.communes.len()],
            books: BTreeMap::new(),
            people: 0,
        }
    }

    /// Numbers for the next block; blocks come in their order.
    pub(crate) fn number(&mut self, draft: Draft<'l>) -> Result<Numbered<'l>, SynthError> {
        let roots = roots(self.country, &self.order, &draft);
        let mut ids = Vec::with_capacity(draft.people.len());
        for (someone, root) in draft.people.iter().zip(&roots) {
            ids.push(self.ids(someone, *root)?);
        }
        for (at, root) in roots.iter().enumerate() {
            if let Root::Shared(with) = *root {
                let number = ids[with as usize].number.clone();
                let right = std::mem::replace(&mut ids[at].number, number);
                ids[at].fault = Some(RootFault::Shared { right, with });
            }
        }
        let pattern = &self.country.law.household.code;
        let communes = &self.country.places.communes;
        let mut households = Vec::with_capacity(draft.doors.len());
        for door in &draft.doors {
            let commune = usize::from(door.commune);
            self.households[commune] += 1;
            let code = pattern.replace("{commune}", &communes[commune].code);
            households.push(code.replace("{n}", &format!("{:06}", self.households[commune])));
        }
        let weddings = draft.weddings.iter();
        let weddings = weddings
            .map(|wedding| self.entry(Book::Marriages, wedding.commune, wedding.on.year()))
            .collect();
        Ok(Numbered {
            draft,
            ids,
            households,
            weddings,
        })
    }

    fn ids(&mut self, someone: &Someone<'l>, root: Root) -> Result<Ids, SynthError> {
        let country = self.country;
        let law = &country.law;
        let today = self.order.as_of;
        let commune = &country.places.communes[usize::from(someone.commune)];
        let bearer = Bearer {
            sex: someone.sex,
            born_on: someone.born,
            birth_place: someone.birth_place,
            commune: &commune.code,
            parent: &commune.parent,
            origin: law.person.origin_of(someone.birth_place),
        };
        self.people += 1;
        let mut ids = Ids::default();
        let number = law.person.draw(&mut self.persons, &bearer, today);
        ids.number = number.ok_or_else(|| {
            let message = "one beginning has run out of numbers: ask for fewer people";
            SynthError::key("numbers.person", message)
        })?;
        self.spoil(&mut ids, &bearer, root);
        if someone.renumbered.is_some() {
            let wrong = Bearer {
                sex: other(bearer.sex),
                ..bearer
            };
            ids.renumbered = law.person.draw(&mut self.persons, &wrong, today);
        }
        if let (Some(former), Some(_)) = (&country.former, someone.former) {
            ids.former = former.structure.draw(&mut self.formers, &bearer, today);
        }
        if someone.covered
            && let Some(card) = &law.card
        {
            ids.card = card.draw(&mut self.cards, &bearer, today);
        }
        let grown = age(someone.born, today) >= i32::from(law.contact.from_age);
        if someone.died.is_none() && grown {
            let phone: Option<&Structure> = law.phone.as_ref();
            ids.phone = phone.and_then(|phone| phone.draw(&mut self.phones, &bearer, today));
            let (name, domain) = (mail_name(&someone.name), &law.contact.email_domain);
            ids.email = Some(format!("{name}.{}@{domain}", self.people));
        }
        self.entries(someone, &mut ids, &bearer);
        Ok(ids)
    }

    /// Puts the fault of a number beside the right one; a fault that this structure cannot show is
    /// none.
    fn spoil(&mut self, ids: &mut Ids, bearer: &Bearer<'_>, root: Root) {
        let person = &self.country.law.person;
        let wrong = match root {
            Root::None | Root::Shared(_) => return,
            Root::Twice => {
                let second = person.draw(&mut self.wrong, bearer, self.order.as_of);
                ids.fault = second.map(|second| RootFault::Twice { second });
                return;
            }
            Root::OtherSex => Bearer {
                sex: other(bearer.sex),
                ..*bearer
            },
            Root::Century => {
                let years = if bearer.born_on.year() < 2000 {
                    100
                } else {
                    -100
                };
                Bearer {
                    born_on: plus_years(bearer.born_on, years),
                    ..*bearer
                }
            }
        };
        if let Some(number) = person.draw(&mut self.wrong, &wrong, self.order.as_of) {
            let right = std::mem::replace(&mut ids.number, number);
            ids.fault = Some(RootFault::Wrong { right });
        }
    }

    fn entries(&mut self, someone: &Someone<'_>, ids: &mut Ids, bearer: &Bearer<'_>) {
        let born = someone.born.year();
        if someone.mother.is_some() && born >= self.country.habits.books_since {
            ids.birth = self.entry(Book::Births, someone.birth_commune, born);
        }
        if let Some(died) = someone.died {
            ids.death = self.entry(Book::Deaths, someone.commune, died.year());
        }
        let Some(diplomas) = &self.country.diplomas else {
            return;
        };
        for &(_, on) in &someone.diplomas {
            let serial = diplomas
                .serial
                .draw(&mut self.diplomas, bearer, self.order.as_of);
            let number = self.entry(Book::Diplomas, someone.commune, on.year());
            ids.diplomas.push((serial.unwrap_or_default(), number));
        }
    }

    /// The next number in a commune's book of a year.
    fn entry(&mut self, book: Book, commune: u16, year: i16) -> u32 {
        let seed = self.order.seed;
        let next = self.books.entry((book, commune, year)).or_insert_with(|| {
            let others = mix_text(seed, &format!("{book:?}/{commune}/{year}")) % OTHERS_MAX;
            u32::try_from(others).unwrap_or(0)
        });
        *next += 1;
        *next
    }
}

fn other(sex: Sex) -> Sex {
    match sex {
        Sex::Female => Sex::Male,
        Sex::Male => Sex::Female,
    }
}
