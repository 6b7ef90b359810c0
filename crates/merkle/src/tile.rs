//! Tiles of C2SP tlog-tiles: which there are, what they are called, how entries are bundled.
//!
//! A full tile holds 256 hashes; one at level 0 holds leaf hashes, one at level L the roots of full
//! tiles at level L-1. The tile at the right end of a level may be partial.

use std::fmt;

use crate::error::{Error, malformed};
use crate::text::from_decimal;
use crate::tree::SIZE_MAX;

/// How many hashes a full tile holds, and entries a full bundle.
pub const WIDTH_MAX: u16 = 256;

/// How many tree levels one tile level spans.
pub(crate) const HEIGHT: u32 = 8;

/// How many tile levels a tree of [`SIZE_MAX`] leaves has.
pub const LEVELS_MAX: u8 = 8;

/// The highest level a path may name (tlog-tiles).
const LEVEL_MAX: u8 = 63;

/// The longest path in bytes: `tile/entries/`, six times `x000/`, `000`, `.p/255`.
const PATH_BYTES_MAX: usize = 13 + 6 * 5 + 3 + 6;

/// Where a tile stands and how wide it is. Its text is its path: `tile/0/x001/234.p/56`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    level: u8,
    index: u64,
    width: u16,
}

impl Tile {
    /// The tile `index` of a `level`, with `width` hashes.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a level above 63, an index above [`SIZE_MAX`], a width outside
    /// 1 to 256.
    pub fn new(level: u8, index: u64, width: u16) -> Result<Self, Error> {
        if level > LEVEL_MAX {
            return Err(malformed("tile", 0, "the level must be 0 to 63"));
        }
        if index > SIZE_MAX {
            return Err(malformed("tile", 0, "the index must be below 2^63"));
        }
        if !(1..=WIDTH_MAX).contains(&width) {
            return Err(malformed("tile", 0, "the width must be 1 to 256"));
        }
        Ok(Self {
            level,
            index,
            width,
        })
    }

    /// The tile as it stands in a tree of `size` leaves; `None` if it has no hash there yet.
    pub fn at(level: u8, index: u64, size: u64) -> Option<Self> {
        let before = index.checked_mul(WIDTH_MAX.into())?;
        let there = hashes_at(level, size)
            .checked_sub(before)?
            .min(WIDTH_MAX.into());
        Self::new(level, index, u16::try_from(there).ok()?).ok()
    }

    /// The level; 0 holds leaf hashes.
    pub fn level(self) -> u8 {
        self.level
    }

    /// The place within the level, counted from 0.
    pub fn index(self) -> u64 {
        self.index
    }

    /// How many hashes it holds, 1 to 256.
    pub fn width(self) -> u16 {
        self.width
    }

    /// Whether it holds all 256 hashes and so never changes again.
    pub fn is_full(self) -> bool {
        self.width == WIDTH_MAX
    }
}

impl fmt::Display for Tile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "tile/{}/", self.level)?;
        write_index_and_width(out, *self)
    }
}

/// What a path below the log's prefix names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TilePath {
    /// `tile/<L>/<N>[.p/<W>]`: hashes.
    Hashes(Tile),
    /// `tile/entries/<N>[.p/<W>]`: the entries below that tile of level 0.
    Entries(Tile),
}

impl TilePath {
    /// Reads a path, without the log's prefix and without a leading slash.
    ///
    /// # Errors
    /// [`Error::Malformed`] unless the path is spelt as [`TilePath`] would write it.
    pub fn parse(path: &str) -> Result<Self, Error> {
        read_path(path).ok_or(malformed(
            "tile path",
            0,
            "must be like tile/0/x001/234.p/56",
        ))
    }
}

impl fmt::Display for TilePath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hashes(tile) => tile.fmt(out),
            Self::Entries(tile) => {
                out.write_str("tile/entries/")?;
                write_index_and_width(out, *tile)
            }
        }
    }
}

/// Writes `x001/x234/067` and, for a partial tile, `.p/5`.
fn write_index_and_width(out: &mut fmt::Formatter<'_>, tile: Tile) -> fmt::Result {
    let mut groups = vec![tile.index % 1000];
    let mut rest = tile.index / 1000;
    while rest > 0 {
        groups.push(rest % 1000);
        rest /= 1000;
    }
    for group in groups[1..].iter().rev() {
        write!(out, "x{group:03}/")?;
    }
    write!(out, "{:03}", groups[0])?;
    if tile.is_full() {
        Ok(())
    } else {
        write!(out, ".p/{}", tile.width)
    }
}

fn read_path(path: &str) -> Option<TilePath> {
    if path.len() > PATH_BYTES_MAX {
        return None;
    }
    let (kind, rest) = path.strip_prefix("tile/")?.split_once('/')?;
    let (groups, width) = match rest.split_once(".p/") {
        None => (rest, u64::from(WIDTH_MAX)),
        Some((groups, width)) => (
            groups,
            from_decimal(width).filter(|width| *width < WIDTH_MAX.into())?,
        ),
    };
    let index = read_index(groups)?;
    let width = u16::try_from(width).ok()?;
    if kind == "entries" {
        return Tile::new(0, index, width).ok().map(TilePath::Entries);
    }
    let level = u8::try_from(from_decimal(kind)?).ok()?;
    Tile::new(level, index, width).ok().map(TilePath::Hashes)
}

fn read_index(groups: &str) -> Option<u64> {
    let mut index = 0u64;
    let mut parts = groups.split('/').peekable();
    let leading_zeros = groups.starts_with("x000/");
    while let Some(part) = parts.next() {
        let digits = if parts.peek().is_some() {
            part.strip_prefix('x')?
        } else {
            part
        };
        if digits.len() != 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        index = index.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
    }
    if leading_zeros { None } else { Some(index) }
}

/// How many hashes a level holds in a tree of `size` leaves.
pub(crate) fn hashes_at(level: u8, size: u64) -> u64 {
    size.checked_shr(u32::from(level) * HEIGHT).unwrap_or(0)
}

/// The tiles that a tree has after growing from `old` to `new` leaves and did not have before, or
/// had with fewer hashes; level by level from the leaves, left to right. Nothing if it did not grow.
/// With `old` 0: all tiles of the tree. It is an iterator because a stated size is not to be
/// trusted with memory.
pub fn new_tiles(old: u64, new: u64) -> impl Iterator<Item = Tile> {
    (0..LEVELS_MAX).flat_map(move |level| {
        let (before, after) = (hashes_at(level, old), hashes_at(level, new));
        let width = u64::from(WIDTH_MAX);
        let end = if after > before {
            after.div_ceil(width)
        } else {
            0
        };
        (before / width..end).filter_map(move |index| Tile::at(level, index, new))
    })
}

/// The partial tiles at the right edge of a tree of `size` leaves, from the leaves up: at most 8,
/// 3 for ten million leaves. They hold all that is needed to go on growing.
pub fn edge_tiles(size: u64) -> Vec<Tile> {
    let edge = |level| Tile::at(level, hashes_at(level, size) / u64::from(WIDTH_MAX), size);
    (0..LEVELS_MAX).filter_map(edge).collect()
}

#[cfg(test)]
mod tests;
