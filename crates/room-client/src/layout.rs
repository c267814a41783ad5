//! How tiles are laid out on the stage, so that they are as large as possible, and who has the large one.

use crate::TileView;
use parley_protocol::ParticipantId;

/// How large tiles are and how they stand; the last row is centred.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TileLayout {
    /// Tiles in a full row.
    pub columns: u32,
    /// Rows.
    pub rows: u32,
    /// Width of a tile in whole pixels.
    pub tile_width: f64,
    /// Height of a tile in whole pixels.
    pub tile_height: f64,
}

const RATIO_MOST: f64 = 16.0 / 9.0;
const RATIO_LEAST_WIDE: f64 = 4.0 / 3.0;
const RATIO_LEAST_TALL: f64 = 3.0 / 4.0;

/// The largest tiles for `count` people on a stage of `width` by `height` pixels with `gap` pixels between tiles.
/// Cameras are 16:9; a wide stage may crop them to 4:3, a tall one to 3:4.
pub fn layout_tiles(width: f64, height: f64, count: usize, gap: f64) -> TileLayout {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    let ratio_least = if width >= height {
        RATIO_LEAST_WIDE
    } else {
        RATIO_LEAST_TALL
    };
    let mut best = TileLayout::default();
    for columns in 1..=count {
        let rows = count.div_ceil(columns);
        let cell_width = (width - gap * f64::from(columns - 1)) / f64::from(columns);
        let cell_height = (height - gap * f64::from(rows - 1)) / f64::from(rows);
        if cell_width < 1.0 || cell_height < 1.0 {
            continue;
        }
        let ratio = (cell_width / cell_height).clamp(ratio_least, RATIO_MOST);
        let tile_width = cell_width.min(cell_height * ratio).floor();
        let tile_height = (tile_width / ratio).floor();
        if tile_width * tile_height > best.tile_width * best.tile_height {
            best = TileLayout {
                columns,
                rows,
                tile_width,
                tile_height,
            };
        }
    }
    best
}

/// How many of `count` tiles fit on one page with tiles of a useful size; at least one.
pub fn tiles_per_page(width: f64, height: f64, count: usize, gap: f64) -> usize {
    let wide = width >= height;
    let (least_width, most) = match (wide, height < 360.0) {
        (true, true) => (160.0, 6),
        (false, true) => (140.0, 6),
        (true, false) => (160.0, 25),
        (false, false) => (140.0, 12),
    };
    (1..=count.min(most))
        .rev()
        .find(|tiles| layout_tiles(width, height, *tiles, gap).tile_width >= least_width)
        .unwrap_or(1)
}

/// Who has the large tile: whom the viewer pinned, else who is in the spotlight; `None` while all are alike. Whoever is
/// not there, or is there alone, has none.
pub fn focus_of(tiles: &[TileView], pinned: Option<ParticipantId>) -> Option<ParticipantId> {
    let mut shown = tiles.iter().filter(|_| tiles.len() > 1);
    let pinned = shown.clone().find(|tile| Some(tile.participant) == pinned);
    let focus = pinned.or_else(|| shown.find(|tile| tile.in_spotlight));
    focus.map(|tile| tile.participant)
}

/// Whether the strip of small tiles lies above the large one: the stage has no width to spare for it at the side.
pub fn strip_on_top(width: f64, height: f64) -> bool {
    width <= height * RATIO_MOST
}
