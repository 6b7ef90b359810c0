//! Links become clusters: rows that are one person. A chain of links does not make one.
//!
//! Links are taken from the surest to the least sure. A link joins the clusters of its two rows
//! only when at least half of all pairs between them are links too, and when the cluster stays
//! below its bound; otherwise it is refused and counted. So A-B-C-D, each like the next only, is
//! not one person.

/// A link, as far as clusters see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    pub(crate) one: u32,
    pub(crate) other: u32,
    pub(crate) probability: f64,
}

/// Clusters of two rows and more, and the number of links that were refused.
pub(crate) fn clusters(links: &[Link], rows_max: usize) -> (Vec<Vec<u32>>, u64) {
    let mut rows: Vec<u32> = links.iter().flat_map(|l| [l.one, l.other]).collect();
    rows.sort_unstable();
    rows.dedup();
    let place = |row: u32| rows.binary_search(&row).unwrap_or(0);
    let mut known: Vec<(u32, u32)> = links
        .iter()
        .map(|link| (link.one.min(link.other), link.one.max(link.other)))
        .collect();
    known.sort_unstable();
    let mut by_sureness: Vec<&Link> = links.iter().collect();
    by_sureness.sort_unstable_by(|a, b| {
        let sureness = b.probability.total_cmp(&a.probability);
        sureness.then((a.one, a.other).cmp(&(b.one, b.other)))
    });

    // Each row's cluster, and the members of each; a joined cluster is emptied.
    let mut cluster_of: Vec<usize> = (0..rows.len()).collect();
    let mut members: Vec<Vec<u32>> = rows.iter().map(|&row| vec![row]).collect();
    let mut refused = 0;
    for link in by_sureness {
        let (into, from) = (cluster_of[place(link.one)], cluster_of[place(link.other)]);
        if into == from {
            continue;
        }
        let (left, right) = (&members[into], &members[from]);
        if left.len() + right.len() > rows_max || !mostly_linked(left, right, &known) {
            refused += 1;
            continue;
        }
        let moved = std::mem::take(&mut members[from]);
        moved.iter().for_each(|&row| cluster_of[place(row)] = into);
        members[into].extend(moved);
    }
    let mut clusters: Vec<Vec<u32>> = members.into_iter().filter(|m| m.len() > 1).collect();
    clusters.iter_mut().for_each(|rows| rows.sort_unstable());
    clusters.sort_unstable();
    (clusters, refused)
}

/// Whether at least half of the pairs between two clusters are links.
fn mostly_linked(left: &[u32], right: &[u32], known: &[(u32, u32)]) -> bool {
    let pairs = left
        .iter()
        .flat_map(|&a| right.iter().map(move |&b| (a, b)));
    let linked = pairs
        .filter(|&(a, b)| known.binary_search(&(a.min(b), a.max(b))).is_ok())
        .count();
    linked * 2 >= left.len() * right.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn link((one, other, percent): (u32, u32, u32)) -> Link {
        Link {
            one,
            other,
            probability: f64::from(percent) / 100.0,
        }
    }

    #[test]
    fn chains_are_broken_and_circles_are_kept() {
        let cases: [(&str, &[(u32, u32, u32)], &[&[u32]], u64); 5] = [
            ("a pair", &[(1, 2, 99)], &[&[1, 2]], 0),
            (
                "three in a row",
                &[(1, 2, 99), (2, 3, 98)],
                &[&[1, 2, 3]],
                0,
            ),
            (
                "four in a row",
                &[(1, 2, 99), (2, 3, 98), (3, 4, 97)],
                &[&[1, 2, 3]],
                1,
            ),
            (
                "two pairs and one weak link",
                &[(1, 2, 99), (3, 4, 99), (2, 3, 80)],
                &[&[1, 2], &[3, 4]],
                1,
            ),
            (
                "all four alike",
                &[(1, 2, 99), (3, 4, 99), (2, 3, 80), (1, 3, 80), (1, 4, 80)],
                &[&[1, 2, 3, 4]],
                0,
            ),
        ];
        for (what, links, expected, refused) in cases {
            let links: Vec<Link> = links.iter().copied().map(link).collect();
            let found = clusters(&links, 20);
            assert_eq!(
                found,
                (expected.iter().map(|c| c.to_vec()).collect(), refused),
                "{what}"
            );
        }
        let five: Vec<Link> = (0..5)
            .flat_map(|a| (a + 1..5).map(move |b| link((a, b, 90))))
            .collect();
        assert_eq!(clusters(&five, 3).0[0].len(), 3);
    }

    proptest! {
        #[test]
        fn clusters_are_disjoint_bounded_and_made_of_links(
            links in prop::collection::vec((0..30_u32, 0..30_u32, 50..100_u32), 0..80),
            rows_max in 2..8_usize,
        ) {
            let links: Vec<Link> = links.into_iter().filter(|l| l.0 != l.1).map(link).collect();
            let (found, _) = clusters(&links, rows_max);
            let mut all: Vec<u32> = found.concat();
            let count = all.len();
            all.sort_unstable();
            all.dedup();
            prop_assert_eq!(all.len(), count);
            for cluster in &found {
                prop_assert!(cluster.len() > 1 && cluster.len() <= rows_max);
                let linked = |row: u32| links.iter().any(|l| {
                    (l.one == row && cluster.contains(&l.other))
                        || (l.other == row && cluster.contains(&l.one))
                });
                prop_assert!(cluster.iter().all(|&row| linked(row)));
            }
            let mut turned = links.clone();
            turned.reverse();
            prop_assert_eq!(clusters(&turned, rows_max).0, found);
        }
    }
}
