//! Where the tiles stand while somebody is in the spotlight: one large, the others in a strip under it.

use parley_room_client::{TileLayout, layout_tiles};

/// The part of the stage's height that the strip takes.
const STRIP: f64 = 0.22;
/// The least and the most height of the strip, in pixels.
const STRIP_HEIGHT: (f64, f64) = (56.0, 150.0);

/// The large tile, and the `others`, on a stage of `width` by `height` pixels with `gap` pixels between tiles.
pub(super) fn spotlight_layouts(
    width: f64,
    height: f64,
    others: usize,
    gap: f64,
) -> (TileLayout, TileLayout) {
    let strip_height = (height * STRIP).clamp(STRIP_HEIGHT.0, STRIP_HEIGHT.1);
    let rest = (height - strip_height - gap).max(0.0);
    (
        layout_tiles(width, rest, 1, gap),
        layout_tiles(width, strip_height, others, gap),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_large_tile_and_the_strip_share_the_stage() {
        for (width, height) in [(1200.0, 700.0), (320.0, 480.0), (800.0, 300.0)] {
            for others in 2..8 {
                let (large, strip) = spotlight_layouts(width, height, others, 8.0);
                let rows = f64::from(strip.rows);
                let strip_height = strip.tile_height * rows + 8.0 * (rows - 1.0);
                assert!(large.tile_height + 8.0 + strip_height <= height);
                assert!(large.tile_width > strip.tile_width, "{width} {others}");
                assert!(strip.tile_width > 0.0);
            }
        }
    }
}
