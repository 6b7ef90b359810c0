//! Places that begin, end and take each other's place.

use jiff::civil::{Date, date};
use registers::{Directory, PlaceOn};

use crate::island::Island;

const DAY: Date = date(2026, 11, 2);

/// The successors on a day, as `CODE` or `CODE?` where it is a part.
fn successors(directory: &Directory, code: &str, day: Date) -> String {
    let found = directory.successors(code, day);
    let words = found.iter().map(|next| {
        let part = if next.is_whole { "" } else { "?" };
        format!("{}{part}", next.place.code)
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn what_a_code_means_depends_on_the_day() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let directory = &island.directory;
        let table = [
            ("V1", DAY, "in force"),
            ("V1", date(2019, 12, 31), "not yet"),
            ("VB", DAY, "not yet"),
            ("V0", date(2023, 12, 31), "in force"),
            ("V0", date(2024, 1, 1), "abolished"),
            // Nobody knows since when it was there.
            ("VA", date(1500, 1, 1), "in force"),
            ("VA", DAY, "abolished"),
            ("V9", DAY, "unknown"),
            ("", DAY, "unknown"),
        ];
        for (code, day, expected) in table {
            let word = match directory.place_on(code, day) {
                PlaceOn::Unknown => "unknown",
                PlaceOn::NotYet { .. } => "not yet",
                PlaceOn::InForce(_) => "in force",
                PlaceOn::Abolished { .. } => "abolished",
            };
            assert_eq!(word, expected, "{code} on {day}");
        }
        let PlaceOn::Abolished {
            place,
            last_day,
            successors,
        } = directory.place_on("VA", DAY)
        else {
            panic!("VA is gone");
        };
        assert_eq!(
            (place.name.as_str(), last_day),
            ("Old Southwick", date(2019, 12, 31))
        );
        let [north, south] = &successors[..] else {
            panic!("two successors: {successors:?}");
        };
        assert_eq!(
            (north.place.code.as_str(), south.place.code.as_str()),
            ("V1", "V2")
        );
        assert_eq!((north.is_whole, north.on), (false, date(2020, 1, 1)));
    });
}

#[test]
fn successors_are_followed_to_the_day_and_circles_end() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let directory = &island.directory;
        let table = [
            ("VA", date(2019, 12, 31), ""),
            ("VA", date(2021, 6, 1), "V0"),
            ("VA", DAY, "V1? V2?"),
            ("V0", DAY, "V1? V2?"),
            ("H1", DAY, ""),
            ("H1", date(2031, 6, 1), "H2"),
            ("H1", date(2033, 1, 1), "H1"),
            ("H2", date(2033, 1, 1), "H1"),
        ];
        for (code, day, expected) in table {
            assert_eq!(
                successors(directory, code, day),
                expected,
                "{code} on {day}"
            );
        }
        assert_eq!(directory.predecessors("V2"), ["V0"]);
        assert_eq!(directory.predecessors("VA"), [""; 0]);
        // What is gone is named, and nobody is offered it.
        assert_eq!(directory.place("VA").unwrap().name, "Old Southwick");
        assert!(directory.search_places("Old Southwick", &[], 9).is_empty());
        assert!(directory.places().iter().all(|place| place.code != "V0"));
    });
}

#[test]
fn a_beginning_that_nobody_knows_is_no_value() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let old = base::Id::named("places", "VA");
        let old = island.record("places", old).await;
        assert_eq!(old.text("valid_from"), None);
        assert_eq!(old.text("valid_to"), Some("2019-12-31"));
        assert!(old.holds_on(date(1500, 1, 1)) && !old.holds_on(DAY));
    });
}
