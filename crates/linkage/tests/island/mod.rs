//! People of an island, families with children, and some rows that stand there twice.

use base::text::{TextRules, unmarked_key};
use linkage::{Block, Comparison, Field, Part, Plan};

/// One row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    pub(crate) name: Option<String>,
    pub(crate) born: Option<String>,
    pub(crate) sex: Option<String>,
    pub(crate) harbour: Option<String>,
    pub(crate) father: Option<String>,
    pub(crate) mother: Option<String>,
}

impl Person {
    /// In the order of the plan's fields.
    pub(crate) fn values(&self) -> [Option<&str>; 6] {
        [
            self.name.as_deref(),
            self.born.as_deref(),
            self.sex.as_deref(),
            self.harbour.as_deref(),
            self.father.as_deref(),
            self.mother.as_deref(),
        ]
    }
}

pub(crate) fn plan() -> Plan {
    let fields = vec![
        Field::new("name", Comparison::Name(TextRules::for_language("vi"))),
        Field::new("born", Comparison::Date),
        Field::new("sex", Comparison::Code).given(0),
        Field::new("harbour", Comparison::Code).of_family(),
        Field::new("father", Comparison::Identifier).of_family(),
        Field::new("mother", Comparison::Identifier).of_family(),
    ];
    let blocks = vec![
        Block::of(&[(1, Part::Whole), (0, Part::FirstWord)]),
        Block::of(&[(1, Part::Whole), (0, Part::LastWord)]),
        Block::of(&[(0, Part::Whole), (1, Part::Year)]),
        Block::of(&[(4, Part::Whole), (5, Part::Whole)]),
    ];
    Plan::new(fields, blocks)
}

/// Some thousand families of one to four children, and every hundredth child a second time, at
/// another harbour and mostly with a slip. The true pairs are those rows.
pub(crate) fn island(people: usize, seed: u64) -> (Vec<Person>, Vec<(u32, u32)>) {
    let mut dice = Dice(seed);
    let mut rows: Vec<Person> = Vec::new();
    let mut family = 0;
    while rows.len() < people {
        family += 1;
        let surname = syllable(dice.usual(40));
        let harbour = format!("h{}", dice.below(60));
        for _ in 0..1 + dice.below(4) {
            let girl = dice.below(2) == 1;
            let given = syllable(50 + dice.usual(60) * 2 + usize::from(girl));
            let middle = syllable(200 + dice.usual(30) * 2 + usize::from(girl));
            rows.push(Person {
                name: Some(format!("{surname} {middle} {given}")),
                born: Some(date(&mut dice)),
                sex: Some(if girl { "f" } else { "m" }.to_owned()),
                harbour: Some(harbour.clone()),
                father: Some(format!("{:09}", family * 7919)),
                mother: Some(format!("{:09}", 500_000_000 + family * 104_729)),
            });
        }
    }
    rows.truncate(people);
    let mut truth = Vec::new();
    for (index, row) in (0..people).step_by(100).enumerate() {
        let mut again = rows[row].clone();
        again.harbour = Some(format!("h{}", dice.below(60)));
        let name = again.name.clone().unwrap_or_default();
        match index % 6 {
            0 => again.name = Some(unmarked_key(&name)),
            1 => again.name = Some(format!("{name}q")),
            2 => again.born = again.born.map(|born| born[..4].to_owned()),
            3 => again.father = None,
            _ => {}
        }
        truth.push((row as u32, rows.len() as u32));
        rows.push(again);
    }
    (rows, truth)
}

fn date(dice: &mut Dice) -> String {
    let (year, month, day) = (dice.below(70), dice.below(12), dice.below(28));
    format!("{}-{:02}-{:02}", 1940 + year, 1 + month, 1 + day)
}

/// A word of its own for each number.
fn syllable(number: usize) -> String {
    const HEADS: [&str; 16] = [
        "B", "Ch", "D", "G", "H", "K", "L", "M", "N", "Ph", "R", "S", "T", "V", "X", "Đ",
    ];
    const TAILS: [&str; 20] = [
        "àn", "ôi", "ênh", "ứt", "am", "ong", "ịch", "uy", "éo", "ằng", "ơm", "inh", "ục", "oa",
        "ỹ", "ết", "anh", "ân", "iều", "ũng",
    ];
    let head = HEADS[number * 7 % 16];
    let tail = TAILS[(number / 16 + number) % 20];
    format!("{head}{tail}")
}

/// Numbers that look random and are the same on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }

    /// Below `bound`, the small numbers more often, as with names.
    fn usual(&mut self, bound: usize) -> usize {
        self.below(bound).min(self.below(bound))
    }
}
