use proptest::prelude::*;

use super::*;

#[test]
fn paths_read_back() {
    for (path, level, index, width) in [
        ("tile/0/000", 0, 0, 256),
        ("tile/0/000.p/1", 0, 0, 1),
        ("tile/1/999.p/255", 1, 999, 255),
        ("tile/0/x001/000", 0, 1000, 256),
        ("tile/2/x001/x234/067", 2, 1_234_067, 256),
        (
            "tile/63/x009/x223/x372/x036/x854/x775/807",
            63,
            SIZE_MAX,
            256,
        ),
    ] {
        let tile = Tile::new(level, index, width).unwrap();
        assert_eq!(tile.to_string(), path);
        assert_eq!(TilePath::parse(path), Ok(TilePath::Hashes(tile)));
    }
    let bundle = TilePath::Entries(Tile::new(0, 1_234_067, 9).unwrap());
    assert_eq!(bundle.to_string(), "tile/entries/x001/x234/067.p/9");
    assert_eq!(
        TilePath::parse("tile/entries/x001/x234/067.p/9"),
        Ok(bundle)
    );
}

#[test]
fn other_spellings_are_refused() {
    for path in [
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "/tile/0/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/001/234",
        "tile/0/x001",
        "tile/0/x001/x234",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000.p/1/",
        "tile/0/000/",
        "tile/0/../000",
        "tile/entries/0",
        "tile/0/+01",
        "tile/0/x001/x001.p/2",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/0/x001/x000/x000/x000/x000/x000/x000/x000/000",
    ] {
        assert!(TilePath::parse(path).is_err(), "{path}");
    }
}

fn paths(tiles: impl IntoIterator<Item = Tile>) -> Vec<String> {
    tiles.into_iter().map(|tile| tile.to_string()).collect()
}

#[test]
fn the_example_of_the_specification() {
    let tiles: Vec<Tile> = new_tiles(0, 70_000).collect();
    let full = |level| {
        tiles
            .iter()
            .filter(|tile| tile.level() == level && tile.is_full())
            .count()
    };
    assert_eq!((full(0), full(1), full(2)), (273, 1, 0));
    let edge = ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"];
    assert_eq!(paths(edge_tiles(70_000)), edge);
    assert_eq!(paths(new_tiles(0, 256)), ["tile/0/000", "tile/1/000.p/1"]);
}

#[test]
fn only_what_grew_is_new() {
    assert_eq!(paths(new_tiles(0, 0)), [""; 0]);
    assert_eq!(paths(new_tiles(256, 256)), [""; 0]);
    assert_eq!(paths(new_tiles(300, 299)), [""; 0]);
    assert_eq!(paths(new_tiles(256, 257)), ["tile/0/001.p/1"]);
    assert_eq!(
        paths(new_tiles(255, 513)),
        [
            "tile/0/000",
            "tile/0/001",
            "tile/0/002.p/1",
            "tile/1/000.p/2"
        ]
    );
    assert_eq!(new_tiles(0, SIZE_MAX).take(3).count(), 3);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_tile_reads_back(level in 0u8..=63, index in 0..=SIZE_MAX, width in 1u16..=256) {
        let path = TilePath::Hashes(Tile::new(level, index, width).unwrap());
        prop_assert_eq!(TilePath::parse(&path.to_string()), Ok(path));
    }

    #[test]
    fn any_text_is_a_path_or_refused(text in "(tile/)?(entries|[0-9]{1,3})?/?[x/.p0-9]{0,40}|.*") {
        if let Ok(path) = TilePath::parse(&text) {
            prop_assert_eq!(path.to_string(), text);
        }
    }

    #[test]
    fn steps_make_the_same_tiles_as_one_leap(old in 0u64..140_000, more in 0u64..140_000) {
        let new = old + more;
        let mut last = std::collections::BTreeMap::new();
        for tile in new_tiles(0, old).chain(new_tiles(old, new)) {
            last.insert((tile.level(), tile.index()), tile);
        }
        let leap: Vec<Tile> = new_tiles(0, new).collect();
        prop_assert_eq!(last.into_values().collect::<Vec<_>>(), leap);
    }
}
